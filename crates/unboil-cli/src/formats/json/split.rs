//! Rows of values in the order of their columns, as `DataFrame.to_json(orient="split")` writes them.

use std::io;
use std::ops::Range;

use super::super::fields::{FieldPath, Fields, NoField};
use super::super::record::{Reject, RejectCause, Replace, SourceText};
use super::super::record_codec::RecordCodec;
use super::cell::rewrite_cell;
use super::codec::separated;
use super::values::ValueScanner;

/// Rewrites rows.
pub(super) struct SplitCodec {
    /// Number of columns.
    columns: usize,
    texts: Vec<TextPosition>,
    id: Option<usize>,
    source: Option<usize>,
}

/// A column of texts.
struct TextPosition {
    column: usize,
    name: String,
    is_markdown: bool,
}

impl SplitCodec {
    /// For the texts in those of the columns `names` that are `fields`.
    ///
    /// # Errors
    /// One is missing.
    pub(super) fn new(names: &[String], fields: &Fields) -> io::Result<Self> {
        let find = |path: &FieldPath| names.iter().position(|name| name == path.as_str());
        let needed = |path: &FieldPath, option: &str| {
            find(path).ok_or_else(|| {
                let all: Vec<&str> = names.iter().map(String::as_str).collect();
                let (what, help) = (format!("it has no column \"{path}\""), format!("name the column with {option}"));
                io::Error::from(NoField::new(&what, &help, path.as_str(), &all, None))
            })
        };
        let text = |path: &FieldPath| {
            let column = needed(path, "--field")?;
            Ok(TextPosition { column, name: path.to_string(), is_markdown: path.is_markdown() })
        };
        let source = fields.source.as_ref().map(|path| needed(path, "--source-field"));
        Ok(Self {
            columns: names.len(),
            texts: fields.texts.iter().map(text).collect::<io::Result<_>>()?,
            id: find(&fields.id),
            source: if fields.is_source_optional { source.and_then(Result::ok) } else { source.transpose()? },
        })
    }

    /// The values of a row.
    fn values(&self, row: &[u8]) -> Result<Vec<Range<usize>>, Reject> {
        let damaged = |what: String| Reject::new(what, RejectCause::NotText);
        serde_json::from_slice::<serde::de::IgnoredAny>(row)
            .map_err(|error| damaged(format!("is not valid JSON: {error}")))?;
        if row.first() != Some(&b'[') {
            return Err(damaged("is not a list of values".to_owned()));
        }
        let (mut values, mut at) = (Vec::with_capacity(self.columns), 1);
        loop {
            let (before, value) = separated(&row[at..]);
            let start = at + before.len();
            if value.first().is_none_or(|byte| *byte == b']') {
                break;
            }
            at = start + ValueScanner::new().scan(value);
            values.push(start..at);
        }
        if values.len() != self.columns {
            return Err(damaged(format!("has {} values, but there are {} columns", values.len(), self.columns)));
        }
        Ok(values)
    }
}

impl RecordCodec for SplitCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let (before, row) = separated(record);
        out.extend_from_slice(before);
        let values = self.values(row)?;
        let value = |column: usize| &row[values[column].clone()];
        let string = |column: usize| serde_json::from_slice::<String>(value(column)).ok();
        let source = self.source.and_then(string);
        let id = self.id.and_then(|column| std::str::from_utf8(value(column)).ok()).filter(|id| *id != "null");
        let mut texts: Vec<&TextPosition> = self.texts.iter().collect();
        texts.sort_by_key(|text| text.column);
        texts.dedup_by_key(|text| text.column);
        let (mut done, mut missing, mut found) = (0, None, false);
        for text in &texts {
            let range = values[text.column].clone();
            out.extend_from_slice(&row[done..range.start]);
            let about = SourceText {
                address: source.as_deref(),
                id,
                field: (texts.len() > 1).then_some(&text.name),
                is_markdown: text.is_markdown,
                ..SourceText::string("")
            };
            match rewrite_cell(&row[range.clone()], &text.name, about, replace, out) {
                Ok(()) => found = true,
                // One of several texts may be missing.
                Err(reject) if reject.cause == RejectCause::Missing => {
                    out.extend_from_slice(&row[range.clone()]);
                    missing = Some(reject);
                }
                Err(reject) => return Err(reject),
            }
            done = range.end;
        }
        out.extend_from_slice(&row[done..]);
        match missing {
            Some(reject) if !found => Err(reject),
            _ => Ok(()),
        }
    }

    fn help(&self) -> &'static str {
        "fix the row; it stays as it is"
    }

    /// The index has a label for each row.
    fn keeps_rejected(&self) -> bool {
        true
    }

    /// The row alone.
    fn raw(&self, record: &[u8]) -> Vec<u8> {
        separated(record).1.to_vec()
    }
}
