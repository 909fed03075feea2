//! The thread that reads: every input from its first byte to its last, cut into batches for the workers.
//!
//! Goes in: the list of inputs. Comes out: [`Step`]s in order. It runs ahead of the writing thread, into the next input as
//! well, so that a folder of small files keeps all workers busy; the channel of steps is bounded and holds it back.
//!
//! It is not joined: it may wait for a pipe that nobody writes to, and a run that is over need not wait for that.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use unboil::report;

use super::open::open;
use super::resume::Manifest;
use super::worker::{self, Work};
use super::{Job, Step};
use crate::cli::inputs::Input;
use crate::cli::messages::{Problem, shown};
use crate::formats::{Batch, Origin};

/// Bytes after which a batch goes to a worker: large enough that handing it over costs nothing beside cleaning it, small
/// enough that all workers have work early.
const BATCH_BYTES: usize = 1 << 16;

/// Starts reading and cleaning. Steps that are not taken hold everything back once there are `ahead` of them.
///
/// # Errors
/// A thread cannot be made.
pub(crate) fn start(
    job: Arc<Job>,
    inputs: Vec<Result<Input, Problem>>,
    manifest: Option<Arc<Manifest>>,
    read: Arc<AtomicU64>,
    ahead: usize,
) -> io::Result<Receiver<Step>> {
    let (give, steps) = bounded(ahead);
    let (work, workers) = unbounded::<Work>();
    for _ in 0..job.threads {
        let (job, workers) = (Arc::clone(&job), workers.clone());
        thread::Builder::new().name("clean".into()).spawn(move || {
            for work in workers {
                worker::run(work, &job);
            }
        })?;
    }
    let feeder = Feeder { job, manifest, read, give, work };
    thread::Builder::new().name("read".into()).spawn(move || {
        for input in inputs {
            let fed = match input {
                Ok(input) => feeder.input(input),
                Err(problem) => feeder.give.send(Step::Missing(problem)).map_err(|_| Over),
            };
            if fed.is_err() {
                break;
            }
        }
    })?;
    Ok(steps)
}

/// The run is over; nobody takes steps any more.
struct Over;

struct Feeder {
    job: Arc<Job>,
    manifest: Option<Arc<Manifest>>,
    read: Arc<AtomicU64>,
    give: Sender<Step>,
    work: Sender<Work>,
}

impl Feeder {
    fn give(&self, step: Step) -> Result<(), Over> {
        self.give.send(step).map_err(|_| Over)
    }

    fn input(&self, input: Input) -> Result<(), Over> {
        let place = input.place();
        let reading = |error: &io::Error| Problem::reading(place.as_str(), error);
        let mut hash = None;
        if let Some(manifest) = &self.manifest {
            match manifest.hash_input(&input) {
                Ok(known) if manifest.is_complete(&input, known) => return self.give(Step::Skip(input)),
                Ok(known) => hash = Some(known),
                // Opening it fails for the same reason and tells.
                Err(_) => {}
            }
        }
        let (mut source, mut opened) = match open(&input, self.job.format, &self.read) {
            Ok(opened) => opened,
            Err(error) => return self.give(Step::Begin(input, Err(reading(&error)))),
        };
        opened.hash = hash;
        let origin = Origin { path: (!input.is_stdin).then_some(&*input.path), read: Arc::clone(&self.read) };
        let (mut split, form, header) = match opened.format.open(&mut source, &origin, &self.job.settings) {
            Ok(halves) => halves,
            Err(error) => return self.give(Step::Begin(input, Err(reading(&error)))),
        };
        let output = (!self.job.is_stdout).then(|| shown(&self.job.naming().of(&input)));
        let origin = Arc::new(report::Source { output, ..report::Source::file(place.as_str()) });
        let below: Arc<Path> = if input.is_stdin { Path::new("stdin").into() } else { input.relative.as_path().into() };
        self.give(Step::Begin(input, Ok((opened, header))))?;
        let mut size = 0;
        loop {
            // The next batch will be about as large as the last.
            let mut batch = Batch::sized(size);
            // Rows that are there already go together; one that is still to come does not hold the others up.
            let ended = loop {
                match split.next(&mut source, &mut batch) {
                    Ok(true) if batch.bytes.len() >= BATCH_BYTES || !split.is_more_at_hand(&source) => break None,
                    Ok(true) => {}
                    Ok(false) => break Some(Ok(())),
                    Err(error) => break Some(Err(reading(&error))),
                }
            };
            size = batch.bytes.len();
            if !batch.pieces.is_empty() {
                let (result, promise) = bounded(1);
                self.give(Step::Work(promise))?;
                let (form, source, relative) = (Arc::clone(&form), Arc::clone(&origin), Arc::clone(&below));
                self.work.send(Work { batch, form, source, relative, result }).map_err(|_| Over)?;
            }
            if let Some(ended) = ended {
                return self.give(Step::End(ended));
            }
        }
    }
}
