//! Cleans one file: hash it, clean it, name its output.
//!
//! The identity of the file is checked before it is read and after it was read. If it changed in between, the output
//! is discarded before it gets its name, and the file waits until it is stable again.
//!
//! The content is hashed in a separate read, so that a file that was only touched is not cleaned again. The hash
//! costs a tenth of the cleaning.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::Xxh3;

use super::identity::Identity;
use super::plan::Version;
use crate::console::messages::{Messages, Problem, shown};
use crate::files::fsync::stop_at;
use crate::files::inputs::Input;
use crate::formats::desk::Tally;
use crate::run::reporting::Report as Changes;
use crate::run::{self, Folder, Heard, Opened, Rejects, Run, Sink, Stop};

/// Files smaller than this (in bytes) are cleaned on one thread each, several at a time; larger ones on all threads.
/// Below this size, passing data between threads costs more than it gains.
const LARGE: u64 = 4 << 20;
/// Bytes hashed at once.
const CHUNK: usize = 1 << 16;

/// What all tasks share.
#[derive(Debug)]
pub(crate) struct WorkContext {
    pub input: PathBuf,
    pub output: PathBuf,
    pub failed: Option<PathBuf>,
    /// Folder for reports.
    pub reports: Option<PathBuf>,
    /// Prefix of temporary files.
    pub tag: String,
    pub strict: bool,
    /// Set to abandon all work in progress.
    pub abort: AtomicBool,
}

/// A file to clean.
#[derive(Debug)]
pub(crate) struct Task {
    /// Path below IN.
    pub path: PathBuf,
    pub identity: Identity,
    pub version: Version,
    /// Hash of the content that was last cleaned with this version.
    pub known: Option<u128>,
}

/// A task and its outcome.
#[derive(Debug)]
pub(crate) struct FinishedTask {
    pub task: Task,
    pub content: Option<u128>,
    pub outcome: Outcome,
    pub took: Duration,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its output is durable.
    Cleaned { output: PathBuf, tally: Tally, heard: Heard },
    /// Its content is the same as when it was last cleaned.
    Unmodified,
    /// It was modified or deleted while it was being read.
    StillChanging,
    /// It could not be cleaned.
    Failed(Problem),
    /// It must not be cleaned; a retry would not help.
    Refused(Problem),
    /// The watcher is shutting down.
    Aborted,
}

/// Cleans a file.
pub(crate) fn clean(task: Task, context: &Arc<WorkContext>) -> FinishedTask {
    let began = Instant::now();
    let source = context.input.join(&task.path);
    let is_changed = || Identity::of_path(&source).ok() != Some(task.identity);
    let mut content = None;
    let outcome = if is_changed() {
        Outcome::StillChanging
    } else {
        match hash(&source) {
            _ if is_changed() => Outcome::StillChanging,
            Err(error) => Outcome::Failed(Problem::reading(shown(&source), &error)),
            Ok(hash) => {
                content = Some(hash);
                stop_at("hashed");
                if task.known == content { Outcome::Unmodified } else { clean_content(&task, context, source) }
            }
        }
    };
    FinishedTask { task, content, outcome, took: began.elapsed() }
}

