//! The documents of some inputs, one after the other, for the commands that show documents and write no outputs.
//!
//! Input: files, folders, standard input, in all formats and compressions of `clean`. Output: each document, cleaned, with
//! its decoded text and its edits, for a visitor. An input that cannot be read is reported and counted, and the next one follows.
//!
//! `corpus` with `a.txt` and a `rows.jsonl` of two rows → `corpus/a.txt`, `corpus/rows.jsonl:1`, `corpus/rows.jsonl:2`

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use unboil::Cleaner;
use unboil::report::DocumentSource;

use super::cleaned_document::CleanedDocument;
use super::counts::Counts;
use super::field_check::{FieldCheck, FieldVerdict, check_first};
use super::on_missing::OnMissing;
use super::record_cleaner::RecordCleaner;
use super::record_stream::RecordStream;
use crate::console::count::{count, verb};
use crate::console::escape::Escaped;
use crate::console::exit::Exit;
use crate::console::fold::Fold;
use crate::console::messages::{Messages, Problem};
use crate::files::inputs::{Filter, Input, Inputs};
use crate::files::reading::is_stdin;
use crate::formats::Format;
use crate::formats::batch::{Batch, RawRecord};
use crate::formats::fields::NoField;
use crate::formats::input_format::{RecordCodec, Settings};
use crate::formats::not_text;
use crate::run::skipped::tell_skipped;

/// Which documents to visit, and how to read them.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    /// Files and folders; none or `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The format of all inputs; if `None`, it is recognized by name or first bytes.
    pub format: Option<Format>,
    pub settings: Settings,
    /// What happens to records without text.
    pub on_missing: OnMissing,
}

/// A document for a visitor.
pub(crate) struct VisitedDocument {
    pub source: DocumentSource,
    pub document: CleanedDocument,
}

impl VisitedDocument {
    /// Where the document is, for a terminal.
    pub(crate) fn place(&self) -> Escaped {
        Escaped::line(&self.source.place())
    }
}

/// Why a visit ends early.
pub(crate) enum VisitError {
    /// The document cannot be shown; the next one follows.
    Document(Problem),
    /// The output cannot be written, so reading stops.
    Output(io::Error),
    /// The first records show that the call is wrong.
    Refused(Problem),
}

impl From<io::Error> for VisitError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// How many documents were visited, and how the visit ended.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    pub documents: usize,
    pub failed: usize,
    /// Of the documents, how many are records whose text is null or missing; they are not shown.
    pub missing: usize,
    /// Files in folders that were skipped, since their names say that they are not text.
    pub skipped: Vec<PathBuf>,
    /// Why the output could not be written, which ended the visit early.
    pub output_error: Option<io::Error>,
}

impl Visit {
    /// Says which files were skipped.
    pub(crate) fn tell_skipped(&self, messages: Messages) {
        tell_skipped(&self.skipped, messages);
    }

    /// Says how many rows have no text, for a command that shows nothing for them.
    pub(crate) fn tell_missing(&self, messages: Messages) {
        if self.missing > 0 {
            let verb = verb(self.missing, "is", "are");
            messages.note(format_args!("{} without text {verb} not shown", count(self.missing, "row")));
        }
    }

    /// The exit code of a command that looks for something: `found` says whether it found it; `closed` is the code if
    /// standard output was closed early.
    ///
    /// # Errors
    /// The answer could not be written to standard output.
    pub(crate) fn exit(&self, found: bool, closed: Exit) -> Result<Exit, Problem> {
        match &self.output_error {
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(closed),
            Some(error) => Err(Problem::stdout(error)),
            None if self.failed > 0 => Ok(Exit::SomeFailed),
            None if found => Ok(Exit::Found),
            None => Ok(Exit::Done),
        }
    }
}

impl Documents {
    /// Cleans each document and shows it to `visit`.
    ///
    /// # Errors
    /// The globs or paths cannot be used at all, or the first records have none of the fields.
    pub(crate) fn each(
        &self,
        cleaner: &Cleaner,
        messages: Messages,
        mut visit: impl FnMut(VisitedDocument) -> Result<(), VisitError>,
    ) -> Result<Visit, Problem> {
        let (mut inputs, mut skipped) = (Vec::new(), Vec::new());
        if self.paths.is_empty() {
            inputs.push(Ok(Arc::new(Input::stdin())));
        }
        for path in &self.paths {
            if is_stdin(path) {
                inputs.push(Ok(Arc::new(Input::stdin())));
            } else {
                let is_any = self.settings.force || self.format.is_some();
                let skips = if is_any { None } else { Some(not_text::is_skipped as fn(&Path) -> bool) };
                let filter = Filter { skips, ..Filter::default() };
                let found = Inputs::collect(std::slice::from_ref(path), &filter, None)?;
                inputs.extend(found.found);
                skipped.extend(found.skipped);
            }
        }
        let files = inputs.iter().flatten().map(AsRef::as_ref);
        check_first(files, self.format, &self.settings)?;
        let (limit, on_missing) = (self.settings.max_doc_bytes, self.on_missing);
        let cleaner = RecordCleaner { cleaner, limit, on_missing, keeps_documents: true };
        let (result, fold, is_checked) = (Visit { skipped, ..Visit::default() }, Fold::default(), false);
        let mut visitor = Visitor { documents: self, cleaner, messages, result, fold, is_checked, visit: &mut visit };
        for input in inputs {
            match input.map_err(VisitError::Document).and_then(|input| visitor.input(&input)) {
                Ok(()) => {}
                Err(VisitError::Document(problem)) => visitor.fail(&problem),
                Err(VisitError::Output(error)) => {
                    visitor.result.output_error = Some(error);
                    break;
                }
                Err(VisitError::Refused(problem)) => return Err(problem),
            }
        }
        for (problem, _) in visitor.fold.end("`unboil clean --report` lists all of them") {
            messages.error(&problem);
        }
        Ok(visitor.result)
    }
}

