//! What reads: every input from its first byte to its last, cut into batches for the workers.
//!
//! Goes in: the list of inputs. Comes out: [`Step`]s in order, the next whenever it is asked for. It goes on into the next input
//! while the last is being cleaned, so that a folder of small files keeps all workers busy; and it gives them small files by
//! the dozen, for handing one over costs as much as cleaning it.
//!
//! `a.txt` (2 kB), `b.txt` (3 kB), `c.jsonl` → `Files([a.txt, b.txt])`, `Begin(c.jsonl)`, `Work`, `End`

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Job;
use super::crew::Crew;
use super::open::{Begun, begin};
use super::resume::Manifest;
use super::sink::Opened;
use super::steps::{Promise, Step};
use super::worker::{self, Parts, Work};
use crate::cli::inputs::Input;
use crate::cli::messages::Problem;
use crate::formats::text::Text;
use crate::formats::{Batch, Form, Kind, Origin, Source, Split};

/// Bytes after which a batch goes to a worker: large enough that handing it over costs nothing beside cleaning it, small
/// enough that all workers have work early.
const BATCH_BYTES: usize = 1 << 16;
/// Files after which a batch of small files goes to a worker, however small they are: they are read and written as well, and
/// the thread that writes shall have something to do meanwhile.
const BATCH_FILES: usize = 64;

/// Makes steps of inputs.
pub(crate) struct Feeder {
    job: Arc<Job>,
    manifest: Option<Arc<Manifest>>,
    /// Counts the bytes that were read.
    read: Arc<AtomicU64>,
    inputs: std::vec::IntoIter<Result<Arc<Input>, Problem>>,
    /// The input at hand, if it was not taken whole.
    reading: Option<Reading>,
    /// Small documents that go to a worker together.
    files: Vec<(Arc<Input>, Opened)>,
    /// Their bytes.
    batch: Batch,
    text: Arc<dyn Form>,
    /// What comes after the step that was made last.
    later: VecDeque<Step>,
    /// Who cleans; nobody else than this thread without it.
    crew: Option<Crew>,
}

/// An input that is read piece by piece.
struct Reading {
    input: Arc<Input>,
    source: Source,
    split: Box<dyn Split>,
    form: Arc<dyn Form>,
    /// Bytes of the last batch.
    size: usize,
}

impl Feeder {
    /// Steps for `inputs`; what was read is counted in `read`.
    pub(super) fn new(
        job: Arc<Job>,
        inputs: Vec<Result<Arc<Input>, Problem>>,
        manifest: Option<Arc<Manifest>>,
        read: Arc<AtomicU64>,
        crew: Option<Crew>,
    ) -> Self {
        Self {
            job,
            manifest,
            read,
            inputs: inputs.into_iter(),
            reading: None,
            files: Vec::new(),
            batch: Batch::default(),
            text: Arc::new(Text),
            later: VecDeque::new(),
            crew,
        }
    }

    /// Whether the next step may be long in coming.
    pub(super) fn may_wait(&self) -> bool {
        let is_at_hand = |reading: &Reading| reading.split.is_more_at_hand(&reading.source);
        self.later.is_empty() && !self.reading.as_ref().is_some_and(is_at_hand)
    }

    /// The next step, nothing at the end.
    pub(super) fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.later.pop_front() {
                return Some(step);
            }
            if let Some(reading) = self.reading.take() {
                match self.go_on(reading) {
                    Some(step) => return Some(step),
                    None => continue,
                }
            }
            let step = match self.inputs.next() {
                None => return self.files(),
                Some(Ok(input)) => self.begin(input),
                Some(Err(problem)) => Some(Step::Missing(problem)),
            };
            match step {
                None if self.batch.bytes.len() < BATCH_BYTES && self.files.len() < BATCH_FILES => {}
                // The files before it come first.
                step => {
                    let files = self.files();
                    self.later.extend(files);
                    self.later.extend(step);
                }
            }
        }
    }

    /// Small files that were gathered.
    fn files(&mut self) -> Option<Step> {
        let (files, batch) = (std::mem::take(&mut self.files), std::mem::take(&mut self.batch));
        if files.is_empty() {
            return None;
        }
        let parts = Parts::Each(files.iter().map(|(input, _)| Arc::clone(input)).collect());
        let form = Arc::clone(&self.text);
        Some(Step::Files(files, self.promise(Work { batch, form, parts })))
    }

    fn promise(&mut self, work: Work) -> Promise {
        match &mut self.crew {
            Some(crew) => crew.give(work),
            None => Promise::Kept(worker::run(&work, &self.job)),
        }
    }

    /// Begins an input. One that is a small document goes to the others of its kind.
    fn begin(&mut self, input: Arc<Input>) -> Option<Step> {
        let mut hash = None;
        if let Some(manifest) = &self.manifest {
            match manifest.hash_input(&input) {
                Ok(known) if manifest.is_complete(&input, known) => return Some(Step::Skip(input)),
                Ok(known) => hash = Some(known),
                // Opening it fails for the same reason and tells.
                Err(_) => {}
            }
        }
        let fault = |input: Arc<Input>, error: io::Error| {
            let problem = Problem::reading(input.place(), &error);
            Some(Step::Begin(input, Err(problem)))
        };
        let start = self.batch.bytes.len();
        let (mut source, mut opened) = match begin(&input, self.job.format, &self.read, &mut self.batch.bytes) {
            Ok(Begun::Whole(opened)) => {
                let (count, limit) = ((self.batch.bytes.len() - start) as u64, self.job.settings.max_doc_bytes);
                let kind = if count > limit { Kind::TooLarge(count) } else { Kind::Document };
                if kind != Kind::Document {
                    self.batch.bytes.truncate(start);
                }
                self.batch.push(0, start, kind);
                self.files.push((input, Opened { hash, ..opened }));
                return None;
            }
            Ok(Begun::Stream(source, opened)) => (source, opened),
            Err(error) => return fault(input, error),
        };
        opened.hash = hash;
        let origin = Origin { path: (!input.is_stdin).then_some(&*input.path), read: Arc::clone(&self.read) };
        let (split, form, header) = match opened.format.open(&mut source, &origin, &self.job.settings) {
            Ok(halves) => halves,
            Err(error) => return fault(input, error),
        };
        self.reading = Some(Reading { input: Arc::clone(&input), source, split, form, size: 0 });
        Some(Step::Begin(input, Ok((opened, header))))
    }

    /// The next batch of an input, or its end.
    fn go_on(&mut self, mut reading: Reading) -> Option<Step> {
        // The next batch will be about as large as the last.
        let mut batch = Batch::sized(reading.size);
        // Rows that are there already go together; one that is still to come does not hold the others up.
        let ended = loop {
            let Reading { source, split, .. } = &mut reading;
            match split.next(source, &mut batch) {
                Ok(true) if batch.bytes.len() >= BATCH_BYTES || !split.is_more_at_hand(source) => break None,
                Ok(true) => {}
                Ok(false) => break Some(Ok(())),
                Err(error) => break Some(Err(Problem::reading(reading.input.place(), &error))),
            }
        };
        reading.size = batch.bytes.len();
        let (form, parts) = (Arc::clone(&reading.form), Parts::One(Arc::clone(&reading.input)));
        match ended {
            Some(ended) => self.later.push_back(Step::End(ended)),
            None => self.reading = Some(reading),
        }
        (!batch.pieces.is_empty()).then(|| Step::Work(self.promise(Work { batch, form, parts })))
    }
}
