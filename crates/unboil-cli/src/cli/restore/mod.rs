//! `unboil restore TEXT --report REPORT`: the text as it was before it was cleaned.
//!
//! Goes in: clean text, and the report of the run that made it. Comes out: the input of that run, byte for byte where the
//! report says that its bytes come back, else the decoded text in UTF-8. A text is found in the report by its hash, so a
//! file may have been moved or renamed; a text that was changed since is refused.
//!
//! `unboil clean a.txt --report r.jsonl > b.txt; unboil restore b.txt --report r.jsonl` → the bytes of `a.txt`

use std::cell::Cell;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use clap::Args;
use unboil::report::Restores;
use unboil::{Cleaner, Options, RuleSet};

mod index;

use super::form::Form;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem, shown};
use crate::files::file_id::FileId;
use crate::files::inputs::{Filter, Input, Inputs};
use crate::files::output::OutputFolder;
use crate::files::reading::is_stdin;
#[cfg(feature = "parquet")]
use crate::formats::parquet::Rebuild;
use crate::formats::{Batch, Desk, Format, Kind, Origin, Settings, Source};
use crate::run::open;
use index::Index;

/// Undo cleaning with the report of the run
///
/// Needs the report that `unboil clean --report` wrote. Restores the input byte for byte where the report says
/// `"restores": "bytes"`, otherwise the decoded text in UTF-8. Refuses a text that does not belong to the report.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Restore {
    /// The clean text: a file, `-` for standard input, or with -o a folder
    #[arg(value_name = "TEXT")]
    path: PathBuf,
    /// The report of the run, or the folder that `unboil watch --reports` wrote
    #[arg(long, value_name = "REPORT")]
    report: PathBuf,
    /// Write to PATH: a folder for a folder, a file for a file
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Restore the decoded text in UTF-8, whatever the encoding of the input was
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    form: Form,
}

const EXAMPLES: &str = "\
Examples:
  unboil clean page.txt --report r.jsonl > clean.txt
  unboil restore clean.txt --report r.jsonl            page.txt again
  unboil clean corpus -o cleaned --report r.jsonl
  unboil restore cleaned --report r.jsonl -o again     the files of corpus again

Exit codes: 0 success; 2 usage error or unusable report; 3 some texts could not be restored.";

impl Restore {
    /// Does it.
    pub(crate) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let index = if self.report.is_dir() { None } else { Some(Rc::new(Index::read(&self.report)?)) };
        // Nothing is cleaned, so no rules are needed; the forms want a cleaner all the same.
        let rules = RuleSet::builder().build();
        let rules = rules.map_err(|error| Problem::new("", error.to_string()))?;
        let cleaner = Cleaner::new(Arc::new(rules), Options::default());
        let work = Work { restore: self, index, cleaner, messages };
        if !is_stdin(&self.path) && self.path.is_dir() {
            return self.folder(&work);
        }
        let input = if is_stdin(&self.path) {
            Input::stdin()
        } else {
            let name = self.path.file_name().unwrap_or_default();
            Input { path: self.path.clone(), relative: name.into(), is_stdin: false }
        };
        let restored = match work.one(&input, &shown(&self.path)) {
            Ok(restored) => restored,
            Err(problem) => {
                messages.error(&problem);
                return Ok(Exit::SomeFailed);
            }
        };
        match &self.output {
            Some(path) => {
                let id = FileId::of_path(path);
                if id.is_some() && (id == FileId::of_path(&self.path) || id == FileId::of_path(&self.report)) {
                    let what = "is both input and output; inputs are never written over";
                    return Err(Problem::with_way_out(shown(path), what, "give another file with -o"));
                }
                let name = path.file_name().ok_or_else(|| Problem::new(shown(path), "has no file name"))?;
                let root = path.parent().filter(|root| !root.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let mut folder = OutputFolder::new(root.to_path_buf(), false, Default::default());
                write(&mut folder, &input, Path::new(name), &restored)?;
            }
            None => {
                let mut out = io::stdout().lock();
                match out.write_all(&restored).and_then(|()| out.flush()) {
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                        return Err(Problem::writing("<stdout>", &error));
                    }
                    _ => {}
                }
            }
        }
        Ok(Exit::Done)
    }

    fn folder(&self, work: &Work<'_>) -> Result<Exit, Problem> {
        let Some(root) = &self.output else {
            let what = "is a folder and cannot go to standard output";
            return Err(Problem::with_way_out(shown(&self.path), what, "give the folder for its texts with -o DIR"));
        };
        fs::create_dir_all(root).map_err(|error| Problem::writing(shown(root), &error))?;
        let root_id = FileId::of_path(root);
        if root_id.is_some() && root_id == FileId::of_path(&self.path) {
            let what = "is both input and output; inputs are never written over";
            return Err(Problem::with_way_out(shown(root), what, "give another folder with -o"));
        }
        let inputs = Inputs::collect(std::slice::from_ref(&self.path), &Filter::default(), root_id.as_ref())?;
        let mut folder = OutputFolder::new(root.clone(), false, inputs.files());
        let (mut restored, mut failed) = (0_usize, 0_usize);
        for input in inputs.found {
            let done = input.and_then(|input| {
                let original = work.one(&input, &shown(&input.relative))?;
                write(&mut folder, &input, &input.relative, &original)
            });
            match done {
                Ok(()) => restored += 1,
                Err(problem) => {
                    failed += 1;
                    work.messages.error(&problem);
                }
            }
        }
        work.messages.note(format_args!("{restored} restored, {failed} failed"));
        Ok(if failed > 0 { Exit::SomeFailed } else { Exit::Done })
    }
}

