//! `--rejects FILE`: what failed, as JSON Lines, to be mended and cleaned again.
//!
//! Goes in: problems, and the rows they are about. Comes out: a row for each with the `file`, where it stands (`place`), the `error`,
//! and `raw`, the row as it was, or `raw_base64` where it is no UTF-8. Files that failed as a whole have no `raw`. The file has its
//! name when the run is over.
//!
//! `jq -r .raw rejects.jsonl > mend-me.jsonl`

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::console::messages::{Problem, shown};
use crate::files::fsync::make_folders;
use crate::files::output::Unfinished;

/// Collects what failed.
pub(crate) struct Rejects {
    path: PathBuf,
    tag: String,
    /// Not there before something failed, where that was asked for.
    output: Option<BufWriter<Unfinished>>,
    /// The first fault of writing; it is told at the end.
    fault: Option<io::Error>,
}

impl Rejects {
    /// # Errors
    /// Nothing can be written where `path` is.
    pub(crate) fn new(path: &Path) -> Result<Self, Problem> {
        let mut rejects = Self::lazy(path, "");
        rejects.output().map_err(|error| Problem::writing(shown(path), &error))?;
        Ok(rejects)
    }

    /// The same, but where nothing fails there will be no file. Until it is complete its name holds `tag`.
    pub(crate) fn lazy(path: &Path, tag: &str) -> Self {
        Self { path: path.to_path_buf(), tag: tag.to_owned(), output: None, fault: None }
    }

    fn output(&mut self) -> io::Result<&mut BufWriter<Unfinished>> {
        let output = match self.output.take() {
            Some(output) => output,
            None => {
                make_folders(self.path.parent().unwrap_or(Path::new("")))?;
                BufWriter::new(Unfinished::beside_of(self.path.clone(), &self.tag)?)
            }
        };
        Ok(self.output.insert(output))
    }

    /// An input that failed as a whole.
    pub(crate) fn input(&mut self, problem: &Problem) {
        self.add(problem.place(), problem, &[]);
    }

    /// A row or a record.
    pub(crate) fn piece(&mut self, file: &str, problem: &Problem, raw: &[u8]) {
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
            self.fault.get_or_insert(error);
        }
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// Something could not be written.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        let named = match self.fault {
            Some(error) => Err(error),
            None => match self.output {
                Some(output) => output.into_inner().map_err(|error| error.into_error()).and_then(Unfinished::name),
                None => Ok(()),
            },
        };
        named.map_err(|error| Problem::writing(shown(&self.path), &error))
    }
}
