//! `--in-place`: replaces each input by its clean form, or leaves it unchanged.
//!
//! Input: clean bytes. Output: a file next to the input that takes its name when it is complete and on the disk, with the owner,
//! permissions and extended attributes of the input. A file whose content does not change is not touched and keeps its mtime. A
//! file with a failed document is not replaced either, since the failed document would be lost.
//!
//! If a link is named on the command line, its target is replaced. Below a named folder, files are found again from the open
//! folder, without following links, and must be those that were read. Replacing a folder or file by a link in the meantime has no
//! effect.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::counts::Counts;
use super::encoded_output::EncodedOutput;
use super::opened::{Opened, OpenedFile};
use super::sink::{Sink, Stop};
use crate::console::count::count;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, FileSpec};
use crate::files::attributes::copy_attributes;
use crate::files::directory::Directory;
use crate::files::file_id::FileId;
use crate::files::file_mode::FileMode;
use crate::files::inputs::Input;

/// Replaces inputs.
pub(crate) struct InPlace {
    /// The folders that were named, by the name they were given. Nothing is replaced below one that cannot be opened.
    roots: HashMap<PathBuf, io::Result<Root>>,
    /// The folder that was opened last, and its name.
    open: Option<(PathBuf, Arc<Directory>)>,
    /// The files that were begun, by folder and name: a file may be named twice, or by a link.
    taken: HashSet<(FolderId, OsString)>,
    /// The file that is being replaced.
    current: Option<Place>,
    warnings: Vec<Problem>,
}

/// Device and inode of a folder.
type FolderId = (u64, u64);

/// A folder that was named.
struct Root {
    id: FolderId,
    /// Its path without links.
    real: PathBuf,
}

/// A file in an open folder.
struct Place {
    folder: Arc<Directory>,
    name: OsString,
    /// The same as a path, for messages.
    path: PathBuf,
    /// The file that was read.
    id: Option<FileId>,
}

impl Place {
    /// Opens the file if it is the one that was read.
    fn open(&self) -> io::Result<File> {
        let file = self.folder.open_file(Path::new(&self.name))?;
        let there = OpenedFile::of(&self.path, &file.metadata()?);
        if there.is_none_or(|there| there.id != self.id) {
            return Err(io::Error::other("another file has taken its name while it was read"));
        }
        Ok(file)
    }
}

impl InPlace {
    /// For the files in `paths` and those below its folders, which are opened now.
    pub(crate) fn new(paths: &[PathBuf]) -> Self {
        let open = |path: &PathBuf| -> io::Result<Root> {
            Ok(Root { id: folder_id(&Directory::open(path)?)?, real: fs::canonicalize(path)? })
        };
        let root = |path: &PathBuf| match fs::metadata(path) {
            Ok(metadata) if !metadata.is_dir() => None,
            Ok(_) => Some((path.clone(), open(path))),
            Err(error) => Some((path.clone(), Err(error))),
        };
        let roots = paths.iter().filter_map(root).collect();
        Self { roots, open: None, taken: HashSet::new(), current: None, warnings: Vec::new() }
    }

