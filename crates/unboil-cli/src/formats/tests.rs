//! Properties of all formats.

use std::io::{self, BufReader, Write as _};
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::Format;
use super::batch::{Batch, RawRecord, RecordKind};
use super::fields::Fields;
use super::input_format::{Origin, Settings, Source};
use super::writer::RecordWriter;

fn format(name: &str) -> Format {
    Format::named(name).unwrap()
}

#[test]
fn names_and_extensions_are_unique() {
    let mut all: Vec<&str> = Format::all().map(|format| format.name).collect();
    all.extend(Format::all().flat_map(|format| format.extensions.iter().copied().filter(move |e| *e != format.name)));
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count, "{all:?}");
}

#[test]
fn the_extension_tells_the_format_also_below_that_of_a_compression() {
    let of = |name: &str| Format::of_path(Path::new(name));
    assert_eq!(of("a/b.JSONL"), Some(format("jsonl")));
    assert_eq!(of("b.ndjson.zst"), Some(format("jsonl")));
    assert_eq!(of("b.warc.wet.gz"), Some(format("warc")));
    assert_eq!(of("b.tgz"), Some(format("tar")));
    assert_eq!(of("b.jsonl.txt"), Some(format("text")));
    assert_eq!(of("jsonl"), None);
}

fn settings() -> Settings {
    let fields = Fields {
        texts: vec!["text".parse().unwrap()],
        id: "id".parse().unwrap(),
        source: Some("url".parse().unwrap()),
        is_source_optional: false,
        titles: Vec::new(),
    };
    Settings { fields, max_doc_bytes: 60, delimiter: None, encoding: None, force: false, members: Arc::default() }
}

/// The output for an input cleaned without rules, and how many of its records hold no document; `None` if it cannot be read
/// to its end.
fn cleaned(format: Format, bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    use super::record::{NewText, Reject, RejectCause, TextContent};
    let rules = unboil::RuleSet::builder().build().unwrap();
    let cleaner = unboil::Cleaner::new(Arc::new(rules), unboil::Options::default());
    let mut source: Source = BufReader::with_capacity(7, Box::new(io::Cursor::new(bytes.to_vec())));
    let origin = Origin { file: None, is_pipe: false, bytes_read: Arc::default() };
    let mut records = format.open(&mut source, &origin, &settings()).ok()?;
    let (mut batch, mut out, mut bad) = (Batch::default(), records.header, 0);
    while records.reader.next(&mut source, &mut batch).ok()? {}
    for record in &batch.records {
        let bytes = batch.bytes_of(record);
        let codec = record.codec(&*records.codec);
        codec.location(bytes, record.number);
        match record.kind {
            RecordKind::AsIs => out.extend_from_slice(bytes),
            RecordKind::TooLarge(_) => bad += 1,
            RecordKind::Document => {
                let mut replace = |text: super::record::SourceText<'_>| match text.content {
                    TextContent::File(bytes) | TextContent::Block(bytes) => {
                        let decoded = cleaner.decode(bytes).map_err(|error| Reject::new(error, RejectCause::Record))?;
                        Ok(NewText::Text(cleaner.clean_decoded(&decoded).text.into_owned()))
                    }
                    TextContent::String(text) => {
                        Ok(NewText::Text(cleaner.clean_record(&text.into()).text.into_owned()))
                    }
                };
                bad += usize::from(codec.rewrite(bytes, &mut replace, &mut out).is_err());
            }
        }
    }
    Some((out, bad))
}

/// Bytes that resemble each format, to get past the first check of a parser.
fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "{\"text\":",
        "\"a  b\"",
        "}",
        "\n",
        "\r\n",
        ",",
        "\"",
        "text",
        "url",
        "\t",
        "WARC/1.0\r\n",
        "Content-Length: ",
        "7",
        "3",
        "WARC-Type: conversion",
        "\r\n\r\n",
        "a  b",
        "[",
        "\u{e9}",
        "http://x.org/",
    ];
    let part = prop_oneof![
        4 => proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..9),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// A ZIP archive of members with the same data, which is not compressed.
