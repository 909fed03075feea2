//! Reads inputs, from the first to the last, in batches.
//!
//! Input: the list of inputs. Output: [`ReaderTask`]s in order, one per request. The reader continues with the next
//! input while the last one is still being cleaned, so that a folder of small files keeps all threads busy. Small text files
//! are batched, since handing one over costs as much as cleaning it.
//!
//! `a.txt` (2 kB), `b.txt` (3 kB), `c.jsonl` → small files `[a.txt, b.txt]`, begin `c.jsonl`, batch, end

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::event::Event;
use super::field_check::{FieldCheck, FieldVerdict};
use super::job::Job;
use super::open::{SmallOrStream, read_small_or_open};
use super::opened::Opened;
use super::record_stream::{BATCH_BYTES, RecordStream};
use super::resume::Manifest;
use super::worker::Work;
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::batch::{Batch, RecordKind};
use crate::formats::fields::NoField;

/// Small files after which a batch is full, whatever their size: opening and writing them takes time too, which should be
/// spread over the run.
const BATCH_FILES: usize = 64;

/// The next task.
pub(super) enum ReaderTask {
    /// Something to consume.
    Event(Event),
    /// Work, whose result is an event.
    Work(Work),
}

/// Turns inputs into tasks.
pub(super) struct Reader {
    job: Arc<Job>,
    manifest: Option<Arc<Manifest>>,
    /// Counts the bytes that were read.
    bytes_read: Arc<AtomicU64>,
    inputs: std::vec::IntoIter<Result<Arc<Input>, Problem>>,
    /// The current input, if it is not a small file.
    current: Option<(Arc<Input>, RecordStream)>,
    /// Small files that are cleaned together, and their bytes.
    small: Vec<(Arc<Input>, Opened)>,
    batch: Batch,
    /// Tasks that come before anything else is read.
    pending: VecDeque<ReaderTask>,
    /// Whether a record of the run has one of the fields.
    field_check: StreamCheck,
}

/// Whether the fields of the first records are checked. Files were checked before the run.
enum StreamCheck {
    /// No input of records has begun.
    Waiting,
    /// Its first records are examined. Those that were read are held back until more cannot be read at once, or up to
    /// [`HELD_BYTES`], so that nothing is written if the fields are wrong; another program may wait for the answer to each row.
    Running {
        check: FieldCheck,
        held: Vec<ReaderTask>,
        bytes: usize,
        is_partial: bool,
    },
    Done,
}

/// Bytes of records that are held back at most: a kilobyte for each of a thousand rows.
const HELD_BYTES: usize = 1 << 20;

impl Reader {
    /// A reader of `inputs`, which counts their bytes in `bytes_read`.
    pub(super) fn new(
        job: Arc<Job>,
        inputs: Vec<Result<Arc<Input>, Problem>>,
        manifest: Option<Arc<Manifest>>,
        bytes_read: Arc<AtomicU64>,
    ) -> Self {
        Self {
            job,
            manifest,
            bytes_read,
            inputs: inputs.into_iter(),
            current: None,
            small: Vec::new(),
            batch: Batch::default(),
            pending: VecDeque::new(),
            field_check: StreamCheck::Waiting,
        }
    }

    /// Whether it is known that no work is left.
    pub(super) fn is_at_end(&self) -> bool {
        let is_idle = self.current.is_none() && self.small.is_empty() && self.inputs.len() == 0;
        is_idle && self.pending.iter().all(|task| matches!(task, ReaderTask::Event(_)))
    }

    /// The next task; nothing at the end.
    pub(super) fn next(&mut self) -> Option<ReaderTask> {
        loop {
            if let Some(task) = self.pending.pop_front() {
                return Some(task);
            }
            if let Some((input, stream)) = self.current.take() {
                self.read_batch(input, stream);
                continue;
            }
            let event = match self.inputs.next() {
                None => return self.take_small(),
                Some(Ok(input)) => self.begin(input),
                Some(Err(problem)) => Some(Event::Failed(problem)),
            };
            if event.is_some() || self.batch.bytes.len() >= BATCH_BYTES || self.small.len() >= BATCH_FILES {
                // The small files before it come first.
                let small = self.take_small();
                self.pending.extend(small.into_iter().chain(event.map(ReaderTask::Event)));
            }
        }
    }

    /// The small files that were collected.
    fn take_small(&mut self) -> Option<ReaderTask> {
        let (files, batch) = (std::mem::take(&mut self.small), std::mem::take(&mut self.batch));
        if files.is_empty() { None } else { Some(ReaderTask::Work(Work::SmallFiles { files, batch })) }
    }

