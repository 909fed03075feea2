//! Reports: a record of what a run changed, which can be read, searched and used to undo the run.
//!
//! Input: a document's decoded text and the result of cleaning it. Output: a [`DocumentReport`], the lines of the report about the
//! document, which any thread can make. A [`ReportWriter`] writes them to the file in the order of the inputs and adds up the totals.
//! To undo, a [`ReportReader`] gives each document with its edits, and [`Reported::undo`] restores the decoded text.
//!
//! The format is JSON Lines. Each line is a record with a `kind`: `run` first, then for each document a `document`
//! followed by its `edit`s or its `error`, and `summary` at the end, which shows that the report is complete. So it can be written
//! incrementally and searched with grep. `docs/report.md` explains the fields; [`report_schema`] describes them to programs.
//!
//! `{"kind":"edit","document":"a.txt","rule":"en/share","category":"share","start":9,"end":15,"line":3,"was":"Share\n","now":""}`

mod attributes;
mod document_record;
mod document_report;
mod edit_record;
mod error_record;
mod hash;
mod input_bytes;
mod original;
mod reader;
mod record;
mod restores;
mod run_record;
#[cfg(feature = "schema")]
mod schema;
mod source;
mod summary_record;
mod undo;
mod writer;

pub use attributes::attributes;
pub use document_record::{DocumentRecord, DocumentStatus, EncodingRecord, Hashes, Sizes};
pub use document_report::DocumentReport;
pub use edit_record::EditRecord;
pub use error_record::ErrorRecord;
pub use hash::hash;
pub use input_bytes::InputBytes;
pub use original::original_bytes;
pub use reader::{ReadError, ReportPlace, ReportReader, Reported};
pub use record::Record;
pub use restores::Restores;
pub use run_record::{OptionsRecord, PackRecord, RunRecord, SCHEMA};
#[cfg(feature = "schema")]
pub use schema::report_schema;
pub use source::DocumentSource;
pub use summary_record::{SummaryRecord, Total};
pub use undo::UndoError;
pub use writer::ReportWriter;
