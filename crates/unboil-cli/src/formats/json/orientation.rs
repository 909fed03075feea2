//! Recognizes the forms in which `DataFrame.to_json` writes a table, other than records.
//!
//! Input: an object. Output: its form, if it has one of these and not that of a record: columns, which is the default, `index`,
//! `split` or `table`. As little as possible is read ahead: a record is told by its first value, unless that is an object.
//!
//! `{"columns":["text"],"index":[0],"data":[["Boats."]]}` → `split` with the column `text`

use std::io::{self, BufRead as _, Read as _};

use super::super::batch::{Taken, take_up_to};
use super::super::fields::{Fields, Segment};
use super::super::input_format::{Settings, Source, put_back};
use super::super::jsonl::holds_text;
use super::object::{MemberRange, ObjectCursor};
use super::space::{take_space, wrong};
use super::values::take_value;

/// A form, with what was read of it.
pub(super) enum Orientation {
    /// An object for each column; all of the file.
    Columns(Vec<u8>),
    /// An object for each row, by its label; up to the first label.
    Index(Vec<u8>),
    /// The names of the columns and lists of values; up to the first list.
    Split(Vec<u8>, Vec<String>),
    /// A schema and records; up to the first record.
    Table(Vec<u8>),
}

impl Orientation {
    /// The form of the object with which `input` goes on. If it has none of these, what was read is put back.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn find(input: &mut Source, settings: &Settings) -> io::Result<Option<Self>> {
        let mut start = ObjectStart { input, bytes: Vec::new(), limit: settings.max_doc_bytes };
        let found = start.find(&settings.fields);
        let ObjectStart { bytes, .. } = start;
        let found = found?;
        if found.is_none() {
            put_back(bytes, input);
        }
        Ok(found)
    }
}

/// The beginning of an object.
struct ObjectStart<'i> {
    input: &'i mut Source,
    /// What was read.
    bytes: Vec<u8>,
    limit: u64,
}

