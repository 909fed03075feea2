//! The documents of some inputs, one after the other, for the commands that look at documents and write none.
//!
//! Goes in: files, folders, standard input. Comes out: each document as it was found, a whole file or the text of a row,
//! for a visitor. What cannot be read is named and counted, and the next one is taken.
//!
//! `corpus` holding `a.txt` and a `rows.jsonl` of two rows → `corpus/a.txt`, `corpus/rows.jsonl:1`, `corpus/rows.jsonl:2`

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use unboil::report::Source;
use unboil::{Cleaned, Cleaner, Decoded};

use super::clean::{FormatName, STDIN, is_stdin};
use super::inputs::{Input, Inputs};
use super::messages::{Messages, Problem, shown};
use crate::formats::jsonl::{self, Record};
use crate::formats::{Format, text};

/// Which documents.
#[derive(Debug, Args)]
pub(crate) struct Documents {
    /// Files and folders; none or `-` is standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Form of the input; without it .jsonl and .ndjson are JSON Lines, all else is text
    #[arg(long)]
    pub format: Option<FormatName>,
}

/// A document as it was found.
pub(crate) struct Found<'d> {
    pub source: Source,
    content: Content<'d>,
}

enum Content<'d> {
    /// The bytes of a file.
    File(&'d [u8]),
    /// The text of a record.
    Record(&'d str),
}

impl<'d> Found<'d> {
    /// The decoded text.
    ///
    /// # Errors
    /// It is no text.
    pub(crate) fn decode(&self, cleaner: &Cleaner) -> Result<Decoded<'d>, Ended> {
        match self.content {
            Content::File(bytes) => cleaner
                .decode(bytes)
                .map_err(|error| Ended::Input(Problem::new(self.source.place(), error.to_string()))),
            Content::Record(text) => Ok(text.into()),
        }
    }

    /// What it becomes.
    pub(crate) fn clean(&self, cleaner: &Cleaner, decoded: &Decoded<'_>) -> Cleaned {
        match self.content {
            Content::File(_) => cleaner.clean_decoded(decoded),
            Content::Record(_) => cleaner.clean_record(&decoded.text),
        }
    }

    /// Whether `cleaned` has other bytes.
    pub(crate) fn is_changed(&self, cleaned: &Cleaned) -> bool {
        match self.content {
            Content::File(bytes) => cleaned.text.as_bytes() != bytes,
            Content::Record(text) => cleaned.text != text,
        }
    }
}

/// What ends a document or a run before its end.
pub(crate) enum Ended {
    /// The document cannot be read or cleaned; the next one is taken.
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
    /// Shows each document to `visit`.
    ///
    /// # Errors
    /// The visitor cannot write.
    pub(crate) fn each(
        &self,
        messages: Messages,
        mut visit: impl FnMut(Found<'_>) -> Result<(), Ended>,
    ) -> io::Result<Visited> {
        let mut walk = Walk { messages, visited: Visited::default(), visit: &mut visit };
        if self.paths.is_empty() {
            self.input(&mut walk, Path::new("-"))?;
        }
        for path in &self.paths {
            if is_stdin(path) {
                self.input(&mut walk, path)?;
                continue;
            }
            for found in Inputs::collect(std::slice::from_ref(path), None).found {
                match found {
                    Ok(Input { path, .. }) => self.input(&mut walk, &path)?,
                    Err(problem) => walk.fail(&problem),
                }
            }
        }
        Ok(walk.visited)
    }

    fn input(&self, walk: &mut Walk<'_>, path: &Path) -> io::Result<()> {
        let (place, input): (String, io::Result<Box<dyn Read>>) = if is_stdin(path) {
            (STDIN.to_owned(), Ok(Box::new(io::stdin().lock())))
        } else {
            (shown(path), File::open(path).map(|file| Box::new(file) as Box<dyn Read>))
        };
        let format = match self.format {
            Some(FormatName::Text) => Format::Text,
            Some(FormatName::Jsonl) => Format::Jsonl,
            None => Format::of_name(path),
        };
        let read = input.and_then(|input| match format {
            Format::Text => text::read(input).map(Either::Bytes),
            Format::Jsonl => Ok(Either::Rows(input)),
        });
        match read {
            Ok(Either::Bytes(bytes)) => {
                walk.show(Found { source: Source::file(place), content: Content::File(&bytes) })
            }
            Ok(Either::Rows(input)) => walk.rows(input, &place),
            Err(error) => {
                walk.fail(&Problem::reading(place, &error));
                Ok(())
            }
        }
    }
}

enum Either {
    Bytes(Vec<u8>),
    Rows(Box<dyn Read>),
}

struct Walk<'v> {
    messages: Messages,
    visited: Visited,
    visit: &'v mut dyn FnMut(Found<'_>) -> Result<(), Ended>,
}

impl Walk<'_> {
    fn fail(&mut self, problem: &Problem) {
        self.visited.documents += 1;
        self.visited.failed += 1;
        self.messages.error(problem);
    }

    fn show(&mut self, found: Found<'_>) -> io::Result<()> {
        match (self.visit)(found) {
            Ok(()) => self.visited.documents += 1,
            Err(Ended::Input(problem)) => self.fail(&problem),
            Err(Ended::Output(error)) => return Err(error),
        }
        Ok(())
    }

    fn rows(&mut self, input: Box<dyn Read>, place: &str) -> io::Result<()> {
        let mut input = BufReader::new(input);
        let mut row = Vec::new();
        let mut number = 0_u64;
        loop {
            match jsonl::next_row(&mut input, &mut row) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => {
                    self.fail(&Problem::reading(place, &error));
                    return Ok(());
                }
            }
            number += 1;
            let json = if number == 1 { jsonl::without_bom(&row) } else { row.as_slice() };
            if jsonl::is_blank(json) {
                continue;
            }
            match Record::parse(json) {
                Ok(record) => {
                    let source = Source { id: record.name(), row: Some(number), ..Source::file(place) };
                    self.show(Found { source, content: Content::Record(&record.text) })?;
                }
                Err(error) => self.fail(&Problem::with_way_out(
                    format!("{place}:{number}"),
                    error.to_string(),
                    "mend the row; it is left out",
                )),
            }
        }
    }
}

/// How a run of a command ended that looks at documents: `found` is whether it found what it looks for.
pub(crate) fn exit(visited: Visited, found: bool) -> super::exit::Exit {
    use super::exit::Exit;
    match (visited.failed, found) {
        (0, false) => Exit::Done,
        (0, true) => Exit::Found,
        _ => Exit::SomeFailed,
    }
}
