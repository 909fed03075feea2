//! JSON files: an array of records, as `DataFrame.to_json(orient="records")` writes it; or records one after the other.
//!
//! Input: elements of an array, on one line or pretty-printed. Output: the same array with the texts replaced. Every other byte is
//! kept. Only one element is held at a time. Many corpora call JSON Lines `.json`: if the first line is a complete object, the
//! file is read as JSON Lines.
//!
//! `[\n  {"text": "Boats.  "},\n  {"n": 1}\n]` with the clean text `Boats.` → `[\n  {"text": "Boats."},\n  {"n": 1}\n]`

mod values;

use std::io::{self, BufRead as _, Read as _};

use super::batch::{Batch, RecordKind, Taken, take_line, take_up_to, unfinished};
use super::fields::Fields;
use super::input_format::{
    InputFormat, Layout, Origin, RecordCodec, RecordEncoding, RecordReader, Records, Settings, Source, put_back,
};
use super::jsonl::{self, JSONL, JsonlCodec};
use super::record::{Reject, Replace};
use values::{ValueScanner, take_value};

/// JSON.
pub(super) static JSON: InputFormat = InputFormat {
    name: "json",
    about: "A JSON array of such objects, or such objects one after the other",
    extensions: &["json"],
    matches_start: |_| false,
    is_one_document: false,
    is_binary: false,
    has_fields: true,
    encoding: RecordEncoding::Json,
    layout: Layout::JsonArray,
    open,
};

/// The maximum number of bytes between two elements, which are held with the second. Pretty-printers write some dozen; the limit
/// for a header of an archive is the same.
const BETWEEN_BYTES: usize = 1 << 20;

/// The bytes after the end of an array that are passed on at once.
const TRAILING_BYTES: u64 = 1 << 16;

