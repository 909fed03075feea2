//! Cleans one file: hash it, clean it, name its output.
//!
//! The identity of the file is checked before it is read and after it was read. If it changed in between, the output
//! is discarded before it gets its name, and the file waits until it is stable again.
//!
//! The content is hashed in a separate read, so that a file that was only touched is not cleaned again. The hash
//! costs a tenth of the cleaning.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::identity::Identity;
use super::plan::Version;
use crate::console::messages::{Messages, Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::hash::hash_file;
use crate::files::inputs::Input;
use crate::formats::writer::Output;
use crate::run::counts::Counts;
use crate::run::reporting::Report;
use crate::run::{self, Diagnostics, EncodedOutput, Folder, Opened, Rejects, Run, Sink, Stop};

/// Files smaller than this (in bytes) are cleaned on one thread each, several at a time; larger ones on all threads.
/// Below this size, passing data between threads costs more than it gains.
const LARGE: u64 = 4 << 20;

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
    Cleaned { output: PathBuf, counts: Counts, diagnostics: Diagnostics },
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
        match hash_file(&source) {
            _ if is_changed() => Outcome::StillChanging,
            Err(error) => Outcome::Failed(Problem::reading(display_path(&source), &error)),
            Ok(file) => {
                content = Some(file.hash);
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
    let sink = GuardedFolder { folder, context: Arc::clone(context), complete: None };
    let mut run = Run::new(Messages { quiet: true });
    run.diagnostics = Some(Diagnostics::default());
    let beside = |folder: &PathBuf, name: &Path, extension: &str| {
        let mut name = folder.join(name).into_os_string();
        name.push(extension);
        PathBuf::from(name)
    };
    let rejects = context.failed.as_ref().map(|failed| beside(failed, &task.path, ".rejects.jsonl"));
    run.rejects = rejects.map(|path| Rejects::lazy(&path, &context.tag));
    if let Some(reports) = &context.reports {
        match Report::durable(&beside(reports, &output, REPORT), &job.cleaner, &context.tag) {
            Ok(report) => run.report = Some(report),
            Err(problem) => return Outcome::Failed(problem),
        }
    }
    let (mut sink, run) = match run::clean_all(job, vec![Ok(Arc::clone(&input))], None, sink, run) {
        Ok(done) => done,
        Err(problem) => return Outcome::Failed(problem),
    };
    let Run { counts, diagnostics, rejects, report, .. } = run;
    let mut diagnostics = diagnostics.unwrap_or_default();
    let is_changed = || Identity::of_path(&input.path).ok() != Some(task.identity);
    match sink.complete.take() {
        None if sink.is_aborted() => Outcome::Aborted,
        // What looks like a faulty file may be one that is only half written.
        None if is_changed() => Outcome::StillChanging,
        None => {
            let problem = diagnostics.errors.into_iter().next();
            Outcome::Failed(problem.unwrap_or_else(|| Problem::new(input.place(), "has no output; please report this")))
        }
        Some(complete) => match sink.commit(&input, complete, report, is_changed) {
            Some(outcome) => outcome,
            None => {
                if let Some(Err(problem)) = rejects.map(Rejects::finish) {
                    diagnostics.warnings.push(problem);
                }
                Outcome::Cleaned { output, counts, diagnostics }
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
    complete: Option<UnnamedOutput>,
}

/// An output that is complete but has no final name yet.
struct UnnamedOutput {
    opened: Opened,
    counts: Counts,
    output: EncodedOutput,
}

impl GuardedFolder {
    fn is_aborted(&self) -> bool {
        self.context.abort.load(Ordering::Relaxed)
    }

    /// Gives the output its final name and returns `None`, or returns the outcome that prevented it. The report is
    /// named first, so that no output exists without its report.
    fn commit(
        mut self,
        input: &Input,
        complete: UnnamedOutput,
        report: Option<Report>,
        is_changed: impl Fn() -> bool,
    ) -> Option<Outcome> {
        let UnnamedOutput { opened, counts, output } = complete;
        stop_at("cleaned");
        if self.is_aborted() {
            return Some(Outcome::Aborted);
        }
        if is_changed() {
            return Some(Outcome::StillChanging);
        }
        if self.context.strict && counts.over_budget > 0 {
            let what = "rules would remove more than the budget allows";
            let help = "see what they remove with `unboil explain`, raise --budget, or leave out --strict";
            return Some(Outcome::Failed(Problem::with_help(input.place(), what, help)));
        }
        if let Some(report) = report {
            if let Err(problem) = report.finish() {
                return Some(Outcome::Failed(problem));
            }
            if is_changed() {
                return Some(Outcome::StillChanging);
            }
        }
        match self.folder.finish(input, &opened, &counts, output) {
            Ok(()) => None,
            Err(Stop::Failed(problem)) => Some(Outcome::Failed(problem)),
            Err(Stop::Closed) => Some(Outcome::Aborted),
        }
    }
}

/// An output that refuses bytes once everything is to be dropped.
struct GuardedOutput {
    output: EncodedOutput,
    context: Arc<WorkContext>,
}

impl Write for GuardedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.context.abort.load(Ordering::Relaxed) {
            return Err(io::Error::other("the watcher ends"));
        }
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

impl Output for GuardedOutput {
    fn end_member(&mut self) -> io::Result<()> {
        self.output.end_member()
    }
}

impl Sink for GuardedFolder {
    type Destination = GuardedOutput;

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<GuardedOutput, Problem> {
        let output = self.folder.begin(input, opened)?;
        Ok(GuardedOutput { output, context: Arc::clone(&self.context) })
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        if self.is_aborted() { Stop::Closed } else { self.folder.write_failed(input, error) }
    }

    fn finish(&mut self, _: &Input, opened: &Opened, counts: &Counts, output: GuardedOutput) -> Result<(), Stop> {
        let (opened, counts) = (opened.clone(), counts.clone());
        self.complete = Some(UnnamedOutput { opened, counts, output: output.output });
        Ok(())
    }
}