impl ObjectStart<'_> {
    fn find(&mut self, fields: &Fields) -> io::Result<Option<Orientation>> {
        take_up_to(self.input, &mut self.bytes, 1)?;
        let first = self.bytes.len();
        let Some(name) = self.name()? else { return Ok(None) };
        match (name.as_str(), self.next()?) {
            ("columns", Some(b'[')) => self.split(),
            ("schema", Some(b'{')) => self.table(),
            (_, Some(b'{')) => {
                if self.is_index(fields)? {
                    let rest = self.bytes.split_off(first);
                    put_back(rest, self.input);
                    return Ok(Some(Orientation::Index(std::mem::take(&mut self.bytes))));
                }
                self.columns(fields)
            }
            _ => Ok(None),
        }
    }

    /// Reads white space; the byte after it.
    fn next(&mut self) -> io::Result<Option<u8>> {
        // Too much of it is an error when the file is read.
        take_space(self.input, &mut self.bytes)
    }

    /// Reads a value; where it is. `None` if it is too long or does not end.
    fn value(&mut self) -> io::Result<Option<std::ops::Range<usize>>> {
        let start = self.bytes.len();
        let left = self.limit.saturating_sub(start as u64);
        let mut part = self.input.by_ref().take(left);
        match take_value(&mut part, &mut self.bytes, u64::MAX) {
            Ok(Taken::All) => Ok(Some(start..self.bytes.len())),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads `wanted`, if it comes next.
    fn byte(&mut self, wanted: u8) -> io::Result<bool> {
        if self.next()? != Some(wanted) {
            return Ok(false);
        }
        self.bytes.push(wanted);
        self.input.consume(1);
        Ok(true)
    }

    /// Reads a name and its colon.
    fn name(&mut self) -> io::Result<Option<String>> {
        if self.next()? != Some(b'"') {
            return Ok(None);
        }
        let Some(key) = self.value()? else { return Ok(None) };
        let name = serde_json::from_slice(&self.bytes[key]).ok();
        Ok(if self.byte(b':')? { name } else { None })
    }

    /// Reads up to the first element of `data`, which comes next, or after the labels.
    fn data(&mut self) -> io::Result<bool> {
        while self.byte(b',')? {
            match (self.name()?.as_deref(), self.next()?) {
                (Some("data"), Some(b'[')) => return self.byte(b'['),
                (Some("index"), Some(b'[')) if self.value()?.is_some() => {}
                _ => return Ok(false),
            }
        }
        Ok(false)
    }

    fn split(&mut self) -> io::Result<Option<Orientation>> {
        let Some(columns) = self.value()? else { return Ok(None) };
        let Ok(names) = serde_json::from_slice::<Vec<serde_json::Value>>(&self.bytes[columns]) else { return Ok(None) };
        let names = names.into_iter().map(|name| name.as_str().map_or_else(|| name.to_string(), str::to_owned));
        let names: Vec<String> = names.collect();
        let is_split = self.data()?;
        Ok(is_split.then(|| Orientation::Split(std::mem::take(&mut self.bytes), names)))
    }

    fn table(&mut self) -> io::Result<Option<Orientation>> {
        let is_schema = self.value()?.is_some_and(|schema| {
            let schema = serde_json::from_slice::<serde_json::Value>(&self.bytes[schema]);
            schema.is_ok_and(|schema| schema.get("fields").is_some_and(serde_json::Value::is_array))
        });
        let is_table = is_schema && self.data()?;
        Ok(is_table.then(|| Orientation::Table(std::mem::take(&mut self.bytes))))
    }

    /// Whether the first two values are objects with a text, or the only one is.
    fn is_index(&mut self, fields: &Fields) -> io::Result<bool> {
        for number in 0..2 {
            if self.next()? != Some(b'{') {
                return Ok(false);
            }
            let Some(value) = self.value()? else { return Ok(false) };
            if !holds_text(&self.bytes[value], fields) {
                return Ok(false);
            }
            match self.next()? {
                Some(b',') if number == 0 => {
                    if !self.byte(b',')? || self.name()?.is_none() {
                        return Ok(false);
                    }
                }
                Some(b'}') if number == 0 => {
                    // Another object may follow: these are records.
                    return Ok(self.byte(b'}')? && self.next()?.is_none());
                }
                end => return Ok(number > 0 && matches!(end, Some(b',' | b'}'))),
            }
        }
        Ok(false)
    }

    /// Reads the rest of the file, if it is an object of columns with the same labels.
    fn columns(&mut self, fields: &Fields) -> io::Result<Option<Orientation>> {
        let rest = std::mem::take(&mut self.bytes);
        put_back(rest, self.input);
        // The next row may take long to arrive, so it is awaited only if this one is none.
        let value = self.value()?;
        if value.is_none() && self.bytes.len() as u64 >= self.limit && begins_like_columns(&self.bytes) {
            return Err(wrong(format!(
                "its columns have more bytes than --max-doc-bytes allows ({}), and are held in memory; write records with \
                 to_json(orient=\"records\"), or give a larger --max-doc-bytes",
                self.limit
            )));
        }
        let is_table = value.is_some() && has_columns(&self.bytes, fields) && self.next()?.is_none();
        Ok(is_table.then(|| Orientation::Columns(std::mem::take(&mut self.bytes))))
    }
}

fn is_number(key: &[u8]) -> bool {
    key.len() > 2 && key[1..key.len() - 1].iter().all(u8::is_ascii_digit)
}

/// Whether the beginning of an object is that of columns with numbers as labels.
fn begins_like_columns(json: &[u8]) -> bool {
    let first = ObjectCursor::new(json, 0).and_then(|mut columns| columns.next(json));
    let cell = first.and_then(|column| ObjectCursor::new(json, column.value.start)?.next(json));
    cell.is_some_and(|cell| is_number(&json[cell.key]))
}

/// Whether an object has a column of texts, and its columns have the same labels: numbers, or those of several columns.
fn has_columns(json: &[u8], fields: &Fields) -> bool {
    let is_text =
        |key: &str| fields.texts.iter().any(|path| matches!(path.segments(), [Segment::Key(name)] if name == key));
    if serde_json::from_slice::<serde::de::IgnoredAny>(json).is_err() {
        return false;
    }
    let Some(mut cursor) = ObjectCursor::new(json, 0) else { return false };
    let (mut columns, mut has_text, mut first) = (0, false, None);
    while let Some(MemberRange { key, value }) = cursor.next(json) {
        columns += 1;
        has_text |= serde_json::from_slice::<String>(&json[key]).is_ok_and(|key| is_text(&key));
        let Some(mut cells) = ObjectCursor::new(json, value.start) else { return false };
        match &first {
            None => first = Some(cells),
            Some(first) => {
                let mut first: ObjectCursor = first.clone();
                loop {
                    match (first.next(json), cells.next(json)) {
                        (Some(a), Some(b)) if json[a.key.clone()] == json[b.key.clone()] => {}
                        (None, None) => break,
                        _ => return false,
                    }
                }
            }
        }
    }
    let Some(mut cells) = first else { return false };
    let mut are_numbers = true;
    while let Some(cell) = cells.next(json) {
        are_numbers &= is_number(&json[cell.key]);
    }
    has_text && (are_numbers || columns > 1)
}
