//! How a folder is watched, and how watching ended.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::run::job::Job;
use crate::run::naming::Naming;

/// What becomes of a source whose output is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum After {
    /// It stays where it is.
    Stay,
    /// It moves below this folder.
    Move(PathBuf),
    /// It is deleted.
    Delete,
}

/// How a folder is watched.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub input: PathBuf,
    pub output: PathBuf,
    /// How outputs are called.
    pub naming: Naming,
    pub after: After,
    /// Where files go that cannot be cleaned; without it they stay.
    pub failed: Option<PathBuf>,
    /// How often a file that failed is tried again.
    pub retries: u32,
    /// Until the first of these; each further one waits twice as long.
    pub retry_delay: Duration,
    /// How long a file must not change before it is taken.
    pub settle: Duration,
    /// Between two looks at the folder.
    pub poll: Duration,
    /// How long work may go on after the first signal.
    pub grace: Duration,
    /// Files cleaned at the same time, 1 or more.
    pub jobs: usize,
    /// Whether to end when nothing is left to do.
    pub once: bool,
    /// Whether a document over budget makes its file fail.
    pub strict: bool,
    /// Where the reports of files go, if there are to be any.
    pub reports: Option<PathBuf>,
    /// A copy of the status.
    pub status: Option<PathBuf>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// All that was begun is done.
    Done,
    /// The same, and files failed that were not cleaned later.
    SomeFailed,
    /// The time for work under way ran out; what was not complete was dropped.
    RolledBack,
}

/// The way files are cleaned, one version of it.
#[derive(Debug, Clone)]
pub(crate) struct Version {
    /// For small files: one thread each, several files at a time.
    pub small: Arc<Job>,
    /// For large ones: all threads.
    pub large: Arc<Job>,
    /// Hash of rules, options and version of the program.
    pub hash: Arc<str>,
}
