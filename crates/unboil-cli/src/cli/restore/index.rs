//! An index of the documents of a report, so that the report itself need not be in memory.
//!
//! Input: a report. Output: for each file an entry of [`FILE_BYTES`] bytes, for each input of several documents one with its name.
//! A file is found by the hash of its text; if several files became the same text, the name decides. An input of several documents is
//! found by its name, or by its first text, and its documents are then read in order ([`rows`](super::rows)).
//!
//! `Boats.` in `b.txt` → the document that was written to `b.txt`, although `a.txt` has the same text

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use unboil::Encoding;
use unboil::report::{DocumentRecord, ReadError, ReportPlace, ReportReader, Reported, RunRecord, hash};
use xxhash_rust::xxh3::xxh3_64;

use crate::console::count::{count, verb};
use crate::console::messages::{Messages, Problem, display_path};
use crate::formats::input_format::KnownReading;

/// The error for a text that is not the output of any document in the report.
pub(super) fn unknown() -> String {
    "the report has no document with this text; the text was changed, or another run wrote it; give the report of the \
     run that wrote it"
        .to_owned()
}

/// A report, from a given position.
pub(super) type OpenReport = ReportReader<BufReader<ReportBytes>>;

/// The documents of a report by their positions.
pub(super) struct Index {
    file: Rc<File>,
    /// The name of the report in messages.
    place: String,
    run: RunRecord,
    /// Sorted.
    files: Vec<FileEntry>,
    /// In the order of the report.
    containers: Vec<Container>,
}

/// A document that is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FileEntry {
    /// The first half of the hash of its text; the document has all of it.
    output: u64,
    /// Hashes of its names.
    names: [u64; 2],
    offset: u64,
    line: usize,
}

/// Memory of a file in the index. Bytes.
const FILE_BYTES: usize = 40;
const _: () = assert!(size_of::<FileEntry>() == FILE_BYTES, "docs/internals.md states it");

/// An input of several documents.
#[derive(Debug, Clone)]
pub(super) struct Container {
    pub path: String,
    output: Option<String>,
    /// Its first document.
    pub start: ReportPlace,
}

impl Container {
    /// Whether it has this name.
    fn is_called(&self, name: &str) -> bool {
        self.output.as_deref() == Some(name) || self.path == name
    }

    /// Whether a file with this path has its name below any folder.
    fn is_below(&self, path: &str) -> bool {
        let ends = |name: &str| Path::new(path).ends_with(name);
        self.output.as_deref().is_some_and(ends) || ends(&self.path)
    }
}

/// The bytes of a report from a given position. Several readers share the file.
pub(super) struct ReportBytes {
    file: Rc<File>,
    at: u64,
}

impl Read for ReportBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Index {
    /// Reads a report. If it was cut short, its complete documents are used, with a warning.
    ///
    /// # Errors
    /// It cannot be read, is not a report, or was changed.
    pub(super) fn read(path: &Path, messages: Messages) -> Result<Self, Problem> {
        let place = display_path(path);
        let file = seekable(path).map_err(|error| Problem::reading(place.as_str(), &error))?;
        let file = Rc::new(file);
        let bytes = BufReader::new(ReportBytes { file: Rc::clone(&file), at: 0 });
        let mut reader = OpenReport::new(bytes).map_err(|error| at_fault(&place, error))?;
        let (mut files, mut containers) = (Vec::new(), Vec::<Container>::new());
        for (number, reported) in reader.by_ref().enumerate() {
            let Reported { document, place: document_place, .. } = match reported {
                Ok(reported) => reported,
                // A killed run, or a full disk. Each document before the end is complete.
                Err(error) if error.is_cut_short => {
                    let whole = match number {
                        0 => "no document is whole".to_owned(),
                        _ => format!(
                            "{} {} whole and can be restored",
                            count(number, "document"),
                            verb(number, "is", "are")
                        ),
                    };
                    let what = format!("the report was cut short; {whole}");
                    messages.warning(&Problem::new(place.as_str(), what));
                    break;
                }
                Err(error) => return Err(at_fault(&place, error)),
            };
            if document.row.is_none() {
                files.extend(FileEntry::new(&document, document_place));
            } else if containers.last().is_none_or(|last| last.path != document.path) {
                containers.push(Container { path: document.path, output: document.output, start: document_place });
            }
        }
        files.sort_unstable();
        files.shrink_to_fit();
        Ok(Self { file, place, run: reader.run().clone(), files, containers })
    }

    /// The report, starting at a document.
    pub(super) fn from(&self, start: ReportPlace) -> OpenReport {
        let bytes = ReportBytes { file: Rc::clone(&self.file), at: start.offset };
        OpenReport::resume(BufReader::new(bytes), self.run.clone(), start)
    }