struct Visitor<'v> {
    documents: &'v Documents,
    cleaner: RecordCleaner<'v>,
    messages: Messages,
    result: Visit,
    fold: Fold,
    /// Whether the fields were checked in an input.
    is_checked: bool,
    visit: &'v mut dyn FnMut(VisitedDocument) -> Result<(), VisitError>,
}

impl Visitor<'_> {
    fn fail(&mut self, problem: &Problem) {
        self.count_failure();
        self.messages.error(problem);
    }

    /// As [`fail`](Self::fail), but of each kind only the first few are printed.
    fn fail_folded(&mut self, problem: &Problem) {
        self.count_failure();
        if self.fold.admits(problem, true) {
            self.messages.error(problem);
        }
    }

    fn count_failure(&mut self) {
        self.result.documents += 1;
        self.result.failed += 1;
    }

    /// Visits all documents of an input.
    fn input(&mut self, input: &Input) -> Result<(), VisitError> {
        let place = input.place();
        let reading = |error: io::Error| match NoField::of(&error) {
            Some(error) if input.is_stdin => {
                VisitError::Refused(Problem::with_help(place.as_str(), &error.what, &error.help))
            }
            _ => VisitError::Document(Problem::reading(place.as_str(), &error)),
        };
        let mut stream = RecordStream::open(input, self.documents.format, &self.documents.settings).map_err(reading)?;
        // A file was checked before; a pipe can be read only once.
        let mut check = None;
        if stream.opened.format.has_fields && !std::mem::replace(&mut self.is_checked, true) {
            let is_stream = input.is_stdin || stream.opened.file.is_none();
            check = (is_stream && FieldCheck::is_needed(&*stream.codec)).then(FieldCheck::default);
        }
        let mut batches = Vec::new();
        loop {
            let (batch, ended) = stream.next_batch();
            let verdict = check.as_mut().map_or(FieldVerdict::Found, |check| check.see(&batch, &*stream.codec));
            batches.push(batch);
            match (verdict, &check) {
                (FieldVerdict::Open, _) if ended.is_none() => continue,
                (FieldVerdict::Open | FieldVerdict::Wrong, Some(check)) if check.end() == FieldVerdict::Wrong => {
                    return Err(VisitError::Refused(check.problem(&place, &*stream.codec)));
                }
                _ => check = None,
            }
            for batch in batches.drain(..) {
                for record in &batch.records {
                    self.record(&place, &batch, record, &*stream.codec)?;
                }
            }
            if let Some(ended) = ended {
                ended.map_err(reading)?;
                if let Some(warning) = stream.opened.warning(place.as_str()) {
                    self.messages.warning(&warning);
                }
                return Ok(());
            }
        }
    }

    /// Visits the documents of a record.
    fn record(
        &mut self,
        place: &str,
        batch: &Batch,
        record: &RawRecord,
        codec: &dyn RecordCodec,
    ) -> Result<(), VisitError> {
        let codec = record.codec(codec);
        let cleaned = match self.cleaner.clean(batch, record, codec, &mut Vec::new(), &mut Counts::default()) {
            Ok(cleaned) => cleaned,
            Err(reject) => {
                let location = codec.location(batch.bytes_of(record), record.number);
                let problem = Problem::new(format!("{place}{location}"), reject.what);
                // A file that failed is always named.
                if location.is_empty() {
                    self.fail(&problem)
                } else {
                    self.fail_folded(&problem)
                }
                return Ok(());
            }
        };
        self.result.missing += usize::from(cleaned.is_missing);
        self.result.documents += usize::from(cleaned.is_missing);
        let row = (record.number > 0).then_some(record.number);
        for document in cleaned.documents {
            let member = codec.member(batch.bytes_of(record));
            let source = document.source(&DocumentSource {
                row,
                member_row: member.as_ref().and_then(|member| member.row),
                member: member.map(|member| member.path),
                ..DocumentSource::file(place)
            });
            match (self.visit)(VisitedDocument { source, document }) {
                Ok(()) => self.result.documents += 1,
                Err(VisitError::Document(problem)) => self.fail_folded(&problem),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
