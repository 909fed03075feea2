//! A worker: batches in, results out.
//!
//! Goes in: pieces and the form they have. Comes out: clean bytes, what was counted, and what there is to say, in the order of
//! the pieces. A piece that holds no document is left out, and kept for those who collect what was rejected.
//!
//! `{"text":"a  b"}`, `nonsense` → `{"text":"a b"}\n` and the remark that row 2 is not a JSON object

use std::borrow::Cow;
use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use unboil::report::{Draft, Source};

use super::{Job, Output};
use crate::console::messages::shown;
use crate::files::inputs::Input;
use crate::formats::desk::Tally;
use crate::formats::{Batch, Desk, Form, Kind, Piece};

/// A batch to clean.
pub(crate) struct Work {
    pub batch: Batch,
    pub form: Arc<dyn Form>,
    pub parts: Parts,
}

/// Whose the pieces of a batch are.
pub(crate) enum Parts {
    /// All are of one input.
    One(Arc<Input>),
    /// Each is an input of its own.
    Each(Vec<Arc<Input>>),
}

/// Something to say about a piece.
#[derive(Debug)]
pub(crate) struct Remark {
    /// Stands behind the name of the input.
    pub at: String,
    pub what: String,
    pub way_out: Option<Cow<'static, str>>,
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
    /// What the report says of its documents, if there is one.
    pub drafts: Vec<Draft>,
}

/// Cleans a batch: a result for each input that has a part in it. Nothing where a fault in this program comes to light, which
/// must not take the rest of the run with it.
pub(crate) fn run(work: &Work, job: &Job) -> Option<Vec<Done>> {
    let Work { batch, form, parts } = work;
    let clean = |pieces: &[Piece], input: &Input| clean(&batch.bytes, pieces, &**form, input, job);
    let all = || match parts {
        Parts::One(input) => vec![clean(&batch.pieces, input)],
        Parts::Each(inputs) => {
            let each = batch.pieces.iter().map(std::slice::from_ref).zip(inputs);
            each.map(|(piece, input)| clean(piece, input)).collect()
        }
    };
    catch_unwind(AssertUnwindSafe(all)).ok()
}

/// Cleans pieces of one input, which are in `batch`.
fn clean(batch: &[u8], pieces: &[Piece], form: &dyn Form, input: &Input, job: &Job) -> Done {
    let place = LazyCell::new(|| job.source(input));
    // One that stands alone becomes the output as it is; many are put end to end.
    let size = if pieces.len() > 1 { pieces.iter().map(|piece| piece.range.len()).sum() } else { 0 };
    let mut done = Done { out: Vec::with_capacity(size), ..Done::default() };
    let mut desk = Desk::new(&job.cleaner).keeping(job.output != Output::Texts || job.reports);
    for piece in pieces {
        let bytes = batch.get(piece.range.clone()).unwrap_or_default();
        let before = done.out.len();
        let cleaned = match piece.kind {
            // It is no document, so it has no attributes.
            Kind::AsIs if job.output == Output::Attributes => Ok(()),
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
        let source = || Source { row: (piece.number > 0).then_some(piece.number), ..place.clone() };
        let seen = desk.take_seen();
        if job.output == Output::Attributes && cleaned.is_ok() {
            done.out.truncate(before);
            for seen in &seen {
                done.out.extend_from_slice(seen.attributes(&source()).as_bytes());
                done.out.push(b'\n');
            }
        }
        if job.reports {
            let source = source();
            match &cleaned {
                Ok(()) => done.drafts.extend(seen.iter().map(|seen| seen.draft(&source))),
                Err(what) => {
                    let way_out = if piece.number > 0 { format!("; {}", form.way_out()) } else { String::new() };
                    let message = format!("{}{}: {what}{way_out}", source.path, at());
                    done.drafts.push(Draft::failed(source, message));
                }
            }
        }
        match cleaned {
            Ok(()) => done.remarks.extend(warnings.into_iter().map(|warning| Remark {
                at: at(),
                what: warning.what,
                way_out: warning.way_out.map(Cow::Borrowed),
                rejected: None,
            })),
            Err(what) => {
                done.out.truncate(before);
                if form.stays() && job.output == Output::Texts {
                    done.out.extend_from_slice(bytes);
                }
                let is_file = piece.number == 0;
                let way_out = match desk.take_bad_bytes() {
                    true if is_file => Some(put_aside(input, job, bytes)),
                    _ => (!is_file).then(|| form.way_out().into()),
                };
                let rejected = if is_file { Vec::new() } else { form.rejected(bytes) };
                done.remarks.push(Remark { at: at(), what, way_out, rejected: Some(rejected) });
            }
        }
        done.ends.push(done.out.len());
    }
    done.tally = desk.into_tally();
    done
}

/// What to do about bytes that stand for nothing.
const BAD_BYTES: &str =
    "if it is in another encoding, name that with --encoding; --on-bad-bytes replace cleans the rest";

/// Puts a document with bad bytes into quarantine, if there is one, and says where it is or what else can be done.
fn put_aside(input: &Input, job: &Job, bytes: &[u8]) -> Cow<'static, str> {
    let below = if input.is_stdin { Path::new("stdin") } else { &input.relative };
    match job.quarantine.as_ref().map(|quarantine| quarantine.put(below, bytes)) {
        None => BAD_BYTES.into(),
        Some(Ok(path)) => format!("it is kept as {}", shown(&path)).into(),
        Some(Err(problem)) => format!("it could not be put aside: {problem}").into(),
    }
}
