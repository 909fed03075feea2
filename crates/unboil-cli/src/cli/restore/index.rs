//! Finds the document of a clean text in a report.
//!
//! A document is found by the hash of its clean text. If several documents have the same clean text, the name decides, and among
//! rows their order.
//!
//! `Boats.` in `b.txt` → the document that was written to `b.txt`, although `a.txt` has the same text

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use unboil::report::{DocumentStatus, ReportReader, Reported, hash};

use crate::console::messages::{Messages, Problem, display_path};

/// The error for a text that no document of the report became.
pub(super) fn unknown() -> String {
    "the report has no document with this text; the text was changed, or another run wrote it; give the report of the \
     run that wrote it"
        .to_owned()
}

/// A report, by the hashes of the clean texts.
pub(super) struct Index {
    documents: Vec<Reported>,
    by_hash: HashMap<String, Vec<usize>>,
}

impl Index {
    /// Reads a report. Of one that was cut short, the documents that are whole are taken, with a warning.
    ///
    /// # Errors
    /// It cannot be read, is no report, or was changed.
    pub(super) fn read(path: &Path, messages: Messages) -> Result<Self, Problem> {
        let place = display_path(path);
        let mut file = File::open(path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        // A folder opens, but does not read.
        file.read(&mut []).map_err(|error| Problem::reading(place.as_str(), &error))?;
        let at_fault = |error: unboil::report::ReadError| {
            let help = "write it again with --report";
            Problem::with_help(format!("{place}:{}", error.line), error.what, help)
        };
        let mut documents: Vec<Reported> = Vec::new();
        for reported in ReportReader::new(BufReader::new(file)).map_err(at_fault)? {
            match reported {
                Ok(reported) => documents.push(reported),
                // A run that was killed, or a full disk. Each document before the end is whole by itself.
                Err(error) if error.is_cut_short => {
                    let whole = match documents.len() {
                        0 => "no document is whole".to_owned(),
                        1 => "1 document is whole and can be restored".to_owned(),
                        count => format!("{count} documents are whole and can be restored"),
                    };
                    let what = format!("the report was cut short; {whole}");
                    messages.warning(&Problem::new(place.as_str(), what));
                }
                Err(error) => return Err(at_fault(error)),
            }
        }
        let mut by_hash: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, reported) in documents.iter().enumerate() {
            if let Some(hashes) = &reported.document.hashes {
                by_hash.entry(hashes.output.clone()).or_default().push(i);
            }
        }
        Ok(Self { documents, by_hash })
    }

    /// The documents with the clean text `clean`.
    fn candidates(&self, clean: &str) -> impl Iterator<Item = (usize, &Reported)> {
        let found = self.by_hash.get(&hash(clean.as_bytes())).into_iter().flatten();
        found.filter_map(|&i| Some((i, self.documents.get(i)?)))
    }

    /// The file with the clean text `clean`. If there are several, the name decides.
    pub(super) fn file(&self, name: &str, clean: &str) -> Result<&Reported, String> {
        let all: Vec<&Reported> =
            self.candidates(clean).map(|(_, r)| r).filter(|reported| reported.document.row.is_none()).collect();
        let named: Vec<&Reported> = all.iter().copied().filter(|reported| is_named(reported, name)).collect();
        let left = if named.is_empty() { &all } else { &named };
        let same = |a: &Reported, b: &Reported| {
            (&a.document.hashes, &a.document.encoding) == (&b.document.hashes, &b.document.encoding)
        };
        match left.as_slice() {
            [] => Err(unknown()),
            [first, others @ ..] if others.iter().all(|other| same(first, other)) => Ok(first),
            several => {
                let names: Vec<&str> = several.iter().map(|reported| reported.document.path.as_str()).collect();
                Err(format!(
                    "the report has several documents with this clean text: {}; give the file the name it had when it \
                     was written",
                    names.join(", ")
                ))
            }
        }
    }

    /// The row with the clean text `clean`, after the document `after`. The name decides first, then the order.
    pub(super) fn row(&self, name: &str, clean: &str, after: Option<usize>) -> Result<(usize, &Reported), String> {
        let next = |by_name: bool| {
            self.candidates(clean).find(|(i, reported)| {
                reported.document.row.is_some()
                    && after.is_none_or(|after| *i > after)
                    && (!by_name || is_named(reported, name))
            })
        };
        next(true).or_else(|| next(false)).ok_or_else(unknown)
    }

    /// The row after the document `after`, if it failed.
    pub(super) fn failed_row(&self, name: &str, after: Option<usize>) -> Option<usize> {
        let start = after.map_or(0, |after| after + 1);
        let mut behind = self.documents.iter().enumerate().skip(start);
        let (at, reported) =
            behind.find(|(_, reported)| reported.document.row.is_some() && is_named(reported, name))?;
        (reported.document.status == DocumentStatus::Failed).then_some(at)
    }
}

fn is_named(reported: &Reported, name: &str) -> bool {
    reported.document.output.as_deref() == Some(name) || reported.document.path == name
}
