//! Turns the paths of the command line into a list of inputs.
//!
//! Input: paths. Output: files in the order given, those of a folder sorted by name, each with its path below the folder or the
//! reason why it cannot be read. The list is complete before anything is written, so that each output can be compared with all
//! inputs and the run never reads its own output.
//!
//! `in` holding `b/x.txt` and `a.txt` → `in/a.txt` as `a.txt`, `in/b/x.txt` as `b/x.txt`

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;

use crate::console::messages::{Problem, display_path};
use crate::files::file_id::FileId;
use crate::files::file_mode::FileMode;
use crate::files::temporary_name::is_temporary;

/// One document to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Its path.
    pub path: PathBuf,
    /// Its path below the output folder: its name, or its path below the folder that was given.
    pub relative: PathBuf,
    /// Whether it is standard input, which has no path.
    pub is_stdin: bool,
    /// How to open it, if not by its path.
    pub opener: Option<Opener>,
}

type Open = dyn Fn() -> io::Result<File> + Send + Sync;

/// Always opens the same file, even if another user redirects the path of the input.
#[derive(Clone)]
pub(crate) struct Opener(Arc<Open>);

impl Opener {
    /// Opens files with `open`.
    pub(crate) fn new(open: impl Fn() -> io::Result<File> + Send + Sync + 'static) -> Self {
        Self(Arc::new(open))
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener")
    }
}

impl PartialEq for Opener {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Opener {}

impl Input {
    /// Standard input.
    pub(crate) fn stdin() -> Self {
        Self { path: "-".into(), relative: PathBuf::new(), is_stdin: true, opener: None }
    }

    /// A file for reading.
    pub(crate) fn file(path: PathBuf, relative: PathBuf) -> Self {
        Self { path, relative, is_stdin: false, opener: None }
    }

    /// Opens the file; not for standard input.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(crate) fn open(&self) -> io::Result<File> {
        match &self.opener {
            Some(Opener(open)) => open(),
            None => File::open(&self.path),
        }
    }

    /// Its permissions; `None` for standard input, pipes and devices, whose permissions do not suit an output.
    pub(crate) fn mode(&self) -> Option<FileMode> {
        let metadata = fs::metadata(&self.path).ok().filter(|metadata| metadata.is_file() && !self.is_stdin);
        metadata.as_ref().map(FileMode::of)
    }

    /// Its name in messages.
    pub(crate) fn place(&self) -> String {
        if self.is_stdin { STDIN.to_owned() } else { display_path(&self.path) }
    }
}

/// The name of standard input in messages.
const STDIN: &str = "<stdin>";

/// Which files of a folder are documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Globs as in ignore files; with a leading `!` they exclude files.
    pub globs: Vec<String>,
    /// Whether to read files and folders whose names begin with a dot.
    pub hidden: bool,
    /// Whether to respect .gitignore, .ignore and the like.
    pub ignore_files: bool,
    /// Whether links that lead out of the folder are left out.
    pub stays_inside: bool,
    /// Which files are skipped because of their names.
    pub skips: Option<fn(&Path) -> bool>,
}

/// The inputs of a run.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// Inputs, and the problems of paths that cannot be read, in the order of processing.
    pub found: Vec<Result<Arc<Input>, Problem>>,
    /// Links in folders that lead out of them.
    pub outside: Vec<PathBuf>,
    /// Files in folders that were skipped because of their names.
    pub skipped: Vec<PathBuf>,
}

impl Inputs {
    /// The files of all inputs, so that none is overwritten.
    pub(crate) fn files(&self) -> Files {
        let paths = self.found.iter().flatten().filter(|input| !input.is_stdin).map(|input| input.path.clone());
        Files { paths: paths.collect(), ..Files::default() }
    }

    /// Adds the files of a list. They keep their paths below the output folder, because names alone could collide.
    pub(crate) fn add_list(&mut self, list: &[PathBuf], filter: &Filter, skip: Option<&FileId>) -> Result<(), Problem> {
        let named: HashSet<&Path> = list.iter().map(PathBuf::as_path).collect();
        let mut listed = Self::collect(list, filter, skip)?;
        for input in listed.found.iter_mut().flatten().filter(|input| named.contains(input.path.as_path())) {
            if let Some(relative) = below(&input.path) {
                Arc::make_mut(input).relative = relative;
            }
        }
        self.found.append(&mut listed.found);
        self.outside.append(&mut listed.outside);
        self.skipped.append(&mut listed.skipped);
        Ok(())
    }

