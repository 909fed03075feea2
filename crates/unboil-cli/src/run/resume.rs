//! `--resume`: which outputs are complete, so that a run can continue after a kill.
//!
//! Input: an output that was written, with the hashes of its input, of everything that affects it (rules, options,
//! version), and of itself. Output, in a later run: whether it can be skipped. A line is added to a file in the
//! output folder once the output has its name; after a kill between the two the output is written again, which does no harm.
//! Bytes are compared, not times or sizes.
//!
//! `{"job":"xxh3:…","output":"a.txt","input":"…","bytes":512,"hash":"…"}`

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use unboil::report::{self, RunRecord};

use super::job::Job;
use super::naming::Naming;
use crate::console::messages::display_path;
use crate::files::atomic::irreplaceable;
use crate::files::hash::hash_file;
use crate::files::inputs::Input;

/// The name of the file. It begins with a dot, so that a later run does not read it as a document.
const NAME: &str = ".unboil-resume.jsonl";

/// A complete output: a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct ManifestEntry {
    job: String,
    output: String,
    input: String,
    bytes: u64,
    hash: String,
}

/// The list of complete outputs.
#[derive(Debug)]
pub(crate) struct Manifest {
    root: PathBuf,
    path: PathBuf,
    job: String,
    naming: Naming,
    /// By output.
    known: HashMap<String, ManifestEntry>,
    file: Mutex<File>,
}

/// The hash of everything that affects an output; `more` is what the job does not contain.
pub(crate) fn job_hash(job: &Job, more: &str) -> String {
    let run = serde_json::to_string(&RunRecord::new(&job.cleaner, true)).expect("a record of a run is JSON");
    report::hash(
        format!(
            "{run}\n{:?} {:?} {:?} {:?} {:?}\n{more}",
            job.format, job.naming.compress, job.settings, job.naming.output_form, job.on_missing
        )
        .as_bytes(),
    )
}

impl Manifest {
    /// Where the list of the folder `root` is.
    pub(crate) fn path_in(root: &Path) -> PathBuf {
        root.join(NAME)
    }

    /// Opens the list of the folder `root`, which exists.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub(crate) fn open(root: &Path, job: String, naming: Naming) -> io::Result<Self> {
        let path = Self::path_in(root);
        let mut file = open_list(&path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<ManifestEntry>(line).ok());
        let known = lines.map(|line| (line.output.clone(), line)).collect();
        // A kill may have left half a line.
        if text.pop().is_some_and(|last| last != '\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { root: root.to_path_buf(), path, job, naming, known, file: Mutex::new(file) })
    }

    /// Its file.
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
        hash_file(&input.path).map(|file| file.hash)
    }

    /// Whether the output of an input with this hash exists, was written by the same job, and is unchanged.
    pub(crate) fn is_complete(&self, input: &Input, hash: u128) -> bool {
        let relative = self.naming.of(input);
        let Some(line) = self.known.get(&display_path(&relative)) else { return false };
        line.job == self.job
            && line.input == hex(hash)
            && hash_file(&self.root.join(relative))
                .is_ok_and(|file| file.length == line.bytes && hex(file.hash) == line.hash)
    }

    /// Adds the output `path` of an input with this hash.
    ///
    /// # Errors
    /// The output cannot be read, or the line cannot be written.
    pub(super) fn remember(&self, input: &Input, hash: u128, path: &Path) -> io::Result<()> {
        let written = hash_file(path)?;
        let line = ManifestEntry {
            job: self.job.clone(),
            output: display_path(&self.naming.of(input)),
            input: hex(hash),
            bytes: written.length,
            hash: hex(written.hash),
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        self.file.lock().expect("writing does not panic").write_all(&line)
    }
}

/// Opens the list, or creates it. Links and pipes are refused: with them, anyone who may write to the output folder could
/// redirect the lines.
fn open_list(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits() as i32);
    }
    if let Ok(metadata) = fs::symlink_metadata(path)
        && !metadata.is_file()
        && !metadata.is_dir()
    {
        return Err(io::Error::other(irreplaceable(&metadata)));
    }
    options.open(path)
}

fn hex(hash: u128) -> String {
    format!("{hash:032x}")
}
