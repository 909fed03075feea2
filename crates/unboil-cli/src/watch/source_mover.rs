//! Moves or deletes sources after cleaning.
//!
//! Between the last check of a file and its move, someone may replace it, and the replacement must not be moved or
//! deleted unread. So a source is first renamed into a staging folder and checked there; if it is not the file that
//! was read, or cannot be moved on, it is put back. After a kill, the next start continues with the files in the staging
//! folder. All steps are relative to open folders, so that a subfolder swapped for a link has no effect.
//!
//! `in/a.txt` → `in/.unboil/leaving/a.txt`, the same inode → `done/a.txt`

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::delivery::{numbered, with_extension};
use super::file_name::{JsonPath, marker};
use super::identity::Identity;
use super::journal::{Entry, FileState, Journal};
use super::log::now;
use super::plan::{After, Plan};
use super::state_folder::STAGING;
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::atomic::{AtomicFile, Durability};
use crate::files::directory::{Directory, EntryKind};
use crate::files::fsync::make_folders;
use crate::files::hash::hash_file;

/// Permissions of folders in the staging folder.
const STAGING_MODE: u32 = 0o700;
/// Permissions of a folder in IN that is created again, before the umask.
const INPUT_MODE: u32 = 0o777;

/// Moves and deletes sources.
#[derive(Debug)]
pub(crate) struct SourceMover {
    /// The path of IN, for messages.
    pub root: PathBuf,
    pub input: Arc<Directory>,
    /// The state folder, which holds the staging folder.
    pub state: Arc<Directory>,
    pub plan: Plan,
    pub tag: String,
}

/// The result of moving or deleting a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    /// It has left, or is to stay.
    Done,
    /// Another file has its name.
    Replaced,
    /// Its output, report or rejects are not where they were written.
    NothingDelivered,
}

/// Why a file was given up.
#[derive(Debug)]
pub(crate) struct Reason {
    pub problem: Problem,
    pub tries: u32,
}

/// A source that has been checked and can leave.
struct Leaving<'m> {
    folder: &'m Directory,
    path: PathBuf,
    is_staged: bool,
}

impl SourceMover {
    /// Moves or deletes a source whose output, report and rejects exist. With `is_found` they have just been found and are not
    /// checked again, since another program may have taken them from OUT meanwhile.
    ///
    /// # Errors
    /// The file cannot be moved or deleted, or its output, report or rejects cannot be checked; it stays in IN.
    pub(crate) fn done(&self, path: &Path, entry: &Entry, is_found: bool) -> Result<Move, Problem> {
        if self.plan.after == After::Stay {
            return Ok(Move::Done);
        }
        if !is_found && !self.is_delivered(path, entry)? {
            return Ok(Move::NothingDelivered);
        }
        let Some(leaving) = self.withdraw(path, &entry.identity)? else { return Ok(Move::Replaced) };
        self.dispose(path, &leaving, entry)?;
        let _ = self.input.remove_file(&marker(path));
        Ok(Move::Done)
    }

    fn is_delivered(&self, path: &Path, entry: &Entry) -> Result<bool, Problem> {
        let Some(delivery) = &entry.delivery else { return Ok(false) };
        let output = self.plan.output.join(self.plan.naming.of_path(path));
        delivery.is_there(path, &self.plan).map_err(|error| Problem::reading(display_path(&output), &error))
    }

    fn dispose(&self, path: &Path, leaving: &Leaving<'_>, entry: &Entry) -> Result<(), Problem> {
        let moved = match &self.plan.after {
            After::Stay => Ok(()),
            After::Delete => leaving.folder.remove_file(&leaving.path).map_err(|error| (self.root.join(path), error)),
            After::Move(folder) => self.move_below(folder, path, leaving, entry.content),
        };
        stop_at("placed");
        self.finish(path, leaving, moved)
    }

    /// Moves a source that was given up below the `failed` folder and writes the reason next to it.
    ///
    /// # Errors
    /// The file cannot be moved; it stays in IN.
    pub(crate) fn failed(&self, path: &Path, entry: &Entry, reason: &Reason) -> Result<Move, Problem> {
        let Some(folder) = &self.plan.failed else { return Ok(Move::Done) };
        let text = json!({
            "file": JsonPath(path.to_path_buf()),
            "error": reason.problem.what(),
            "message": reason.problem.to_string(),
            "tries": reason.tries,
            "time": now(),
            "bytes": entry.identity.size,
            "content": entry.content.map(|hash| format!("xxh3:{hash:032x}")),
            "version": &*entry.version,
        });
        let plain = folder.join(path);
        let writing = |error: io::Error| Problem::writing(display_path(&plain), &error);
        // The file and its reason get the same number. A reason left by a killed process is kept.
        let is_free = |target: &Path| {
            Ok(holds(target, entry.content)?.is_none_or(|is_same| is_same)
                && reason_of(target)?.is_none_or(|old| is_same_reason(&old, &text)))
        };
        let target = first_free(&plain, is_free).map_err(writing)?;
        let name = with_extension(&target, REASON);
        let is_new = fs::symlink_metadata(&name).is_err();
        if is_new {
            let write_reason = || -> io::Result<()> {
                let mut file = AtomicFile::create_with_folders(name.clone(), &self.tag, Durability::Synced)?;
                writeln!(file, "{text:#}")?;
                file.persist_noclobber().map(drop)
            };
            write_reason().map_err(writing)?;
        }
        stop_at("reasoned");
        let unsay = || {
            if is_new {
                drop(fs::remove_file(&name))
            }
        };
        let leaving = match self.withdraw(path, &entry.identity) {
            Ok(Some(leaving)) => leaving,
            Ok(None) => {
                unsay();
                return Ok(Move::Replaced);
            }
            Err(problem) => {
                unsay();
                return Err(problem);
            }
        };
        let moved = self.move_to(&leaving, &target, entry.content).map_err(|error| (target, error));
        if moved.is_err() {
            unsay();
        }
        stop_at("placed");
        self.finish(path, &leaving, moved)?;
        let _ = self.input.remove_file(&marker(path));
        Ok(Move::Done)
    }

