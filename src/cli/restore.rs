//! `unboil restore TEXT --edits REPORT`: the text as it was before it was cleaned.
//!
//! Goes in: clean text, and the report of the run that made it. Comes out: the input of that run, byte for byte where the
//! report says that its bytes come back, else the decoded text in UTF-8. A text is found in the report by its hash, so a
//! file may have been moved or renamed; a text that was changed since is refused.
//!
//! `unboil clean a.txt --report r.jsonl > b.txt; unboil restore b.txt --edits r.jsonl` → the bytes of `a.txt`

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use unboil::report::{Reader, Reported, Restores, hash};
use unboil::{Cleaner, Options, RuleSet};

use super::clean::{Form, is_stdin};
use super::exit::Exit;
use super::file_id::FileId;
use super::inputs::{Filter, Input, Inputs};
use super::messages::{Messages, Problem, shown};
use super::output::OutputFolder;
use super::run::open;
use crate::formats::{Batch, Desk, Format, Kind, Settings, Source};

/// Bring back the text as it was before it was cleaned
///
/// Needs the report of the run that cleaned it (`unboil clean --report`). Gives the input byte for byte where the report
/// says `"restores": "bytes"`, else the decoded text in UTF-8. Refuses a text that is not the one the report is about.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Restore {
    /// The clean text: a file, `-` for standard input, or with -o a folder
    #[arg(value_name = "TEXT")]
    path: PathBuf,
    /// The report of the run that cleaned it
    #[arg(long, value_name = "REPORT")]
    edits: PathBuf,
    /// Write to PATH: a folder for a folder, a file for a file
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Give the decoded text in UTF-8 whatever the encoding of the input was
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    form: Form,
}

const EXAMPLES: &str = "\
Examples:
  unboil clean page.txt --report r.jsonl > clean.txt
  unboil restore clean.txt --edits r.jsonl            page.txt again
  unboil clean corpus -o cleaned --report r.jsonl
  unboil restore cleaned --edits r.jsonl -o again     the files of corpus again

Exit codes: 0 done; 2 wrong call, or a report that cannot be used; 3 some texts could not be restored.";

