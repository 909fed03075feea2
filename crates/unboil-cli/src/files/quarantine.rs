//! `--on-bad-bytes quarantine`: copies of documents that failed.
//!
//! Input: the bytes of a document and its path below the folder it was found in. Output: the same bytes at the same
//! path below the quarantine folder, with the permissions of the document. The folder is created for the first document. If
//! another file has the name, a number is added; an identical copy from an earlier run is kept.
//!
//! `in/b/x.txt` with `--quarantine bad` → `bad/b/x.txt`, or `bad/b/x.txt.2`

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{AtomicFile, Durability, FileSpec};
use crate::files::file_mode::FileMode;

/// Where documents that failed are kept. Used by any number of threads.
#[derive(Debug, Clone)]
pub(crate) struct Quarantine {
    root: PathBuf,
}

impl Quarantine {
    /// Below `root`, which need not exist yet.
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    /// Keeps a document and returns the path of the copy.
    ///
    /// # Errors
    /// It cannot be written there.
    pub(crate) fn put(&self, relative: &Path, bytes: &[u8], mode: FileMode) -> Result<PathBuf, Problem> {
        let plain = self.root.join(relative);
        let mut path = plain.clone();
        for number in 2_u64.. {
            match put_at(&path, bytes, mode) {
                Ok(true) => break,
                Ok(false) => {
                    let mut name = plain.clone().into_os_string();
                    name.push(format!(".{number}"));
                    path = name.into();
                }
                Err(error) => return Err(Problem::writing(display_path(&path), &error)),
            }
        }
        Ok(path)
    }
}

/// Writes a copy. Returns `false` if something else has the name.
fn put_at(path: &Path, bytes: &[u8], mode: FileMode) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Err(_) => {}
        Ok(there) if there.is_file() && there.len() == bytes.len() as u64 => return Ok(fs::read(path)? == bytes),
        Ok(_) => return Ok(false),
    }
    let mut file = AtomicFile::begin_with_folders(&FileSpec::new(path, "", Durability::Unsynced).mode(mode))?;
    file.write_all(bytes)?;
    match file.persist_noclobber() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
