//! Writes documents below the output folder, and never over an input or over the output of another document.
//!
//! Input: an input and the path of its output below the folder. Output: permission to write the output, or the reason why it must
//! not be written. Only files are replaced, never links, pipes or devices. Paths are compared by the file they lead to, since two
//! spellings may lead to one file.
//!
//! `a.txt` below `out` → `out/a.txt`, unless that is an input or belongs to another document

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{AtomicFile, Durability, FileSpec, irreplaceable};
use crate::files::file_id::FileId;
use crate::files::file_mode::FileMode;
use crate::files::inputs::{Files, Input};

/// The output folder and what was written to it.
#[derive(Debug)]
pub(crate) struct OutputFolder {
    root: PathBuf,
    /// An existing output is an error of its document.
    no_clobber: bool,
    /// What the run reads. No output may be one of these.
    read: Files,
    /// The input of each output, by path and by identity.
    taken: HashMap<PathBuf, PathBuf>,
    written: HashMap<FileId, PathBuf>,
}

impl OutputFolder {
    /// The folder `root`, which exists, for documents that must not be written over what is `read`.
    pub(crate) fn new(root: PathBuf, no_clobber: bool, read: Files) -> Self {
        Self { root, no_clobber, read, taken: HashMap::new(), written: HashMap::new() }
    }

    /// The path of an output.
    pub(crate) fn path(&self, relative: &Path) -> PathBuf {
        self.root.join(relative)
    }

    /// The path for the output of `input`, which is `relative` below the folder. Call it before cleaning.
    ///
    /// # Errors
    /// The output is an input, is another document's output, or exists and must not be replaced.
    pub(crate) fn claim(&mut self, input: &Input, relative: &Path) -> Result<PathBuf, Problem> {
        let path = self.path(relative);
        let place = || display_path(&input.path);
        // A dangling link counts as existing.
        let there = fs::symlink_metadata(&path).ok();
        let id = if there.is_some() { FileId::of_path(&path) } else { None };
        if id.as_ref().is_some_and(|id| self.read.has(id)) {
            let what = format!("its output {} is an input; inputs are never overwritten", display_path(&path));
            return Err(Problem::with_help(place(), what, "write elsewhere with -o"));
        }
        let other = self.taken.get(&path).or_else(|| id.as_ref().and_then(|id| self.written.get(id)));
        if let Some(other) = other {
            let what = format!("its output {} is already the output of {}", display_path(&path), display_path(other));
            return Err(Problem::with_help(place(), what, "clean it into another folder"));
        }
        if let Some(there) = there.as_ref().filter(|there| !there.is_file() && !there.is_dir()) {
            let what = format!("its output {} cannot be written: {}", display_path(&path), irreplaceable(there));
            return Err(Problem::with_help(place(), what, "remove it or write elsewhere with -o"));
        }
        if self.no_clobber && there.is_some() {
            let what = format!("its output {} exists", display_path(&path));
            return Err(Problem::with_help(place(), what, "remove it or leave out --no-clobber"));
        }
        self.taken.insert(path.clone(), input.path.clone());
        Ok(path)
    }

    /// Gives a complete output its name.
    ///
    /// # Errors
    /// The existing file of that name cannot be replaced. No temporary file remains.
    pub(crate) fn commit(&mut self, output: AtomicFile, input: &Input) -> Result<(), Problem> {
        let path = output.path().to_path_buf();
        let named = if self.no_clobber { output.persist_noclobber() } else { output.persist() };
        match named.and_then(|file| file.metadata()) {
            Ok(metadata) => {
                self.written.extend(FileId::of_metadata(&path, &metadata).map(|id| (id, input.path.clone())));
                Ok(())
            }
            Err(error) if self.no_clobber && error.kind() == io::ErrorKind::AlreadyExists => {
                let help = "another program made it during the run; leave out --no-clobber to replace it";
                Err(Problem::with_help(display_path(&path), "exists", help))
            }
            Err(error) => Err(Problem::writing(display_path(&path), &error)),
        }
    }

    /// Writes a whole output, with the permissions of its input.
    ///
    /// # Errors
    /// As [`claim`](Self::claim) and [`commit`](Self::commit), or the bytes cannot be written.
    pub(crate) fn write(&mut self, input: &Input, relative: &Path, bytes: &mut impl io::Read) -> Result<(), Problem> {
        let path = self.claim(input, relative)?;
        let spec = FileSpec::new(&path, "", Durability::Unsynced).mode(input.mode().unwrap_or(FileMode::ORDINARY));
        let file = AtomicFile::begin_with_folders(&spec)
            .and_then(|mut file| io::copy(bytes, &mut file).map(|_| file))
            .map_err(|error| Problem::writing(display_path(&path), &error))?;
        self.commit(file, input)
    }
}