    /// Ends a move: a source that could not be moved is put back into IN.
    fn finish(
        &self,
        path: &Path,
        leaving: &Leaving<'_>,
        moved: Result<(), (PathBuf, io::Error)>,
    ) -> Result<(), Problem> {
        let Err((place, error)) = moved else {
            self.remove_empty_folders(leaving);
            return Ok(());
        };
        // If that fails too, or another file has taken its name, the next recovery finds the source.
        if self.input.status(path).is_err() {
            let _ = self.put_back(path, leaving);
        }
        Err(Problem::writing(display_path(&place), &error))
    }

    /// Whether sources are left in the staging folder.
    pub(crate) fn has_stranded(&self) -> bool {
        let staging = self.state.subfolder(Path::new(STAGING));
        staging.and_then(|staging| staging.entries()).is_ok_and(|entries| !entries.is_empty())
    }

    /// Finishes the moves that a killed process, or a fault, left in the staging folder.
    ///
    /// # Errors
    /// A file can neither be moved nor put back.
    pub(crate) fn recover(&self, journal: &mut Journal) -> Result<(), Problem> {
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            // Joined with nothing, a path would end in a slash.
            let here: PathBuf = Path::new(STAGING).join(&folder).components().collect();
            let reading = |error: io::Error| Problem::reading(self.state_path(&here), &error);
            let entries = match self.state.subfolder(&here) {
                Ok(directory) => directory.entries().map_err(reading)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(reading(error)),
            };
            if entries.is_empty() && !folder.as_os_str().is_empty() {
                let _ = self.state.remove_folder(&here);
            }
            for (name, kind) in entries {
                let path = folder.join(name);
                match kind {
                    EntryKind::Folder => folders.push(path),
                    EntryKind::File => self.recover_file(&path, journal)?,
                    EntryKind::Link | EntryKind::Other => {
                        let what = "is not a file, so the watcher did not put it there";
                        return Err(Problem::with_help(self.state_path(&here.join(path)), what, "remove it"));
                    }
                }
            }
        }
        Ok(())
    }

    fn recover_file(&self, path: &Path, journal: &mut Journal) -> Result<(), Problem> {
        let leaving = Leaving { folder: &self.state, path: Path::new(STAGING).join(path), is_staged: true };
        let writing = |error: io::Error| Problem::writing(self.state_path(&leaving.path), &error);
        let identity = Identity::below(leaving.folder, &leaving.path).map_err(writing)?;
        let known = journal.get(path).filter(|entry| entry.identity.is_renamed(&identity)).cloned();
        let moved = match (known, &self.plan.failed) {
            (Some(entry), _)
                if entry.state == FileState::Cleaned
                    && self.plan.after != After::Stay
                    && self.is_delivered(path, &entry)? =>
            {
                self.dispose(path, &leaving, &entry)
            }
            (Some(entry), Some(folder)) if matches!(entry.state, FileState::Failed { .. }) => {
                let moved = self.move_below(folder, path, &leaving, entry.content);
                self.finish(path, &leaving, moved)
            }
            // It belongs back in IN, to be cleaned: the journal does not know this version of it, or its output is missing.
            _ => return self.put_back(path, &leaving).map_err(writing),
        };
        if moved.is_ok() {
            journal.leave(path);
        }
        // A source that was put back is retried from IN.
        if Identity::below(leaving.folder, &leaving.path).is_ok() { moved } else { Ok(()) }
    }

    fn state_path(&self, below: &Path) -> String {
        display_path(&self.root.join(super::state_folder::FOLDER).join(below))
    }

    /// Renames a source into the staging folder if it is still the file that was read.
    fn withdraw(&self, path: &Path, identity: &Identity) -> Result<Option<Leaving<'_>>, Problem> {
        let writing = |error: io::Error| Problem::writing(display_path(&self.root.join(path)), &error);
        if Identity::below(&self.input, path).ok() != Some(*identity) {
            return Ok(None);
        }
        let staged = Path::new(STAGING).join(path);
        make_folders_below(&self.state, staged.parent().unwrap_or(Path::new(STAGING)), STAGING_MODE)
            .map_err(writing)?;
        match self.input.rename(path, &self.state, &staged) {
            Ok(()) => {}
            // This part of IN is on another file system, so there is no staging.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                return Ok(Some(Leaving { folder: &self.input, path: path.to_path_buf(), is_staged: false }));
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(writing(error)),
        }
        stop_at("withdrawn");
        let leaving = Leaving { folder: &self.state, path: staged, is_staged: true };
        if Identity::below(leaving.folder, &leaving.path).is_ok_and(|now| now.is_renamed(identity)) {
            return Ok(Some(leaving));
        }
        self.put_back(path, &leaving).map_err(writing)?;
        Ok(None)
    }

    /// Puts a file back. If its name is taken, its writer has replaced it, and this version is deleted.
    fn put_back(&self, path: &Path, leaving: &Leaving<'_>) -> io::Result<()> {
        if !leaving.is_staged {
            return Ok(());
        }
        match leaving.folder.link(&leaving.path, &self.input, path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) if self.input.status(path).is_err() => {
                if let Some(parent) = path.parent() {
                    make_folders_below(&self.input, parent, INPUT_MODE)?;
                }
                leaving.folder.rename_new(&leaving.path, &self.input, path)?;
                self.remove_empty_folders(leaving);
                return Ok(());
            }
            linked => linked?,
        }
        leaving.folder.remove_file(&leaving.path)?;
        self.remove_empty_folders(leaving);
        Ok(())
    }

    fn move_below(
        &self,
        folder: &Path,
        path: &Path,
        leaving: &Leaving<'_>,
        content: Option<u128>,
    ) -> Result<(), (PathBuf, io::Error)> {
        let plain = folder.join(path);
        let is_free = |target: &Path| Ok(holds(target, content)?.is_none_or(|is_same| is_same));
        let target = first_free(&plain, is_free).map_err(|error| (plain, error))?;
        self.move_to(leaving, &target, content).map_err(|error| (target, error))
    }

    /// Moves a source to `target`, which is free or holds the same content.
    fn move_to(&self, leaving: &Leaving<'_>, target: &Path, content: Option<u128>) -> io::Result<()> {
        let parent = target.parent().unwrap_or(Path::new(""));
        let name = Path::new(target.file_name().ok_or(io::ErrorKind::InvalidInput)?);
        make_folders(parent)?;
        let folder = Directory::open(parent)?;
        // The same content: a copy left by a killed process, or a file that was dropped in again. It is replaced, since
        // the copy may not be durable.
        let is_same = holds(target, content)? == Some(true);
        let moved = match is_same {
            true => leaving.folder.rename(&leaving.path, &folder, name),
            false => leaving.folder.rename_new(&leaving.path, &folder, name),
        };
        match moved {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let mut copy = AtomicFile::create(target.to_path_buf(), &self.tag, Durability::Synced)?;
                io::copy(&mut leaving.folder.open_file(&leaving.path)?, &mut copy)?;
                if is_same {
                    copy.persist()?
                } else {
                    copy.persist_noclobber()?
                };
                leaving.folder.remove_file(&leaving.path)
            }
            Err(error) => Err(error),
            Ok(()) => folder.sync(),
        }
    }

    /// Removes the empty folders that a moved file leaves behind in the staging folder.
    fn remove_empty_folders(&self, leaving: &Leaving<'_>) {
        if !leaving.is_staged {
            return;
        }
        for folder in leaving.path.ancestors().skip(1) {
            if folder == Path::new(STAGING) || self.state.remove_folder(folder).is_err() {
                break;
            }
        }
    }
}