    /// Finds an input again.
    fn place(&mut self, input: &Input, id: Option<FileId>) -> io::Result<Place> {
        // The path without the part that is below the folder.
        let root = input.path.ancestors().nth(input.relative.components().count()).unwrap_or(Path::new(""));
        let Some(known) = self.roots.get(root) else {
            let path = fs::canonicalize(&input.path)?;
            let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
            let folder = Arc::new(Directory::open(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?);
            return Ok(Place { folder, name, path, id });
        };
        let known = known.as_ref().map_err(|error| io::Error::new(error.kind(), error.to_string()))?;
        let handle = match &self.open {
            Some((path, handle)) if path == root => Arc::clone(handle),
            _ => {
                let handle = Arc::new(Directory::open(root)?);
                if folder_id(&handle)? != known.id {
                    return Err(io::Error::other(format!("{} is not the folder that it was", display_path(root))));
                }
                self.open = Some((root.to_path_buf(), Arc::clone(&handle)));
                handle
            }
        };
        // A link that stays inside the folder is resolved first. If it has been redirected meanwhile, it is refused.
        let has_link =
            root != input.path && input.path.ancestors().take_while(|path| *path != root).any(|path| path.is_symlink());
        let relative = if has_link {
            let real = fs::canonicalize(&input.path)?;
            let inside = real.strip_prefix(&known.real).map(Path::to_path_buf);
            inside.map_err(|_| io::Error::other(format!("leads out of {}", display_path(root))))?
        } else {
            input.relative.clone()
        };
        let name = relative.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        let folder = Arc::new(handle.subfolder(relative.parent().unwrap_or(Path::new("")))?);
        let path = if has_link { known.real.join(relative) } else { input.path.clone() };
        Ok(Place { folder, name, path, id })
    }
}

impl Sink for InPlace {
    type Destination = EncodedOutput;

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<EncodedOutput, Problem> {
        let place = display_path(&input.path);
        let Some(file) = &opened.file else {
            let what = "is a pipe or a device, which is not replaced by a file";
            return Err(Problem::with_help(place, what, "write its clean form elsewhere with -o"));
        };
        let found = self.place(input, file.id.clone()).and_then(|found| Ok((folder_id(&found.folder)?, found)));
        let (folder, found) = found.map_err(|error| Problem::reading(place.as_str(), &error))?;
        if !self.taken.insert((folder, found.name.clone())) {
            let what = format!("is {} again, which was cleaned in this run", display_path(&found.path));
            return Err(Problem::with_help(place, what, "name it once"));
        }
        found.open().map_err(|error| Problem::reading(place.as_str(), &error))?;
        let spec = FileSpec {
            path: found.path.clone(),
            folder: Some(Arc::clone(&found.folder)),
            tag: String::new(),
            durability: Durability::Synced,
            // Until it gets the group of the input, its group may differ.
            mode: FileMode::PRIVATE,
        };
        self.current = Some(found);
        Ok(EncodedOutput::new(spec, opened.compression))
    }

    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop {
        let path = self.current.as_ref().map_or(&input.path, |place| &place.path);
        Stop::Failed(Problem::writing(display_path(path), error))
    }

    fn finish(&mut self, input: &Input, _: &Opened, counts: &Counts, output: EncodedOutput) -> Result<(), Stop> {
        if counts.failed > 0 {
            let what = format!(
                "{} of its {} failed, so it is not changed",
                counts.failed,
                count(counts.documents, "document")
            );
            let help = "fix them, or write elsewhere with -o";
            return Err(Stop::Failed(Problem::with_help(input.place(), what, help)));
        }
        if counts.changed == 0 {
            return Ok(());
        }
        let place = self.current.as_ref().expect("an input begins before it ends");
        let replaced = output.finish().and_then(|file| {
            let old = place.open()?;
            let mut lacks = copy_attributes(&old, file.as_file())?;
            if has_other_names(&old)? {
                lacks.push("the other hard links to it, which keep the old content".to_owned());
            }
            file.persist()?;
            Ok(lacks)
        });
        let lacks = replaced.map_err(|error| self.write_failed(input, &error))?;
        if !lacks.is_empty() {
            let what = format!("was replaced without {}", lacks.join(", "));
            self.warnings.push(Problem::new(input.place(), what));
        }
        Ok(())
    }

    fn replaces_inputs(&self) -> bool {
        true
    }

    fn take_warnings(&mut self) -> Vec<Problem> {
        std::mem::take(&mut self.warnings)
    }
}

fn folder_id(folder: &Directory) -> io::Result<FolderId> {
    let status = folder.status(Path::new(""))?;
    Ok((status.device, status.inode))
}

#[cfg(unix)]
fn has_other_names(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(file.metadata()?.nlink() > 1)
}

#[cfg(not(unix))]
fn has_other_names(_: &File) -> io::Result<bool> {
    Ok(false)
}
