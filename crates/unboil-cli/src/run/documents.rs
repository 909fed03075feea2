//! The documents of some inputs, one after the other, for the commands that show documents and write no outputs.
//!
//! Input: files, folders, standard input, in all formats and compressions of `clean`. Output: each document, cleaned, with
//! its decoded text and its edits, for a visitor. An input that cannot be read is reported and counted, and the next one follows.
//!
//! `corpus` with `a.txt` and a `rows.jsonl` of two rows → `corpus/a.txt`, `corpus/rows.jsonl:1`, `corpus/rows.jsonl:2`

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use unboil::Cleaner;
use unboil::report::DocumentSource;

use super::cleaned_document::CleanedDocument;
use super::counts::Counts;
use super::record_cleaner::RecordCleaner;
use super::record_stream::RecordStream;
use crate::console::escape::Escaped;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};
use crate::files::inputs::{Filter, Input, Inputs};
use crate::files::reading::is_stdin;
use crate::formats::Format;
use crate::formats::batch::{Batch, RawRecord};
use crate::formats::input_format::{RecordCodec, Settings};

/// Which documents to visit, and how to read them.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    /// Files and folders; none or `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// The format of all inputs; if `None`, it is recognized by name or first bytes.
    pub format: Option<Format>,
    pub settings: Settings,
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
    /// Why the output could not be written, which ended the visit early.
    pub output_error: Option<io::Error>,
}

impl Visit {
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
    /// The globs or paths cannot be used at all.
    pub(crate) fn each(
        &self,
        cleaner: &Cleaner,
        messages: Messages,
        mut visit: impl FnMut(VisitedDocument) -> Result<(), VisitError>,
    ) -> Result<Visit, Problem> {
        let mut inputs = Vec::new();
        if self.paths.is_empty() {
            inputs.push(Ok(Arc::new(Input::stdin())));
        }
        for path in &self.paths {
            if is_stdin(path) {
                inputs.push(Ok(Arc::new(Input::stdin())));
            } else {
                inputs.extend(Inputs::collect(std::slice::from_ref(path), &Filter::default(), None)?.found);
            }
        }
        let cleaner = RecordCleaner { cleaner, limit: self.settings.max_doc_bytes, keeps_documents: true };
        let mut visitor = Visitor { documents: self, cleaner, messages, result: Visit::default(), visit: &mut visit };
        for input in inputs {
            match input.map_err(VisitError::Document).and_then(|input| visitor.input(&input)) {
                Ok(()) => {}
                Err(VisitError::Document(problem)) => visitor.fail(&problem),
                Err(VisitError::Output(error)) => {
                    visitor.result.output_error = Some(error);
                    break;
                }
            }
        }
        Ok(visitor.result)
    }
}

struct Visitor<'v> {
    documents: &'v Documents,
    cleaner: RecordCleaner<'v>,
    messages: Messages,
    result: Visit,
    visit: &'v mut dyn FnMut(VisitedDocument) -> Result<(), VisitError>,
}

impl Visitor<'_> {
    fn fail(&mut self, problem: &Problem) {
        self.result.documents += 1;
        self.result.failed += 1;
        self.messages.error(problem);
    }

    /// Visits all documents of an input.
    fn input(&mut self, input: &Input) -> Result<(), VisitError> {
        let place = input.place();
        let reading = |error: io::Error| VisitError::Document(Problem::reading(place.as_str(), &error));
        let mut stream = RecordStream::open(input, self.documents.format, &self.documents.settings).map_err(reading)?;
        loop {
            let (batch, ended) = stream.next_batch();
            for record in &batch.records {
                self.record(&place, &batch, record, &*stream.codec)?;
            }
            if let Some(ended) = ended {
                return ended.map_err(reading);
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
        let cleaned = match self.cleaner.clean(batch, record, codec, &mut Vec::new(), &mut Counts::default()) {
            Ok(cleaned) => cleaned,
            Err(reject) => {
                let location = codec.location(batch.bytes_of(record), record.number);
                self.fail(&Problem::new(format!("{place}{location}"), reject.what));
                return Ok(());
            }
        };
        let row = (record.number > 0).then_some(record.number);
        for document in cleaned.documents {
            let source = document.source(&DocumentSource { row, ..DocumentSource::file(place) });
            match (self.visit)(VisitedDocument { source, document }) {
                Ok(()) => self.result.documents += 1,
                Err(VisitError::Document(problem)) => self.fail(&problem),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
