//! Columns of values, as `DataFrame.to_json()` writes them: `{"text":{"0":"Boats."},"url":{"0":"https://…"}}`.
//!
//! The values of a row are far from each other, so the file is held in memory, up to the largest size of a document. Each text is a
//! record: what is before it, and its JSON. The records are in the order of the file; what is between columns is copied.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::super::batch::{Batch, RecordKind};
use super::super::fields::{FieldPath, Fields, NoField};
use super::super::input_format::{RecordReader, Source};
use super::super::record::{Reject, Replace, SourceText};
use super::super::record_codec::RecordCodec;
use super::cell::rewrite_cell;
use super::object::{MemberRange, ObjectCursor};
use super::space::wrong;

/// Reads the texts of columns.
pub(super) struct ColumnsReader {
    json: Vec<u8>,
    /// The columns of texts, in the order of the file.
    texts: Vec<ObjectColumn>,
    /// The column that is read.
    column: usize,
    cursor: Option<ObjectCursor>,
    /// The ids and URLs of the rows.
    ids: Vec<Range<usize>>,
    sources: Vec<Range<usize>>,
    /// How many bytes were passed on.
    done: usize,
    /// The number of the last text, from 1.
    number: u64,
    /// The number of texts of the column so far.
    row: usize,
}

/// A column of texts.
#[derive(Clone)]
struct ObjectColumn {
    name: Arc<str>,
    /// Where its object begins.
    start: usize,
    is_markdown: bool,
}

impl ColumnsReader {
    /// Reads the columns of `json`, an object of objects and what follows it.
    ///
    /// # Errors
    /// A column is missing.
    pub(super) fn new(json: Vec<u8>, fields: &Fields) -> io::Result<Self> {
        let mut columns = Vec::new();
        let start = json.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let mut cursor = ObjectCursor::new(&json, start).ok_or_else(|| wrong("it is not a JSON object"))?;
        while let Some(MemberRange { key, value }) = cursor.next(&json) {
            columns.push((serde_json::from_slice::<String>(&json[key]).unwrap_or_default(), value));
        }
        // Of several columns with a name, most programs take the last.
        let find = |path: &FieldPath| columns.iter().rfind(|(name, _)| name == path.as_str());
        let needed = |path: &FieldPath, option: &str| {
            find(path).ok_or_else(|| {
                let all: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
                let (what, help) = (format!("it has no column \"{path}\""), format!("name the column with {option}"));
                io::Error::from(NoField::new(&what, &help, path.as_str(), &all, None))
            })
        };
        let mut texts = Vec::new();
        for path in &fields.texts {
            let (name, value) = needed(path, "--field")?;
            texts.push(ObjectColumn {
                name: name.as_str().into(),
                start: value.start,
                is_markdown: path.is_markdown(),
            });
        }
        texts.sort_by_key(|column| column.start);
        texts.dedup_by_key(|column| column.start);
        let source = fields.source.as_ref().map(|path| needed(path, "--source-field"));
        let source = if fields.is_source_optional { source.and_then(Result::ok) } else { source.transpose()? };
        let values = |column: Option<&(String, Range<usize>)>| {
            let mut values = Vec::new();
            let mut cursor = column.and_then(|(_, value)| ObjectCursor::new(&json, value.start));
            while let Some(member) = cursor.as_mut().and_then(|cursor| cursor.next(&json)) {
                values.push(member.value);
            }
            values
        };
        let (ids, sources) = (values(find(&fields.id)), values(source));
        Ok(Self { json, texts, column: 0, cursor: None, ids, sources, done: 0, number: 0, row: 0 })
    }

    /// A codec for its records, each of which has one of its own.
    pub(super) fn codec(&self) -> CellCodec {
        CellCodec { name: "".into(), field: false, before: 0, id: None, source: None, is_markdown: false, row: 0 }
    }

    /// The next text, and whether it is the first of its column.
    fn next_text(&mut self) -> Option<(ObjectColumn, Range<usize>, bool)> {
        loop {
            let column = self.texts.get(self.column)?;
            let is_first = self.cursor.is_none();
            if is_first {
                self.cursor = ObjectCursor::new(&self.json, column.start);
                self.row = 0;
            }
            if let Some(member) = self.cursor.as_mut().and_then(|cursor| cursor.next(&self.json)) {
                return Some((column.clone(), member.value, is_first));
            }
            self.column += 1;
            self.cursor = None;
        }
    }
}

impl RecordReader for ColumnsReader {
    fn next(&mut self, _: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let next = self.next_text();
        let end = next.as_ref().map_or(
            self.json.len(),
            |(column, value, is_first)| {
                if *is_first { column.start } else { value.start }
            },
        );
        let is_first = next.as_ref().is_none_or(|(.., is_first)| *is_first);
        if is_first && self.done < end {
            let start = batch.bytes.len();
            batch.bytes.extend_from_slice(&self.json[self.done..end]);
            batch.push(self.number, start, RecordKind::AsIs);
            self.done = end;
            // The text follows as a record of its own.
            if next.is_some() {
                self.cursor = None;
            }
            return Ok(true);
        }
        let Some((column, value, _)) = next else { return Ok(false) };
        let start = batch.bytes.len();
        batch.bytes.extend_from_slice(&self.json[self.done..value.end]);
        let json = |values: &[Range<usize>]| values.get(self.row).map(|range| &self.json[range.clone()]);
        let id = json(&self.ids).and_then(|id| std::str::from_utf8(id).ok()).filter(|id| *id != "null");
        let source = json(&self.sources).and_then(|source| serde_json::from_slice(source).ok());
        self.number += 1;
        self.row += 1;
        let codec = CellCodec {
            name: column.name,
            field: self.texts.len() > 1,
            before: value.start - self.done,
            id: id.map(str::to_owned),
            source,
            is_markdown: column.is_markdown,
            row: self.row as u64,
        };
        batch.push(self.number, start, RecordKind::Document);
        if let Some(record) = batch.records.last_mut() {
            record.codec = Some(Arc::new(codec));
        }
        self.done = value.end;
        Ok(true)
    }

    fn has_buffered_record(&self, _: &Source) -> bool {
        self.done < self.json.len()
    }
}

/// Rewrites a text of a column.
pub(super) struct CellCodec {
    name: Arc<str>,
    /// Whether there are other columns of texts.
    field: bool,
    /// The bytes before the text in its record.
    before: usize,
    id: Option<String>,
    source: Option<String>,
    is_markdown: bool,
    /// Its row, from 1.
    row: u64,
}

impl RecordCodec for CellCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (before, value) = record.split_at_checked(self.before).ok_or("is not what was read")?;
        out.extend_from_slice(before);
        let text = SourceText {
            address: self.source.as_deref(),
            id: self.id.as_deref(),
            field: self.field.then_some(&self.name),
            is_markdown: self.is_markdown,
            ..SourceText::string("")
        };
        rewrite_cell(value, &self.name, text, replace, out)
    }

    fn help(&self) -> &'static str {
        "fix the value; it stays as it is"
    }

    fn location(&self, _record: &[u8], _number: u64) -> String {
        format!(":{}", self.row)
    }

    /// All columns have the same rows.
    fn keeps_rejected(&self) -> bool {
        true
    }

    /// The value alone.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        record.get(self.before..).unwrap_or_default().to_vec()
    }
}
