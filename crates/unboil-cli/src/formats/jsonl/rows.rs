//! The two halves of the form: rows out of an input, and a clean row of each.

use std::io;

use super::{Fields, Record};
use crate::formats::{Batch, Desk, Form, Kind, Source, Split, Taken, take_line};

/// Cuts rows. A row of nothing but white space is no row.
pub(crate) struct Rows {
    limit: u64,
    number: u64,
}

impl Rows {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, number: 0 }
    }
}

impl Split for Rows {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        loop {
            let start = batch.bytes.len();
            let taken = take_line(input, &mut batch.bytes, self.limit)?;
            self.number += 1;
            let kind = match taken {
                Taken::Nothing => return Ok(false),
                Taken::TooMany(count) => Kind::TooLarge(count),
                Taken::All => Kind::Document,
            };
            if batch.bytes.ends_with(b"\n") && kind == Kind::Document {
                batch.bytes.pop();
            }
            // Some programs put a byte order mark before the first row.
            if self.number == 1 && batch.bytes.get(start..).is_some_and(|row| row.starts_with(b"\xEF\xBB\xBF")) {
                batch.bytes.drain(start..start + 3);
            }
            let is_blank = batch.bytes.get(start..).unwrap_or_default().trim_ascii().is_empty();
            if is_blank && kind == Kind::Document {
                batch.bytes.truncate(start);
                continue;
            }
            batch.push(self.number, start, kind);
            return Ok(true);
        }
    }

    /// A row of which only the beginning is there may be long in coming.
    fn is_more_at_hand(&self, input: &Source) -> bool {
        memchr::memchr(b'\n', input.buffer()).is_some()
    }
}

/// Cleans rows.
pub(crate) struct Jsonl {
    fields: Fields,
}

impl Jsonl {
    pub(crate) fn new(fields: Fields) -> Self {
        Self { fields }
    }

    fn name_of(&self, field: usize) -> String {
        self.fields.texts.get(field).map(ToString::to_string).unwrap_or_default()
    }
}

impl Form for Jsonl {
    fn clean(&self, piece: &[u8], desk: &mut Desk<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let record = Record::parse(piece, &self.fields).map_err(|error| error.to_string())?;
        let mut texts = Vec::with_capacity(record.texts.len());
        for text in &record.texts {
            if text.lost_halves > 0 {
                let field = self.name_of(text.field);
                desk.warn(format!("{} broken \\u escapes in \"{field}\" became U+FFFD", text.lost_halves));
            }
            desk.name(record.id, || (record.texts.len() > 1).then(|| self.name_of(text.field)));
            texts.push(desk.record_text(&text.text, record.source.as_deref()));
        }
        let start = out.len();
        record.with_texts(&texts, out);
        let clean = out.get(start..).unwrap_or_default();
        // The row comes back if its texts, put where the clean ones are, are spelled as they were.
        desk.record_comes_back(|texts| {
            Record::parse(clean, &self.fields).is_ok_and(|clean| {
                let mut back = Vec::new();
                clean.with_texts(texts, &mut back);
                clean.texts.len() == texts.len() && back == piece
            })
        });
        out.push(b'\n');
        Ok(())
    }

    fn way_out(&self) -> &'static str {
        "mend the row; it is left out"
    }
}
