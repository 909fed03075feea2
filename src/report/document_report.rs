//! The lines of a report about one document, made on the thread that cleans the document.
//!
//! Input: the source of a document, its decoded text and the result. Output: its `document` record with the `edit` or `error` records
//! that follow, as bytes, and what they add to the totals. Creating them is expensive; adding them to the file is a copy.

use std::collections::BTreeMap;

use super::document_record::DocumentRecord;
use super::edit_record::EditRecord;
use super::error_record::ErrorRecord;
use super::input_bytes::InputBytes;
use super::record::Record;
use super::source::DocumentSource;
use super::summary_record::{DocumentTotals, Total};
use crate::cleaned::Cleaned;
use crate::ledger::{Entry, Ledger};

/// The lines of a report about one document.
#[derive(Debug, Clone)]
pub struct DocumentReport {
    pub(super) lines: Vec<u8>,
    pub(super) totals: DocumentTotals,
}

impl DocumentReport {
    /// A document that was cleaned from `decoded` with [`Options::record_edits`](crate::Options::record_edits) on. `input` is what
    /// it was decoded from.
    #[must_use]
    pub fn new(source: DocumentSource, input: InputBytes, decoded: &str, cleaned: &Cleaned<'_>) -> Self {
        let ledger = Ledger::new(decoded, &cleaned.edits);
        let record = DocumentRecord::cleaned(source, input, decoded, cleaned, ledger.sums());
        let id = record.id.clone();
        let mut report = Self::of(record);
        for entry in ledger.entries() {
            report.edit(&id, &entry);
        }
        report
    }

    /// A document that could not be read or cleaned.
    #[must_use]
    pub fn failed(source: DocumentSource, message: impl Into<String>) -> Self {
        let record = DocumentRecord::failed(source);
        let error = ErrorRecord { document: record.id.clone(), message: message.into() };
        let mut report = Self::of(record);
        report.line(&Record::Error(error));
        report
    }

    /// A record whose text is null or missing.
    #[must_use]
    pub fn missing(source: DocumentSource) -> Self {
        Self::of(DocumentRecord::missing(source))
    }

    fn of(record: DocumentRecord) -> Self {
        let totals = DocumentTotals {
            status: record.status,
            sizes: record.sizes.unwrap_or_default(),
            rules: BTreeMap::new(),
            categories: BTreeMap::new(),
        };
        let mut report = Self { lines: Vec::new(), totals };
        report.line(&Record::Document(record));
        report
    }

    fn edit(&mut self, document: &str, entry: &Entry<'_>) {
        let bytes = entry.span.len();
        let (removed, rewritten) = if entry.content.is_empty() { (bytes, 0) } else { (0, bytes) };
        let one = Total { edits: 1, removed, rewritten };
        let (rule, category) = (entry.cause.id(), entry.cause.category());
        match self.totals.rules.get_mut(rule) {
            Some(total) => *total += one,
            None => {
                self.totals.rules.insert(rule.to_owned(), one);
            }
        }
        if let Some(category) = category {
            *self.totals.categories.entry(category).or_default() += one;
        }
        self.line(&Record::Edit(EditRecord::new(document, entry)));
    }

    fn line(&mut self, record: &Record) {
        serde_json::to_writer(&mut self.lines, record).expect("records are JSON, and memory can be written");
        self.lines.push(b'\n');
    }
}
