//! Which files are read: the options that select them, in addition to the paths on the command line.
//!
//! Input: `--files-from`, `-0`, `-g` and related options. Output: paths, and a [`Filter`] for folders.
//!
//! `find corpus -name '*.txt' -print0 | unboil clean --files-from - -0 -o out` → the paths that find wrote

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;

use crate::console::messages::{Problem, display_path};
use crate::files::inputs::Filter;

/// Which files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Inputs")]
pub(crate) struct Reading {
    /// Read the names of files and folders from FILE, one per line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Names in FILE are separated by NUL bytes, as `find -print0` writes them
    #[arg(short = '0', long, requires = "files_from")]
    null: bool,
    /// In folders, take only files that match GLOB; with a leading `!`, skip them; can be repeated
    #[arg(short, long, value_name = "GLOB")]
    glob: Vec<String>,
    /// Include files and folders whose names start with a dot
    #[arg(long)]
    hidden: bool,
    /// Skip what .gitignore and .ignore files list
    #[arg(long)]
    ignore_files: bool,
}

impl Reading {
    /// Whether there is a list of files.
    pub(crate) fn is_list(&self) -> bool {
        self.files_from.is_some()
    }

    /// The list, if it is a file.
    pub(crate) fn list_file(&self) -> Option<&Path> {
        self.files_from.as_deref().filter(|path| !is_stdin(path))
    }

    /// How messages call the list.
    pub(crate) fn place(&self) -> String {
        self.files_from.as_deref().map(display_path).unwrap_or_default()
    }

    /// Which files of a folder are read.
    pub(crate) fn filter(&self) -> Filter {
        Filter {
            globs: self.glob.clone(),
            hidden: self.hidden,
            ignore_files: self.ignore_files,
            stays_inside: false,
            skips: None,
        }
    }

    /// Why there are no inputs.
    pub(crate) fn no_files(&self) -> String {
        match self.glob.as_slice() {
            [] => "there are no files to clean".to_owned(),
            globs => format!("no file matches -g {}", globs.join(" -g ")),
        }
    }

    /// Whether globs choose the files of a folder, and do not only exclude some.
    pub(crate) fn chooses_files(&self) -> bool {
        self.glob.iter().any(|glob| !glob.starts_with('!'))
    }

    /// The paths of `--files-from`.
    pub(crate) fn list(&self) -> Result<Vec<PathBuf>, Problem> {
        let mut paths = Vec::new();
        if let Some(list) = &self.files_from {
            let mut bytes = Vec::new();
            let read = if is_stdin(list) {
                io::stdin().lock().read_to_end(&mut bytes).map(drop)
            } else {
                fs::read(list).map(|read| bytes = read)
            };
            read.map_err(|error| Problem::reading(display_path(list), &error))?;
            let end = if self.null { 0 } else { b'\n' };
            for name in bytes.split(|byte| *byte == end) {
                let name = if self.null { name } else { name.strip_suffix(b"\r").unwrap_or(name) };
                if !name.is_empty() {
                    paths.push(path_of(name));
                }
            }
        }
        Ok(paths)
    }
}

/// Whether a path of the command line means standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path of any bytes.
#[cfg(unix)]
pub(crate) fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(name).into()
}

/// A path of UTF-8.
#[cfg(not(unix))]
pub(crate) fn path_of(name: &[u8]) -> PathBuf {
    String::from_utf8_lossy(name).into_owned().into()
}
