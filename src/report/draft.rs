//! The lines of a report about one document, made wherever the document is cleaned.
//!
//! Goes in: where a document comes from, its decoded text, and what became of it. Comes out: its `document` record with
//! the `edit` or `error` records that follow, as bytes, and what they add to the totals. Making them is the costly part,
//! so each thread makes those of its documents; putting them into the file is a copy.

use std::collections::BTreeMap;

use super::hash::hash;
use super::record::{
    DocumentRecord, DocumentStatus, EditRecord, EncodingRecord, ErrorRecord, Hashes, Record, Restores, Sizes, Total,
};
use crate::cleaned::{Cleaned, Status};
use crate::ledger::{Entry, Ledger};
use crate::ledger_fault::Sums;
use unboil_encoding::EncodingDecision;
use unboil_rules::Category;

/// Where a document comes from and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The `id` of its record, if that has one.
    pub id: Option<String>,
    /// Its file, as it was named.
    pub path: String,
    /// Its row, from 1, if it is a record.
    pub row: Option<u64>,
    /// The place of the text in its row, if the row holds several.
    pub field: Option<String>,
    /// Where its text goes, below the output folder.
    pub output: Option<String>,
    /// The host of its address, if it has one.
    pub site: Option<String>,
}

impl Source {
    /// A whole file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The name of the document: the record's, or its place.
    #[must_use]
    pub fn name(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.place())
    }

    /// Where the document is: the path, with the row behind a colon.
    #[must_use]
    pub fn place(&self) -> String {
        match self.row {
            Some(row) => format!("{}:{row}", self.path),
            None => self.path.clone(),
        }
    }
}

/// What a report says of one document.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) lines: Vec<u8>,
    pub(super) status: DocumentStatus,
    pub(super) sizes: Sizes,
    pub(super) rules: BTreeMap<String, Total>,
    pub(super) categories: BTreeMap<Category, Total>,
}

impl Draft {
    /// A document that was cleaned from `decoded` with [`Options::edits`](crate::Options::edits) on. `input` is its
    /// length before decoding, in bytes.
    #[must_use]
    pub fn new(source: Source, input: usize, decoded: &str, cleaned: &Cleaned, restores: Restores) -> Self {
        let ledger = Ledger::new(decoded, &cleaned.edits);
        let Sums { kept, rewritten, removed } = ledger.sums();
        let sizes = Sizes { input, decoded: decoded.len(), kept, rewritten, removed, output: cleaned.text.len() };
        let id = source.name();
        let record = DocumentRecord {
            id: id.clone(),
            path: source.path,
            row: source.row,
            field: source.field,
            output: source.output,
            site: source.site,
            status: cleaned.status.into(),
            encoding: Some((&cleaned.encoding).into()),
            sizes: Some(sizes),
            hashes: Some(Hashes { decoded: hash(decoded.as_bytes()), output: hash(cleaned.text.as_bytes()) }),
            restores: Some(restores),
            edits: cleaned.edits.len(),
        };
        let mut draft = Self::of(record);
        for entry in ledger.entries() {
            draft.edit(&id, &entry);
        }
        draft
    }

    /// A document that could not be read or cleaned.
    #[must_use]
    pub fn failed(source: Source, message: impl Into<String>) -> Self {
        let id = source.name();
        let mut draft = Self::of(DocumentRecord {
            id: id.clone(),
            path: source.path,
            row: source.row,
            field: source.field,
            output: None,
            site: source.site,
            status: DocumentStatus::Failed,
            encoding: None,
            sizes: None,
            hashes: None,
            restores: None,
            edits: 0,
        });
        draft.line(&Record::Error(ErrorRecord { document: id, message: message.into() }));
        draft
    }

    fn of(record: DocumentRecord) -> Self {
        let mut draft = Self {
            lines: Vec::new(),
            status: record.status,
            sizes: record.sizes.unwrap_or_default(),
            rules: BTreeMap::new(),
            categories: BTreeMap::new(),
        };
        draft.line(&Record::Document(record));
        draft
    }

    fn edit(&mut self, document: &str, entry: &Entry<'_>) {
        let bytes = entry.span.len();
        let (removed, rewritten) = if entry.content.is_empty() { (bytes, 0) } else { (0, bytes) };
        let one = Total { edits: 1, removed, rewritten };
        let (rule, category) = (entry.cause.id(), entry.cause.category());
        match self.rules.get_mut(rule) {
            Some(total) => *total += one,
            None => {
                self.rules.insert(rule.to_owned(), one);
            }
        }
        if let Some(category) = category {
            *self.categories.entry(category).or_default() += one;
        }
        self.line(&Record::Edit(EditRecord {
            document: document.to_owned(),
            rule: rule.to_owned(),
            category: category.map(|category| category.name().to_owned()),
            start: entry.span.start,
            end: entry.span.end,
            line: entry.line,
            was: entry.was.to_owned(),
            now: entry.content.to_owned(),
        }));
    }

    /// Neither the records nor writing to memory can fail; were it so, the reader would miss the line.
    fn line(&mut self, record: &Record) {
        if serde_json::to_writer(&mut self.lines, record).is_ok() {
            self.lines.push(b'\n');
        }
    }
}

impl std::ops::AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.edits += other.edits;
        self.removed += other.removed;
        self.rewritten += other.rewritten;
    }
}

impl std::ops::AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        self.input += other.input;
        self.decoded += other.decoded;
        self.kept += other.kept;
        self.rewritten += other.rewritten;
        self.removed += other.removed;
        self.output += other.output;
    }
}

impl From<Status> for DocumentStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Unchanged => Self::Unchanged,
            Status::Cleaned => Self::Cleaned,
            Status::OverBudget => Self::OverBudget,
            Status::Unsettled => Self::Unsettled,
        }
    }
}

impl From<&EncodingDecision> for EncodingRecord {
    fn from(decision: &EncodingDecision) -> Self {
        Self {
            name: decision.encoding.to_owned(),
            evidence: decision.evidence.name().to_owned(),
            confidence: decision.confidence,
            runner_up: decision.runner_up.map(str::to_owned),
            bad_sequences: decision.bad_sequences,
            bom: decision.bom,
        }
    }
}