    /// What is wrong with the report.
    pub(super) fn fault(&self, error: &ReadError) -> String {
        format!("{}:{}: {}", self.place, error.line, error.what)
    }

    /// The file whose output is `clean`. If there are several, the name decides.
    pub(super) fn file(&self, name: &str, clean: &str) -> Result<Reported, String> {
        let output = hash(clean.as_bytes());
        let key = first_half(&output).ok_or_else(unknown)?;
        let from = self.files.partition_point(|entry| entry.output < key);
        let all = self.files.get(from..).unwrap_or_default();
        let all = &all[..all.partition_point(|entry| entry.output == key)];
        let name_hash = xxh3_64(name.as_bytes());
        let named: Vec<&FileEntry> = all.iter().filter(|entry| entry.names.contains(&name_hash)).collect();
        let left = if named.is_empty() { all.iter().collect() } else { named };
        let mut found: Option<Reported> = None;
        let mut others = Vec::new();
        for entry in left {
            let mut report = self.from(ReportPlace::new(entry.offset, entry.line));
            let reported = report.next().transpose().map_err(|error| self.fault(&error))?.ok_or_else(unknown)?;
            let document = &reported.document;
            if document.hashes.as_ref().is_none_or(|hashes| hashes.output != output) {
                continue;
            }
            match &found {
                None => found = Some(reported),
                Some(first) if is_same(&first.document, document) => {}
                Some(_) if others.len() < MOST_NAMES => others.push(reported.document.path),
                Some(_) => break,
            }
        }
        let found = found.ok_or_else(unknown)?;
        if others.is_empty() {
            return Ok(found);
        }
        others.insert(0, found.document.path);
        Err(several("documents that became this text", &others))
    }

    /// How the records of the file named `name` were read, and those of its members, by path, if it is an archive. What the report
    /// does not tell is recognized.
    pub(super) fn reading(&self, name: &str) -> (KnownReading, HashMap<String, KnownReading>) {
        let mut members = HashMap::new();
        let [only] = self.containers(name)[..] else { return (KnownReading::default(), members) };
        // An error is reported when the documents are read.
        let documents = self.from(only.start).map_while(Result::ok).map(|reported| reported.document);
        let its = documents.take_while(|document| document.path == only.path);
        for document in its.filter(|document| document.encoding.is_some()) {
            let reading = KnownReading {
                encoding: document.encoding.and_then(|encoding| Encoding::for_label(&encoding.name)),
                delimiter: document.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok()),
            };
            match (document.member, document.member_row) {
                (None, _) => return (reading, members),
                (Some(member), Some(_)) => drop(members.entry(member).or_insert(reading)),
                // The encoding of a text is found again when it is restored.
                (Some(_), None) => {}
            }
        }
        (KnownReading::default(), members)
    }

    /// The inputs that a file of several documents may come from: those with its name; otherwise those with its name below
    /// another folder; otherwise all.
    pub(super) fn containers(&self, name: &str) -> Vec<&Container> {
        let of = |is: &dyn Fn(&Container) -> bool| self.containers.iter().filter(|all| is(all)).collect::<Vec<_>>();
        let called = of(&|container| container.is_called(name));
        if !called.is_empty() {
            return called;
        }
        let below = of(&|container| container.is_below(name));
        if below.is_empty() { of(&|_| true) } else { below }
    }
}

/// Names in a message.
const MOST_NAMES: usize = 5;

/// The error for a text that may come from several inputs.
pub(super) fn several(what: &str, names: &[String]) -> String {
    let names = names.join(", ");
    format!("the report has several {what}: {names}; give the file the name it had when it was written")
}

impl FileEntry {
    /// `None` for a document that failed.
    fn new(document: &DocumentRecord, place: ReportPlace) -> Option<Self> {
        let output = first_half(&document.hashes.as_ref()?.output)?;
        let path = xxh3_64(document.path.as_bytes());
        let name = document.output.as_ref().map_or(path, |output| xxh3_64(output.as_bytes()));
        Some(Self { output, names: [path, name], offset: place.offset, line: place.line })
    }
}

/// Whether two documents give the same result, so that a text may come from either.
fn is_same(a: &DocumentRecord, b: &DocumentRecord) -> bool {
    (&a.hashes, &a.encoding) == (&b.hashes, &b.encoding)
}

/// The first half of a hash as reports write it.
fn first_half(hash: &str) -> Option<u64> {
    u64::from_str_radix(hash.strip_prefix("xxh3:")?.get(..16)?, 16).ok()
}

/// A report that can be read from any position: data from a pipe is copied to a temporary file first.
fn seekable(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() {
        return Ok(file);
    }
    // A folder can be opened, but not read.
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut file, &mut copy)?;
    Ok(copy)
}

fn at_fault(place: &str, error: ReadError) -> Problem {
    Problem::with_help(format!("{place}:{}", error.line), error.what, "write it again with --report")
}
