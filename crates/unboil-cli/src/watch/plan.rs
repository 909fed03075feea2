//! Settings and result of a watcher.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::run::job::Job;
use crate::run::naming::Naming;

/// What happens to a source once its output is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum After {
    /// Leave it in IN.
    Stay,
    /// Move it below this folder.
    Move(PathBuf),
    /// Delete it.
    Delete,
}

/// The settings of a watcher.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub input: PathBuf,
    pub output: PathBuf,
    /// How outputs are named.
    pub naming: Naming,
    pub after: After,
    /// Folder for files that cannot be cleaned; `None` leaves them in IN.
    pub failed: Option<PathBuf>,
    /// Number of retries of a file that failed.
    pub retries: u32,
    /// Delay before the first retry; each further delay is twice as long.
    pub retry_delay: Duration,
    /// How long a file must be unchanged before it is cleaned.
    pub settle: Duration,
    /// Interval between scans of IN.
    pub poll: Duration,
    /// How long tasks may continue after the first signal.
    pub grace: Duration,
    /// Number of files cleaned at the same time, at least 1.
    pub jobs: usize,
    /// Whether to exit when nothing is left to do.
    pub once: bool,
    /// Whether a file fails if one of its documents is over budget.
    pub strict: bool,
    /// Folder for the reports of files, if reports are written.
    pub reports: Option<PathBuf>,
    /// Path of a copy of the status file.
    pub status: Option<PathBuf>,
    /// Path of a file of metrics.
    pub metrics: Option<PathBuf>,
}

impl Plan {
    /// From `in` to `out` below a folder, once, with nothing else asked for.
    #[cfg(test)]
    pub(crate) fn for_tests(root: &std::path::Path) -> Self {
        Self {
            input: root.join("in"),
            output: root.join("out"),
            naming: Naming { compress: None, output_form: crate::run::naming::OutputForm::Same, is_named: false },
            after: After::Stay,
            failed: None,
            retries: 0,
            retry_delay: Duration::ZERO,
            settle: Duration::ZERO,
            poll: Duration::ZERO,
            grace: Duration::ZERO,
            jobs: 1,
            once: true,
            strict: false,
            reports: None,
            status: None,
            metrics: None,
        }
    }

    /// Whether a source must stay in IN though it was cleaned: with `--delete` and without `--failed`, the documents that
    /// failed would be nowhere.
    /// `failed` is their number.
    pub(crate) fn keeps(&self, failed: u64) -> bool {
        self.after == After::Delete && self.failed.is_none() && failed > 0
    }

    /// The folders it writes to.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        let done = match &self.after {
            After::Move(folder) => Some(folder),
            After::Stay | After::Delete => None,
        };
        [Some(&self.output), done, self.failed.as_ref(), self.reports.as_ref()].into_iter().flatten()
    }
}

/// How the watcher ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All files that were started are done.
    Done,
    /// As [`Done`](Self::Done), but some files or rows failed, or could not be put where they belong.
    SomeFailed,
    /// The grace period ran out; incomplete outputs were dropped.
    RolledBack,
}

/// One version of the rules and options, ready to clean with.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    /// For small files: one thread per file, several files at a time.
    pub small: Arc<Job>,
    /// For large files: all threads.
    pub large: Arc<Job>,
    /// Hash of rules, options and program version.
    pub hash: Arc<str>,
}
