//! Moves or deletes sources after cleaning.
//!
//! Between the last check of a file and its move, someone may replace it, and the replacement must not be moved or
//! deleted unread. So a source is first renamed into a staging folder and checked there; if it is not the file that
//! was read, it is put back. After a kill, the next start continues with the files in the staging folder.
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
use crate::console::messages::{Problem, display_path};
use crate::fault_injection::stop_at;
use crate::files::atomic::{AtomicFile, Durability};
use crate::files::fsync::{make_folders, sync_folder};
use crate::files::hash::hash_file;

/// Moves and deletes sources.
#[derive(Debug)]
pub(crate) struct SourceMover {
    pub input: PathBuf,
    /// Staging folder for sources on their way out of IN.
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
    /// Moves or deletes a source whose output is durable. Returns `false` if the source is no longer the file that
    /// was cleaned.
    ///
    /// # Errors
    /// The file cannot be moved or deleted; it stays in IN.
    pub(crate) fn done(&self, path: &Path, entry: &Entry) -> Result<bool, Problem> {
        if self.after == After::Stay {
            return Ok(true);
        }
        let Some(staged) = self.withdraw(path, &entry.identity)? else { return Ok(false) };
        self.dispose(path, &staged, entry)?;
        let _ = fs::remove_file(marker(&self.input.join(path)));
        Ok(true)
    }

    fn dispose(&self, path: &Path, staged: &Path, entry: &Entry) -> Result<(), Problem> {
        let moved = match &self.after {
            After::Stay => Ok(()),
            After::Delete => fs::remove_file(staged),
            After::Move(folder) => self.move_below(folder, path, staged, entry.content).map(drop),
        };
        stop_at("placed");
        self.remove_empty_folders(staged);
        moved.map_err(|error| Problem::writing(display_path(&self.input.join(path)), &error))
    }

    /// Moves a source that was given up below the `failed` folder and writes the reason next to it. Returns `false`
    /// as [`done`](Self::done) does.
    ///
    /// # Errors
    /// The file cannot be moved; it stays in IN.
    pub(crate) fn failed(&self, path: &Path, entry: &Entry, reason: &Reason) -> Result<bool, Problem> {
        let Some(folder) = &self.failed else { return Ok(true) };
        let writing = |error: io::Error| Problem::writing(display_path(&folder.join(path)), &error);
        let target = self.free_target(folder, path, entry.content).map_err(writing)?;
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
        let write_reason = || -> io::Result<()> {
            let mut file = AtomicFile::create_with_folders(PathBuf::from(&name), &self.tag, Durability::Synced)?;
            writeln!(file, "{text:#}")?;
            file.persist().map(drop)
        };
        write_reason().map_err(writing)?;
        stop_at("reasoned");
        let Some(staged) = self.withdraw(path, &entry.identity)? else {
            let _ = fs::remove_file(name);
            return Ok(false);
        };
        self.move_to(&staged, &target).map_err(writing)?;
        stop_at("placed");
        self.remove_empty_folders(&staged);
        let _ = fs::remove_file(marker(&self.input.join(path)));
        Ok(true)
    }

    /// Finishes the moves that a killed process left in the staging folder.
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
                Err(error) => return Err(Problem::reading(display_path(&here), &error)),
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
        let staged = self.staging.join(path);
        let writing = |error: io::Error| Problem::writing(display_path(&staged), &error);
        let identity = Identity::of_path(&staged).map_err(writing)?;
        let known = journal.get(path).filter(|entry| entry.identity.is_renamed(&identity)).cloned();
        match (known, &self.failed) {
            (Some(entry), _) if entry.state == FileState::Cleaned && self.after != After::Stay => {
                self.dispose(path, &staged, &entry)?;
            }
            (Some(entry), Some(folder)) if matches!(entry.state, FileState::Failed { .. }) => {
                self.move_below(folder, path, &staged, entry.content).map_err(writing)?;
            }
            // The journal does not know this version of the file, so it belongs back in IN.
            _ => return self.put_back(path, &staged).map_err(writing),
        }
        journal.leave(path);
        Ok(())
    }

    /// Renames a source into the staging folder if it is still the file that was read.
    fn withdraw(&self, path: &Path, identity: &Identity) -> Result<Option<PathBuf>, Problem> {
        let source = self.input.join(path);
        let writing = |error: io::Error| Problem::writing(display_path(&source), &error);
        if Identity::of_path(&source).ok() != Some(*identity) {
            return Ok(None);
        }
        let staged = self.staging.join(path);
        fs::create_dir_all(staged.parent().unwrap_or(&self.staging)).map_err(writing)?;
        match fs::rename(&source, &staged) {
            Ok(()) => {}
            // This part of IN is on another file system, so there is no staging.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => return Ok(Some(source)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(writing(error)),
        }
        stop_at("withdrawn");
        if Identity::of_path(&staged).is_ok_and(|now| now.is_renamed(identity)) {
            return Ok(Some(staged));
        }
        self.put_back(path, &staged).map_err(writing)?;
        Ok(None)
    }

    /// Puts a file back. If its name is taken, its writer has replaced it, and this version is deleted.
    fn put_back(&self, path: &Path, staged: &Path) -> io::Result<()> {
        let source = self.input.join(path);
        match fs::hard_link(staged, &source) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) if !source.exists() => {
                if let Some(parent) = source.parent() {
                    fs::create_dir_all(parent)?;
                }
                return fs::rename(staged, source);
            }
            linked => linked?,
        }
        fs::remove_file(staged)?;
        self.remove_empty_folders(staged);
        Ok(())
    }

    fn move_below(&self, folder: &Path, path: &Path, staged: &Path, content: Option<u128>) -> io::Result<PathBuf> {
        let target = self.free_target(folder, path, content)?;
        self.move_to(staged, &target)?;
        Ok(target)
    }

    /// A free path for a file below a folder: its own name, or one with a number if another file has that name.
    fn free_target(&self, folder: &Path, path: &Path, content: Option<u128>) -> io::Result<PathBuf> {
        let plain = folder.join(path);
        let mut target = plain.clone();
        let mut number = 1_u64;
        loop {
            match fs::symlink_metadata(&target) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(target),
                Err(error) => return Err(error),
                // The same content: a copy left by a killed process, or a file that was dropped in again.
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

    fn move_to(&self, staged: &Path, target: &Path) -> io::Result<()> {
        let parent = target.parent().unwrap_or(Path::new(""));
        make_folders(parent)?;
        match fs::rename(staged, target) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let mut copy = AtomicFile::create(target.to_path_buf(), &self.tag, Durability::Synced)?;
                io::copy(&mut File::open(staged)?, &mut copy)?;
                copy.persist()?;
                fs::remove_file(staged)
            }
            Err(error) => Err(error),
            Ok(()) => sync_folder(parent),
        }
    }

    /// Removes the empty folders that a moved file leaves behind in the staging folder.
    fn remove_empty_folders(&self, staged: &Path) {
        for folder in staged.ancestors().skip(1) {
            if !folder.starts_with(&self.staging) || folder == self.staging || fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
}
