//! Durable record of what happened to each file.
//!
//! An entry says that a file with a certain identity and content was cleaned, or failed, with a certain version of
//! the rules. The journal is a text file that is only appended to, one line per entry, each with a checksum. A line
//! torn by a crash fails its checksum and is dropped. When most lines are outdated, the current entries are written
//! to a new file, which replaces the old one.
//!
//! A database would have no advantage: all entries fit in memory and are never queried on disk; and losing the last lines
//! is harmless, because a file that is cleaned twice yields the same output. A text file can also be read by a
//! person.
//!
//! `5f0e…16 digits {"put":"a.txt","identity":{…},"content":"…","version":"xxh3:…","state":"Cleaned"}`

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::delivery::Delivery;
use super::file_name::JsonPath;
use super::identity::Identity;
use super::state_folder::replace;
use super::totals::WatchTotals;
use crate::fault_injection::stop_at;
use crate::files::atomic::Durability;
use crate::files::directory::Directory;
use crate::run::naming::Naming;

/// Outdated lines that are tolerated before the journal is compacted; 10,000 lines take about 3 MB.
const OUTDATED: usize = 10_000;
/// Hexadecimal digits of a checksum.
const DIGITS: usize = 16;

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FileState {
    /// Its output is durable.
    Cleaned,
    /// Its output is durable and the source has left IN. Kept only if another file could have the same output.
    Left,
    /// All attempts so far have failed, with the folder of this id as OUT.
    Failed { tries: u32, output: u64 },
}

/// What is known about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub identity: Identity,
    /// Hash of its bytes; `None` if it could not be read.
    pub content: Option<u128>,
    /// Hash of rules, options and program version.
    pub version: Arc<str>,
    pub state: FileState,
    /// What was written for it, if it was cleaned.
    pub delivery: Option<Box<Delivery>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum JournalLine {
    Put {
        put: JsonPath,
        identity: Identity,
        content: Option<String>,
        version: String,
        state: FileState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delivery: Option<Box<Delivery>>,
    },
    Drop {
        drop: JsonPath,
    },
    /// Fingerprints of outputs and reports that belong to this watcher but have no entry.
    Own {
        own: Vec<u64>,
    },
    Totals {
        totals: WatchTotals,
    },
}

/// What a journal says.
#[derive(Debug, Default)]
struct Contents {
    entries: HashMap<PathBuf, Entry>,
    /// Fingerprints of outputs and reports whose sources have left or have changed. Eight bytes each, so that millions
    /// can be remembered.
    owned: HashSet<u64>,
    totals: WatchTotals,
    /// Each distinct version, stored once.
    versions: Vec<Arc<str>>,
}

/// The journal of one input folder, open for writing.
#[derive(Debug)]
pub(crate) struct Journal {
    folder: Arc<Directory>,
    name: &'static str,
    file: File,
    contents: Contents,
    lines: usize,
    buffer: Vec<u8>,
    /// Whether the totals have changed since they were written.
    has_new_totals: bool,
    /// Whether the end of the file may be torn, so that nothing can be appended.
    is_torn: bool,
    /// How outputs are named.
    naming: Naming,
    /// Whether entries of files that have left IN are kept.
    keeps_left: bool,
}

impl Journal {
    /// Opens the journal or creates it. Returns it with the number of damaged lines that were dropped, not counting a
    /// torn last line.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub(crate) fn open(folder: Arc<Directory>, name: &'static str, naming: Naming) -> io::Result<(Self, usize)> {
        let mut bytes = Vec::new();
        match folder.open_file(Path::new(name)) {
            Ok(mut file) => drop(file.read_to_end(&mut bytes)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let (mut contents, mut damaged) = (Contents::default(), 0);
        // Anything after the last line end is a torn line.
        let complete = memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1);
        for line in bytes.get(..complete).unwrap_or_default().split(|byte| *byte == b'\n') {
            match parse(line) {
                Some(line) => contents.apply(line, naming),
                None => damaged += usize::from(!line.is_empty()),
            }
        }
        let file = contents.write_to(&folder, name)?;
        let lines = contents.len();
        let journal = Self {
            folder,
            name,
            file,
            contents,
            lines,
            buffer: Vec::new(),
            has_new_totals: false,
            is_torn: false,
            naming,
            keeps_left: false,
        };
        Ok((journal, damaged))
    }

