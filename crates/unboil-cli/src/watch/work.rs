//! Cleans one file: hash it, clean it, name its output.
//!
//! The identity of the file is checked each time it is opened and after it was read. If it changed in between, the output
//! is discarded before it gets its name, and the file waits until it is stable again. Files are opened relative to the
//! open folder IN, so that a subfolder swapped for a link has no effect.
//!
//! The content is hashed in a separate read, so that a file that was only touched is not cleaned again. The hash
//! costs a tenth of the cleaning.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::delivery::{Delivery, DestinationIds, Placed, Stamp, place, place_numbered, report_name, with_extension};
use super::file_name::JsonPath;
use super::identity::Identity;
use super::plan::{Plan, Version};
use crate::console::messages::{Messages, Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::atomic::{AtomicFile, Durability, FileSpec};
use crate::files::directory::{Directory, FileStatus};
use crate::files::file_mode::FileMode;
use crate::files::hash::hash_open_file;
use crate::files::inputs::{Input, Opener};
use crate::formats::writer::Output;
use crate::run::counts::Counts;
use crate::run::field_check::check_file;
use crate::run::reporting::Report;
use crate::run::{self, Diagnostics, EncodedOutput, Opened, Rejects, Run, Sink, Stop};

/// Files smaller than this (in bytes) are cleaned on one thread each, several at a time; larger ones on all threads.
/// Below this size, passing data between threads costs more than it gains.
const LARGE: u64 = 4 << 20;

/// What all tasks share.
#[derive(Debug)]
pub(crate) struct WorkContext {
    pub plan: Plan,
    /// Prefix of temporary files.
    pub tag: String,
    /// Set to abandon all work in progress.
    pub abort: AtomicBool,
}

/// A file to clean.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    /// Path below IN.
    pub path: PathBuf,
    pub identity: Identity,
    pub version: Version,
    /// Hash of the content that was last cleaned with this version.
    pub known: Option<u128>,
    /// IN.
    pub input: Arc<Directory>,
    /// Where its output and report go.
    pub destination: DestinationIds,
    /// The output and the report that it may replace: those the watcher wrote.
    pub own_output: Option<Stamp>,
    pub own_report: Option<Stamp>,
}

/// A task and its outcome.
#[derive(Debug)]
pub(crate) struct FinishedTask {
    pub task: Task,
    pub content: Option<u128>,
    pub outcome: Outcome,
    pub took: Duration,
    /// Fingerprints of files that got their names, though the file was not cleaned.
    pub written: Vec<u64>,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// Its output is durable.
    Cleaned { output: PathBuf, counts: Counts, diagnostics: Diagnostics, delivery: Box<Delivery> },
    /// Its content is the same as when it was last cleaned.
    Unmodified,
    /// It was modified or deleted while it was being read.
    StillChanging,
    /// It could not be cleaned.
    Failed(Problem),
    /// It cannot be cleaned, or must not be; a retry would not help.
    Refused(Problem),
    /// The file is valid, but its output, report or rejects cannot be written.
    Unwritable(Problem),
    /// The watcher is shutting down.
    Aborted,
}

/// Cleans a file.
pub(crate) fn clean(task: Task, context: &Arc<WorkContext>) -> FinishedTask {
    let began = Instant::now();
    let (mut content, mut written) = (None, Vec::new());
    let outcome = if is_changed(&task) {
        Outcome::StillChanging
    } else {
        match open(&task.input, &task.path, task.identity).and_then(hash_open_file) {
            _ if is_changed(&task) => Outcome::StillChanging,
            Err(error) => Outcome::Failed(Problem::reading(display_path(&context.plan.input.join(&task.path)), &error)),
            Ok(file) => {
                content = Some(file.hash);
                stop_at("hashed");
                if task.known == content { Outcome::Unmodified } else { clean_content(&task, context, &mut written) }
            }
        }
    };
    FinishedTask { task, content, outcome, took: began.elapsed(), written }
}

/// Whether the file is no longer the one of the task.
fn is_changed(task: &Task) -> bool {
    Identity::below(&task.input, &task.path).ok() != Some(task.identity)
}

/// Opens the file if it is the one with this identity.
fn open(input: &Directory, path: &Path, identity: Identity) -> io::Result<File> {
    let file = input.open_file(path)?;
    if Identity::from(FileStatus::of(&file)?) == identity {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it changed while it was opened"))
    }
}

