//! The run: inputs through workers to a place for outputs, in the order of the inputs whatever the number of threads.
//!
//! Goes in: a [`Job`], which says how to clean, the inputs, and a [`Sink`], which is where clean bytes go (standard output, a
//! folder, the files themselves). Comes out: what was counted. One thread reads ([`feeder`]), as many as asked for clean
//! ([`crew`]), and this one puts the results in order, says what there is to say, and writes. If one is asked for, it does all
//! of it.
//!
//! A batch of work is promised to this thread, in order, and no more than [`AHEAD`] × threads promises are open, and the one
//! that is being made: the fastest worker can be so far ahead of the slowest and no farther, which bounds memory. Nothing
//! here knows how many threads there are otherwise.
//!
//! rows 1 to 9 as batches a, b, c → workers end b, a, c → written a, b, c

mod crew;
mod feeder;
mod folder;
mod in_place;
mod open;
mod progress;
mod rejects;
mod resume;
mod sink;
mod stdout;
mod steps;
#[cfg(feature = "parquet")]
mod table;
mod take;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use unboil::Cleaner;
use unboil::report::{Draft, Source};

pub(crate) use folder::{Folder, Naming};
pub(crate) use in_place::InPlace;
pub(crate) use open::open;
pub(crate) use progress::Progress;
pub(crate) use rejects::Rejects;
pub(crate) use resume::{Manifest, Written, job_hash};
pub(crate) use sink::{Opened, Sink, Stop};
pub(crate) use stdout::Stdout;

use super::inputs::Input;
use super::messages::{Messages, Problem, shown};
use super::quarantine::Quarantine;
use super::reporting::Report;
use crate::formats::compression::Compression;
use crate::formats::desk::Tally;
use crate::formats::{Format, Settings};
use crew::Crew;
use feeder::Feeder;
use steps::Steps;
use take::{Current, Takes, die};

/// How many batches may be under way for each thread. Two keep a worker busy while its last result waits to be written.
const AHEAD: usize = 2;

/// How to clean.
#[derive(Debug)]
pub(crate) struct Job {
    pub cleaner: Cleaner,
    /// The form of every input; without it, what name and content say.
    pub format: Option<Format>,
    /// How outputs are compressed; without it, as [`Sink`]s see fit.
    pub compress: Option<Compression>,
    pub settings: Settings,
    /// How many documents are cleaned at the same time, 1 or more.
    pub threads: usize,
    /// Whether the first failure ends the run.
    pub fail_fast: bool,
    /// What outputs hold.
    pub output: Output,
    /// Whether there is a report.
    pub reports: bool,
    /// Whether outputs have no names.
    pub is_stdout: bool,
    /// Where documents with bad bytes are put aside.
    pub quarantine: Option<Quarantine>,
}

impl Job {
    /// How its outputs are called.
    pub(crate) fn naming(&self) -> Naming {
        Naming { compress: self.compress, output: self.output }
    }

    /// An input, as reports call it.
    fn source(&self, input: &Input) -> Source {
        let output = (!self.is_stdout).then(|| shown(&self.naming().of(input)));
        Source { output, ..Source::file(input.place()) }
    }
}

/// What outputs hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// The clean texts, in the form of the input.
    Texts,
    /// A row of attributes for each document.
    Attributes,
}

/// What a run tells while it goes and what it adds up.
pub(crate) struct Run {
    pub messages: Messages,
    pub tally: Tally,
    pub progress: Progress,
    pub rejects: Option<Rejects>,
    pub report: Option<Report>,
    /// Outputs that were complete before.
    pub skipped: usize,
    /// Where problems are kept instead of being told.
    pub heard: Option<Heard>,
}

/// What a run had to say, for those who tell it in their own way.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// Why documents failed: the first [`Heard::KEPT`].
    pub errors: Vec<Problem>,
    /// What is to be known of documents that did not fail: as many.
    pub warnings: Vec<Problem>,
}

impl Heard {
    /// Enough to see what is wrong with a file; its rows may be millions.
    const KEPT: usize = 10;

