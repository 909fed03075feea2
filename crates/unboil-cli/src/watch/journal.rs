//! Durable record of what happened to each file.
//!
//! An entry says that a file with a certain identity and content was cleaned, or failed, with a certain version of
//! the rules. The journal is a text file that is only appended to, one line per entry, each with a checksum. A line
//! torn by a crash fails its checksum and is dropped. When most lines are outdated, the current entries are written
//! to a new file, which replaces the old one.
//!
//! A database would add nothing: all entries fit in memory and are never queried on disk; and losing the last lines
//! is harmless, because a file that is cleaned twice yields the same output. A text file can also be read by a
//! person.
//!
//! `5f0e…16 digits {"put":"a.txt","identity":{…},"content":"…","version":"xxh3:…","state":"Cleaned"}`

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::file_name::JsonPath;
use super::identity::Identity;
use crate::fault_injection::stop_at;
use crate::files::atomic::{Durability, write_atomically};

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
    /// All attempts so far have failed.
    Failed { tries: u32 },
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
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum JournalLine {
    Put { put: JsonPath, identity: Identity, content: Option<String>, version: String, state: FileState },
    Drop { drop: JsonPath },
}

/// The journal of one input folder, open for writing.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
    entries: HashMap<PathBuf, Entry>,
    /// Each distinct version, stored once.
    versions: Vec<Arc<str>>,
    lines: usize,
    buffer: Vec<u8>,
    /// Whether entries of files that have left IN are kept.
    keeps_left: bool,
}

impl Journal {
    /// Opens the journal or creates it. Returns it with the number of damaged lines that were dropped, not counting a
    /// torn last line.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub(crate) fn open(path: PathBuf) -> io::Result<(Self, usize)> {
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let (mut entries, mut versions, mut damaged) = (HashMap::new(), Vec::new(), 0);
        // Anything after the last line end is a torn line.
        let complete = memchr::memrchr(b'\n', &bytes).map_or(0, |end| end + 1);
        for line in bytes.get(..complete).unwrap_or_default().split(|byte| *byte == b'\n') {
            match parse(line) {
                Some(line) => apply(line, &mut entries, &mut versions),
                None => damaged += usize::from(!line.is_empty()),
            }
        }
        let file = compact(&path, &entries)?;
        let lines = entries.len();
        Ok((Self { path, file, entries, versions, lines, buffer: Vec::new(), keeps_left: false }, damaged))
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
        self.entries.iter().filter(|(_, entry)| entry.state == FileState::Left).map(|(path, _)| path)
    }

    /// Records that a file has left IN.
    pub(crate) fn leave(&mut self, path: &Path) {
        match self.entries.get(path) {
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
        self.entries.get(path)
    }

    /// All files that have an entry.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.entries.keys()
    }

    /// Records what happened to a file. Call [`sync`](Self::sync) to make it durable.
    pub(crate) fn put(&mut self, path: &Path, entry: Entry) {
        let line = put(path, &entry);
        apply(line, &mut self.entries, &mut self.versions);
        self.add(&put(path, &entry));
    }

    /// Removes the entry of a file.
    pub(crate) fn forget(&mut self, path: &Path) {
        if self.entries.remove(path).is_some() {
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
        if self.buffer.is_empty() {
            return Ok(());
        }
        if self.lines > self.entries.len() * 2 + OUTDATED {
            self.file = compact(&self.path, &self.entries)?;
            self.lines = self.entries.len();
        } else {
            stop_at("journal-begun");
            if let Err(error) = self.file.write_all(&self.buffer).and_then(|()| self.file.sync_data()) {
                // A partial line may have been written. Write all entries to a new file.
                self.file = compact(&self.path, &self.entries)?;
                self.lines = self.entries.len();
                let _ = error;
            }
        }
        self.buffer.clear();
        stop_at("journal-written");
        Ok(())
    }
}

/// Writes all entries to a new file, which replaces the old one.
fn compact(path: &Path, entries: &HashMap<PathBuf, Entry>) -> io::Result<File> {
    let mut bytes = Vec::new();
    for (path, entry) in entries {
        write(&put(path, entry), &mut bytes);
    }
    stop_at("journal-compacted");
    write_atomically(path, &bytes, Durability::Synced)?;
    OpenOptions::new().append(true).open(path)
}

