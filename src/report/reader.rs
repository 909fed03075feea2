//! Reads a report one document at a time, so memory does not depend on its length.
//!
//! Input: lines. Output: each document with its edits or its error. A report of another version and one whose records do not fit
//! together are refused with the line and the reason. Of a truncated one, the complete documents are returned first.

use std::fmt;
use std::io::BufRead;

use super::document_record::{DocumentRecord, DocumentStatus};
use super::edit_record::EditRecord;
use super::error_record::ErrorRecord;
use super::record::Record;
use super::run_record::{RunRecord, SCHEMA};
use super::summary_record::SummaryRecord;
use unboil_text::counted;

/// Reads a report. As an iterator it gives the documents.
#[derive(Debug)]
pub struct ReportReader<R> {
    input: R,
    /// The number of the last line read.
    line: usize,
    /// Where the last line read begins, and where the next begins. Bytes.
    start: u64,
    next: u64,
    run: RunRecord,
    /// The record that was read to find the end of a document.
    ahead: Option<Record>,
    summary: Option<SummaryRecord>,
    /// Whether an error was returned, after which nothing follows.
    failed: bool,
    /// Whether the last line has no line end, so that the report was cut short.
    is_torn: bool,
    /// Where the report was cut short; set once its last complete document was returned.
    cut: Option<ReadError>,
}

/// A document of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reported {
    /// What became of it.
    pub document: DocumentRecord,
    /// Its edits, in the order of the text.
    pub edits: Vec<EditRecord>,
    /// Why it failed, if it did.
    pub error: Option<ErrorRecord>,
    /// The position of its record in the report.
    pub place: ReportPlace,
}

/// The position of a document in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportPlace {
    /// The first byte of its record.
    pub offset: u64,
    /// The line of its record, from 1.
    pub line: usize,
}

impl Reported {
    /// Whether all its records are present.
    fn is_whole(&self) -> bool {
        let is_explained = self.document.status != DocumentStatus::Failed || self.error.is_some();
        self.document.edits == self.edits.len() && is_explained
    }
}

/// Why a report cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
    /// Whether only the end of the report is missing, so that the documents before it are complete.
    pub is_cut_short: bool,
}

