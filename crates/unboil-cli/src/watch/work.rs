//! One file: hashed, cleaned, and its output put in place.
//!
//! Goes in: a [`Task`], which says which file, in which state, and how to clean it. Comes out: a [`FinishedTask`]. The file is
//! held against its identity before anything is read and again when all of it was read: whatever changed it in
//! between, the output is dropped before it has its name, and the file waits again.
//!
//! Its content is hashed in a read of its own, for a file that was only touched need not be cleaned; that costs a
//! tenth of the cleaning.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::identity::Identity;
use super::plan::Version;
use crate::console::messages::{Messages, Problem, shown};
use crate::fault_injection::stop_at;
use crate::files::hash::hash_file;
use crate::files::inputs::Input;
use crate::formats::writer::Output;
use crate::run::counts::Counts;
use crate::run::reporting::Report;
use crate::run::{self, Diagnostics, EncodedOutput, Folder, Opened, Rejects, Run, Sink, Stop};

/// Files of fewer bytes are cleaned on one thread each, several at a time; the larger ones on all, one after the other in
/// each. Below this the hand-over between threads costs more than it gains.
const LARGE: u64 = 4 << 20;

/// What does not change between files.
#[derive(Debug)]
pub(crate) struct WorkContext {
    pub input: PathBuf,
    pub output: PathBuf,
    pub failed: Option<PathBuf>,
    /// Where reports go.
    pub reports: Option<PathBuf>,
    /// In the names of temporary files.
    pub tag: String,
    pub strict: bool,
    /// Whether everything under way is to be dropped.
    pub abort: AtomicBool,
}

/// A file to be cleaned.
#[derive(Debug)]
pub(crate) struct Task {
    /// Below IN.
    pub path: PathBuf,
    pub identity: Identity,
    pub version: Version,
    /// The content it was last cleaned with in this version.
    pub known: Option<u128>,
}

/// What became of it.
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
    /// It has the content it had when it was cleaned last.
    Same,
    /// It was written to meanwhile, or is gone.
    Changed,
    /// It cannot be cleaned.
    Failed(Problem),
    /// It is not cleaned, and would not be if it were tried again.
    Refused(Problem),
    /// The watcher ends.
    Dropped,
}

/// Cleans a file.
pub(crate) fn clean(task: Task, place: &Arc<WorkContext>) -> FinishedTask {
    let began = Instant::now();
    let source = place.input.join(&task.path);
    let is_changed = || Identity::of_path(&source).ok() != Some(task.identity);
    let mut content = None;
    let outcome = if is_changed() {
        Outcome::Changed
    } else {
        match hash_file(&source) {
            _ if is_changed() => Outcome::Changed,
            Err(error) => Outcome::Failed(Problem::reading(shown(&source), &error)),
            Ok(file) => {
                content = Some(file.hash);
                stop_at("hashed");
                if task.known == content { Outcome::Same } else { clean_content(&task, place, source) }
            }
        }
    };
    FinishedTask { task, content, outcome, took: began.elapsed() }
}

fn clean_content(task: &Task, place: &Arc<WorkContext>, source: PathBuf) -> Outcome {
    let job = if task.identity.size < LARGE { &task.version.small } else { &task.version.large };
    let input = Arc::new(Input { path: source, relative: task.path.clone(), is_stdin: false });
    let output = job.naming().of(&input);
    let folder = Folder::durable(place.output.clone(), job.naming(), place.tag.clone());
    let sink = GuardedFolder { folder, place: Arc::clone(place), complete: None };
    let mut run = Run::new(Messages { quiet: true });
    run.diagnostics = Some(Diagnostics::default());
    let beside = |folder: &PathBuf, name: &Path, extension: &str| {
        let mut name = folder.join(name).into_os_string();
        name.push(extension);
        PathBuf::from(name)
    };
    let rejects = place.failed.as_ref().map(|failed| beside(failed, &task.path, ".rejects.jsonl"));
    run.rejects = rejects.map(|path| Rejects::lazy(&path, &place.tag));
    if let Some(reports) = &place.reports {
        match Report::durable(&beside(reports, &output, REPORT), &job.cleaner, &place.tag) {
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
        None if sink.is_to_end() => Outcome::Dropped,
        // What looks like a fault of the file may be that half of it is there.
        None if is_changed() => Outcome::Changed,
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

/// What the name of a report ends with.
pub(crate) const REPORT: &str = ".report.jsonl";

/// The folder of outputs, guarded: no output gets its name unless its source is what it was.
struct GuardedFolder {
    folder: Folder,
    place: Arc<WorkContext>,
    complete: Option<UnnamedOutput>,
}

/// An output that is written and has no name yet.
struct UnnamedOutput {
    opened: Opened,
    counts: Counts,
    output: EncodedOutput,
}

impl GuardedFolder {
    fn is_to_end(&self) -> bool {
        self.place.abort.load(Ordering::Relaxed)
    }

    /// Gives the output its name, and gives nothing back; or does not, and says what became of the file. A report has its name
    /// before, for an output that cannot be explained must not be there.
    fn commit(
        mut self,
        input: &Input,
        complete: UnnamedOutput,
        report: Option<Report>,
        is_changed: impl Fn() -> bool,
    ) -> Option<Outcome> {
        let UnnamedOutput { opened, counts, output } = complete;
        stop_at("cleaned");
        if self.is_to_end() {
            return Some(Outcome::Dropped);
        }
        if is_changed() {
            return Some(Outcome::Changed);
        }
        if self.place.strict && counts.over_budget > 0 {
            let what = "rules want more of it than the budget allows";
            let way_out = "see what they want with `unboil explain`, raise --budget, or leave out --strict";
            return Some(Outcome::Failed(Problem::with_way_out(input.place(), what, way_out)));
        }
        if let Some(report) = report {
            if let Err(problem) = report.finish() {
                return Some(Outcome::Failed(problem));
            }
            if is_changed() {
                return Some(Outcome::Changed);
            }
        }
        match self.folder.finish(input, &opened, &counts, output) {
            Ok(()) => None,
            Err(Stop::Failed(problem)) => Some(Outcome::Failed(problem)),
            Err(Stop::Closed) => Some(Outcome::Dropped),
        }
    }
}

/// An output that refuses bytes once everything is to be dropped.
struct GuardedOutput {
    output: EncodedOutput,
    place: Arc<WorkContext>,
}

impl Write for GuardedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.place.abort.load(Ordering::Relaxed) {
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
    type Output = GuardedOutput;

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<GuardedOutput, Problem> {
        let output = self.folder.begin(input, opened)?;
        Ok(GuardedOutput { output, place: Arc::clone(&self.place) })
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        if self.is_to_end() { Stop::Closed } else { self.folder.write_failed(input, error) }
    }

    fn finish(&mut self, _: &Input, opened: &Opened, counts: &Counts, output: GuardedOutput) -> Result<(), Stop> {
        let (opened, counts) = (opened.clone(), counts.clone());
        self.complete = Some(UnnamedOutput { opened, counts, output: output.output });
        Ok(())
    }
}