/// A problem of reading or cleaning. The content of a file does not change by itself, so only system errors are retried.
fn failure(problem: Problem) -> Outcome {
    if problem.is_transient() { Outcome::Failed(problem) } else { Outcome::Refused(problem) }
}

/// A file that could not be written. Some errors are about the name or the size of this file, the others about the folder.
fn unwritable(place: &Path, error: &io::Error) -> Outcome {
    use io::ErrorKind as Kind;
    let problem = Problem::writing(display_path(place), error);
    match error.kind() {
        Kind::IsADirectory
        | Kind::NotADirectory
        | Kind::AlreadyExists
        | Kind::FileTooLarge
        | Kind::InvalidFilename
        | Kind::InvalidInput => Outcome::Failed(problem),
        _ => Outcome::Unwritable(problem),
    }
}

fn clean_content(task: &Task, context: &Arc<WorkContext>, written: &mut Vec<u64>) -> Outcome {
    let plan = &context.plan;
    let job = if task.identity.size < LARGE { &task.version.small } else { &task.version.large };
    let (folder, path, identity) = (Arc::clone(&task.input), task.path.clone(), task.identity);
    let opener = Opener::new(move || open(&folder, &path, identity));
    let input = Input { opener: Some(opener), ..Input::file(plan.input.join(&task.path), task.path.clone()) };
    let input = Arc::new(input);
    if let Err(problem) = check_file(&input, job.format, &job.settings) {
        return if is_changed(task) { Outcome::StillChanging } else { failure(problem) };
    }
    let output = job.naming.of(&input);
    let sink = GuardedFolder {
        context: Arc::clone(context),
        path: plan.output.join(&output),
        unwritten: Mutex::new(None),
        complete: None,
    };
    let mut run = Run::new(Messages::Errors);
    run.diagnostics = Some(Diagnostics::default());
    let rejects = plan.failed.as_ref().map(|failed| failed.join(with_extension(&task.path, ".rejects.jsonl")));
    run.rejects = rejects.map(|path| Rejects::lazy(&path, &context.tag));
    if let Some(reports) = &plan.reports {
        let path = reports.join(report_name(&output));
        match Report::durable(&path, &job.cleaner, &context.tag) {
            Ok(report) => run.report = Some(report),
            Err(error) => return unwritable(&path, &error),
        }
    }
    let (mut sink, run) = match run::clean_all(job, vec![Ok(Arc::clone(&input))], None, sink, run) {
        Ok(done) => done,
        Err(problem) => return failure(problem),
    };
    let Run { counts, diagnostics, rejects, report, .. } = run;
    let diagnostics = diagnostics.unwrap_or_default();
    match sink.complete.take() {
        None if sink.is_aborted() => Outcome::Aborted,
        None => {
            if let Some(outcome) = sink.unwritten.lock().expect("nothing panics with the lock").take() {
                return outcome;
            }
            // A file that looks damaged may be incomplete.
            if is_changed(task) {
                return Outcome::StillChanging;
            }
            let problem = diagnostics.failure.or_else(|| diagnostics.errors.into_iter().next());
            failure(problem.unwrap_or_else(|| Problem::new(input.place(), "has no output; please report this")))
        }
        Some(complete) => {
            let commit = Commit { task, context, input: &input, output: &output, written };
            match commit.run(complete, report, rejects, &counts) {
                Ok(delivery) => Outcome::Cleaned { output, counts, diagnostics, delivery: Box::new(delivery) },
                Err(outcome) => *outcome,
            }
        }
    }
}

/// Gives report, rejects and output their names, in this order, so that no output exists without them.
struct Commit<'c> {
    task: &'c Task,
    context: &'c WorkContext,
    input: &'c Input,
    output: &'c Path,
    written: &'c mut Vec<u64>,
}

