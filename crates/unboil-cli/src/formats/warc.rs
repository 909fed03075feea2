//! Web archives (ISO 28500): records of a header and a block. The block of a conversion record (WET files consist of these)
//! is a document; all other records are copied.
//!
//! Input: records. Output: the same records. If a text changed, `Content-Length` is updated, and so is each SHA-1 digest that
//! matched the old block. A SHA-1 digest that did not match is kept. A digest of another kind would be wrong and is removed. All
//! other bytes are kept, including those between records. Rules with `site` use the URL in `WARC-Target-URI`.
//!
//! `WARC/1.0 … Content-Length: 31 … The pier is closed.\nFollow us\n` → `… Content-Length: 20 … The pier is closed.\n`

use std::io::{self, BufRead as _};

use sha1::{Digest as _, Sha1};

use super::batch::{Batch, RecordKind, Taken, take_exact, take_line, unfinished};
use super::input_format::{InputFormat, Layout, RecordCodec, RecordEncoding, RecordReader, Records, Source};
use super::record::{Reject, Replace, SourceText};

/// Maximum size of a header, in bytes. The largest in crawl archives have a few thousand.
const HEADER_BYTES: u64 = 1 << 20;

/// Web archives.
pub(super) static WARC: InputFormat = InputFormat {
    name: "warc",
    about: "A web archive; the conversion records (WET) are documents",
    extensions: &["warc", "wet"],
    matches_start: |start| start.starts_with(b"WARC/1.") || start.starts_with(b"WARC/0."),
    is_one_document: false,
    is_binary: false,
    has_fields: false,
    encoding: RecordEncoding::Own,
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
        match take_line(input, &mut batch.bytes, HEADER_BYTES)? {
            Taken::Nothing => return Ok(false),
            // More line ends than the two that separate records.
            Taken::All if is_line_end(&batch.bytes[start..]) => {
                batch.push(self.number, start, RecordKind::AsIs);
                return Ok(true);
            }
            Taken::All | Taken::TooMany(_) => self.number += 1,
        }
        if !batch.bytes[start..].starts_with(b"WARC/") {
            return Err(self.damaged("does not begin with WARC/"));
        }
        loop {
            let line = batch.bytes.len();
            match take_line(input, &mut batch.bytes, HEADER_BYTES)? {
                Taken::All if is_line_end(&batch.bytes[line..]) => break,
                Taken::All if ((batch.bytes.len() - start) as u64) < HEADER_BYTES => {}
                _ => return Err(self.damaged("has an incomplete header")),
            }
        }
        let header = &batch.bytes[start..];
        let Some(length) = content_length(header) else {
            return Err(self.damaged("has no valid Content-Length"));
        };
        let is_kept = length <= self.limit;
        take_exact(input, &mut batch.bytes, length, is_kept).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("ends before its Content-Length")),
            _ => error,
        })?;
        // Two line ends separate records. No more is read, since the next record may take long to arrive.
        for _ in 0..2 {
            take_line_end(input, &mut batch.bytes)?;
        }
        if !is_kept {
            batch.bytes.truncate(start);
        }
        batch.push(self.number, start, if is_kept { RecordKind::Document } else { RecordKind::TooLarge(length) });
        Ok(true)
    }
}

fn is_line_end(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

/// Appends a line end, if one is next.
fn take_line_end(input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<()> {
    for wanted in [b'\r', b'\n'] {
        let next = input.fill_buf()?.first().copied();
        if next == Some(wanted) {
            bytes.push(wanted);
            input.consume(1);
        }
    }
    Ok(())
}

/// Rewrites records.
struct WarcCodec;

impl RecordCodec for WarcCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (header, rest) = record.split_at(header_len(record));
        let length = content_length(header).and_then(|length| usize::try_from(length).ok());
        let (block, end) = rest.split_at_checked(length.unwrap_or(rest.len())).ok_or("is not what was read")?;
        let is_conversion = find(header, "WARC-Type").is_some_and(|kind| kind.eq_ignore_ascii_case("conversion"));
        let is_text = find(header, "Content-Type").is_none_or(|kind| kind.trim_start().starts_with("text/plain"));
        if is_conversion && is_text {
            let new = replace(SourceText { address: find(header, "WARC-Target-URI"), ..SourceText::block(block) })?;
            let new = new.into_bytes();
            if new != block {
                write_header(header, block, &new, out);
                out.extend_from_slice(&new);
                out.extend_from_slice(end);
                return Ok(());
            }
        }
        out.extend_from_slice(record);
        Ok(())
    }
}