fn wrong(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// Finds out what the file holds.
fn open(input: &mut Source, origin: &Origin<'_>, settings: &Settings) -> io::Result<Records> {
    let mut header = Vec::new();
    take_mark(input, &mut header)?;
    let first = take_space(input, &mut header)?;
    let kind = match first {
        Some(b'[') => {
            header.push(b'[');
            input.consume(1);
            let mut space = Vec::new();
            let element = take_space(input, &mut space)?;
            put_back(space, input);
            check_element(element)?;
            SequenceKind::Array
        }
        Some(b'{') => {
            let mut line = Vec::new();
            let limit = settings.max_doc_bytes.saturating_add(1);
            take_line(&mut input.by_ref().take(limit), &mut line, u64::MAX)?;
            // Of a line above the limit the end is not known, but a pretty-printed object has short lines.
            let is_cut = line.len() as u64 == limit && !line.ends_with(b"\n");
            if is_cut || holds_value(&line) {
                check_columns(&line, &settings.fields)?;
                header.append(&mut line);
                put_back(header, input);
                return (JSONL.open)(input, origin, settings);
            }
            put_back(line, input);
            SequenceKind::Plain
        }
        None => SequenceKind::Plain,
        Some(byte) => {
            let byte = byte.escape_ascii();
            return Err(wrong(format!(
                "it is not a JSON array or object, since it begins with `{byte}`; if it is text, say --format text"
            )));
        }
    };
    let reader = JsonReader { kind, limit: settings.max_doc_bytes, number: 0, is_trailing: false };
    let codec = JsonCodec { element: JsonlCodec::new(settings.fields.clone()) };
    Ok(Records { header, ..Records::new(reader, codec) })
}

/// Appends a byte order mark, if there is one.
fn take_mark(input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<()> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut start = Vec::new();
    while start.len() < MARK.len() && MARK.starts_with(&start) && take_up_to(input, &mut start, 1)? > 0 {}
    if start == MARK {
        bytes.append(&mut start);
    }
    put_back(start, input);
    Ok(())
}

/// Appends white space, and returns the byte after it; `None` at the end of the input.
fn take_space(input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<Option<u8>> {
    let start = bytes.len();
    loop {
        let available = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        let space = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = available.get(space).copied();
        bytes.extend_from_slice(&available[..space]);
        input.consume(space);
        if bytes.len() - start > BETWEEN_BYTES {
            return Err(wrong(format!("it has more than {BETWEEN_BYTES} bytes of white space between two elements")));
        }
        if next.is_some() || space == 0 {
            return Ok(next);
        }
    }
}

/// Whether the elements of an array can be records, by the first byte of the first one.
fn check_element(first: Option<u8>) -> io::Result<()> {
    let what = match first {
        // A null between records costs that element only.
        None | Some(b'{' | b']' | b'n') => return Ok(()),
        Some(b'"') => "strings",
        Some(b'[') => "arrays",
        Some(b't' | b'f') => "truth values",
        Some(b'0'..=b'9' | b'-') => "numbers",
        Some(_) => return Err(wrong("it is not valid JSON after its [")),
    };
    let help = "make an object of each, for example with jq -c '.[] | {text: .}'";
    Err(wrong(format!("it is a JSON array of {what}, not of objects; {help}")))
}

/// Whether a line is a complete value.
fn holds_value(line: &[u8]) -> bool {
    let mut scanner = ValueScanner::new();
    let length = scanner.scan(line);
    scanner.is_at_end() && line[length..].trim_ascii().is_empty()
}

/// Refuses a file of one object that has an object in place of the text: the default of `DataFrame.to_json`.
fn check_columns(line: &[u8], fields: &Fields) -> io::Result<()> {
    // After a line end, another row may follow.
    let is_whole_file = !line.ends_with(b"\n");
    match jsonl::object_in_place_of_text(line, fields).filter(|_| is_whole_file) {
        Some(field) => Err(wrong(format!(
            "it has an object in \"{field}\", not a string; if pandas wrote it, write records with \
             to_json(orient=\"records\"), otherwise name a field in it with --field"
        ))),
        None => Ok(()),
    }
}

/// How values follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SequenceKind {
    /// As elements of an array, after its bracket.
    Array,
    /// With white space between them.
    Plain,
}

/// Reads values, each with what separates it from the one before.
struct JsonReader {
    kind: SequenceKind,
    limit: u64,
    /// The number of the last value, from 1.
    number: u64,
    /// Whether the end of the array was read.
    is_trailing: bool,
}

impl JsonReader {
    fn damaged(&self, what: &str) -> io::Error {
        let unit = if self.kind == SequenceKind::Array { "element" } else { "object" };
        match self.number {
            0 => wrong(what),
            number => wrong(format!("{what} after {unit} {number}")),
        }
    }
}

impl RecordReader for JsonReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        if self.is_trailing {
            let count = take_up_to(input, &mut batch.bytes, TRAILING_BYTES)?;
            if !batch.bytes[start..].trim_ascii().is_empty() {
                return Err(wrong("it has more data after the end of its array"));
            }
            if count > 0 {
                batch.push(self.number, start, RecordKind::AsIs);
            }
            return Ok(count > 0);
        }
        let mut next = take_space(input, &mut batch.bytes)?;
        if self.kind == SequenceKind::Array {
            match next {
                Some(b']') => {
                    batch.bytes.push(b']');
                    input.consume(1);
                    batch.push(self.number, start, RecordKind::AsIs);
                    self.is_trailing = true;
                    return Ok(true);
                }
                Some(b',') if self.number > 0 => {
                    batch.bytes.push(b',');
                    input.consume(1);
                    next = take_space(input, &mut batch.bytes)?;
                    if next == Some(b']') {
                        return Err(self.damaged("it has a comma but no element"));
                    }
                }
                Some(_) if self.number > 0 => return Err(self.damaged("it has no comma")),
                _ => {}
            }
        }
        match next {
            None if self.kind == SequenceKind::Array => return Err(self.damaged("it ends without ]")),
            None => {
                if batch.bytes.len() == start {
                    return Ok(false);
                }
                batch.push(self.number, start, RecordKind::AsIs);
                return Ok(true);
            }
            Some(b'}' | b']' | b',' | b':') => return Err(self.damaged("it is not valid JSON")),
            Some(_) => {}
        }
        let taken = take_value(input, &mut batch.bytes, self.limit).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("it ends in the middle of a value")),
            _ => error,
        })?;
        self.number += 1;
        let kind = match taken {
            Taken::TooMany(count) => {
                batch.bytes.truncate(start);
                RecordKind::TooLarge(count)
            }
            Taken::All | Taken::Nothing => RecordKind::Document,
        };
        batch.push(self.number, start, kind);
        Ok(true)
    }
}

/// Rewrites elements.
struct JsonCodec {
    element: JsonlCodec,
}

/// What separates a value from the one before, and the value.
fn split(record: &[u8]) -> (&[u8], &[u8]) {
    let start = record.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b',');
    record.split_at(start.unwrap_or(record.len()))
}

impl RecordCodec for JsonCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (before, value) = split(record);
        out.extend_from_slice(before);
        self.element.rewrite(value, replace, out)
    }

    fn fields(&self) -> Option<&Fields> {
        self.element.fields()
    }

    fn has_field(&self, record: &[u8]) -> Option<bool> {
        self.element.has_field(split(record).1)
    }

    fn found_fields(&self, record: &[u8]) -> Vec<(String, usize)> {
        self.element.found_fields(split(record).1)
    }

    /// The value alone.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        split(record).1.to_vec()
    }
}
