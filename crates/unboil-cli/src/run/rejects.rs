//! `--rejects FILE`: what failed, as JSON Lines, to be repaired and cleaned again.
//!
//! Input: errors, and the records they are about. Output: a row for each with the `file`, the location (`place`), the `error`,
//! and `raw`, the original record, or `raw_base64` if it is not UTF-8. Files that failed as a whole have no `raw`. The file gets
//! its name when the run ends.
//!
//! `jq -r .raw rejects.jsonl > to-fix.jsonl`

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::console::messages::{Problem, display_path};
#[cfg(feature = "watch")]
use crate::files::atomic::AtomicFile;
use crate::files::atomic::{Durability, FileSpec};
use crate::files::named_file::NamedFile;

/// Collects what failed.
pub(crate) struct Rejects {
    path: PathBuf,
    /// Part of the temporary name.
    tag: String,
    durability: Durability,
    /// `None` before the first row of [`Rejects::lazy`].
    output: Option<BufWriter<NamedFile>>,
    /// The first error of writing, which is returned at the end.
    error: Option<io::Error>,
}

impl Rejects {
    /// Creates the file.
    ///
    /// # Errors
    /// It cannot be created.
    pub(crate) fn new(path: &Path) -> Result<Self, Problem> {
        let mut rejects = Self { durability: Durability::Unsynced, ..Self::lazy(path, "") };
        rejects.output().map_err(|error| Problem::writing(display_path(path), &error))?;
        Ok(rejects)
    }

    /// The same, but the file is created only if something fails, and is on the disk when it has its name. `tag` is part of its
    /// temporary name.
    pub(crate) fn lazy(path: &Path, tag: &str) -> Self {
        Self {
            path: path.to_path_buf(),
            tag: tag.to_owned(),
            durability: Durability::Synced,
            output: None,
            error: None,
        }
    }

    fn output(&mut self) -> io::Result<&mut BufWriter<NamedFile>> {
        let output = match self.output.take() {
            Some(output) => output,
            None => {
                let spec = FileSpec::new(&self.path, &self.tag, self.durability);
                BufWriter::new(match self.durability {
                    Durability::Unsynced => NamedFile::begin_with_folders(&spec)?,
                    // The watcher chooses another name if this one is taken.
                    Durability::Synced => NamedFile::begin_unnamed(&spec)?,
                })
            }
        };
        Ok(self.output.insert(output))
    }

    /// An input that failed as a whole.
    pub(crate) fn input(&mut self, problem: &Problem) {
        self.add(problem.place(), problem, &[]);
    }

    /// A record that failed.
    pub(crate) fn record(&mut self, file: &str, problem: &Problem, raw: &[u8]) {
        self.add(file, problem, raw);
    }

    fn add(&mut self, file: &str, problem: &Problem, raw: &[u8]) {
        let mut row = Map::new();
        row.insert("file".into(), file.into());
        row.insert("place".into(), problem.place().into());
        row.insert("error".into(), problem.what().into());
        match std::str::from_utf8(raw) {
            Ok("") => {}
            Ok(raw) => drop(row.insert("raw".into(), raw.into())),
            Err(_) => drop(row.insert("raw_base64".into(), data_encoding::BASE64.encode(raw).into())),
        }
        let written = self.output().and_then(|output| writeln!(output, "{}", Value::Object(row)));
        if let Err(error) = written {
            self.error.get_or_insert(error);
        }
    }

    /// The file, complete but without its name; `None` if nothing has failed.
    ///
    /// # Errors
    /// Something could not be written.
    #[cfg(feature = "watch")]
    pub(crate) fn complete(self) -> io::Result<Option<AtomicFile>> {
        self.end()?.map(NamedFile::into_unnamed).transpose()
    }

    fn end(self) -> io::Result<Option<NamedFile>> {
        match self.error {
            Some(error) => Err(error),
            None => self.output.map(|output| output.into_inner().map_err(io::IntoInnerError::into_error)).transpose(),
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// Something could not be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let path = self.path.clone();
        let named = self.end().and_then(|file| file.map_or(Ok(()), NamedFile::finish));
        named.map_err(|error| Problem::writing(display_path(&path), &error))
    }
}