/// Extension of the file that says why a file was given up.
const REASON: &str = ".reason.json";

/// The first of `a.txt`, `a.txt.2`, `a.txt.3` … that is free.
fn first_free(plain: &Path, is_free: impl Fn(&Path) -> io::Result<bool>) -> io::Result<PathBuf> {
    let mut target = plain.to_path_buf();
    for number in 2_u64.. {
        if is_free(&target)? {
            return Ok(target);
        }
        target = numbered(plain, number);
    }
    unreachable!("a folder does not hold that many files")
}

/// Whether the file at a path has this content; `None` if nothing is there.
fn holds(path: &Path, content: Option<u128>) -> io::Result<Option<bool>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(metadata) => {
            Ok(Some(metadata.is_file() && content.is_some() && hash_file(path).ok().map(|file| file.hash) == content))
        }
    }
}

/// The reason beside a target: `Null` if it is something else, `None` if nothing is there.
fn reason_of(target: &Path) -> io::Result<Option<Value>> {
    match fs::read(with_extension(target, REASON)) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).unwrap_or(Value::Null))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => Ok(Some(Value::Null)),
        Err(error) => Err(error),
    }
}

/// Whether two reasons are about the same file with the same content and say the same.
fn is_same_reason(old: &Value, new: &Value) -> bool {
    ["file", "error", "bytes", "content", "version"].iter().all(|key| old.get(key) == new.get(key))
}

fn make_folders_below(root: &Directory, folder: &Path, mode: u32) -> io::Result<()> {
    let mut made = PathBuf::new();
    for part in folder.components() {
        made.push(part);
        root.make_folder(&made, mode)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
