//! JSON Lines: each row is an object with a document in `text` or the fields of `--field`, and often an id in `id`.
//!
//! Only the texts are replaced; every other byte is copied.
//!
//! `{"id": 7, "text": "Boats.\u00a0", "n": 1.50}` with the clean text `Boats.` → `{"id": 7, "text": "Boats.", "n": 1.50}`

mod row;
mod strings;

use std::io;

use super::batch::{Batch, RecordKind, Taken, take_line};
use super::fields::Fields;
use super::input_format::{InputFormat, Layout, RecordCodec, RecordReader, Records, Source};
use super::record::{Reject, Replace, SourceText};
use crate::console::count::count;
use row::JsonRow;

/// JSON Lines.
pub(super) static JSONL: InputFormat = InputFormat {
    name: "jsonl",
    about: "JSON Lines: an object with a \"text\" field per row",
    extensions: &["jsonl", "ndjson", "jsonlines"],
    matches_start: |_| false,
    is_one_document: false,
    is_binary: false,
    layout: Layout::Concatenated,
    open: |_, _, settings| {
        let reader = JsonlReader { limit: settings.max_doc_bytes, number: 0 };
        Ok(Records::new(reader, JsonlCodec { fields: settings.fields.clone() }))
    },
};

/// Reads rows. A row of white space is skipped.
struct JsonlReader {
    limit: u64,
    /// The number of the last row, from 1.
    number: u64,
}

impl RecordReader for JsonlReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        loop {
            let start = batch.bytes.len();
            let taken = take_line(input, &mut batch.bytes, self.limit)?;
            self.number += 1;
            let kind = match taken {
                Taken::Nothing => return Ok(false),
                Taken::TooMany(count) => RecordKind::TooLarge(count),
                Taken::All => RecordKind::Document,
            };
            if batch.bytes.ends_with(b"\n") && kind == RecordKind::Document {
                batch.bytes.pop();
            }
            // Some programs put a byte order mark before the first row.
            if self.number == 1 && batch.bytes[start..].starts_with(b"\xEF\xBB\xBF") {
                batch.bytes.drain(start..start + 3);
            }
            if batch.bytes[start..].trim_ascii().is_empty() && kind == RecordKind::Document {
                batch.bytes.truncate(start);
                continue;
            }
            batch.push(self.number, start, kind);
            return Ok(true);
        }
    }

    /// The rest of a row may take long to arrive.
    fn has_buffered_record(&self, input: &Source) -> bool {
        memchr::memchr(b'\n', input.buffer()).is_some()
    }
}

/// Rewrites rows.
struct JsonlCodec {
    fields: Fields,
}

impl RecordCodec for JsonlCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let row = JsonRow::parse(record, &self.fields).map_err(|error| error.to_string())?;
        let mut texts = Vec::with_capacity(row.texts.len());
        for text in &row.texts {
            let field = self.fields.texts[text.field].as_str();
            let warning = (text.lost_surrogates > 0)
                .then(|| format!("{} in \"{field}\" became U+FFFD", count(text.lost_surrogates, "broken \\u escape")));
            texts.push(replace(SourceText {
                address: row.source.as_deref(),
                id: row.id,
                field: (row.texts.len() > 1).then_some(field),
                warning,
                ..SourceText::string(&text.text)
            })?);
        }
        row.with_texts(&texts, out);
        out.push(b'\n');
        Ok(())
    }

    /// The row is restored if its texts are escaped as they were.
    fn restores(&self, record: &[u8], rewritten: &[u8], texts: &[&str]) -> bool {
        let rewritten = rewritten.strip_suffix(b"\n").unwrap_or(rewritten);
        JsonRow::parse(rewritten, &self.fields).is_ok_and(|row| {
            let mut restored = Vec::new();
            row.with_texts(texts, &mut restored);
            row.texts.len() == texts.len() && restored == record
        })
    }

    fn help(&self) -> &'static str {
        "fix the row; it is left out"
    }
}