/// What all texts need.
struct Work<'r> {
    restore: &'r Restore,
    /// Nothing where each text has a report of its own.
    index: Option<Rc<Index>>,
    cleaner: Cleaner,
    messages: Messages,
}

impl Work<'_> {
    /// The report of an input.
    fn index(&self, input: &Input) -> Result<Rc<Index>, Problem> {
        if let Some(index) = &self.index {
            return Ok(Rc::clone(index));
        }
        // The input is named from wherever the user stands; the reports lie as the outputs do below OUT.
        let own = |below: &Path| {
            let mut path = self.restore.report.join(below).into_os_string();
            path.push(".report.jsonl");
            PathBuf::from(path)
        };
        let mut below = input.path.components();
        while below.clone().next().is_some() {
            let report = own(below.as_path());
            if below.as_path().is_relative() && report.is_file() {
                return Index::read(&report).map(Rc::new);
            }
            below.next();
        }
        let what = format!("has no report below {}", shown(&self.restore.report));
        let report = own(Path::new(input.path.file_name().unwrap_or_default()));
        Err(Problem::with_way_out(input.place(), what, format!("name its report, {} or the like", shown(&report))))
    }

    /// The bytes that an input was made from, compressed as it is. `name` is what the report may call it.
    fn one(&self, input: &Input, name: &str) -> Result<Vec<u8>, Problem> {
        let place = input.place();
        let reading = |error: io::Error| Problem::reading(place.as_str(), &error);
        let (mut source, opened) = open(input, self.restore.form.format(), &Arc::default()).map_err(reading)?;
        let restored = match opened.format {
            Format::Text => {
                let mut bytes = Vec::new();
                source.read_to_end(&mut bytes).map_err(reading)?;
                self.document(&*self.index(input)?, name, &place, &bytes)?
            }
            format => self.records(format, input, &mut source, name)?,
        };
        let mut encoder = opened.compression.encoder(Vec::new()).map_err(reading)?;
        encoder.write_all(&restored).and_then(|()| encoder.finish()).map_err(reading)
    }

    /// The records that clean ones were made from. Those that failed are not among them, for they have no clean record;
    /// where they stayed as they were, they stay.
    fn records(&self, format: Format, input: &Input, source: &mut Source, name: &str) -> Result<Vec<u8>, Problem> {
        let place = input.place();
        let reading = |error: io::Error| Problem::reading(place.as_str(), &error);
        let at_fault = |what: String| Problem::new(place.as_str(), what);
        let settings = Settings { fields: self.restore.form.fields(), max_doc_bytes: u64::MAX };
        let origin = Origin { path: (!input.is_stdin).then_some(&*input.path), read: Arc::default() };
        let (mut split, form, header) = format.open(source, &origin, &settings).map_err(reading)?;
        let mut restored = Restored::new(format, input, &settings, header).map_err(at_fault)?;
        let index = self.index(input)?;
        let after = Cell::new(None);
        let undo = |clean: &str| -> Result<String, String> {
            let (at, reported) = index.row(name, clean, after.get())?;
            after.set(Some(at));
            reported.undo(clean).map_err(|error| error.to_string())
        };
        let mut desk = Desk::new(&self.cleaner).undoing(&undo);
        let (mut batch, mut out) = (Batch::default(), Vec::new());
        while split.next(source, &mut batch).map_err(reading)? {
            for piece in std::mem::take(&mut batch.pieces) {
                let bytes = batch.bytes.get(piece.range.clone()).unwrap_or_default();
                out.clear();
                let before = after.get();
                let back = match piece.kind {
                    Kind::Document => form.clean(bytes, &mut desk, &mut out),
                    _ => {
                        out.extend_from_slice(bytes);
                        Ok(())
                    }
                };
                if let Err(what) = desk.take_fault().map_or(back, Err) {
                    let failed = index.failed_row(name, before).filter(|_| form.stays());
                    if failed.is_none() {
                        return Err(Problem::new(format!("{place}{}", form.at(bytes, piece.number)), what));
                    }
                    after.set(failed);
                    out.clear();
                    out.extend_from_slice(bytes);
                }
                restored.add(&out).map_err(at_fault)?;
            }
            batch.bytes.clear();
        }
        restored.finish().map_err(at_fault)
    }

    fn document(&self, index: &Index, name: &str, place: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        let clean = std::str::from_utf8(bytes).map_err(|_| Problem::new(place, index::unknown()))?;
        let reported = index.file(name, clean).map_err(|what| Problem::new(place, what))?;
        let at_fault = |error: unboil::report::UndoError| Problem::new(place, error.to_string());
        let decoded = reported.undo(clean).map_err(at_fault)?;
        if self.restore.text {
            return Ok(decoded.into_bytes());
        }
        if reported.document.restores != Some(Restores::Bytes) {
            let encoding = reported.document.encoding.as_ref().map_or("", |encoding| encoding.name.as_str());
            let what = format!("its bytes ({encoding}) do not come back; this is its decoded text in UTF-8");
            self.messages.warning(&Problem::new(place, what));
        }
        reported.original(decoded).map_err(at_fault)
    }
}

fn write(folder: &mut OutputFolder, input: &Input, relative: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let claim = folder.claim(input, relative)?;
    let place = shown(&claim.path);
    let mut output = folder.begin(claim, false);
    output.write_all(bytes).map_err(|error| Problem::writing(place, &error))?;
    folder.commit(output, input)
}

/// An input that is made again of its pieces.
enum Restored {
    Bytes(Vec<u8>),
    #[cfg(feature = "parquet")]
    Table(Box<Rebuild<Vec<u8>>>),
}

impl Restored {
    /// `header` is what comes before the first piece.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only tables are laid out as their source"))]
    fn new(format: Format, input: &Input, settings: &Settings, header: Vec<u8>) -> Result<Self, String> {
        Ok(match format {
            #[cfg(feature = "parquet")]
            Format::Parquet => Self::Table(Box::new(Rebuild::new(&input.path, &settings.fields, Vec::new())?)),
            _ => Self::Bytes(header),
        })
    }

    fn add(&mut self, piece: &[u8]) -> Result<(), String> {
        match self {
            Self::Bytes(bytes) => bytes.extend_from_slice(piece),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.row(piece)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.finish(),
        }
    }
}
