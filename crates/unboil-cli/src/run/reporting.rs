//! `--report FILE`: what a run did, as a file.
//!
//! Goes in: a draft for each document, in the order of the inputs. Comes out: the file, which gets its name when it is
//! complete. [`unboil::report`] knows the format, this module knows the file.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::Cleaner;
use unboil::report::{DocumentReport, ReportWriter, RunRecord};

use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{AtomicFile, Durability};

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
    /// Whether a report is wanted, for which edits must be recorded.
    pub(crate) fn is_wanted(&self) -> bool {
        self.report.is_some()
    }

    /// Where it goes.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.report.as_deref()
    }

    /// Begins the report, if one is wanted.
    ///
    /// # Errors
    /// Nothing can be written there.
    pub(crate) fn begin(&self, cleaner: &Cleaner) -> Result<Option<Report>, Problem> {
        let Some(path) = &self.report else { return Ok(None) };
        let begin = || -> io::Result<Report> {
            Report::to(ReportFile::new(path)?, path, RunRecord::new(cleaner, self.reproducible))
        };
        begin().map(Some).map_err(|error| Problem::writing(display_path(path), &error))
    }
}

/// A report that is being written. If it is dropped, nothing remains.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    reporter: ReportWriter<BufWriter<ReportFile>>,
    /// The first error of writing, which is returned at the end.
    error: Option<io::Error>,
}

impl Report {
    fn to(file: ReportFile, path: &Path, run: RunRecord) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), reporter: ReportWriter::begin(BufWriter::new(file), run)?, error: None })
    }

    /// A report that is on the disk when it has its name, without times. `tag` is part of its temporary name.
    ///
    /// # Errors
    /// Nothing can be written there.
    #[cfg(feature = "watch")]
    pub(crate) fn durable(path: &Path, cleaner: &Cleaner, tag: &str) -> io::Result<Self> {
        let file = AtomicFile::create_with_folders(path.to_path_buf(), tag, Durability::Synced)?;
        Self::to(ReportFile::File(file), path, RunRecord::new(cleaner, true))
    }

    /// Adds the totals. The file of a [durable](Self::durable) report is complete and does not have its name yet.
    ///
    /// # Errors
    /// It cannot be written.
    #[cfg(feature = "watch")]
    pub(crate) fn complete(self) -> io::Result<AtomicFile> {
        match self.end()? {
            ReportFile::File(file) => Ok(file),
            ReportFile::Stream(_) => unreachable!("a durable report is a file"),
        }
    }

    fn end(self) -> io::Result<ReportFile> {
        match self.error {
            Some(error) => Err(error),
            None => self.reporter.finish()?.into_inner().map_err(io::IntoInnerError::into_error),
        }
    }

    /// Adds a document. An error does not stop the run; [`finish`](Self::finish) returns it.
    pub(crate) fn add(&mut self, draft: &DocumentReport) {
        if self.error.is_none() {
            self.error = self.reporter.add(draft).err();
        }
    }

    /// Adds the totals and gives the file its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let path = self.path.clone();
        self.end().and_then(ReportFile::persist).map_err(|error| Problem::writing(display_path(&path), &error))
    }
}

/// Where a report is written.
#[derive(Debug)]
enum ReportFile {
    File(AtomicFile),
    /// A pipe or a device, which cannot be replaced by a file.
    Stream(fs::File),
}

impl ReportFile {
    fn new(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => Ok(Self::Stream(fs::OpenOptions::new().write(true).open(path)?)),
            _ => Ok(Self::File(AtomicFile::create(path.to_path_buf(), "", Durability::Unsynced)?)),
        }
    }

    fn persist(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.persist().map(drop),
            Self::Stream(_) => Ok(()),
        }
    }
}

impl Write for ReportFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(file) => file.flush(),
        }
    }
}
