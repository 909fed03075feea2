//! One line of a report. Fields are only ever added; a reader skips what it does not know.
//!
//! Each kind of record has a file, with its fields and the code that fills them; a new field is added only there. The
//! JSON Schema and the table in `docs/report.md` are made from the types.

use serde::{Deserialize, Serialize};

use super::document_record::DocumentRecord;
use super::edit_record::EditRecord;
use super::error_record::ErrorRecord;
use super::run_record::RunRecord;
use super::summary_record::SummaryRecord;

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Record {
    /// The first line: what ran.
    Run(RunRecord),
    /// A document. Its edits or its error follow.
    Document(DocumentRecord),
    /// An edit of the document before it.
    Edit(EditRecord),
    /// Why the document before it failed.
    Error(ErrorRecord),
    /// The last line: all of it added up.
    Summary(SummaryRecord),
    /// A kind of a later version.
    #[serde(other)]
    Unknown,
}
