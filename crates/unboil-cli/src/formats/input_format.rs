//! What a format provides: a name, how it is recognized, a reader and a codec.
//!
//! The reader splits an input into records. The codec rewrites a record: it passes each text in it to a function
//! ([`Replace`]) and inserts the result in its place. So a format knows nothing of cleaning or restoring. Reader and codec
//! are two objects because they run on different threads. A [`RecordWriter`](super::writer::RecordWriter) writes
//! the new records in the format's [`Layout`].

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use unboil::Encoding;

use super::batch::Batch;
use super::fields::Fields;
use super::record::{Reject, Replace};

/// A decompressed input.
pub(crate) type Source = BufReader<Box<dyn Read + Send>>;

/// Makes `bytes` the next bytes of `input`.
pub(super) fn put_back(bytes: Vec<u8>, input: &mut Source) {
    let capacity = input.capacity();
    let rest = std::mem::replace(input, BufReader::new(Box::new(io::empty())));
    *input = BufReader::with_capacity(capacity, Box::new(Cursor::new(bytes).chain(rest)));
}

/// How the records of an output are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One after the other, after the header.
    Concatenated,
    /// The same; compressed with gzip, each record is a member of its own, as tools that index web archives expect.
    GzipMembers,
    /// As a JSON array: the same, but the first record has no comma before it.
    JsonArray,
    /// As a table with the layout of the input.
    Table,
}

/// Which encodings the records of a format may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordEncoding {
    /// The format takes bytes as they are, or defines the encoding.
    Own,
    /// UTF-8, unless there is a byte order mark or `--encoding`. A character that another encoding lacks can be written as `\u` and
    /// digits.
    Json,
    /// The same, and if the first bytes are not UTF-8, their encoding is guessed.
    Guessed,
}

/// Settings for reading an input.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The fields of a record to read.
    pub fields: Fields,
    /// Larger documents are rejected. Bytes.
    pub max_doc_bytes: u64,
    /// Whether what is not text by its name or its first bytes is read as text.
    pub force: bool,
    /// The byte between the fields of CSV and TSV; if `None`, it is recognized. ASCII, neither a quote nor a line end.
    pub delimiter: Option<u8>,
    /// The encoding of records without a byte order mark; if `None`, it is recognized.
    pub encoding: Option<Encoding>,
}

/// Opens the file of an input from its beginning.
pub(crate) type OpenFile<'o> = &'o dyn Fn() -> io::Result<File>;

/// The origin of an input, for formats that cannot be read sequentially.
#[derive(Clone)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet is not read from first byte to last"))]
pub(crate) struct Origin<'o> {
    /// Opens its file; `None` for standard input.
    pub file: Option<OpenFile<'o>>,
    /// Whether its next bytes may take long to arrive.
    pub is_pipe: bool,
    /// Counts the bytes that were read.
    pub bytes_read: Arc<AtomicU64>,
}

/// A format of inputs. To add one, write a file with its reader, its codec and a static of this type, and add a line to
/// [`FORMATS`](super::FORMATS).
pub(crate) struct InputFormat {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// What it is, for `--help`: one line without a full stop.
    pub about: &'static str,
    /// The extensions of its files, in lower case. The first is the usual one.
    pub extensions: &'static [&'static str],
    /// Whether data that begins with these bytes has this format. Up to [`START_BYTES`](super::START_BYTES) bytes are given.
    /// Always `false` for formats that are recognized only by name or option.
    pub matches_start: fn(&[u8]) -> bool,
    /// Whether an input is a single document, so that it has no output if the document fails.
    pub is_one_document: bool,
    /// Whether its data is binary and must not be written to a terminal.
    pub is_binary: bool,
    /// Whether `--field` names the texts of its records.
    pub has_fields: bool,
    /// The encodings of its records.
    pub encoding: RecordEncoding,
    /// How records become an output.
    pub layout: Layout,
    /// Opens an input that is at its start. Fails if the data before the first record cannot be read.
    pub open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>,
}

impl InputFormat {
    /// A format of records one after the other, each of them a text without fields in any encoding. Formats that differ in a few points
    /// change those.
    pub(super) const fn new(
        name: &'static str,
        about: &'static str,
        extensions: &'static [&'static str],
        open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>,
    ) -> Self {
        Self {
            name,
            about,
            extensions,
            matches_start: |_| false,
            is_one_document: false,
            is_binary: false,
            has_fields: false,
            encoding: RecordEncoding::Own,
            layout: Layout::Concatenated,
            open,
        }
    }
}

/// An input that was opened.
pub(crate) struct Records {
    pub reader: Box<dyn RecordReader>,
    pub codec: Arc<dyn RecordCodec>,
    /// The data before the first record: the header of a table.
    pub header: Vec<u8>,
}

impl Records {
    /// An input without a header.
    pub(crate) fn new(reader: impl RecordReader + 'static, codec: impl RecordCodec + 'static) -> Self {
        Self { reader: Box::new(reader), codec: Arc::new(codec), header: Vec::new() }
    }
}

/// Splits an input into records.
pub(crate) trait RecordReader: Send {
    /// Appends the next record of `input` to `batch`; `false` at the end.
    ///
    /// # Errors
    /// The input cannot be read, or violates its format, so that the next record cannot be found.
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool>;

    /// Whether the next record can be read without waiting.
    fn has_buffered_record(&self, input: &Source) -> bool {
        !input.buffer().is_empty()
    }
}

/// Rewrites records.
pub(crate) trait RecordCodec: Send + Sync {
    /// Appends `record` to `out`, with each of its texts replaced by the result of `replace`. Every other byte is kept. Called
    /// again with the new record and the old texts, it gives the old record, unless that was spelled in a way that the format
    /// does not write; the report tries this for each record.
    ///
    /// # Errors
    /// The record has no document, or `replace` fails. What was appended by then must not be used.
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject>;

    /// The fields of its texts, if a record may lack them; nothing if they were found when the input was opened.
    fn fields(&self) -> Option<&Fields> {
        None
    }

    /// Whether a record has at least one of the [`fields`](Self::fields), with any value; nothing if it does not tell.
    fn has_field(&self, _record: &[u8]) -> Option<bool> {
        None
    }

    /// The fields that a record has, with the length of their texts; 0 for other values. Bytes.
    fn found_fields(&self, _record: &[u8]) -> Vec<(String, usize)> {
        Vec::new()
    }

    /// The name of the encoding that strings of its records were decoded from; nothing for UTF-8.
    fn encoding(&self) -> Option<&'static str> {
        None
    }

    /// The delimiter of a table, if another one could be recognized in the output.
    fn delimiter(&self) -> Option<u8> {
        None
    }

    /// What the user can do about a record that was rejected.
    fn help(&self) -> &'static str {
        "fix the record; it is left out"
    }

    /// The location of a record, to be appended to the name of its input. `number` is that of the row, line or record, from 1.
    fn location(&self, _record: &[u8], number: u64) -> String {
        format!(":{number}")
    }

    /// Whether a rejected record is kept unchanged in the output, because it cannot be left out.
    fn keeps_rejected(&self) -> bool {
        false
    }

    /// Whether an output has every record of its input except rejected ones, so that a missing or added record means the output
    /// was modified. Rows may be removed from an output individually.
    fn keeps_all_others(&self) -> bool {
        false
    }

    /// What `--rejects` keeps of a record.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        record.to_vec()
    }
}
