//! `--resume`: which outputs are complete, so that a run that was killed goes on where it was.
//!
//! Goes in: an output that was written, with the hashes of its input, of all that decides what becomes of it (rules, options,
//! version), and of itself. Comes out, in a later run: whether it need not be made again. A line is added to a file in the output folder
//! when the output has its name; a kill between the two makes it once more, which does no harm. Times and sizes alone are not
//! believed: the bytes are.
//!
//! `{"job":"xxh3:…","output":"a.txt","input":"…","bytes":512,"hash":"…"}`

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use unboil::report::{self, RunRecord};
use xxhash_rust::xxh3::Xxh3;

use super::Job;
use super::folder::Naming;
use crate::console::messages::shown;
use crate::files::inputs::Input;

/// The name of the file. It begins with a dot, so a later run does not take it for a document.
const NAME: &str = ".unboil-resume.jsonl";
/// Bytes hashed at once.
const CHUNK: usize = 1 << 16;

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    job: String,
    output: String,
    input: String,
    bytes: u64,
    hash: String,
}

/// What was written: how many bytes, and their hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub bytes: u64,
    pub hash: u128,
}

/// The outputs that are complete.
#[derive(Debug)]
pub(crate) struct Manifest {
    root: PathBuf,
    path: PathBuf,
    job: String,
    naming: Naming,
    /// By output.
    known: HashMap<String, Line>,
    file: Mutex<File>,
}

/// Hash of all that decides what becomes of a document; `more` is what the job does not know.
pub(crate) fn job_hash(job: &Job, more: &str) -> String {
    let run = serde_json::to_string(&RunRecord::new(&job.cleaner, true)).unwrap_or_default();
    report::hash(
        format!("{run}\n{:?} {:?} {:?} {:?}\n{more}", job.format, job.compress, job.settings, job.output).as_bytes(),
    )
}

impl Manifest {
    /// That of the folder `root`, which exists.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub(crate) fn open(root: &Path, job: String, naming: Naming) -> io::Result<Self> {
        let path = root.join(NAME);
        let mut text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let known = lines.map(|line| (line.output.clone(), line)).collect();
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        // A kill may have left half a line.
        if text.pop().is_some_and(|last| last != '\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { root: root.to_path_buf(), path, job, naming, known, file: Mutex::new(file) })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The hash of an input.
    ///
    /// # Errors
    /// It cannot be read; or it is a pipe, which can be read only once.
    pub(crate) fn hash_input(&self, input: &Input) -> io::Result<u128> {
        if input.is_stdin || !fs::metadata(&input.path)?.is_file() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        hash_file(&input.path).map(|written| written.hash)
    }

    /// Whether the output of an input with that hash is there, made by the same job, with every byte it had.
    pub(crate) fn is_complete(&self, input: &Input, hash: u128) -> bool {
        let relative = self.naming.of(input);
        let Some(line) = self.known.get(&shown(&relative)) else { return false };
        line.job == self.job
            && line.input == hex(hash)
            && hash_file(&self.root.join(relative)).is_ok_and(|w| w.bytes == line.bytes && hex(w.hash) == line.hash)
    }

    /// Notes an output that has its name.
    ///
    /// # Errors
    /// Those of writing.
    pub(crate) fn remember(&self, input: &Input, hash: Option<u128>, written: Option<Written>) -> io::Result<()> {
        let (Some(hash), Some(written)) = (hash, written) else { return Ok(()) };
        let line = Line {
            job: self.job.clone(),
            output: shown(&self.naming.of(input)),
            input: hex(hash),
            bytes: written.bytes,
            hash: hex(written.hash),
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        match self.file.lock() {
            Ok(mut file) => file.write_all(&line),
            Err(_) => Ok(()),
        }
    }
}

fn hex(hash: u128) -> String {
    format!("{hash:032x}")
}

fn hash_file(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let (mut state, mut bytes, mut buffer) = (Xxh3::new(), 0, vec![0; CHUNK]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Written { bytes, hash: state.digest128() }),
            Ok(count) => {
                state.update(buffer.get(..count).unwrap_or_default());
                bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
