//! Cleans batches. This runs on any thread.
//!
//! Input: records and their codec. Output: clean records, counts, errors and warnings, in the order of the records. A
//! rejected record is left out, or kept unchanged if its format requires it.
//!
//! `{"text":"a  b"}`, `nonsense` → `{"text":"a b"}\n` and the error that row 2 is not a JSON object

use std::borrow::Cow;
use std::cell::LazyCell;
use std::path::Path;
use std::sync::Arc;

use unboil::report::{DocumentReport, DocumentSource};

use super::batch_result::{BatchResult, Diagnostic};
use super::event::Event;
use super::job::Job;
use super::naming::OutputForm;
use super::opened::Opened;
use super::record_cleaner::RecordCleaner;
use crate::console::messages::display_path;
use crate::files::file_mode::FileMode;
use crate::files::inputs::Input;
use crate::formats::batch::{Batch, RawRecord};
use crate::formats::input_format::RecordCodec;
use crate::formats::record::RejectCause;
use crate::formats::text::TextCodec;

/// A batch to clean.
pub(super) enum Work {
    /// Records of one input.
    Records { batch: Batch, codec: Arc<dyn RecordCodec>, input: Arc<Input> },
    /// Small text files, each of which is one record.
    SmallFiles { files: Vec<(Arc<Input>, Opened)>, batch: Batch },
}

impl Work {
    /// Cleans the batch.
    pub(super) fn run(self, job: &Job) -> Event {
        match self {
            Self::Records { batch, codec, input } => {
                Event::Cleaned(clean(&batch, &batch.records, &*codec, &input, job))
            }
            Self::SmallFiles { files, batch } => {
                let each = files.into_iter().zip(&batch.records).map(|((input, opened), record)| {
                    let result =
                        clean(&batch, std::slice::from_ref(record), &TextCodec { is_markdown: false }, &input, job);
                    (input, opened, result)
                });
                Event::SmallFiles(each.collect())
            }
        }
    }
}

/// Cleans records of `batch`, which are of one input.
fn clean(batch: &Batch, records: &[RawRecord], codec: &dyn RecordCodec, input: &Input, job: &Job) -> BatchResult {
    let whole = LazyCell::new(|| job.source(input));
    // A single record becomes the output without being copied.
    let size = if records.len() > 1 { records.iter().map(|record| record.range.len()).sum() } else { 0 };
    let mut result = BatchResult { out: Vec::with_capacity(size), ..BatchResult::default() };
    let is_attributes = job.naming.output_form == OutputForm::Attributes;
    let cleaner = RecordCleaner {
        cleaner: &job.cleaner,
        limit: job.settings.max_doc_bytes,
        on_missing: job.on_missing,
        keeps_documents: is_attributes || job.reports,
    };
    for record in records {
        let bytes = batch.bytes_of(record);
        let codec = record.codec(codec);
        let start = result.out.len();
        let cleaned = cleaner.clean(batch, record, codec, &mut result.out, &mut result.counts);
        let location = || codec.location(bytes, record.number);
        let source = || {
            let member = codec.member(bytes);
            DocumentSource {
                row: (record.number > 0).then_some(record.number),
                member_row: member.as_ref().and_then(|member| member.row),
                member: member.map(|member| member.path),
                ..whole.clone()
            }
        };
        match cleaned {
            Ok(cleaned) => {
                if is_attributes {
                    result.out.truncate(start);
                    for document in &cleaned.documents {
                        result.out.extend_from_slice(document.attributes(&source()).as_bytes());
                        result.out.push(b'\n');
                    }
                }
                if job.reports {
                    let source = source();
                    if cleaned.is_missing {
                        result.drafts.push(DocumentReport::missing(source.clone()));
                    }
                    result.drafts.extend(cleaned.documents.iter().map(|document| document.draft(&source)));
                }
                result.diagnostics.extend(cleaned.warnings.into_iter().map(|warning| Diagnostic {
                    location: location(),
                    what: warning.what,
                    help: warning.help.map(Cow::Borrowed),
                    rejected: None,
                }));
            }
            Err(reject) => {
                result.out.truncate(start);
                if codec.keeps_rejected() && !is_attributes {
                    result.out.extend_from_slice(bytes);
                }
                let is_file = record.number == 0;
                if job.reports {
                    let is_hinted = !is_file && reject.cause != RejectCause::Bug;
                    let help = if is_hinted { format!("; {}", codec.help()) } else { String::new() };
                    let source = source();
                    let message = format!("{}{}: {}{help}", source.path, location(), reject.what);
                    result.drafts.push(DocumentReport::failed(source, message));
                }
                let help = match reject.cause {
                    RejectCause::Bug if is_file => quarantine(input, job, bytes),
                    RejectCause::Bug => None,
                    _ if !is_file => Some(codec.help().into()),
                    RejectCause::BadBytes => Some(quarantine(input, job, bytes).unwrap_or(BAD_BYTES.into())),
                    RejectCause::Record | RejectCause::Missing | RejectCause::NotText => None,
                };
                let rejected = if is_file { Vec::new() } else { codec.raw(bytes) };
                result.diagnostics.push(Diagnostic {
                    location: location(),
                    what: reject.what,
                    help,
                    rejected: Some(rejected),
                });
            }
        }
        result.ends.push(result.out.len());
    }
    result
}

/// What to do about bytes that are not valid in an encoding.
const BAD_BYTES: &str =
    "if it is in another encoding, name that with --encoding; --on-bad-bytes replace cleans the rest";

/// Copies a document to the quarantine folder, if there is one, and returns the path of the copy.
fn quarantine(input: &Input, job: &Job, bytes: &[u8]) -> Option<Cow<'static, str>> {
    let relative = if input.is_stdin { Path::new("stdin") } else { &input.relative };
    let quarantine = job.quarantine.as_ref()?;
    Some(match quarantine.put(relative, bytes, input.mode().unwrap_or(FileMode::ORDINARY)) {
        Ok(path) => format!("it is kept as {}", display_path(&path)).into(),
        Err(problem) => format!("it could not be copied to the quarantine folder: {problem}").into(),
    })
}
