//! `--report FILE`: what a run did, written beside its output.
//!
//! Goes in: a draft for each document, in the order of the input. Comes out: the file, which has its name only when it is
//! complete. [`unboil::report`] knows the form, this knows the file.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tempfile::NamedTempFile;
use unboil::Cleaner;
use unboil::report::{Draft, Reporter, RunRecord};

use crate::console::messages::{Problem, shown};
#[cfg(feature = "watch")]
use crate::files::fsync::make_folders;
use crate::files::output::{name_durably, temporary_of};

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
        let begin =
            || -> io::Result<Report> { Report::to(Sink::new(path)?, path, RunRecord::new(cleaner, self.reproducible)) };
        begin().map(Some).map_err(|error| Problem::writing(shown(path), &error))
    }
}

/// A report on its way. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    reporter: Reporter<BufWriter<Sink>>,
    /// Why it cannot be complete.
    fault: Option<io::Error>,
}

impl Report {
    fn to(sink: Sink, path: &Path, run: RunRecord) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), reporter: Reporter::begin(BufWriter::new(sink), run)?, fault: None })
    }

    /// A report that is on the disk when it has its name, and of which the same documents give the same bytes. Until then
    /// its name holds `tag`.
    ///
    /// # Errors
    /// Nothing can be written there.
    #[cfg(feature = "watch")]
    pub(crate) fn durable(path: &Path, cleaner: &Cleaner, tag: &str) -> Result<Self, Problem> {
        let begin = || {
            let folder = path.parent().unwrap_or(Path::new(""));
            make_folders(folder)?;
            Self::to(Sink::Durable(temporary_of(folder, tag)?), path, RunRecord::new(cleaner, true))
        };
        begin().map_err(|error| Problem::writing(shown(path), &error))
    }

    /// Adds a document. A report that cannot be written does not stop the texts; [`finish`](Self::finish) tells.
    pub(crate) fn add(&mut self, draft: &Draft) {
        if self.fault.is_none() {
            self.fault = self.reporter.add(draft).err();
        }
    }

    /// Adds the totals and gives the file its name.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let Self { path, reporter, fault } = self;
        let finish = || -> io::Result<()> {
            if let Some(fault) = fault {
                return Err(fault);
            }
            let sink = reporter.finish()?.into_inner().map_err(|error| error.into_error())?;
            sink.commit(&path)
        };
        finish().map_err(|error| Problem::writing(shown(&path), &error))
    }
}

/// Where a report is written.
#[derive(Debug)]
enum Sink {
    /// A file that has its name only when it is complete.
    File(NamedTempFile),
    /// The same, which is on the disk then.
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "only a watcher promises that"))]
    Durable(NamedTempFile),
    /// A pipe or a device, which cannot be replaced by a file.
    Stream(fs::File),
}

impl Sink {
    fn new(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => Ok(Self::Stream(fs::OpenOptions::new().write(true).open(path)?)),
            _ => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
                Ok(Self::File(temporary_of(folder, "")?))
            }
        }
    }

    fn commit(self, path: &Path) -> io::Result<()> {
        match self {
            Self::File(file) => file.persist(path).map(drop).map_err(|error| error.error),
            Self::Durable(file) => name_durably(file, path),
            Self::Stream(_) => Ok(()),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) | Self::Durable(file) => file.write(bytes),
            Self::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) | Self::Durable(file) => file.flush(),
            Self::Stream(file) => file.flush(),
        }
    }
}
