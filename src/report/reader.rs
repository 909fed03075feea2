//! Reads a report one document at a time, so memory does not depend on its length.
//!
//! Input: lines. Output: each document with its edits or its error. A report of another version, a truncated one and one whose
//! records do not fit together are refused with the line and the reason.

use std::fmt;
use std::io::BufRead;

use super::document_record::DocumentRecord;
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
    run: RunRecord,
    /// The record that was read to find the end of a document.
    ahead: Option<Record>,
    summary: Option<SummaryRecord>,
    /// Whether an error was returned: nothing follows it.
    failed: bool,
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
    /// The line of its record in the report, from 1.
    pub line: usize,
}

/// Why a report cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
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
    /// It is not the first line of a report, or one of a version this one cannot read.
    pub fn new(input: R) -> Result<Self, ReadError> {
        let unknown = RunRecord {
            schema: String::new(),
            version: String::new(),
            packs: Vec::new(),
            options: (&crate::options::Options::default()).into(),
            started: None,
        };
        let mut reader = Self { input, line: 0, run: unknown, ahead: None, summary: None, failed: false };
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

    /// What ran.
    pub fn run(&self) -> &RunRecord {
        &self.run
    }

    /// The totals, once all documents were read.
    pub fn summary(&self) -> Option<&SummaryRecord> {
        self.summary.as_ref()
    }

    fn document(&mut self) -> Result<Option<Reported>, ReadError> {
        let mut reported: Option<Reported> = None;
        loop {
            let record = match self.ahead.take() {
                Some(record) => record,
                None => match self.text()? {
                    Some(text) => self.parse(&text)?,
                    None if self.summary.is_some() => break,
                    None => {
                        self.line += 1;
                        return Err(self.error("is missing: the report was cut short"));
                    }
                },
            };
            match (record, &mut reported) {
                (Record::Unknown, _) => {}
                (Record::Document(document), None) if self.summary.is_none() => {
                    reported = Some(Reported { document, edits: Vec::new(), error: None, line: self.line });
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

    /// The next line that is not blank, without its end.
    fn text(&mut self) -> Result<Option<String>, ReadError> {
        loop {
            self.line += 1;
            let mut text = String::new();
            match self.input.read_line(&mut text) {
                Ok(0) => {
                    self.line -= 1;
                    return Ok(None);
                }
                Ok(_) if text.trim_ascii().is_empty() => {}
                Ok(_) => return Ok(Some(text)),
                Err(error) => return Err(self.error(format!("cannot be read: {error}"))),
            }
        }
    }

    fn parse(&self, text: &str) -> Result<Record, ReadError> {
        serde_json::from_str(text).map_err(|error| {
            if !text.ends_with('\n') && error.is_eof() {
                return self.error("ends in the middle: the report was cut short");
            }
            let what = error.to_string();
            let what = what.split_once(" at line ").map_or(&*what, |(what, _)| what);
            self.error(format!("is not a record of a report: {what}"))
        })
    }

    fn error(&self, what: impl Into<String>) -> ReadError {
        ReadError { line: self.line.max(1), what: what.into() }
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