/// The length of the header, including the empty line. Bytes.
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

/// The length of the block, as stated in the header. Bytes.
fn content_length(header: &[u8]) -> Option<u64> {
    find(header, "Content-Length")?.parse().ok()
}

/// Appends the header for another block.
fn write_header(header: &[u8], old: &[u8], new: &[u8], out: &mut Vec<u8>) {
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        match new_value(line, old, new) {
            NewValue::Same => out.extend_from_slice(line),
            NewValue::Other(value) => {
                // Only the value is replaced, so that the line can be restored.
                let colon = line.iter().position(|byte| *byte == b':').map_or(0, |colon| colon + 1);
                let before = line.len() - line[colon..].trim_ascii_start().len();
                let after = line.trim_ascii_end().len();
                out.extend_from_slice(&line[..before]);
                out.extend_from_slice(value.as_bytes());
                out.extend_from_slice(&line[after..]);
            }
            NewValue::None => {}
        }
    }
}

/// A header line for the new block.
enum NewValue {
    Same,
    Other(String),
    /// Its value is unknown, so the line is left out.
    None,
}

fn new_value(line: &[u8], old: &[u8], new: &[u8]) -> NewValue {
    let key = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
    if key.eq_ignore_ascii_case(b"Content-Length") {
        return NewValue::Other(new.len().to_string());
    }
    if !key.eq_ignore_ascii_case(b"WARC-Block-Digest") && !key.eq_ignore_ascii_case(b"WARC-Payload-Digest") {
        return NewValue::Same;
    }
    let stated = find(line, &String::from_utf8_lossy(key)).unwrap_or_default();
    match stated.split_at_checked(SHA1.len()) {
        Some((label, digest)) if label.eq_ignore_ascii_case(SHA1) => match Base::of(digest, &Sha1::digest(old)) {
            Some(base) => NewValue::Other(format!("{label}{}", base.encode(&Sha1::digest(new)))),
            None => NewValue::Same,
        },
        _ => NewValue::None,
    }
}

/// The prefix of a SHA-1 digest.
const SHA1: &str = "sha1:";

/// The encoding of a digest.
#[derive(Clone, Copy)]
enum Base {
    /// As in the standard.
    Base32,
    /// As some programs write it.
    Hex,
}

impl Base {
    /// The encoding of `digest` in `text`; `None` if that is another digest.
    fn of(text: &str, digest: &[u8]) -> Option<Self> {
        [Self::Base32, Self::Hex].into_iter().find(|base| base.encode(digest) == text)
    }

    fn encode(self, digest: &[u8]) -> String {
        match self {
            Self::Base32 => data_encoding::BASE32.encode(digest),
            Self::Hex => data_encoding::HEXLOWER.encode(digest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(header: &[u8], old: &[u8], new: &[u8]) -> String {
        let mut out = Vec::new();
        write_header(header, old, new, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_new_block_has_its_length_and_digest_and_the_other_bytes_stay() {
        let header = b"WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  3 \r\nWARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n\
            WARC-Payload-Digest: md5:abc\r\nWARC-Date:2020\r\n\r\n";
        let want = "WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  0 \r\n\
            WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\nWARC-Date:2020\r\n\r\n";
        assert_eq!(rewritten(header, b"abc", b""), want);
        assert_eq!(header_len(header), header.len());
    }

    #[test]
    fn a_digest_of_something_else_stays() {
        let header = b"WARC-Payload-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\n\
            WARC-Block-Digest: SHA1:a9993e364706816aba3e25717850c26c9cd0d89d\n";
        assert_eq!(rewritten(header, b"abcd", b""), String::from_utf8_lossy(header));
        let hex = rewritten(header, b"abc", b"");
        assert!(hex.ends_with("WARC-Block-Digest: SHA1:da39a3ee5e6b4b0d3255bfef95601890afd80709\n"), "{hex}");
    }
}