impl Restore {
    /// Does it.
    pub(crate) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        let index = Index::read(&self.edits)?;
        // Nothing is cleaned, so no rules are needed; the forms want a cleaner all the same.
        let rules = RuleSet::builder().standard(false).build();
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
                if id.is_some() && (id == FileId::of_path(&self.path) || id == FileId::of_path(&self.edits)) {
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
        let Inputs { found, ids } =
            Inputs::collect(std::slice::from_ref(&self.path), &Filter::default(), root_id.as_ref())?;
        let mut folder = OutputFolder::new(root.clone(), false, ids);
        let (mut restored, mut failed) = (0_usize, 0_usize);
        for input in found {
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
    index: Index,
    cleaner: Cleaner,
    messages: Messages,
}

impl Work<'_> {
    /// The bytes that an input was made from, compressed as it is. `name` is what the report may call it.
    fn one(&self, input: &Input, name: &str) -> Result<Vec<u8>, Problem> {
        let place = input.place();
        let reading = |error: io::Error| Problem::reading(place.as_str(), &error);
        let (mut source, opened) = open(input, self.restore.form.format(), &Arc::default()).map_err(reading)?;
        let restored = match opened.format {
            Format::Text => {
                let mut bytes = Vec::new();
                source.read_to_end(&mut bytes).map_err(reading)?;
                self.document(name, &place, &bytes)?
            }
            Format::Parquet => {
                let what = "is a Parquet file, of which there are no reports";
                return Err(Problem::new(place, what));
            }
            format => self.records(format, &mut source, name, &place)?,
        };
        let mut encoder = opened.compression.encoder(Vec::new()).map_err(reading)?;
        encoder.write_all(&restored).and_then(|()| encoder.finish()).map_err(reading)
    }

    /// The records that clean ones were made from. Those that failed are not among them: they have no clean record.
    fn records(&self, format: Format, source: &mut Source, name: &str, place: &str) -> Result<Vec<u8>, Problem> {
        let reading = |error: io::Error| Problem::reading(place, &error);
        let settings = Settings { fields: self.restore.form.fields(), max_doc_bytes: u64::MAX };
        let (mut split, form, mut restored) = format.open(source, &settings).map_err(reading)?;
        let after = Cell::new(None);
        let undo = |clean: &str| -> Result<String, String> {
            let (at, reported) = self.index.row(name, clean, after.get()).map_err(|choice| choice.words())?;
            after.set(Some(at));
            reported.undo(clean).map_err(|error| error.to_string())
        };
        let mut desk = Desk::new(&self.cleaner).undoing(&undo);
        let mut batch = Batch::default();
        while split.next(source, &mut batch).map_err(reading)? {
            for piece in std::mem::take(&mut batch.pieces) {
                let bytes = batch.bytes.get(piece.range.clone()).unwrap_or_default();
                if piece.kind != Kind::Document {
                    restored.extend_from_slice(bytes);
                    continue;
                }
                let back = form.clean(bytes, &mut desk, &mut restored);
                if let Err(what) = desk.take_fault().map_or(back, Err) {
                    return Err(Problem::new(format!("{place}{}", form.at(bytes, piece.number)), what));
                }
            }
            batch.bytes.clear();
        }
        Ok(restored)
    }

    fn document(&self, name: &str, place: &str, bytes: &[u8]) -> Result<Vec<u8>, Problem> {
        let clean = std::str::from_utf8(bytes).map_err(|_| Problem::new(place, Choice::Unknown.words()))?;
        let reported = self.index.file(name, clean).map_err(|choice| Problem::new(place, choice.words()))?;
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
    let path = folder.claim(input, relative)?;
    let place = shown(&path);
    let mut output = folder.begin(path, false)?;
    output.write_all(bytes).map_err(|error| Problem::writing(place, &error))?;
    folder.commit(output, input)
}

/// Why no document of the report can be chosen.
enum Choice {
    Unknown,
    Several(Vec<String>),
}

impl Choice {
    fn words(self) -> String {
        match self {
            Self::Unknown => {
                "the report knows no document with this text; it was changed since, or another run made it; \
                              give the report of the run that made it"
                    .to_owned()
            }
            Self::Several(names) => format!(
                "the report has several documents that became this text: {}; give the file the name it had when it was \
                 written",
                names.join(", ")
            ),
        }
    }
}

/// A report, by the hashes of the clean texts.
struct Index {
    documents: Vec<Reported>,
    by_hash: HashMap<String, Vec<usize>>,
}

impl Index {
    fn read(path: &Path) -> Result<Self, Problem> {
        let place = shown(path);
        let mut file = File::open(path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        // A folder opens, but does not read.
        file.read(&mut []).map_err(|error| Problem::reading(place.as_str(), &error))?;
        let at_fault = |error: unboil::report::ReadError| Problem::new(format!("{place}:{}", error.line), error.what);
        let documents: Vec<Reported> =
            Reader::new(BufReader::new(file)).and_then(Iterator::collect).map_err(at_fault)?;
        let mut by_hash: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, reported) in documents.iter().enumerate() {
            if let Some(hashes) = &reported.document.hashes {
                by_hash.entry(hashes.output.clone()).or_default().push(i);
            }
        }
        Ok(Self { documents, by_hash })
    }

    /// The documents that became `clean`.
    fn candidates(&self, clean: &str) -> impl Iterator<Item = (usize, &Reported)> {
        let found = self.by_hash.get(&hash(clean.as_bytes())).into_iter().flatten();
        found.filter_map(|&i| Some((i, self.documents.get(i)?)))
    }

    /// The file that became `clean`. Where several did, the name decides.
    fn file(&self, name: &str, clean: &str) -> Result<&Reported, Choice> {
        let all: Vec<&Reported> =
            self.candidates(clean).map(|(_, r)| r).filter(|reported| reported.document.row.is_none()).collect();
        let named: Vec<&Reported> = all.iter().copied().filter(|reported| is_named(reported, name)).collect();
        let left = if named.is_empty() { &all } else { &named };
        let same = |a: &Reported, b: &Reported| {
            (&a.document.hashes, &a.document.encoding) == (&b.document.hashes, &b.document.encoding)
        };
        match left.as_slice() {
            [] => Err(Choice::Unknown),
            [first, others @ ..] if others.iter().all(|other| same(first, other)) => Ok(first),
            several => Err(Choice::Several(several.iter().map(|reported| reported.document.path.clone()).collect())),
        }
    }

    /// The row that became `clean` and stands after the document `after`. The name decides first, then the order.
    fn row(&self, name: &str, clean: &str, after: Option<usize>) -> Result<(usize, &Reported), Choice> {
        let next = |by_name: bool| {
            self.candidates(clean).find(|(i, reported)| {
                reported.document.row.is_some()
                    && after.is_none_or(|after| *i > after)
                    && (!by_name || is_named(reported, name))
            })
        };
        next(true).or_else(|| next(false)).ok_or(Choice::Unknown)
    }
}

fn is_named(reported: &Reported, name: &str) -> bool {
    reported.document.output.as_deref() == Some(name) || reported.document.path == name
}
