//! A worker: batches in, results out.
//!
//! Goes in: pieces and the form they have. Comes out: clean bytes, what was counted, and what there is to say, in the order of
//! the pieces. A piece that holds no document is left out, and kept for those who collect what was rejected.
//!
//! `{"text":"a  b"}`, `nonsense` → `{"text":"a b"}\n` and the remark that row 2 is not a JSON object

use std::sync::Arc;

use crossbeam_channel::Sender;

use super::Job;
use crate::formats::desk::Tally;
use crate::formats::{Batch, Desk, Form, Kind};

/// A batch to clean and where its result is waited for.
pub(crate) struct Work {
    pub batch: Batch,
    pub form: Arc<dyn Form>,
    pub result: Sender<Done>,
}

/// Something to say about a piece.
#[derive(Debug)]
pub(crate) struct Remark {
    /// Stands behind the name of the input.
    pub at: String,
    pub what: String,
    pub way_out: Option<&'static str>,
    /// The piece, if it failed; a file that is one document is not copied, for its name says it all.
    pub rejected: Option<Vec<u8>>,
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub out: Vec<u8>,
    /// Where in `out` each piece ends.
    pub ends: Vec<usize>,
    pub tally: Tally,
    pub remarks: Vec<Remark>,
}

/// Cleans a batch. Nobody may wait for it any more.
pub(crate) fn run(work: Work, job: &Job) {
    let Work { batch, form, result } = work;
    let _ = result.send(clean(&batch, &*form, job));
}

fn clean(batch: &Batch, form: &dyn Form, job: &Job) -> Done {
    let mut done = Done { out: Vec::with_capacity(batch.bytes.len()), ..Done::default() };
    let mut desk = Desk::new(&job.cleaner);
    for piece in &batch.pieces {
        let bytes = batch.bytes.get(piece.range.clone()).unwrap_or_default();
        let before = done.out.len();
        let cleaned = match piece.kind {
            Kind::AsIs => {
                done.out.extend_from_slice(bytes);
                Ok(())
            }
            Kind::Document => form.clean(bytes, &mut desk, &mut done.out),
            Kind::TooLarge(size) => {
                Err(format!("has {size} bytes, more than the {} of --max-doc-bytes", job.settings.max_doc_bytes))
            }
        };
        let warnings = desk.end(cleaned.is_err());
        let at = || form.at(bytes, piece.number);
        match cleaned {
            Ok(()) => done.remarks.extend(warnings.into_iter().map(|warning| Remark {
                at: at(),
                what: warning.what,
                way_out: warning.way_out,
                rejected: None,
            })),
            Err(what) => {
                done.out.truncate(before);
                let is_file = piece.number == 0;
                let way_out = (!is_file).then(|| form.way_out());
                let rejected = if is_file { Vec::new() } else { bytes.to_vec() };
                done.remarks.push(Remark { at: at(), what, way_out, rejected: Some(rejected) });
            }
        }
        done.ends.push(done.out.len());
    }
    done.tally = desk.into_tally();
    done
}
