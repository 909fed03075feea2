//! Where sources go when they are done with: below another folder, away, or to those that failed.
//!
//! Goes in: a file whose output is durable, or that was given up, and the identity it was read with. Comes out: the file in its
//! new place. Between the last look at a file and its move somebody may put another in its place, which must be neither
//! deleted nor moved unread. So a file first leaves for a folder of the watcher's own, in one step, and is looked at there: if it
//! is not the one that was read, it is put back. What a kill leaves there goes on where it was.
//!
//! `in/a.txt` → `in/.unboil/leaving/a.txt`, the same inode → `done/a.txt`

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::file_name::{JsonPath, marker};
use super::identity::Identity;
use super::journal::{Entry, FileState, Journal};
use super::log::now;
use super::plan::After;
use crate::console::messages::{Problem, shown};
use crate::fault_injection::stop_at;
use crate::files::atomic::{AtomicFile, Durability};
use crate::files::fsync::{make_folders, sync_folder};
use crate::files::hash::hash_file;

/// Moves sources.
#[derive(Debug)]
pub(crate) struct SourceMover {
    pub input: PathBuf,
    /// The watcher's own folder for what is about to go.
    pub staging: PathBuf,
    pub after: After,
    pub failed: Option<PathBuf>,
    pub tag: String,
}

/// Why a file was given up.
#[derive(Debug)]
pub(crate) struct Reason {
    pub problem: Problem,
    pub tries: u32,
}

impl SourceMover {
    /// Moves or deletes a source whose output is durable. `false`: it is not the file that was cleaned any more.
    ///
    /// # Errors
    /// It cannot be moved or deleted; it stays.
    pub(crate) fn done(&self, path: &Path, entry: &Entry) -> Result<bool, Problem> {
        if self.after == After::Stay {
            return Ok(true);
        }
        let Some(held) = self.withdraw(path, &entry.identity)? else { return Ok(false) };
        self.let_go(path, &held, entry)?;
        let _ = fs::remove_file(marker(&self.input.join(path)));
        Ok(true)
    }

    fn let_go(&self, path: &Path, held: &Path, entry: &Entry) -> Result<(), Problem> {
        let moved = match &self.after {
            After::Stay => Ok(()),
            After::Delete => fs::remove_file(held),
            After::Move(folder) => self.into(folder, path, held, entry.content).map(drop),
        };
        stop_at("placed");
        self.tidy(held);
        moved.map_err(|error| Problem::writing(shown(&self.input.join(path)), &error))
    }

    /// Moves a source that was given up below the folder for those, its reason beside it. `false` as for
    /// [`done`](Self::done).
    ///
    /// # Errors
    /// It cannot be moved; it stays.
    pub(crate) fn failed(&self, path: &Path, entry: &Entry, reason: &Reason) -> Result<bool, Problem> {
        let Some(folder) = &self.failed else { return Ok(true) };
        let writing = |error: io::Error| Problem::writing(shown(&folder.join(path)), &error);
        let target = self.free(folder, path, entry.content).map_err(writing)?;
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
        let mut name = target.clone().into_os_string();
        name.push(".reason.json");
        let reasoned = || -> io::Result<()> {
            let mut file = AtomicFile::create_with_folders(PathBuf::from(&name), &self.tag, Durability::Synced)?;
            writeln!(file, "{text:#}")?;
            file.persist().map(drop)
        };
        reasoned().map_err(writing)?;
        stop_at("reasoned");
        let Some(held) = self.withdraw(path, &entry.identity)? else {
            let _ = fs::remove_file(name);
            return Ok(false);
        };
        self.put(&held, &target).map_err(writing)?;
        stop_at("placed");
        self.tidy(&held);
        let _ = fs::remove_file(marker(&self.input.join(path)));
        Ok(true)
    }

