//! What the targets in `fuzz/` call. Compiled only with `--cfg fuzzing`; otherwise the command has no public interface.
//!
//! Input: any bytes. Output: what the reader of a format found in them, and what its writer made of that.

use std::ffi::OsStr;
use std::io::{self, BufReader, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use crate::formats::Format;
use crate::formats::batch::{Batch, RecordKind};
use crate::formats::compression::{Compression, TrailingData};
use crate::formats::fields::{FieldPath, Fields};
use crate::formats::input_format::{Origin, RecordCodec, Records, Settings, Source};
use crate::formats::record::{NewText, SourceText, TextContent};
use crate::formats::write_error::WriteError;
use crate::formats::writer::RecordWriter;

/// How an input is read.
#[derive(Debug, Clone, Copy)]
pub struct HowToRead<'r> {
    /// The name of the format, as `--format` takes it.
    pub format: &'r str,
    /// The fields that hold documents, as `--field` takes them. The URL is in `url`, the id in `id`.
    pub fields: &'r [&'r str],
    /// The delimiter of a table in text, as `--delimiter` takes it. `None`: it is recognized.
    pub delimiter: Option<u8>,
    /// Larger documents are rejected. Bytes.
    pub max_doc_bytes: u64,
    /// How many bytes are read at once, at least 1.
    pub buffer: usize,
}

/// An input that was read and written again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// The output.
    pub output: Vec<u8>,
    /// The texts that were found, in order.
    pub texts: Vec<Vec<u8>>,
    /// The bytes of each record, or why it was rejected.
    pub records: Vec<Result<Vec<u8>, String>>,
    /// Why the input could not be read to its end.
    pub fault: Option<String>,
}

/// Reads `bytes`, replaces each text by the result of `replace`, and writes the records as the command does. `replace` returns
/// UTF-8 for a text that is a string of a record.
///
/// # Errors
/// What precedes the first record cannot be read, or the records cannot be written.
///
/// # Panics
/// There is no such format or field, or `replace` does not return UTF-8.
pub fn rewrite(
    reading: HowToRead<'_>,
    bytes: &[u8],
    replace: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> io::Result<Rewritten> {
    let format = Format::named(reading.format).expect("a format of the command");
    let path = |name: &&str| name.parse::<FieldPath>().expect("a path to a field");
    let texts = reading.fields.iter().map(path).collect();
    let source = Some(path(&"url")).filter(|_| reading.fields.len() > 1);
    let fields = Fields { texts, id: path(&"id"), source, is_source_optional: false, titles: Vec::new() };
    // A guess may differ between an input and its output.
    let encoding = unboil::Encoding::for_label("utf-8");
    let settings = Settings {
        fields: fields.clone(),
        max_doc_bytes: reading.max_doc_bytes,
        delimiter: reading.delimiter,
        encoding,
        force: true,
        members: Arc::default(),
    };
    let open = || {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        file.rewind()?;
        Ok(file)
    };
    let mut source: Source = BufReader::with_capacity(reading.buffer, Box::new(io::Cursor::new(bytes.to_vec())));
    let origin = Origin { file: Some(&open), is_pipe: false, bytes_read: Arc::default() };
    let Records { mut reader, codec, header } = format.open(&mut source, &origin, &settings)?;
    let failed = |error: WriteError| match error {
        WriteError::Output(error) => error,
        WriteError::Records(what) => io::Error::other(what),
    };
    let mut writer = RecordWriter::new(format.layout, &header, &open, &fields, Vec::new()).map_err(failed)?;
    let mut all = Rewritten { output: Vec::new(), texts: Vec::new(), records: Vec::new(), fault: None };
    loop {
        let mut batch = Batch::default();
        let next = reader.next(&mut source, &mut batch);
        for record in &batch.records {
            let old = batch.bytes_of(record);
            let codec = record.codec(&*codec);
            let _ = codec.location(old, record.number);
            let new = match record.kind {
                RecordKind::AsIs => Ok(old.to_vec()),
                RecordKind::TooLarge(size) => Err(format!("has {size} bytes")),
                RecordKind::Document => rewrite_record(codec, old, &mut all.texts, replace),
            };
            let kept = if codec.keeps_rejected() { old } else { &[] };
            let out = new.as_deref().unwrap_or(kept);
            writer.write(out, &[out.len()]).map_err(failed)?;
            all.records.push(new.map(|_| old.to_vec()));
        }
        match next {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                all.fault = Some(error.to_string());
                return Ok(all);
            }
        }
    }
    all.output = writer.finish().map_err(failed)?;
    Ok(all)
}

fn rewrite_record(
    codec: &dyn RecordCodec,
    record: &[u8],
    texts: &mut Vec<Vec<u8>>,
    replace: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut replace = |text: SourceText<'_>| {
        let (text, is_string) = match text.content {
            TextContent::File(bytes) | TextContent::Block(bytes) => (bytes, false),
            TextContent::String(text) => (text.as_bytes(), true),
        };
        texts.push(text.to_vec());
        let new = replace(text);
        Ok(if is_string { NewText::Text(String::from_utf8(new).expect("UTF-8")) } else { NewText::Bytes(new) })
    };
    codec.rewrite(record, &mut replace, &mut out).map_err(|reject| reject.what)?;
    Ok(out)
}

/// Decompresses at most `limit` bytes of compressed data, compresses them and decompresses the result. Returns the texts of
/// both; `None` if the first bytes are not those of compressed data.
///
/// # Errors
/// The data is damaged.
pub fn recompress(bytes: &[u8], limit: u64) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
    let compression = Compression::of_start(bytes).unwrap_or(Compression::None);
    if compression == Compression::None {
        return Ok(None);
    }
    let unpack = |bytes: Vec<u8>| {
        let mut text = Vec::new();
        compression.decoder(io::Cursor::new(bytes), &TrailingData::default())?.take(limit).read_to_end(&mut text)?;
        io::Result::Ok(text)
    };
    let text = unpack(bytes.to_vec())?;
    let mut encoder = compression.encoder(Vec::new())?;
    encoder.write_all(&text)?;
    let again = unpack(encoder.finish()?)?;
    Ok(Some((text, again)))
}

/// Opens the watcher's journal in the file `journal` of `folder`, by which it is written again. Returns what it says, and how
/// many damaged lines were dropped.
///
/// # Errors
/// It cannot be read or written.
#[cfg(feature = "watch")]
pub fn journal(folder: &Path) -> io::Result<(Vec<String>, usize)> {
    crate::watch::journal_contents(folder)
}

/// Runs the command with these arguments, which follow the name of the program. Returns the exit code.
#[must_use]
pub fn command(args: &[&OsStr]) -> u8 {
    let args = std::iter::once(OsStr::new("unboil")).chain(args.iter().copied());
    crate::cli::main(args.map(OsStr::to_owned).collect()).code()
}

/// Leaves panics of the Parquet library, which the command catches, to the command. Others end the process as before.
pub fn catch_panics() {
    crate::panics::install_hook();
}
