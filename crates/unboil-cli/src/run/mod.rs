//! The run: cleans inputs on several threads and writes outputs in the order of the inputs.
//!
//! Input: a [`Job`], which says how to clean, the inputs, and a [`Sink`], where outputs go (standard output, a folder, the inputs
//! themselves). Output: what was counted. Each thread reads a batch ([`reader`]), cleans it ([`worker`]), and consumes the
//! events that are ready in order ([`consumer`]), one thread at a time ([`queue`], [`pool`]). No other code depends on the number
//! of threads. The commands that write no outputs read the same records one after the other ([`documents`]).
//!
//! rows 1 to 9 as batches a, b, c → cleaned b, a, c → written a, b, c

mod batch_result;
pub(crate) mod cleaned_document;
mod consumer;
pub(crate) mod counts;
pub(crate) mod documents;
mod dry_run;
mod encoded_output;
mod event;
pub(crate) mod field_check;
mod folder;
mod in_place;
pub(crate) mod job;
pub(crate) mod naming;
pub(crate) mod on_missing;
mod open;
mod opened;
mod pool;
mod progress;
mod queue;
mod reader;
mod record_cleaner;
pub(crate) mod record_stream;
mod rejects;
pub(crate) mod reporting;
mod resume;
mod sink;
pub(crate) mod skipped;
mod state;
mod stdout;
mod worker;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub(crate) use dry_run::DryRun;
#[cfg(feature = "watch")]
pub(crate) use encoded_output::EncodedOutput;
pub(crate) use folder::Folder;
pub(crate) use in_place::InPlace;
#[cfg(feature = "watch")]
pub(crate) use opened::Opened;
pub(crate) use progress::Progress;
pub(crate) use rejects::Rejects;
pub(crate) use resume::{Manifest, job_hash};
pub(crate) use sink::Sink;
#[cfg(feature = "watch")]
pub(crate) use sink::Stop;
#[cfg(feature = "watch")]
pub(crate) use state::Diagnostics;
pub(crate) use state::Run;
pub(crate) use stdout::Stdout;

use crate::console::messages::Problem;
use crate::files::inputs::Input;
use consumer::Consumer;
use job::Job;
use pool::Pool;
use queue::EventQueue;
use reader::Reader;

/// How many tasks a thread may be ahead of the slowest one. With two, a thread can work while its last result waits to be
/// written.
const AHEAD: usize = 2;

/// Cleans `inputs` into `sink`, and returns the sink and `run`, which reports and counts failures. A closed standard output ends
/// the run early and is not a failure.
///
/// # Errors
/// A bug of this program lost the results.
pub(crate) fn clean_all<S: Sink + 'static>(
    job: &Arc<Job>,
    inputs: Vec<Result<Arc<Input>, Problem>>,
    manifest: Option<Arc<Manifest>>,
    sink: S,
    mut run: Run,
) -> Result<(S, Run), Problem> {
    let bytes_read = Arc::new(AtomicU64::new(0));
    run.progress.begin(&inputs);
    let reader = Reader::new(Arc::clone(job), inputs, manifest, Arc::clone(&bytes_read));
    let queue = EventQueue::new(Arc::clone(job), reader, job.threads * AHEAD);
    let consumer = Consumer::new(Arc::clone(job), sink, run, bytes_read);
    match Pool::new(queue, consumer, job.threads).run() {
        Some(consumer) => Ok(consumer.finish()),
        None => Err(Problem::new("", "internal error: the run ended early; please report this")),
    }
}