    fn hear(&mut self, problem: &Problem, is_error: bool) {
        let list = if is_error { &mut self.errors } else { &mut self.warnings };
        if list.len() < Self::KEPT {
            list.push(problem.clone());
        }
    }
}

impl Run {
    /// A run that has only messages to give.
    pub(crate) fn new(messages: Messages) -> Self {
        Self {
            messages,
            tally: Tally::default(),
            progress: Progress::hidden(),
            rejects: None,
            report: None,
            skipped: 0,
            heard: None,
        }
    }

    /// Names and counts what failed as a whole.
    pub(crate) fn fail(&mut self, problem: &Problem) {
        self.tally.add(&Tally::failure());
        self.say(problem, true);
        if let Some(report) = &mut self.report {
            report.add(&Draft::failed(Source::file(problem.place()), problem.to_string()));
        }
        if let Some(rejects) = &mut self.rejects {
            rejects.input(problem);
        }
    }

    fn say(&mut self, problem: &Problem, is_error: bool) {
        if let Some(heard) = &mut self.heard {
            return heard.hear(problem, is_error);
        }
        let messages = self.messages;
        self.progress.suspend(|| if is_error { messages.error(problem) } else { messages.warning(problem) });
    }
}

/// Cleans `inputs` into `sink`. What fails is named and counted in `run`; a reader of standard output that wants no more
/// ends it early and is no failure.
pub(crate) fn clean_all(
    job: &Arc<Job>,
    inputs: Vec<Result<Arc<Input>, Problem>>,
    manifest: Option<Arc<Manifest>>,
    sink: &mut dyn Sink,
    run: &mut Run,
) {
    let read = Arc::new(AtomicU64::new(0));
    run.progress.begin(&inputs);
    let crew = (job.threads > 1).then(|| Crew::new(Arc::clone(job)));
    let feeder = Feeder::new(Arc::clone(job), inputs, manifest, Arc::clone(&read), crew);
    let mut steps = match job.threads {
        1 => Steps::Here(Box::new(feeder)),
        threads => Steps::there(feeder, threads * AHEAD),
    };
    let meter = Meter { read };
    let mut current: Option<Current> = None;
    loop {
        // Before this thread waits for a step, what is written goes out: whoever reads it sees rows early.
        let step = match steps.next(|| flush(&mut current, sink, run)) {
            Ok(Some(step)) => step,
            Ok(None) => break,
            Err(Closed) => {
                current = None;
                break;
            }
        };
        let stop = Takes { job, steps: &mut steps, meter: &meter, sink, run }.take(step, &mut current);
        let failed = meter.show(current.as_ref(), run);
        if matches!(stop, Err(Stop::Closed)) || (job.fail_fast && failed > 0) {
            if let Some(current) = current.take() {
                sink.abandon();
                run.tally.add(&current.tally);
            }
            break;
        }
    }
    if let Some(mut current) = current.take() {
        let what = "the reading stopped before its end; please report this";
        let problem = Problem::new(current.input.place(), what);
        die(&mut current, &problem, sink, run);
    }
    run.progress.end();
}

/// Shows how far the run is.
struct Meter {
    read: Arc<AtomicU64>,
}

impl Meter {
    /// Shows it, with what was counted of the input at hand. How many documents failed so far.
    fn show(&self, current: Option<&Current>, run: &mut Run) -> usize {
        let under_way = current.map_or((0, 0), |current| (current.tally.documents, current.tally.failed));
        let (documents, failed) = (run.tally.documents + under_way.0, run.tally.failed + under_way.1);
        run.progress.tick(self.read.load(Ordering::Relaxed), documents, failed);
        failed
    }
}

/// Nobody reads the output any more.
struct Closed;

/// Lets out what is written.
fn flush(current: &mut Option<Current>, sink: &mut dyn Sink, run: &mut Run) -> Result<(), Closed> {
    match (sink.flush(), current) {
        (Err(Stop::Closed), _) => return Err(Closed),
        (Err(Stop::Failed(problem)), Some(current)) => die(current, &problem, sink, run),
        _ => {}
    }
    Ok(())
}
