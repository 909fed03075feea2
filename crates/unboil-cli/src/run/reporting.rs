//! `--report FILE`: what a run did, as a file.
//!
//! Input: a draft for each document, in the order of the inputs. Output: the file, which gets its name when it is
//! complete. With `--in-place` it gets its name before the first input is replaced, and the changes of a file are on the disk
//! before the file is replaced. [`unboil::report`] implements the format, this module the file.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::Cleaner;
use unboil::report::{DocumentReport, ReportWriter, RunRecord};

use crate::console::messages::{Problem, display_path};
#[cfg(feature = "watch")]
use crate::files::atomic::AtomicFile;
use crate::files::atomic::{Durability, FileSpec};
use crate::files::named_file::NamedFile;

/// Whether to report, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct Reporting {
    /// Write every change, its rule and the original text to FILE (JSON Lines), for `unboil restore`
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leave times out of the report, so that equal runs give equal bytes
    #[arg(long, requires = "report")]
    reproducible: bool,
}

impl Reporting {
    /// Whether a report is written, so that edits must be recorded.
    pub(crate) fn is_wanted(&self) -> bool {
        self.report.is_some()
    }

    /// The path of the report.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.report.as_deref()
    }

    /// Begins the report, if there is one.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(crate) fn begin(&self, cleaner: &Cleaner, durability: Durability) -> Result<Option<Report>, Problem> {
        let Some(path) = &self.report else { return Ok(None) };
        let begin = || -> io::Result<Report> {
            let file = NamedFile::begin(&FileSpec::new(path, "", durability))?;
            Report::to(file, path, RunRecord::new(cleaner, self.reproducible))
        };
        begin().map(Some).map_err(|error| Problem::writing(display_path(path), &error))
    }
}

/// A report that is being written. If it is dropped, it is removed.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    reporter: ReportWriter<BufWriter<NamedFile>>,
    /// The first error of writing, which is returned at the end.
    error: Option<io::Error>,
    /// Whether it has changed since it was last synced.
    is_ahead: bool,
}

impl Report {
    fn to(file: NamedFile, path: &Path, run: RunRecord) -> io::Result<Self> {
        let reporter = ReportWriter::begin(BufWriter::new(file), run)?;
        Ok(Self { path: path.to_owned(), reporter, error: None, is_ahead: true })
    }

    /// A report that is on the disk when it has its name, without times. `tag` is part of its temporary name.
    ///
    /// # Errors
    /// Nothing can be written there.
    #[cfg(feature = "watch")]
    pub(crate) fn durable(path: &Path, cleaner: &Cleaner, tag: &str) -> io::Result<Self> {
        let file = NamedFile::begin_unnamed(&FileSpec::new(path, tag, Durability::Synced))?;
        Self::to(file, path, RunRecord::new(cleaner, true))
    }

    /// Adds the totals. The file of a [durable](Self::durable) report is complete and does not have its name yet.
    ///
    /// # Errors
    /// It cannot be written.
    #[cfg(feature = "watch")]
    pub(crate) fn complete(self) -> io::Result<AtomicFile> {
        self.end()?.into_unnamed()
    }

    fn end(self) -> io::Result<NamedFile> {
        match self.error {
            Some(error) => Err(error),
            None => self.reporter.finish()?.into_inner().map_err(io::IntoInnerError::into_error),
        }
    }

    /// Adds a document. An error does not stop the run; [`finish`](Self::finish) returns it.
    pub(crate) fn add(&mut self, draft: &DocumentReport) {
        if self.error.is_none() {
            self.error = self.reporter.add(draft).err();
            self.is_ahead = true;
        }
    }

    /// Syncs what was added so far and gives the file its name. Each document in it is complete.
    ///
    /// # Errors
    /// Something could not be written.
    pub(super) fn make_durable(&mut self) -> Result<(), Problem> {
        if self.error.is_none() && self.is_ahead {
            let output = self.reporter.get_mut();
            self.error = output.flush().and_then(|()| output.get_mut().make_durable()).err();
            self.is_ahead = false;
        }
        self.error.as_ref().map_or(Ok(()), |error| Err(Problem::writing(display_path(&self.path), error)))
    }

    /// Adds the totals and gives the file its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let path = self.path.clone();
        self.end().and_then(NamedFile::finish).map_err(|error| Problem::writing(display_path(&path), &error))
    }
}
