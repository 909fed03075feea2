//! The records of a batch, cleaned.

use std::borrow::Cow;

use unboil::report::DocumentReport;

use super::counts::Counts;

/// What became of records of one input.
#[derive(Debug, Default)]
pub(super) struct BatchResult {
    /// The new records, one after the other.
    pub out: Vec<u8>,
    /// The end of each record in `out`.
    pub ends: Vec<usize>,
    pub counts: Counts,
    pub diagnostics: Vec<Diagnostic>,
    /// What the report says of the documents, if there is one.
    pub drafts: Vec<DocumentReport>,
}

/// An error or a warning about a record.
#[derive(Debug)]
pub(super) struct Diagnostic {
    /// Where the record is; it follows the name of the input.
    pub location: String,
    pub what: String,
    pub help: Option<Cow<'static, str>>,
    /// The record, if it was rejected; empty if it is a whole file, whose name says enough.
    pub rejected: Option<Vec<u8>>,
}
