//! Web archives (ISO 28500): records of a header and a block. The block of a conversion record, of which WET files are made,
//! is a document; all other records are copied.
//!
//! If a text changes, `Content-Length` and the SHA-1 digests of the block are updated, and a digest of another kind, which would
//! be wrong, is removed. All other header lines are copied. `WARC-Target-URI` is the URL for rules with `site`.
//!
//! `WARC/1.0 … Content-Length: 31 … The pier is closed.\nFollow us\n` → `… Content-Length: 20 … The pier is closed.\n`

use std::io;

use sha1::{Digest as _, Sha1};

use super::batch::{Batch, RecordKind, Taken, take_exact, take_line, unfinished};
use super::input_format::{InputFormat, Layout, RecordCodec, RecordReader, Records, Source};
use super::record::{Reject, Replace, SourceText};

/// Maximum size of a header, in bytes. The largest in the archives of a crawl have a few thousand.
const HEADER_BYTES: u64 = 1 << 20;

/// Web archives.
pub(super) static WARC: InputFormat = InputFormat {
    name: "warc",
    about: "A web archive; the conversion records (WET) are documents",
    extensions: &["warc", "wet"],
    matches_start: |start| start.starts_with(b"WARC/1.") || start.starts_with(b"WARC/0."),
    is_one_document: false,
    is_binary: false,
    layout: Layout::GzipMembers,
    open: |_, _, settings| Ok(Records::new(WarcReader { limit: settings.max_doc_bytes, number: 0 }, WarcCodec)),
};

/// Reads records.
struct WarcReader {
    limit: u64,
    /// The number of the last record, from 1.
    number: u64,
}

impl WarcReader {
    fn damaged(&self, what: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("record {} {what}", self.number))
    }
}

impl RecordReader for WarcReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        self.number += 1;
        // Two line ends separate records; any number is accepted.
        loop {
            batch.bytes.truncate(start);
            match take_line(input, &mut batch.bytes, HEADER_BYTES)? {
                Taken::Nothing => return Ok(false),
                Taken::All if matches!(&batch.bytes[start..], b"\r\n" | b"\n") => {}
                Taken::All | Taken::TooMany(_) => break,
            }
        }
        if !batch.bytes[start..].starts_with(b"WARC/") {
            return Err(self.damaged("does not begin with WARC/"));
        }
        loop {
            let line = batch.bytes.len();
            match take_line(input, &mut batch.bytes, HEADER_BYTES)? {
                Taken::All if matches!(&batch.bytes[line..], b"\r\n" | b"\n") => break,
                Taken::All if ((batch.bytes.len() - start) as u64) < HEADER_BYTES => {}
                _ => return Err(self.damaged("has an incomplete header")),
            }
        }
        let header = &batch.bytes[start..];
        let length = find(header, "Content-Length").and_then(|value| value.parse::<u64>().ok());
        let Some(length) = length else { return Err(self.damaged("has no valid Content-Length")) };
        let is_kept = length <= self.limit;
        take_exact(input, &mut batch.bytes, length, is_kept).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("ends before its Content-Length")),
            _ => error,
        })?;
        if !is_kept {
            batch.bytes.truncate(start);
        }
        batch.push(self.number, start, if is_kept { RecordKind::Document } else { RecordKind::TooLarge(length) });
        Ok(true)
    }
}

/// Rewrites records.
struct WarcCodec;

impl RecordCodec for WarcCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (header, block) = record.split_at(header_len(record));
        let is_conversion = find(header, "WARC-Type").is_some_and(|kind| kind.eq_ignore_ascii_case("conversion"));
        let is_text = find(header, "Content-Type").is_none_or(|kind| kind.trim_start().starts_with("text/plain"));
        if is_conversion && is_text {
            let text = replace(SourceText { address: find(header, "WARC-Target-URI"), ..SourceText::block(block) })?;
            if text.as_bytes() != block {
                write_header(header, text.as_bytes(), out);
                out.extend_from_slice(text.as_bytes());
                out.extend_from_slice(b"\r\n\r\n");
                return Ok(());
            }
        }
        out.extend_from_slice(record);
        out.extend_from_slice(b"\r\n\r\n");
        Ok(())
    }
}

/// The length of the header with its empty line. Bytes.
fn header_len(record: &[u8]) -> usize {
    let mut length = 0;
    for line in record.split_inclusive(|byte| *byte == b'\n') {
        length += line.len();
        if matches!(line, b"\r\n" | b"\n") {
            break;
        }
    }
    length
}

/// The value of a header line. Names are case-insensitive.
fn find<'h>(header: &'h [u8], name: &str) -> Option<&'h str> {
    header.split(|byte| *byte == b'\n').find_map(|line| {
        let (key, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Appends the header for another block.
fn write_header(header: &[u8], block: &[u8], out: &mut Vec<u8>) {
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        let key = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
        let end: &[u8] = if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
        let name = String::from_utf8_lossy(key);
        let value = if key.eq_ignore_ascii_case(b"Content-Length") {
            block.len().to_string()
        } else if key.eq_ignore_ascii_case(b"WARC-Block-Digest") || key.eq_ignore_ascii_case(b"WARC-Payload-Digest") {
            let old = find(line, &name).unwrap_or_default();
            if !old.get(..5).is_some_and(|label| label.eq_ignore_ascii_case("sha1:")) {
                continue;
            }
            format!("sha1:{}", data_encoding::BASE32.encode(&Sha1::digest(block)))
        } else {
            out.extend_from_slice(line);
            continue;
        };
        out.extend_from_slice(format!("{name}: {value}").as_bytes());
        out.extend_from_slice(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_block_has_its_length_and_digest_and_the_other_lines_stay() {
        let header = b"WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  9\r\nWARC-Block-Digest: sha1:OLD\r\n\
            WARC-Payload-Digest: md5:abc\r\nWARC-Date:2020\r\n\r\n";
        let mut out = Vec::new();
        write_header(header, b"abc", &mut out);
        let want = "WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length: 3\r\n\
            WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\nWARC-Date:2020\r\n\r\n";
        assert_eq!(String::from_utf8(out).unwrap(), want);
        assert_eq!(header_len(header), header.len());
    }
}