fn put(path: &Path, entry: &Entry) -> JournalLine {
    JournalLine::Put {
        put: JsonPath(path.to_path_buf()),
        identity: entry.identity,
        content: entry.content.map(|hash| format!("{hash:032x}")),
        version: entry.version.to_string(),
        state: entry.state,
    }
}

fn apply(line: JournalLine, entries: &mut HashMap<PathBuf, Entry>, versions: &mut Vec<Arc<str>>) {
    match line {
        JournalLine::Drop { drop } => {
            entries.remove(&drop.0);
        }
        JournalLine::Put { put, identity, content, version, state } => {
            let known = versions.iter().find(|known| ***known == *version).cloned();
            let version = known.unwrap_or_else(|| {
                let version: Arc<str> = version.into();
                versions.push(Arc::clone(&version));
                version
            });
            let content = content.and_then(|digits| u128::from_str_radix(&digits, 16).ok());
            entries.insert(put.0, Entry { identity, content, version, state });
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(size: u64, state: FileState) -> Entry {
        let identity = Identity { inode: 7, device: 1, size, mtime: -5, ctime: 1_700_000_000_123_456_789 };
        Entry { identity, content: Some(u128::MAX - u128::from(size)), version: "xxh3:0".into(), state }
    }

    /// The bytes of a journal, and its entries after each of its lines.
    fn journal(folder: &Path) -> (Vec<u8>, Vec<HashMap<PathBuf, Entry>>) {
        let path = folder.join("journal");
        let (mut journal, _) = Journal::open(path.clone()).unwrap();
        let mut states = vec![HashMap::new()];
        for i in 0..9_u64 {
            let name = PathBuf::from(format!("folder/ü\n{}.txt", i % 4));
            match i {
                3 | 6 => journal.forget(&PathBuf::from("folder/ü\n1.txt")),
                i if i % 2 == 0 => journal.put(&name, entry(i, FileState::Cleaned)),
                i => journal.put(&name, entry(i, FileState::Failed { tries: 2 })),
            }
            journal.sync().unwrap();
            if fs::read(&path).unwrap().iter().filter(|byte| **byte == b'\n').count() == states.len() {
                states.push(journal.entries.clone());
            }
        }
        (fs::read(path).unwrap(), states)
    }

    #[test]
    fn a_journal_cut_at_any_byte_keeps_all_complete_lines() {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, states) = journal(folder.path());
        assert!(states.len() > 6);
        let path = folder.path().join("cut");
        for cut in 0..=bytes.len() {
            fs::write(&path, &bytes[..cut]).unwrap();
            let lines = bytes[..cut].iter().filter(|byte| **byte == b'\n').count();
            let (mut journal, damaged) = Journal::open(path.clone()).unwrap();
            assert_eq!((&journal.entries, damaged), (&states[lines], 0), "cut at {cut}");
            journal.put(Path::new("new"), entry(1, FileState::Cleaned));
            journal.sync().unwrap();
            let expected = journal.entries.clone();
            drop(journal);
            assert_eq!(Journal::open(path.clone()).unwrap().0.entries, expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_corrupted_byte_loses_at_most_two_lines() {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, _) = journal(folder.path());
        let path = folder.path().join("changed");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            let (_, damaged) = Journal::open(path.clone()).unwrap();
            // A corrupted line end joins two lines.
            assert!(damaged <= 2, "{at}");
        }
    }

    #[test]
    fn outdated_lines_are_compacted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let (mut journal, _) = Journal::open(path.clone()).unwrap();
        for _ in 0..3 {
            for i in 0..OUTDATED as u64 {
                journal.put(Path::new("a"), entry(i, FileState::Cleaned));
            }
            journal.sync().unwrap();
        }
        assert!(journal.lines <= OUTDATED + 2);
        assert_eq!(Journal::open(path).unwrap().0.entries.len(), 1);
    }
}
