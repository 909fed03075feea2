//! The PATHs of the command line become a list of documents to read.
//!
//! Goes in: files, folders, `-`. Comes out: in the order given, and sorted by name inside a folder, each file with the
//! path it has below its folder, or the problem that keeps it from being read. The list is made before anything is
//! written, so that what is written can be held against every input, and the run's own output is never read again.
//!
//! `in` holding `b/x.txt` and `a.txt` → `in/a.txt` as `a.txt`, `in/b/x.txt` as `b/x.txt`

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::file_id::FileId;
use super::messages::{Problem, shown};
use super::output::is_temporary;

/// One document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Where it goes below the output folder: its name, or its path below the folder that was given.
    pub relative: PathBuf,
}

/// All there is to read.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// Documents, and what could not be made into one, in the order they are to be taken.
    pub found: Vec<Result<Input, Problem>>,
    /// The identity of each document, so that none is written over.
    pub ids: HashSet<FileId>,
}

impl Inputs {
    /// Collects the documents of `paths`. A folder with the identity `skip` (the output folder) is not entered.
    pub(crate) fn collect(paths: &[PathBuf], skip: Option<&FileId>) -> Self {
        let mut inputs = Self::default();
        for path in paths {
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => inputs.walk(path, skip),
                Ok(metadata) => inputs.file(path, &metadata),
                Err(error) => inputs.found.push(Err(Problem::reading(shown(path), &error))),
            }
        }
        inputs
    }

    /// A file named on the command line may also be a pipe or a device: who names it wants it read.
    fn file(&mut self, path: &Path, metadata: &fs::Metadata) {
        match path.file_name() {
            Some(name) => {
                self.ids.extend(FileId::of_metadata(path, metadata));
                self.found.push(Ok(Input { path: path.to_path_buf(), relative: name.into() }));
            }
            None => self.found.push(Err(Problem::new(shown(path), "has no file name"))),
        }
    }

    fn walk(&mut self, root: &Path, skip: Option<&FileId>) {
        // Links are followed, since corpora are often trees of links; a link to a folder above it is an error.
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| {
            let is_skipped =
                skip.is_some() && entry.file_type().is_dir() && FileId::of_path(entry.path()).as_ref() == skip;
            let is_left_over = entry.depth() > 0 && is_temporary(entry.file_name());
            !(is_skipped || is_left_over)
        });
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.found.push(Err(unwalkable(root, &error)));
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            let path = entry.path();
            // A pipe or a device that happens to lie in a folder would block or never end.
            if !entry.file_type().is_file() {
                let way_out = "name it on the command line to read it";
                self.found.push(Err(Problem::with_way_out(shown(path), "is not a regular file", way_out)));
                continue;
            }
            // Below its root every path strips; were it not so, the name alone is still right.
            let relative = path.strip_prefix(root).unwrap_or(Path::new(entry.file_name())).to_path_buf();
            self.ids.extend(FileId::of_path(path));
            self.found.push(Ok(Input { path: entry.into_path(), relative }));
        }
    }
}

fn unwalkable(root: &Path, error: &walkdir::Error) -> Problem {
    let path = shown(error.path().unwrap_or(root));
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => Problem::with_way_out(
            path,
            format!("is a link back to the folder it is in ({})", shown(ancestor)),
            "remove the link; what it leads to is read once",
        ),
        (None, Some(error)) => Problem::reading(path, error),
        (None, None) => Problem::new(path, error.to_string()),
    }
}
