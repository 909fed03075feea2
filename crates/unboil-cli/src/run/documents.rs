//! The documents of some inputs, one after the other, for the commands that look at documents and write none.
//!
//! Goes in: files, folders, standard input, in all forms and compressions that `clean` takes. Comes out: each document,
//! cleaned, with its decoded text and its edits, for a visitor. What cannot be read is named and counted, and the next one
//! is taken.
//!
//! `corpus` holding `a.txt` and a `rows.jsonl` of two rows → `corpus/a.txt`, `corpus/rows.jsonl:1`, `corpus/rows.jsonl:2`

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use unboil::Cleaner;
use unboil::report::Source;

use crate::cli::form::Form;
use crate::console::messages::{Messages, Problem};
use crate::files::inputs::{Filter, Input, Inputs};
use crate::files::reading::is_stdin;
use crate::formats::desk::Seen;
use crate::formats::{Batch, Desk, Format, Kind, Origin, Settings};
use crate::run::open;

/// Which documents.
#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// Files and folders [default: standard input, also `-`]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub form: Form,
}

/// A document as it was found, and what it becomes.
pub(crate) struct Found {
    pub source: Source,
    pub seen: Seen,
}

/// What ends a document or a run before its end.
pub(crate) enum Ended {
    /// The document cannot be looked at; the next one is taken.
    Input(Problem),
    /// The answer cannot be written: nothing more is read.
    Output(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// How many documents there were.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Visited {
    pub documents: usize,
    pub failed: usize,
}

impl Documents {
    /// Cleans each document and shows it to `visit`. Inner: the visitor cannot write.
    ///
    /// # Errors
    /// A folder cannot be looked through at all.
    pub(crate) fn each(
        &self,
        cleaner: &Cleaner,
        messages: Messages,
        mut visit: impl FnMut(Found) -> Result<(), Ended>,
    ) -> Result<io::Result<Visited>, Problem> {
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
        let settings = Settings { fields: self.form.fields(), max_doc_bytes: u64::MAX };
        let format = self.form.format();
        let mut walk = Walk { cleaner, settings, format, messages, visited: Visited::default(), visit: &mut visit };
        for input in inputs {
            let ended = match input {
                Ok(input) => walk.input(&input),
                Err(problem) => {
                    walk.fail(&problem);
                    Ok(())
                }
            };
            if let Err(error) = ended {
                return Ok(Err(error));
            }
        }
        Ok(Ok(walk.visited))
    }
}

struct Walk<'v> {
    cleaner: &'v Cleaner,
    settings: Settings,
    format: Option<Format>,
    messages: Messages,
    visited: Visited,
    visit: &'v mut dyn FnMut(Found) -> Result<(), Ended>,
}

impl Walk<'_> {
    fn fail(&mut self, problem: &Problem) {
        self.visited.documents += 1;
        self.visited.failed += 1;
        self.messages.error(problem);
    }

    /// All documents of an input. An error is one of writing, which ends the run.
    fn input(&mut self, input: &Input) -> io::Result<()> {
        let place = input.place();
        match self.pieces(input, &place) {
            Ok(()) => {}
            Err(Ended::Input(problem)) => self.fail(&problem),
            Err(Ended::Output(error)) => return Err(error),
        }
        Ok(())
    }

    fn pieces(&mut self, input: &Input, place: &str) -> Result<(), Ended> {
        let reading = |error: io::Error| Ended::Input(Problem::reading(place, &error));
        let (mut source, opened) = open(input, self.format, &Arc::default()).map_err(reading)?;
        let origin = Origin { path: (!input.is_stdin).then_some(&*input.path), read: Arc::default() };
        let (mut split, form, _) = opened.format.open(&mut source, &origin, &self.settings).map_err(reading)?;
        let cleaner = self.cleaner;
        let mut desk = Desk::new(cleaner).keeping(true);
        let (mut batch, mut out) = (Batch::default(), Vec::new());
        while split.next(&mut source, &mut batch).map_err(reading)? {
            for piece in std::mem::take(&mut batch.pieces) {
                if piece.kind != Kind::Document {
                    continue;
                }
                let bytes = batch.bytes.get(piece.range.clone()).unwrap_or_default();
                out.clear();
                let cleaned = form.clean(bytes, &mut desk, &mut out);
                desk.end(cleaned.is_err());
                let seen = desk.take_seen();
                if let Err(what) = cleaned {
                    self.fail(&Problem::new(format!("{place}{}", form.at(bytes, piece.number)), what));
                    continue;
                }
                let row = (piece.number > 0).then_some(piece.number);
                for seen in seen {
                    let source = seen.source(&Source { row, ..Source::file(place) });
                    match (self.visit)(Found { source, seen }) {
                        Ok(()) => self.visited.documents += 1,
                        Err(Ended::Input(problem)) => self.fail(&problem),
                        Err(ended) => return Err(ended),
                    }
                }
            }
            batch.bytes.clear();
        }
        Ok(())
    }
}

/// How a run of a command ended that looks at documents: `found` is whether it found what it looks for.
pub(crate) fn exit(visited: Visited, found: bool) -> crate::console::exit::Exit {
    use crate::console::exit::Exit;
    match (visited.failed, found) {
        (0, false) => Exit::Done,
        (0, true) => Exit::Found,
        _ => Exit::SomeFailed,
    }
}
