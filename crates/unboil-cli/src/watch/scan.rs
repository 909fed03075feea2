//! Lists all files of IN that may be documents.
//!
//! For each file, a scan returns its identity and whether its writer has marked it as complete. Links are not
//! followed, so there are no loops and nothing outside IN is read. Pipes, sockets, devices and names that begin with
//! a dot are skipped.
//!
//! A scan costs one system call per file. It does not depend on file system events, because events can be lost and
//! network file systems have none.
//!
//! `in/a.txt`, `in/a.txt.done`, `in/b.part` → `a.txt`, complete

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::{NameKind, marker};
use super::identity::Identity;
use crate::console::messages::{Problem, display_path};
use crate::files::directory::{Directory, EntryKind};

/// A file that may be a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScannedFile {
    /// Path below IN.
    pub path: PathBuf,
    pub identity: Identity,
    /// Whether its writer has marked it as complete: with a marker that is not older than the file, or by renaming
    /// it.
    pub is_complete: bool,
}

/// What else a scan found.
#[derive(Debug, Default)]
pub(crate) struct ScanResult {
    /// Skipped paths, with the reason.
    pub skipped: HashMap<PathBuf, &'static str>,
    /// Device and inode of files with temporary names.
    pub temporary: HashSet<(u64, u64)>,
    /// Errors; the folders concerned may contain files that were not seen.
    pub faults: Vec<Problem>,
}

/// Scans everything below `input`, which is the folder `root`. `temporary` are the files that had temporary names in the previous scan, as device
/// and inode.
pub(crate) fn scan(
    input: &Directory,
    root: &Path,
    temporary: &HashSet<(u64, u64)>,
    found: &mut dyn FnMut(ScannedFile),
) -> ScanResult {
    let mut result = ScanResult::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        if let Err(error) = scan_folder((input, root), &folder, temporary, &mut folders, &mut result, found) {
            // A folder may be deleted or replaced between two calls.
            let is_gone = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
            if folder.as_os_str().is_empty() || !is_gone {
                let path = if folder.as_os_str().is_empty() { root.to_path_buf() } else { root.join(&folder) };
                result.faults.push(Problem::reading(display_path(&path), &error));
            }
        }
    }
    result
}

fn scan_folder(
    (input, root): (&Directory, &Path),
    folder: &Path,
    temporary: &HashSet<(u64, u64)>,
    folders: &mut Vec<PathBuf>,
    result: &mut ScanResult,
    found: &mut dyn FnMut(ScannedFile),
) -> io::Result<()> {
    let mut markers: HashSet<OsString> = HashSet::new();
    let mut documents: Vec<OsString> = Vec::new();
    let directory = input.subfolder(folder)?;
    for (name, kind) in directory.entries()? {
        if kind == EntryKind::Folder {
            if !name.as_encoded_bytes().starts_with(b".") {
                folders.push(folder.join(name));
            }
            continue;
        }
        match NameKind::of(&name) {
            NameKind::Temporary | NameKind::Hidden => {
                if let Ok(identity) = Identity::below(&directory, Path::new(&name)) {
                    result.temporary.insert((identity.device, identity.inode));
                }
            }
            NameKind::Marker => drop(markers.insert(name)),
            NameKind::Document if kind == EntryKind::File => documents.push(name),
            NameKind::Document => {
                let what = if kind == EntryKind::Link { "a link" } else { "no regular file" };
                result.skipped.insert(folder.join(name), what);
            }
        }
    }
    for name in documents {
        let path = folder.join(&name);
        let identity = match Identity::below(&directory, Path::new(&name)) {
            Ok(identity) => identity,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                result.faults.push(Problem::reading(display_path(&root.join(&path)), &error));
                continue;
            }
        };
        // A marker older than the file belongs to a previous file of that name.
        let is_marked = !markers.is_empty()
            && markers.contains(marker(Path::new(&name)).as_os_str())
            && Identity::below(&directory, &marker(Path::new(&name)))
                .is_ok_and(|marker| marker.ctime >= identity.ctime);
        let is_renamed = temporary.contains(&(identity.device, identity.inode));
        found(ScannedFile { path, identity, is_complete: is_marked || is_renamed });
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    fn names(root: &Path, temporary: &HashSet<(u64, u64)>) -> (Vec<(String, bool)>, ScanResult) {
        let mut all = Vec::new();
        let result = scan(&Directory::open(root).unwrap(), root, temporary, &mut |found| {
            all.push((found.path.to_string_lossy().into_owned(), found.is_complete));
        });
        all.sort();
        (all, result)
    }

    #[test]
    fn documents_are_found_and_everything_else_is_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("sub/.hidden")).unwrap();
        for name in ["a.txt", "sub/b.txt", "sub/.hidden/c.txt", ".d.txt", "e.txt.part", "f.txt", "f.txt.done", "g.done"]
        {
            fs::write(root.join(name), "x").unwrap();
        }
        std::os::unix::fs::symlink("a.txt", root.join("link.txt")).unwrap();
        std::os::unix::fs::symlink("..", root.join("sub/up")).unwrap();
        let (all, result) = names(root, &HashSet::new());
        let expected = [("a.txt".to_owned(), false), ("f.txt".to_owned(), true), ("sub/b.txt".to_owned(), false)];
        assert_eq!(all, expected);
        assert_eq!(result.skipped.len(), 2);
        assert_eq!(result.faults, []);
    }

    #[test]
    fn a_file_that_had_a_temporary_name_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt.part"), "x").unwrap();
        let (all, result) = names(root, &HashSet::new());
        assert_eq!(all, []);
        fs::rename(root.join("a.txt.part"), root.join("a.txt")).unwrap();
        assert_eq!(names(root, &result.temporary).0, [("a.txt".to_owned(), true)]);
    }

    #[test]
    fn a_marker_older_than_the_file_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt.done"), "").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        fs::write(root.join("a.txt"), "x").unwrap();
        assert_eq!(names(root, &HashSet::new()).0, [("a.txt".to_owned(), false)]);
    }
}
