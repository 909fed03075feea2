//! The run: inputs through workers to a place for outputs, in the order of the inputs whatever the number of threads.
//!
//! Goes in: a [`Job`], which says how to clean, the inputs, and a [`Sink`], which is where clean bytes go (standard output, a
//! folder, the files themselves). Comes out: what was counted. As many threads as asked for each read a batch ([`feeder`]), clean
//! it ([`worker`]), and write what is ready in order ([`take`]), one at a time where they must ([`steps`], [`crew`]). Nothing
//! here knows how many threads there are otherwise.
//!
//! rows 1 to 9 as batches a, b, c → workers end b, a, c → written a, b, c

mod crew;
pub(crate) mod documents;
mod feeder;
mod folder;
mod in_place;
mod open;
mod progress;
mod rejects;
pub(crate) mod reporting;
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
pub(crate) use sink::Sink;
#[cfg(feature = "watch")]
pub(crate) use sink::{Opened, Stop};
pub(crate) use stdout::Stdout;

use crate::console::messages::{Messages, Problem, shown};
use crate::files::inputs::Input;
use crate::files::quarantine::Quarantine;
use crate::formats::compression::Compression;
use crate::formats::desk::Tally;
use crate::formats::{Format, Settings};
use crate::run::reporting::Report;
use crew::Crew;
use feeder::Feeder;
use steps::Steps;
use take::{Current, Writer, die};

/// How many steps may be under way for each thread. Two keep a thread busy while its last result waits to be written.
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

/// Cleans `inputs` into `sink`, and gives back both this and `run`, in which what fails is named and counted. A reader of standard
/// output that wants no more ends it early and is no failure. Nothing comes back if a fault of this program lost it.
pub(crate) fn clean_all<S: Sink + 'static>(
    job: &Arc<Job>,
    inputs: Vec<Result<Arc<Input>, Problem>>,
    manifest: Option<Arc<Manifest>>,
    sink: S,
    mut run: Run,
) -> Result<(S, Run), Problem> {
    let read = Arc::new(AtomicU64::new(0));
    run.progress.begin(&inputs);
    let feeder = Feeder::new(Arc::clone(job), inputs, manifest, Arc::clone(&read));
    let steps = Steps::new(Arc::clone(job), feeder, job.threads * AHEAD);
    let writer = Writer { job: Arc::clone(job), sink, run, current: None, meter: Meter { read } };
    let Some(Writer { mut sink, mut run, mut current, .. }) = Crew::new(steps, writer, job.threads).run() else {
        return Err(Problem::new("", "the run stopped before its end; please report this"));
    };
    if let Some(current) = &mut current {
        let what = "the reading stopped before its end; please report this";
        let problem = Problem::new(current.input.place(), what);
        die(current, &problem, &mut sink, &mut run);
    }
    run.progress.end();
    Ok((sink, run))
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
