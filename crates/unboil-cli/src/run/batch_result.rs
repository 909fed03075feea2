//! The records of a batch, cleaned.

use std::borrow::Cow;

use unboil::report::DocumentReport;

use super::counts::Counts;

/// The result for records of one input.
#[derive(Debug, Default)]
pub(super) struct BatchResult {
    /// The new records, one after the other.
    pub out: Vec<u8>,
    /// The end of each record in `out`.
    pub ends: Vec<usize>,
    pub counts: Counts,
    pub diagnostics: Vec<Diagnostic>,
    /// The lines of the report about the documents, if there is one.
    pub drafts: Vec<DocumentReport>,
}

/// An error or a warning about a record.
#[derive(Debug)]
pub(super) struct Diagnostic {
    /// The location of the record, to be appended to the name of the input.
    pub location: String,
    pub what: String,
    pub help: Option<Cow<'static, str>>,
    /// The record, if it was rejected; empty for a whole file, which is identified by its name.
    pub rejected: Option<Vec<u8>>,
}
