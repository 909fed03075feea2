//! What reads: every input from its first byte to its last, cut into batches.
//!
//! Goes in: the list of inputs. Comes out: [`Step`]s in order, the next whenever it is asked for, and with it the work that is to
//! be done for it. It goes on into the next input while the last is being cleaned, so that a folder of small files keeps
//! all threads busy; and it gives them small files by the dozen, for handing one over costs as much as cleaning it.
//!
//! `a.txt` (2 kB), `b.txt` (3 kB), `c.jsonl` → `Files([a.txt, b.txt])`, `Begin(c.jsonl)`, `Work`, `End`

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::Job;
use super::open::{Begun, begin};
use super::resume::Manifest;
use super::sink::Opened;
use super::steps::Step;
use super::worker::{Parts, Work};
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::text::Text;
use crate::formats::{Batch, Form, Kind, Origin, Source, Split};

/// Bytes after which a batch is cleaned: large enough that handing it over costs nothing beside cleaning it, small
/// enough that all threads have work early.
const BATCH_BYTES: usize = 1 << 16;
/// Files after which a batch of small files is cleaned, however small they are: they are read and written as well, and that
/// shall not all come at the end.
const BATCH_FILES: usize = 64;

/// A step, and what is to be done for its results if it has any.
type Made = (Step, Option<Work>);

/// Makes steps of inputs.
pub(crate) struct Feeder {
    job: Arc<Job>,
    manifest: Option<Arc<Manifest>>,
    /// Counts the bytes that were read.
    read: Arc<AtomicU64>,
    inputs: std::vec::IntoIter<Result<Arc<Input>, Problem>>,
    /// The input at hand, if it was not taken whole.
    reading: Option<Reading>,
    /// Small documents that are cleaned together.
    files: Vec<(Arc<Input>, Opened)>,
    /// Their bytes.
    batch: Batch,
    text: Arc<dyn Form>,
    /// What comes after the step that was made last.
    later: VecDeque<Made>,
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
        }
    }

    /// Whether it is known that no work is left.
    pub(super) fn is_at_end(&self) -> bool {
        let is_idle = self.reading.is_none() && self.files.is_empty() && self.inputs.len() == 0;
        is_idle && self.later.iter().all(|(_, work)| work.is_none())
    }

    /// The next step, nothing at the end.
    pub(super) fn next(&mut self) -> Option<Made> {
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
                Some(Ok(input)) => self.begin(input).map(|step| (step, None)),
                Some(Err(problem)) => Some((Step::Missing(problem), None)),
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
    fn files(&mut self) -> Option<Made> {
        let (files, batch) = (std::mem::take(&mut self.files), std::mem::take(&mut self.batch));
        if files.is_empty() {
            return None;
        }
        let parts = Parts::Each(files.iter().map(|(input, _)| Arc::clone(input)).collect());
        let form = Arc::clone(&self.text);
        Some((Step::Files(files, None), Some(Work { batch, form, parts })))
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
    fn go_on(&mut self, mut reading: Reading) -> Option<Made> {
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
            Some(ended) => self.later.push_back((Step::End(ended), None)),
            None => self.reading = Some(reading),
        }
        (!batch.pieces.is_empty()).then(|| (Step::Work(None), Some(Work { batch, form, parts })))
    }
}
