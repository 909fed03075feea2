//! What a run did, as a file: written while documents are cleaned, read again to show it or to undo it.
//!
//! Goes in: a document's decoded text and what cleaning made of it. Comes out: a [`Draft`], the lines of the report
//! about it, which any thread can make; a [`Reporter`] puts drafts into the file in the order of the input and adds up.
//! The way back: a [`Reader`] gives each document with its edits, and [`Reported::undo`] makes the decoded text again.
//!
//! The form is JSON Lines, one record a line, told apart by `kind`: `run` first, then for each document a `document`
//! followed by its `edit`s or its `error`, and `summary` at the end, by which a report that was cut short is known. A
//! line at a time it can be written while it grows, searched with grep and read by anything. `docs/report.md` explains
//! the fields; [`report_schema`] has them for machines.
//!
//! `{"kind":"edit","document":"a.txt","rule":"en/share","category":"share","start":9,"end":15,"line":3,"was":"Share\n","now":""}`

mod attributes;
mod draft;
mod hash;
mod original;
mod reader;
mod record;
mod run;
#[cfg(feature = "schema")]
mod schema;
mod undo;
mod writer;

pub use attributes::attributes;
pub use draft::{Draft, Source};
pub use hash::hash;
pub use original::original_bytes;
pub use reader::{ReadError, Reader, Reported};
pub use record::{
    DocumentRecord, DocumentStatus, EditRecord, EncodingRecord, ErrorRecord, Hashes, OptionsRecord, PackRecord, Record,
    Restores, RunRecord, SCHEMA, Sizes, SummaryRecord, Total,
};
#[cfg(feature = "schema")]
pub use schema::report_schema;
pub use undo::UndoError;
pub use writer::Reporter;
