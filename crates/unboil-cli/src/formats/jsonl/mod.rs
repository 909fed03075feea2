//! JSON Lines: each row is an object with a document in `text` or the fields of `--field`, and often an id in `id`.
//!
//! Input: rows of bytes. Output: the same rows with the texts replaced. Every other byte is kept, including a byte order mark,
//! blank rows, the kind of line end, and a missing line end in the last row.
//!
//! `{"id": 7, "text": "Boats.\u00a0", "n": 1.50}` with the clean text `Boats.` → `{"id": 7, "text": "Boats.", "n": 1.50}`

mod found_fields;
mod row;
mod strings;

use std::io;

use super::batch::{Batch, RecordKind, Taken, take_line};
use super::fields::Fields;
use super::input_format::{InputFormat, Layout, RecordCodec, RecordEncoding, RecordReader, Records, Source};
use super::record::{Reject, RejectCause, Replace, SourceText};
use crate::console::count::count;
use found_fields::found_fields;
use row::{JsonRow, RowError};

pub(super) use strings::{decode_string, write_string};

/// JSON Lines.
pub(super) static JSONL: InputFormat = InputFormat {
    name: "jsonl",
    about: "JSON Lines: an object with a \"text\" field per row",
    extensions: &["jsonl", "ndjson", "jsonlines"],
    matches_start: |_| false,
    is_one_document: false,
    is_binary: false,
    has_fields: true,
    encoding: RecordEncoding::Json,
    layout: Layout::Concatenated,
    open: |_, _, settings| {
        let reader = JsonlReader { limit: settings.max_doc_bytes, number: 0 };
        Ok(Records::new(reader, JsonlCodec::new(settings.fields.clone())))
    },
};

/// Reads rows, each with its line end. A row of only white space is copied.
struct JsonlReader {
    limit: u64,
    /// The number of the last row, from 1.
    number: u64,
}

impl RecordReader for JsonlReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        let taken = take_line(input, &mut batch.bytes, self.limit)?;
        self.number += 1;
        let kind = match taken {
            Taken::Nothing => return Ok(false),
            Taken::TooMany(count) => RecordKind::TooLarge(count),
            Taken::All if Parts::of(&batch.bytes[start..]).row.trim_ascii().is_empty() => RecordKind::AsIs,
            Taken::All => RecordKind::Document,
        };
        batch.push(self.number, start, kind);
        Ok(true)
    }

    /// The rest of a row may take long to arrive.
    fn has_buffered_record(&self, input: &Source) -> bool {
        memchr::memchr(b'\n', input.buffer()).is_some()
    }
}

/// A record: a row, its byte order mark and its line end.
struct Parts<'r> {
    /// Some programs write a byte order mark before the first row; in concatenated files it can precede any row.
    mark: &'r [u8],
    row: &'r [u8],
    /// Empty if the input ends without one.
    end: &'r [u8],
}

impl<'r> Parts<'r> {
    fn of(record: &'r [u8]) -> Self {
        let rest = record.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(record);
        let row = rest.strip_suffix(b"\n").unwrap_or(rest);
        Self { mark: &record[..record.len() - rest.len()], row, end: &rest[row.len()..] }
    }
}

/// Rewrites rows.
pub(super) struct JsonlCodec {
    fields: Fields,
}

impl JsonlCodec {
    /// For the texts in these fields.
    pub(super) fn new(fields: Fields) -> Self {
        Self { fields }
    }
}

/// Whether a row has one of the fields of texts, with any value.
pub(super) fn holds_text(row: &[u8], fields: &Fields) -> bool {
    row::has_field(row, fields) == Some(true)
}

/// The field of texts that holds an object in this row.
pub(super) fn object_in_place_of_text(row: &[u8], fields: &Fields) -> Option<String> {
    match JsonRow::parse(Parts::of(row).row, fields) {
        Err(RowError::TextIsNot(field, "an object")) => Some(field),
        _ => None,
    }
}

impl RecordCodec for JsonlCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let parts = Parts::of(record);
        let row = JsonRow::parse(parts.row, &self.fields).map_err(|error| {
            Reject::new(&error, if error.is_missing() { RejectCause::Missing } else { RejectCause::Record })
        })?;
        let mut texts = Vec::with_capacity(row.texts.len());
        for text in &row.texts {
            let path = &self.fields.texts[text.field];
            let field = path.as_str();
            let lost = (text.lost_surrogates > 0)
                .then(|| format!("{} in \"{field}\" became U+FFFD", count(text.lost_surrogates, "broken \\u escape")));
            let twice = texts.is_empty().then_some(row.twice.as_deref()).flatten();
            let twice =
                twice.map(|key| format!("has \"{key}\" twice; the last one counts, the others stay as they are"));
            let new = replace(SourceText {
                address: row.source.as_deref(),
                id: row.id,
                titles: row.titles.iter().map(AsRef::as_ref).collect(),
                field: (row.texts.len() > 1).then_some(field),
                is_markdown: path.is_markdown(),
                warnings: lost.into_iter().chain(twice).collect(),
                ..SourceText::string(&text.text)
            })?;
            texts.push(new.into_text());
        }
        out.extend_from_slice(parts.mark);
        row.with_texts(&texts, out);
        out.extend_from_slice(parts.end);
        Ok(())
    }

    fn fields(&self) -> Option<&Fields> {
        Some(&self.fields)
    }

    fn has_field(&self, record: &[u8]) -> Option<bool> {
        row::has_field(Parts::of(record).row, &self.fields)
    }

    fn found_fields(&self, record: &[u8]) -> Vec<(String, usize)> {
        found_fields(Parts::of(record).row)
    }

    fn help(&self) -> &'static str {
        "fix the row; it is left out"
    }

    /// The row alone.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        Parts::of(record).row.to_vec()
    }
}