    /// Begins an input. A small text file is added to the others.
    fn begin(&mut self, input: Arc<Input>) -> Option<Event> {
        let mut hash = None;
        if let Some(manifest) = &self.manifest {
            match manifest.hash_input(&input) {
                Ok(known) if manifest.is_complete(&input, known) => return Some(Event::Skipped(input)),
                Ok(known) => hash = Some(known),
                // Opening it fails for the same reason, and that is reported.
                Err(_) => {}
            }
        }
        let settings = &self.job.settings;
        let start = self.batch.bytes.len();
        let stream = match read_small_or_open(
            &input,
            self.job.format,
            settings.force,
            &self.bytes_read,
            &mut self.batch.bytes,
        ) {
            Ok(SmallOrStream::Small(opened)) => {
                let size = (self.batch.bytes.len() - start) as u64;
                let kind = if size > settings.max_doc_bytes {
                    self.batch.bytes.truncate(start);
                    RecordKind::TooLarge(size)
                } else {
                    RecordKind::Document
                };
                self.batch.push(0, start, kind);
                self.small.push((input, Opened { hash, ..opened }));
                return None;
            }
            Ok(SmallOrStream::Stream(source, opened)) => {
                RecordStream::new(&input, source, Opened { hash, ..opened }, settings, &self.bytes_read)
            }
            Err(error) => Err(error),
        };
        match stream {
            Ok(mut stream) => {
                let (opened, header) = (stream.opened.clone(), std::mem::take(&mut stream.header));
                if matches!(self.field_check, StreamCheck::Waiting) && opened.format.has_fields {
                    let is_stream = input.is_stdin || opened.file.is_none();
                    self.field_check = if is_stream && FieldCheck::is_needed(&*stream.codec) {
                        let check = FieldCheck::default();
                        StreamCheck::Running { check, held: Vec::new(), bytes: 0, is_partial: false }
                    } else {
                        StreamCheck::Done
                    };
                }
                self.current = Some((Arc::clone(&input), stream));
                Some(Event::Begin { input, opened, header })
            }
            Err(error) => match NoField::of(&error) {
                Some(error) if input.is_stdin => {
                    Some(Event::Refused(Problem::with_help(input.place(), &error.what, &error.help)))
                }
                _ => Some(Event::Failed(Problem::reading(input.place(), &error))),
            },
        }
    }

    /// Reads the next batch of an input, or its end.
    fn read_batch(&mut self, input: Arc<Input>, mut stream: RecordStream) {
        let (batch, ended) = stream.next_batch();
        let verdict = match &mut self.field_check {
            StreamCheck::Running { check, .. } => match check.see(&batch, &*stream.codec) {
                FieldVerdict::Open if matches!(ended, Some(Ok(()))) => check.end(),
                FieldVerdict::Open if ended.is_some() => FieldVerdict::Found,
                verdict => verdict,
            },
            _ => FieldVerdict::Found,
        };
        let size = batch.bytes.len();
        let work = (!batch.records.is_empty()).then(|| {
            let (codec, input) = (Arc::clone(&stream.codec), Arc::clone(&input));
            ReaderTask::Work(Work::Records { batch, codec, input })
        });
        match (&mut self.field_check, verdict) {
            (StreamCheck::Running { check, is_partial, .. }, FieldVerdict::Wrong) => {
                let problem = check.problem(&input.place(), &*stream.codec);
                let problem = if *is_partial { problem.partial() } else { problem };
                self.pending.push_back(ReaderTask::Event(Event::Refused(problem)));
                self.inputs = Vec::new().into_iter();
                return;
            }
            (StreamCheck::Running { held, bytes, is_partial, .. }, FieldVerdict::Open) => {
                held.extend(work);
                *bytes += size;
                if *is_partial || *bytes >= HELD_BYTES || !stream.is_ready(&input) {
                    *is_partial = true;
                    self.pending.extend(held.drain(..));
                }
            }
            (check, _) => {
                if let StreamCheck::Running { held, .. } = check {
                    self.pending.extend(held.drain(..));
                    *check = StreamCheck::Done;
                }
                self.pending.extend(work);
            }
        }
        match ended {
            None => self.current = Some((input, stream)),
            Some(ended) => {
                let ended = ended.map_err(|error| Problem::reading(input.place(), &error));
                self.pending.push_back(ReaderTask::Event(Event::End(ended)));
            }
        }
    }
}
