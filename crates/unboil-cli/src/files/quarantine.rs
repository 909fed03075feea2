//! `--on-bad-bytes quarantine`: documents that do not decode are put aside as they are.
//!
//! Goes in: the bytes of a document and its path below the folder it was found in. Comes out: the same bytes at the same
//! path below the quarantine folder, whole or not at all. The folder appears with the first document; what is there already
//! is replaced, as a second run over the same inputs finds the same faults.
//!
//! `in/b/x.txt` with `--quarantine bad` → `bad/b/x.txt`

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::console::messages::{Problem, shown};
use crate::files::output::temporary;

/// Where documents are put aside. Used by any number of threads.
#[derive(Debug, Clone)]
pub(crate) struct Quarantine {
    root: PathBuf,
}

impl Quarantine {
    /// Below `root`, which need not exist yet.
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    /// Puts a document aside and tells where.
    ///
    /// # Errors
    /// It cannot be written there.
    pub(crate) fn put(&self, relative: &Path, bytes: &[u8]) -> Result<PathBuf, Problem> {
        let path = self.root.join(relative);
        let write = || {
            let folder = path.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder)?;
            let mut file = temporary(folder)?;
            file.write_all(bytes)?;
            file.persist(&path).map_err(|error| error.error)
        };
        match write() {
            Ok(_) => Ok(path),
            Err(error) => Err(Problem::writing(shown(&path), &error)),
        }
    }
}