fn clean_content(task: &Task, context: &Arc<WorkContext>, source: PathBuf) -> Outcome {
    let job = if task.identity.size < LARGE { &task.version.small } else { &task.version.large };
    let input = Arc::new(Input { path: source, relative: task.path.clone(), is_stdin: false });
    let output = job.naming().of(&input);
    let folder = Folder::durable(context.output.clone(), job.naming(), context.tag.clone());
    let sink = GuardedFolder { folder, context: Arc::clone(context), state: State::Open };
    let mut run = Run::new(Messages { quiet: true });
    run.heard = Some(Heard::default());
    let beside = |folder: &PathBuf, name: &Path, extension: &str| {
        let mut name = folder.join(name).into_os_string();
        name.push(extension);
        PathBuf::from(name)
    };
    let rejects = context.failed.as_ref().map(|failed| beside(failed, &task.path, ".rejects.jsonl"));
    run.rejects = rejects.map(|path| Rejects::lazy(&path, &context.tag));
    if let Some(reports) = &context.reports {
        match Changes::durable(&beside(reports, &output, REPORT), &job.cleaner, &context.tag) {
            Ok(report) => run.report = Some(report),
            Err(problem) => return Outcome::Failed(problem),
        }
    }
    let (sink, run) = match run::clean_all(job, vec![Ok(Arc::clone(&input))], None, sink, run) {
        Ok(done) => done,
        Err(problem) => return Outcome::Failed(problem),
    };
    let Run { tally, heard, rejects, report, .. } = run;
    let mut heard = heard.unwrap_or_default();
    let is_changed = || Identity::of_path(&input.path).ok() != Some(task.identity);
    match &sink.state {
        State::Aborted => Outcome::Aborted,
        // What looks like a faulty file may be one that is only half written.
        State::Open if is_changed() => Outcome::StillChanging,
        State::Open => {
            let problem = heard.errors.into_iter().next();
            Outcome::Failed(problem.unwrap_or_else(|| Problem::new(input.place(), "has no output; please report this")))
        }
        State::Complete(..) => match sink.commit(&input, report, is_changed) {
            Some(outcome) => outcome,
            None => {
                if let Some(Err(problem)) = rejects.map(Rejects::finish) {
                    heard.warnings.push(problem);
                }
                Outcome::Cleaned { output, tally, heard }
            }
        },
    }
}

/// Extension of report files.
pub(crate) const REPORT: &str = ".report.jsonl";

/// The output folder. An output gets its name only if its source has not changed.
struct GuardedFolder {
    folder: Folder,
    context: Arc<WorkContext>,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Open,
    /// The output is complete but has no final name yet.
    Complete(Opened, Tally),
    Aborted,
}

impl GuardedFolder {
    fn is_aborted(&self) -> bool {
        self.context.abort.load(Ordering::Relaxed)
    }

    /// Gives the output its final name and returns `None`, or returns the outcome that prevented it. The report is
    /// named first, so that no output exists without its report.
    fn commit(mut self, input: &Input, report: Option<Changes>, is_changed: impl Fn() -> bool) -> Option<Outcome> {
        let State::Complete(opened, tally) = std::mem::replace(&mut self.state, State::Open) else {
            return Some(Outcome::Aborted);
        };
        stop_at("cleaned");
        if self.is_aborted() {
            return Some(Outcome::Aborted);
        }
        if is_changed() {
            return Some(Outcome::StillChanging);
        }
        if self.context.strict && tally.over_budget > 0 {
            let what = "rules want more of it than the budget allows";
            let hint = "see what they want with `unboil explain`, raise --budget, or leave out --strict";
            return Some(Outcome::Failed(Problem::with_way_out(input.place(), what, hint)));
        }
        if let Some(report) = report {
            if let Err(problem) = report.finish() {
                return Some(Outcome::Failed(problem));
            }
            if is_changed() {
                return Some(Outcome::StillChanging);
            }
        }
        match self.folder.finish(input, &opened, &tally) {
            Ok(()) => None,
            Err(Stop::Failed(problem)) => Some(Outcome::Failed(problem)),
            Err(Stop::Closed) => Some(Outcome::Aborted),
        }
    }
}

impl Sink for GuardedFolder {
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<(), Problem> {
        self.folder.begin(input, opened)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        if self.is_aborted() {
            self.state = State::Aborted;
            self.folder.abandon();
            return Err(Stop::Closed);
        }
        self.folder.write(bytes)
    }

    fn end_member(&mut self) -> Result<(), Stop> {
        self.folder.end_member()
    }

    fn flush(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn finish(&mut self, _: &Input, opened: &Opened, tally: &Tally) -> Result<(), Stop> {
        self.state = State::Complete(opened.clone(), tally.clone());
        Ok(())
    }

    fn abandon(&mut self) {
        self.folder.abandon();
    }
}

/// XXH3 hash (128 bits) of the bytes of a file.
pub(crate) fn hash(path: &Path) -> io::Result<u128> {
    let mut file = File::open(path)?;
    let (mut state, mut buffer) = (Xxh3::new(), vec![0; CHUNK]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(state.digest128()),
            Ok(count) => state.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