    /// Keeps entries of files that have left IN from now on, as long as `has_output` is true for them. With `None`
    /// none are kept.
    pub(crate) fn keep_left(&mut self, has_output: Option<&dyn Fn(&Path) -> bool>) {
        self.keeps_left = has_output.is_some();
        let is_over = |path: &Path| has_output.is_none_or(|has_output| !has_output(path));
        let over: Vec<PathBuf> = self.left().filter(|path| is_over(path)).cloned().collect();
        over.iter().for_each(|path| self.forget(path));
    }

    /// The kept files that have left IN.
    pub(crate) fn left(&self) -> impl Iterator<Item = &PathBuf> {
        self.contents.entries.iter().filter(|(_, entry)| entry.state == FileState::Left).map(|(path, _)| path)
    }

    /// Records that a file has left IN.
    pub(crate) fn leave(&mut self, path: &Path) {
        match self.contents.entries.get(path) {
            Some(Entry { state: FileState::Left, .. }) => {}
            Some(entry) if entry.state == FileState::Cleaned && self.keeps_left => {
                let entry = Entry { state: FileState::Left, ..entry.clone() };
                self.put(path, entry);
            }
            _ => self.forget(path),
        }
    }

    /// The entry of a file.
    pub(crate) fn get(&self, path: &Path) -> Option<&Entry> {
        self.contents.entries.get(path)
    }

    /// All files that have an entry.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.contents.entries.keys()
    }

    /// Records what happened to a file. Call [`sync`](Self::sync) to make it durable.
    pub(crate) fn put(&mut self, path: &Path, entry: Entry) {
        let line = put(path, &entry);
        self.contents.apply(line, self.naming);
        self.add(&put(path, &entry));
    }

    /// Records outputs and reports that belong to this watcher, by their fingerprints.
    pub(crate) fn own(&mut self, fingerprints: Vec<u64>) {
        if !fingerprints.is_empty() {
            self.contents.owned.extend(&fingerprints);
            self.add(&JournalLine::Own { own: fingerprints });
        }
    }

    /// Whether an output or report was written by this watcher, by its fingerprint. Entries are not asked.
    pub(crate) fn is_own(&self, fingerprint: u64) -> bool {
        self.contents.owned.contains(&fingerprint)
    }

    /// Number of fingerprints that are remembered.
    pub(crate) fn owned(&self) -> usize {
        self.contents.owned.len()
    }

    /// Forgets fingerprints of files that no longer exist.
    pub(crate) fn retain_owned(&mut self, existing: &HashSet<u64>) {
        self.contents.owned.retain(|fingerprint| existing.contains(fingerprint));
    }

    /// Counts since the first start.
    pub(crate) fn totals(&self) -> &WatchTotals {
        &self.contents.totals
    }

    /// Adds to the counts. [`sync`](Self::sync) makes them durable.
    pub(crate) fn count(&mut self, totals: &WatchTotals) {
        self.contents.totals.add(totals);
        self.has_new_totals = true;
    }

    /// Removes the entry of a file.
    pub(crate) fn forget(&mut self, path: &Path) {
        if self.contents.forget(path, self.naming) {
            self.add(&JournalLine::Drop { drop: JsonPath(path.to_path_buf()) });
        }
    }

    fn add(&mut self, line: &JournalLine) {
        write(line, &mut self.buffer);
        self.lines += 1;
    }

    /// Makes all recorded entries durable.
    ///
    /// # Errors
    /// The file cannot be written. The next call tries again.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.has_new_totals) {
            self.add(&JournalLine::Totals { totals: self.contents.totals.clone() });
        }
        if self.buffer.is_empty() {
            return Ok(());
        }
        let is_outdated = self.lines > self.contents.len() * 2 + OUTDATED;
        if !is_outdated && !self.is_torn {
            stop_at("journal-begun");
            let appended = self.file.write_all(&self.buffer).and_then(|()| self.file.sync_data());
            // A partial line may have been written, to which nothing can be added. Then all entries go to a new file, now
            // or at the next call.
            self.is_torn = appended.is_err();
        }
        if is_outdated || self.is_torn {
            self.file = self.contents.write_to(&self.folder, self.name)?;
            self.lines = self.contents.len();
            self.is_torn = false;
        }
        self.buffer.clear();
        stop_at("journal-written");
        Ok(())
    }
}