    /// Ends what a kill left undone.
    ///
    /// # Errors
    /// A file cannot be moved.
    pub(crate) fn recover(&self, journal: &mut Journal) -> Result<(), Problem> {
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let here = self.staging.join(&folder);
            let entries = match fs::read_dir(&here) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Problem::reading(shown(&here), &error)),
            };
            for entry in entries.flatten() {
                let path = folder.join(entry.file_name());
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    folders.push(path);
                } else {
                    self.recover_file(&path, journal)?;
                }
            }
        }
        Ok(())
    }

    fn recover_file(&self, path: &Path, journal: &mut Journal) -> Result<(), Problem> {
        let held = self.staging.join(path);
        let writing = |error: io::Error| Problem::writing(shown(&held), &error);
        let identity = Identity::of_path(&held).map_err(writing)?;
        let known = journal.get(path).filter(|entry| entry.identity.is_renamed(&identity)).cloned();
        match (known, &self.failed) {
            (Some(entry), _) if entry.state == FileState::Cleaned && self.after != After::Stay => {
                self.let_go(path, &held, &entry)?;
            }
            (Some(entry), Some(folder)) if matches!(entry.state, FileState::Failed { .. }) => {
                self.into(folder, path, &held, entry.content).map_err(writing)?;
            }
            // Nobody knows it: it was to be put back.
            _ => return self.put_back(path, &held).map_err(writing),
        }
        journal.leave(path);
        Ok(())
    }

    /// Takes a file out of IN, if it is the one that was read.
    fn withdraw(&self, path: &Path, identity: &Identity) -> Result<Option<PathBuf>, Problem> {
        let source = self.input.join(path);
        let writing = |error: io::Error| Problem::writing(shown(&source), &error);
        if Identity::of_path(&source).ok() != Some(*identity) {
            return Ok(None);
        }
        let held = self.staging.join(path);
        fs::create_dir_all(held.parent().unwrap_or(&self.staging)).map_err(writing)?;
        match fs::rename(&source, &held) {
            Ok(()) => {}
            // A part of IN is on another file system: no step in between then.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => return Ok(Some(source)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(writing(error)),
        }
        stop_at("withdrawn");
        if Identity::of_path(&held).is_ok_and(|now| now.is_renamed(identity)) {
            return Ok(Some(held));
        }
        self.put_back(path, &held).map_err(writing)?;
        Ok(None)
    }

    /// Puts a file back where it was. If there is another by now, its writer has replaced it himself.
    fn put_back(&self, path: &Path, held: &Path) -> io::Result<()> {
        let source = self.input.join(path);
        match fs::hard_link(held, &source) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) if !source.exists() => {
                if let Some(above) = source.parent() {
                    fs::create_dir_all(above)?;
                }
                return fs::rename(held, source);
            }
            linked => linked?,
        }
        fs::remove_file(held)?;
        self.tidy(held);
        Ok(())
    }

    fn into(&self, folder: &Path, path: &Path, held: &Path, content: Option<u128>) -> io::Result<PathBuf> {
        let target = self.free(folder, path, content)?;
        self.put(held, &target)?;
        Ok(target)
    }

    /// The name that a file can have below a folder: its own; or, where another of that name is, with a number.
    fn free(&self, folder: &Path, path: &Path, content: Option<u128>) -> io::Result<PathBuf> {
        let plain = folder.join(path);
        let mut target = plain.clone();
        let mut number = 1_u64;
        loop {
            match fs::symlink_metadata(&target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(target),
                Err(error) => return Err(error),
                // A copy that a kill left, or the same file dropped in again.
                Ok(metadata)
                    if metadata.is_file()
                        && content.is_some()
                        && hash_file(&target).ok().map(|file| file.hash) == content =>
                {
                    return Ok(target);
                }
                Ok(_) => {}
            }
            number += 1;
            let mut name = plain.clone().into_os_string();
            name.push(format!(".{number}"));
            target = name.into();
        }
    }

    fn put(&self, held: &Path, target: &Path) -> io::Result<()> {
        let above = target.parent().unwrap_or(Path::new(""));
        make_folders(above)?;
        match fs::rename(held, target) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let mut copy = AtomicFile::create(target.to_path_buf(), &self.tag, Durability::Synced)?;
                io::copy(&mut File::open(held)?, &mut copy)?;
                copy.persist()?;
                fs::remove_file(held)
            }
            Err(error) => Err(error),
            Ok(()) => sync_folder(above),
        }
    }

    /// Removes the folders that a file that left leaves empty, the watcher's own ones only.
    fn tidy(&self, held: &Path) {
        for folder in held.ancestors().skip(1) {
            if !folder.starts_with(&self.staging) || folder == self.staging || fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}