impl Commit<'_> {
    fn run(
        self,
        complete: EncodedOutput,
        report: Option<Report>,
        rejects: Option<Rejects>,
        counts: &Counts,
    ) -> Result<Delivery, Box<Outcome>> {
        stop_at("cleaned");
        self.check()?;
        let plan = &self.context.plan;
        if plan.strict && counts.over_budget > 0 {
            let what = "rules would remove more than the budget allows";
            let help = "see what they remove with `unboil explain`, raise --budget, or leave out --strict";
            return Err(Box::new(Outcome::Refused(Problem::with_help(self.input.place(), what, help))));
        }
        let path = plan.output.join(self.output);
        // The output first, since it is most likely to fill the disk; it does not have its name yet.
        let complete = complete.finish().map_err(|error| Box::new(unwritable(&path, &error)))?;
        let report = match (report, &plan.reports) {
            (Some(report), Some(reports)) => {
                let name = report_name(self.output);
                let path = reports.join(&name);
                let file = report.complete().map_err(|error| Box::new(unwritable(&path, &error)))?;
                let stamp = self.place(file, self.task.own_report, "report")?;
                self.written.push(stamp.fingerprint(&name));
                Some(stamp)
            }
            _ => None,
        };
        let rejects = match (rejects, &plan.failed) {
            (Some(rejects), Some(failed)) => self.place_rejects(rejects, failed)?,
            _ => None,
        };
        self.check()?;
        // OUT may have been moved away since the scan, and created again by writing this file.
        self.task.destination.check(plan).map_err(|error| Box::new(unwritable(&plan.output, &error)))?;
        let output = self.place(complete, self.task.own_output, "output")?;
        self.written.clear();
        let destination = self.task.destination;
        Ok(Delivery { destination, output, report, rejects, failed: counts.failed as u64 })
    }

    /// Whether to continue.
    fn check(&self) -> Result<(), Box<Outcome>> {
        if self.context.abort.load(Ordering::Relaxed) {
            return Err(Outcome::Aborted.into());
        }
        if is_changed(self.task) { Err(Outcome::StillChanging.into()) } else { Ok(()) }
    }

    fn place(&self, file: AtomicFile, own: Option<Stamp>, what: &str) -> Result<Stamp, Box<Outcome>> {
        let path = file.path().to_path_buf();
        match place(file, own) {
            Ok(Placed::At(stamp)) => Ok(stamp),
            Ok(Placed::Taken) => {
                let what = format!("its {what} {} exists and was not written by this watcher", display_path(&path));
                let help = "move that file, or name another folder";
                Err(Box::new(Outcome::Refused(Problem::with_help(self.input.place(), what, help))))
            }
            Err(error) => Err(unwritable(&path, &error).into()),
        }
    }

    fn place_rejects(&self, rejects: Rejects, failed: &Path) -> Result<Option<(JsonPath, Stamp)>, Box<Outcome>> {
        let plain = failed.join(with_extension(&self.task.path, ".rejects.jsonl"));
        let place = || -> io::Result<Option<(JsonPath, Stamp)>> {
            let Some(file) = rejects.complete()? else { return Ok(None) };
            let path = place_numbered(file)?;
            let stamp = Stamp::at(&path)?.ok_or(io::ErrorKind::NotFound)?;
            Ok(Some((JsonPath(path.strip_prefix(failed).unwrap_or(&path).to_path_buf()), stamp)))
        };
        place().map_err(|error| unwritable(&plain, &error).into())
    }
}

/// Writes the output of one file, which gets its name later.
struct GuardedFolder {
    context: Arc<WorkContext>,
    /// Path of the output.
    path: PathBuf,
    /// Why it could not be written.
    unwritten: Mutex<Option<Outcome>>,
    complete: Option<EncodedOutput>,
}

impl GuardedFolder {
    fn is_aborted(&self) -> bool {
        self.context.abort.load(Ordering::Relaxed)
    }
}

/// An output that refuses bytes once all work is abandoned.
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

    fn begin(&mut self, _: &Input, opened: &Opened) -> Result<GuardedOutput, Problem> {
        let compression = self.context.plan.naming.compress.unwrap_or(opened.compression);
        let mode = opened.file.as_ref().map_or(FileMode::ORDINARY, |file| file.mode);
        let spec = FileSpec::new(&self.path, &self.context.tag, Durability::Synced).mode(mode);
        let output = EncodedOutput::new(spec, compression);
        Ok(GuardedOutput { output, context: Arc::clone(&self.context) })
    }

    fn write_failed(&self, _: &Input, error: &io::Error) -> Stop {
        if self.is_aborted() {
            return Stop::Closed;
        }
        let mut first = self.unwritten.lock().expect("nothing panics with the lock");
        first.get_or_insert_with(|| unwritable(&self.path, error));
        Stop::Failed(Problem::writing(display_path(&self.path), error))
    }

    fn finish(&mut self, _: &Input, _: &Opened, _: &Counts, output: GuardedOutput) -> Result<(), Stop> {
        self.complete = Some(output.output);
        Ok(())
    }
}