impl Contents {
    /// Number of lines that it takes.
    fn len(&self) -> usize {
        self.entries.len() + self.owned.len()
    }

    fn apply(&mut self, line: JournalLine, naming: Naming) {
        match line {
            JournalLine::Drop { drop } => {
                self.forget(&drop.0, naming);
            }
            JournalLine::Own { own } => self.owned.extend(own),
            JournalLine::Totals { totals } => self.totals = totals,
            JournalLine::Put { put, identity, content, version, state, delivery } => {
                let known = self.versions.iter().find(|known| ***known == *version).cloned();
                let version = known.unwrap_or_else(|| {
                    let version: Arc<str> = version.into();
                    self.versions.push(Arc::clone(&version));
                    version
                });
                let content = content.and_then(|digits| u128::from_str_radix(&digits, 16).ok());
                let path = put.0;
                let before = self.entries.insert(path.clone(), Entry { identity, content, version, state, delivery });
                self.keep_own(&path, before, naming);
            }
        }
    }

    /// Removes an entry. Its output still belongs to this watcher.
    fn forget(&mut self, path: &Path, naming: Naming) -> bool {
        let before = self.entries.remove(path);
        let is_there = before.is_some();
        self.keep_own(path, before, naming);
        is_there
    }

    fn keep_own(&mut self, path: &Path, before: Option<Entry>, naming: Naming) {
        if let Some(delivery) = before.and_then(|entry| entry.delivery)
            && self.entries.get(path).and_then(|entry| entry.delivery.as_ref()) != Some(&delivery)
        {
            self.owned.extend(delivery.fingerprints(&naming.of_path(path)));
        }
    }

    /// Writes everything to a new file, which replaces the old one.
    fn write_to(&self, folder: &Directory, name: &str) -> io::Result<File> {
        let mut bytes = Vec::new();
        for (path, entry) in &self.entries {
            write(&put(path, entry), &mut bytes);
        }
        for fingerprint in &self.owned {
            write(&JournalLine::Own { own: vec![*fingerprint] }, &mut bytes);
        }
        if self.totals != WatchTotals::default() {
            write(&JournalLine::Totals { totals: self.totals.clone() }, &mut bytes);
        }
        stop_at("journal-compacted");
        replace(folder, name, &bytes, Durability::Synced)
    }
}

fn put(path: &Path, entry: &Entry) -> JournalLine {
    JournalLine::Put {
        put: JsonPath(path.to_path_buf()),
        identity: entry.identity,
        content: entry.content.map(|hash| format!("{hash:032x}")),
        version: entry.version.to_string(),
        state: entry.state,
        delivery: entry.delivery.clone(),
    }
}

fn write(line: &JournalLine, bytes: &mut Vec<u8>) {
    let json = serde_json::to_string(line).unwrap_or_default();
    bytes.extend_from_slice(format!("{:016x} {json}\n", xxh3_64(json.as_bytes())).as_bytes());
}

fn parse(line: &[u8]) -> Option<JournalLine> {
    let (digits, json) = (line.get(..DIGITS)?, line.get(DIGITS + 1..)?);
    let sum = u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    if sum == xxh3_64(json) { serde_json::from_slice(json).ok() } else { None }
}

/// What the journal `journal` of a folder says, sorted, and how many damaged lines were dropped. Opening writes it again.
///
/// # Errors
/// Those of [`Journal::open`].
#[cfg(fuzzing)]
pub(crate) fn contents_of(folder: &Path) -> io::Result<(Vec<String>, usize)> {
    let naming = Naming { compress: None, output_form: crate::run::naming::OutputForm::Same, is_named: false };
    let (journal, damaged) = Journal::open(Arc::new(Directory::open(folder)?), "journal", naming)?;
    let Contents { entries, owned, totals, .. } = &journal.contents;
    let mut says: Vec<String> = entries.iter().map(|entry| format!("{entry:?}")).collect();
    says.extend(owned.iter().map(u64::to_string));
    says.sort_unstable();
    says.push(format!("{totals:?}"));
    Ok((says, damaged))
}

#[cfg(test)]
mod tests;
