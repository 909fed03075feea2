//! `--on-bad-bytes quarantine`: copies of documents that failed.
//!
//! Goes in: the bytes of a document and its path below the folder it was found in. Comes out: the same bytes at the same
//! path below the quarantine folder. The folder is made for the first document; an existing file is replaced, since a
//! second run over the same inputs finds the same faults.
//!
//! `in/b/x.txt` with `--quarantine bad` → `bad/b/x.txt`

use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, write_atomically};

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

    /// Keeps a document and says where.
    ///
    /// # Errors
    /// It cannot be written there.
    pub(crate) fn put(&self, relative: &Path, bytes: &[u8]) -> Result<PathBuf, Problem> {
        let path = self.root.join(relative);
        match write_atomically(&path, bytes, Durability::Unsynced) {
            Ok(()) => Ok(path),
            Err(error) => Err(Problem::writing(display_path(&path), &error)),
        }
    }
}