fn stored(names: &[&str], data: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    let size = data.len() as u32;
    let numbers = [crc.sum(), size, size].map(u32::to_le_bytes).concat();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let at = archive.len() as u32;
        let lengths = [&(name.len() as u16).to_le_bytes()[..], &[0; 2]].concat();
        archive.extend([b"PK\x03\x04", &[0; 10][..], &numbers, &lengths, name.as_bytes(), data].concat());
        let end = [&[0; 10][..], &at.to_le_bytes(), name.as_bytes()].concat();
        directory.extend([b"PK\x01\x02", &[0; 12][..], &numbers, &lengths, &end].concat());
    }
    let counts = [names.len() as u16; 2].map(u16::to_le_bytes).concat();
    let places = [directory.len() as u32, archive.len() as u32].map(u32::to_le_bytes).concat();
    [&*archive, &directory, b"PK\x05\x06\0\0\0\0", &counts, &places, &[0; 2]].concat()
}

proptest! {
    #[test]
    fn any_bytes_are_taken_apart_or_refused(bytes in likely_bytes()) {
        for format in Format::all().filter(|format| format.name != "parquet") {
            cleaned(format, &bytes);
        }
    }

    /// A tar archive of any file, with some bytes of it changed.
    #[test]
    fn a_damaged_archive_is_no_reason_to_stop(text in likely_bytes(), at in 0..6144_usize, byte: u8) {
        let mut builder = ::tar::Builder::new(Vec::new());
        let mut header = ::tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        builder.append_data(&mut header, "x/".repeat(70) + "a.txt", text.as_slice()).unwrap();
        for name in ["a.jsonl", "a.json", "a.csv"] {
            builder.append_data(&mut header, name, text.as_slice()).unwrap();
        }
        let mut archive = builder.into_inner().unwrap();
        if let Some(place) = archive.get_mut(at) {
            *place = byte;
        }
        cleaned(format("tar"), &archive);
    }

    /// A ZIP archive of any file, with some bytes of it changed, is refused, or written as it was.
    #[test]
    fn a_damaged_zip_archive_is_refused_or_stays(text in likely_bytes(), at in 0..1024_usize, byte: u8) {
        let mut archive = stored(&["a.txt", "a.jsonl", "a.json", "a.csv", "p.gz"], &text);
        if let Some(place) = archive.get_mut(at) {
            *place = byte;
        }
        let open = || {
            let mut file = tempfile::tempfile()?;
            file.write_all(&archive)?;
            Ok(file)
        };
        let mut source: Source = BufReader::new(Box::new(io::empty()));
        let origin = Origin { file: Some(&open), is_pipe: false, bytes_read: Arc::default() };
        if let Ok(mut records) = format("zip").open(&mut source, &origin, &settings()) {
            let layout = format("zip").layout;
            let mut writer = RecordWriter::new(layout, b"", &open, &settings().fields, Vec::new()).unwrap();
            let mut batch = Batch::default();
            let is_whole = loop {
                match records.reader.next(&mut source, &mut batch) {
                    Ok(true) => {}
                    end => break end.is_ok(),
                }
            };
            let is_kept = |record: &&RawRecord| !matches!(record.kind, RecordKind::TooLarge(_));
            for record in batch.records.iter().filter(is_kept) {
                let bytes = batch.bytes_of(record);
                record.codec(&*records.codec).location(bytes, record.number);
                writer.write(bytes, &[bytes.len()]).unwrap();
            }
            if is_whole && batch.records.iter().all(|record| is_kept(&record)) {
                prop_assert_eq!(writer.finish().unwrap(), archive);
            }
        }
    }

    /// Clean text is copied byte for byte, whatever the other columns hold.
    #[test]
    fn what_is_clean_stays_byte_for_byte(fields in proptest::collection::vec("[a \"\r\n,;]{0,9}", 1..6)) {
        let mut writer = ::csv::WriterBuilder::new().from_writer(b"text,x,url\n".to_vec());
        for field in &fields {
            writer.write_record(["clean", field, "y"]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        prop_assert_eq!(cleaned(format("csv"), &table), Some((table, 0)));
    }
}