impl ReportPlace {
    /// The document whose record begins at byte `offset`, in line `line`, as given by a reader.
    #[must_use]
    pub fn new(offset: u64, line: usize) -> Self {
        Self { offset, line }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for ReadError {}

impl<R: BufRead> ReportReader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// It is not the first line of a report, or has a version that this reader cannot read.
    pub fn new(input: R) -> Result<Self, ReadError> {
        let mut reader = Self::at(input, 0, 0, RunRecord::unknown());
        let Some(text) = reader.text()? else {
            return Err(reader.error("is missing: the report is empty"));
        };
        // Check the version first: another version may have other fields.
        #[derive(serde::Deserialize)]
        struct Head {
            schema: String,
        }
        match serde_json::from_str::<Head>(&text) {
            Ok(Head { schema }) if schema == SCHEMA => {}
            Ok(Head { schema }) => {
                let what = format!("the report has the format {schema:?}, and this version of unboil reads {SCHEMA:?}");
                return Err(reader.error(what));
            }
            Err(_) => {
                return Err(reader.error("is not the first line of a report of unboil"));
            }
        }
        match reader.parse(&text)? {
            Record::Run(run) => reader.run = run,
            _ => return Err(reader.error("is not the first line of a report of unboil")),
        }
        Ok(reader)
    }

    /// A reader of the same report, starting at a document. `input` begins at its position.
    #[must_use]
    pub fn resume(input: R, run: RunRecord, place: ReportPlace) -> Self {
        Self::at(input, place.offset, place.line.saturating_sub(1), run)
    }

    fn at(input: R, next: u64, line: usize, run: RunRecord) -> Self {
        Self {
            input,
            line,
            start: next,
            next,
            run,
            ahead: None,
            summary: None,
            failed: false,
            is_torn: false,
            cut: None,
        }
    }

    /// What ran.
    pub fn run(&self) -> &RunRecord {
        &self.run
    }

    /// The totals, once all documents were read.
    pub fn summary(&self) -> Option<&SummaryRecord> {
        self.summary.as_ref()
    }

    fn document(&mut self) -> Result<Option<Reported>, ReadError> {
        if let Some(error) = self.cut.take() {
            return Err(error);
        }
        let mut reported: Option<Reported> = None;
        loop {
            let record = match self.record() {
                Ok(Some(record)) => record,
                Ok(None) => break,
                // The end of the report is missing, but the document is complete.
                Err(error) if error.is_cut_short && reported.as_ref().is_some_and(Reported::is_whole) => {
                    self.cut = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            };
            match (record, &mut reported) {
                (Record::Unknown, _) => {}
                (Record::Document(document), None) if self.summary.is_none() => {
                    let place = ReportPlace { offset: self.start, line: self.line };
                    reported = Some(Reported { document, edits: Vec::new(), error: None, place });
                }
                (Record::Edit(edit), Some(reported)) if edit.document == reported.document.id => {
                    reported.edits.push(edit);
                }
                (Record::Error(error), Some(reported)) if error.document == reported.document.id => {
                    reported.error = Some(error);
                }
                (Record::Summary(summary), None) if self.summary.is_none() => self.summary = Some(summary),
                (record @ (Record::Document(_) | Record::Summary(_)), Some(_)) => {
                    self.ahead = Some(record);
                    break;
                }
                _ => return Err(self.error("does not belong here; the report was changed after it was written")),
            }
        }
        if let Some(Reported { document, edits, .. }) = &reported
            && document.edits != edits.len()
        {
            let what = format!(
                "{} should have {} before this line and has {}; the report was changed after it was written",
                document.id,
                counted(document.edits, "edit"),
                edits.len()
            );
            return Err(self.error(what));
        }
        Ok(reported)
    }

    /// The next record; `None` after the summary.
    fn record(&mut self) -> Result<Option<Record>, ReadError> {
        if let Some(record) = self.ahead.take() {
            return Ok(Some(record));
        }
        match self.text()? {
            Some(text) => self.parse(&text).map(Some),
            None if self.summary.is_some() => Ok(None),
            None => {
                self.line += 1;
                Err(self.cut_short("is missing"))
            }
        }
    }

    /// The next line that is not blank, without its end.
    fn text(&mut self) -> Result<Option<String>, ReadError> {
        loop {
            self.line += 1;
            let mut bytes = Vec::new();
            self.start = self.next;
            let read = self.input.read_until(b'\n', &mut bytes);
            self.next += read.as_ref().map_or(0, |count| *count as u64);
            match read {
                Ok(0) => {
                    self.line -= 1;
                    return Ok(None);
                }
                Ok(_) if bytes.trim_ascii().is_empty() => continue,
                Ok(_) => self.is_torn = !bytes.ends_with(b"\n"),
                Err(error) => return Err(self.error(format!("cannot be read: {error}"))),
            }
            match String::from_utf8(bytes) {
                Ok(text) => return Ok(Some(text)),
                // It may end inside a character.
                Err(_) if self.is_torn => return Err(self.cut_short("ends in the middle")),
                Err(_) => return Err(self.error("is not valid UTF-8")),
            }
        }
    }

    fn parse(&self, text: &str) -> Result<Record, ReadError> {
        serde_json::from_str(text).map_err(|error| {
            if self.is_torn {
                return self.cut_short("ends in the middle");
            }
            let what = error.to_string();
            let what = what.split_once(" at line ").map_or(&*what, |(what, _)| what);
            self.error(format!("is not a record of a report: {what}"))
        })
    }

    fn error(&self, what: impl Into<String>) -> ReadError {
        ReadError { line: self.line.max(1), what: what.into(), is_cut_short: false }
    }

    fn cut_short(&self, what: &str) -> ReadError {
        ReadError { is_cut_short: true, ..self.error(format!("{what}: the report was cut short")) }
    }
}

impl<R: BufRead> Iterator for ReportReader<R> {
    type Item = Result<Reported, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.document().transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}