    /// Collects the documents of `paths`. A folder with the identity `skip` (the output folder) is not entered.
    pub(crate) fn collect(paths: &[PathBuf], filter: &Filter, skip: Option<&FileId>) -> Result<Self, Problem> {
        let mut inputs = Self::default();
        for path in paths {
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => inputs.walk(path, filter, skip)?,
                Ok(_) => inputs.file(path),
                Err(error) => inputs.found.push(Err(Problem::reading(display_path(path), &error))),
            }
        }
        Ok(inputs)
    }

    /// Adds a file that was named. It may be a pipe or a device, since it was named on purpose.
    fn file(&mut self, path: &Path) {
        match path.file_name() {
            Some(name) => self.add(path.to_path_buf(), name.into()),
            None => self.found.push(Err(Problem::new(display_path(path), "has no file name"))),
        }
    }

    fn walk(&mut self, root: &Path, filter: &Filter, skip: Option<&FileId>) -> Result<(), Problem> {
        let mut globs = OverrideBuilder::new(root);
        for glob in &filter.globs {
            globs.add(glob).map_err(|error| Problem::new(format!("-g {glob}"), error.to_string()))?;
        }
        let globs = globs.build().map_err(|error| Problem::new("-g", error.to_string()))?;
        let (skip, takes_hidden, stays_inside) = (skip.cloned(), filter.hidden, filter.stays_inside);
        let outside = Arc::new(Mutex::new(Vec::new()));
        let seen_outside = Arc::clone(&outside);
        let real_root = fs::canonicalize(root).ok();
        // Links are followed, since corpora are often trees of links; a link to a folder above it is an error.
        let walk = WalkBuilder::new(root)
            .standard_filters(false)
            .ignore(filter.ignore_files)
            .git_ignore(filter.ignore_files)
            .git_exclude(filter.ignore_files)
            .parents(filter.ignore_files)
            .require_git(false)
            .overrides(globs)
            .follow_links(true)
            .sort_by_file_name(OsStr::cmp)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                let is_skipped = is_folder && skip.is_some() && FileId::of_path(entry.path()) == skip;
                let is_left_over = entry.depth() > 0 && is_temporary(entry.file_name());
                // Filtered here and not by the walk, whose globs would include hidden files again.
                let is_hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
                if is_skipped || is_left_over || (is_hidden && !takes_hidden) {
                    return false;
                }
                // Everything reached without such a link is below the root.
                let leads_out = entry.depth() > 0
                    && entry.path_is_symlink()
                    && fs::canonicalize(entry.path())
                        .is_ok_and(|path| real_root.as_ref().is_none_or(|root| !path.starts_with(root)));
                if leads_out {
                    seen_outside.lock().expect("pushing does not panic").push(entry.path().to_path_buf());
                }
                !(leads_out && stays_inside)
            })
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.found.push(Err(unwalkable(root, &error)));
                    continue;
                }
            };
            let kind = entry.file_type();
            if kind.is_some_and(|kind| kind.is_dir()) {
                continue;
            }
            let path = entry.path();
            // A pipe or a device found in a folder could block the run or never end.
            if !kind.is_some_and(|kind| kind.is_file()) {
                let help = "name it on the command line to read it";
                self.found.push(Err(Problem::with_help(display_path(path), "is not a regular file", help)));
                continue;
            }
            if filter.skips.is_some_and(|skips| skips(path)) {
                self.skipped.push(entry.into_path());
                continue;
            }
            // Every path of the walk is below its root.
            let relative = path.strip_prefix(root).unwrap_or(Path::new(entry.file_name())).to_path_buf();
            self.add(entry.into_path(), relative);
        }
        self.outside.append(&mut outside.lock().expect("pushing does not panic"));
        Ok(())
    }

    fn add(&mut self, path: PathBuf, relative: PathBuf) {
        self.found.push(Ok(Arc::new(Input::file(path, relative))));
    }
}

/// The files that a run reads. Their identities are read only when needed: an output that does not exist yet cannot be one of
/// them, and reading the metadata of every file in a large folder takes as long as reading the folder.
#[derive(Debug, Default)]
pub(crate) struct Files {
    paths: Vec<PathBuf>,
    /// Folders, and the extension of the files in them.
    folders: Vec<(PathBuf, &'static str)>,
    ids: Option<HashSet<FileId>>,
}

impl Files {
    /// Adds these files.
    #[must_use]
    pub(crate) fn and(mut self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        self.paths.extend(paths);
        self
    }

    /// Adds these files, and all files with that extension in these folders.
    #[must_use]
    pub(crate) fn and_below(mut self, paths: impl IntoIterator<Item = PathBuf>, extension: &'static str) -> Self {
        let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
        self.folders.extend(folders.into_iter().map(|folder| (folder, extension)));
        self.and(files)
    }

    /// Whether one of them has this identity. Call it before anything is overwritten.
    pub(crate) fn has(&mut self, id: &FileId) -> bool {
        let Self { paths, folders, ids } = self;
        let ids = ids.get_or_insert_with(|| {
            let of_files = paths.iter().filter_map(|path| FileId::of_path(path));
            of_files.chain(folders.iter().flat_map(|(folder, extension)| ids_below(folder, extension))).collect()
        });
        ids.contains(id)
    }
}

/// The identities of all files in a folder with that extension.
fn ids_below(folder: &Path, extension: &str) -> impl Iterator<Item = FileId> {
    let walk = WalkBuilder::new(folder).standard_filters(false).follow_links(true).build();
    walk.flatten()
        .filter(move |entry| entry.path().extension().is_some_and(|other| other == extension))
        .filter_map(|entry| FileId::of_path(entry.path()))
}

/// A path that can be joined to another folder; `None` if it leads upwards.
fn below(path: &Path) -> Option<PathBuf> {
    let mut relative = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => relative.push(name),
            Component::ParentDir => return None,
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    Some(relative)
}

fn unwalkable(root: &Path, error: &ignore::Error) -> Problem {
    use ignore::Error;
    match error {
        Error::WithPath { path, err } => unwalkable(path, err),
        Error::WithDepth { err, .. } => unwalkable(root, err),
        Error::Loop { ancestor, child } => Problem::with_help(
            display_path(child),
            format!("is a link back to the folder it is in ({})", display_path(ancestor)),
            "remove the link; the folder is read once",
        ),
        // The system error is the source of the walk's error.
        Error::Io(error) => {
            let inner = error.get_ref().and_then(|error| error.source()?.downcast_ref::<std::io::Error>());
            Problem::reading(display_path(root), inner.unwrap_or(error))
        }
        error => Problem::new(display_path(root), error.to_string()),
    }
}
