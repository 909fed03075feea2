//! One look at the whole folder.
//!
//! Goes in: IN. Comes out: every file that may be a document, with its identity, and whether its writer says that it is
//! complete; and what is passed over. Links are not followed, so there are no loops and nothing outside IN is read;
//! pipes, sockets and devices are passed over as well, and so is all that a dot begins.
//!
//! Events of the system are not asked: they get lost, and network file systems have none. A look costs one call a file.
//!
//! `in/a.txt`, `in/a.txt.done`, `in/b.part` → `a.txt`, marked

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::{NameKind, marker};
use super::identity::Identity;
use crate::console::messages::{Problem, shown};

/// A file that may be a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScannedFile {
    /// Below IN.
    pub path: PathBuf,
    pub identity: Identity,
    /// Whether its writer says that it is complete: by a marker that is not older, or by renaming it.
    pub is_complete: bool,
}

/// What else a look found.
#[derive(Debug, Default)]
pub(crate) struct ScanResult {
    /// What is passed over, and why.
    pub skipped: HashMap<PathBuf, &'static str>,
    /// Inodes of files with temporary names.
    pub temporary: HashSet<(u64, u64)>,
    /// What could not be looked at; files there may be, or not.
    pub faults: Vec<Problem>,
}

/// Looks at everything below `root`. `temporary` are the inodes that had temporary names in the look before.
pub(crate) fn look(root: &Path, temporary: &HashSet<(u64, u64)>, found: &mut dyn FnMut(ScannedFile)) -> ScanResult {
    let mut seen = ScanResult::default();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        if let Err(error) = look_into(root, &folder, temporary, &mut folders, &mut seen, found) {
            // A folder may go between two calls.
            if folder.as_os_str().is_empty() || error.kind() != io::ErrorKind::NotFound {
                seen.faults.push(Problem::reading(shown(&root.join(&folder)), &error));
            }
        }
    }
    seen
}

fn look_into(
    root: &Path,
    folder: &Path,
    temporary: &HashSet<(u64, u64)>,
    folders: &mut Vec<PathBuf>,
    seen: &mut ScanResult,
    found: &mut dyn FnMut(ScannedFile),
) -> io::Result<()> {
    let mut markers: HashSet<OsString> = HashSet::new();
    let mut documents: Vec<OsString> = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !name.as_encoded_bytes().starts_with(b".") {
                folders.push(folder.join(name));
            }
            continue;
        }
        match NameKind::of(&name) {
            NameKind::Temporary | NameKind::Hidden => {
                if let Ok(identity) = Identity::of_path(&entry.path()) {
                    seen.temporary.insert((identity.device, identity.inode));
                }
            }
            NameKind::Marker => drop(markers.insert(name)),
            NameKind::Document if kind.is_file() => documents.push(name),
            NameKind::Document => {
                let what = if kind.is_symlink() { "a link" } else { "no regular file" };
                seen.skipped.insert(folder.join(name), what);
            }
        }
    }
    for name in documents {
        let path = folder.join(&name);
        let full = root.join(&path);
        let identity = match Identity::of_path(&full) {
            Ok(identity) => identity,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                seen.faults.push(Problem::reading(shown(&full), &error));
                continue;
            }
        };
        // A marker older than the file belongs to what stood there before.
        let is_marked = !markers.is_empty()
            && markers.contains(marker(Path::new(&name)).as_os_str())
            && Identity::of_path(&marker(&full)).is_ok_and(|marker| marker.ctime >= identity.ctime);
        let is_renamed = temporary.contains(&(identity.device, identity.inode));
        found(ScannedFile { path, identity, is_complete: is_marked || is_renamed });
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn names(root: &Path, temporary: &HashSet<(u64, u64)>) -> (Vec<(String, bool)>, ScanResult) {
        let mut all = Vec::new();
        let seen = look(root, temporary, &mut |found| {
            all.push((found.path.to_string_lossy().into_owned(), found.is_complete));
        });
        all.sort();
        (all, seen)
    }

    #[test]
    fn documents_are_found_and_all_else_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("sub/.hidden")).unwrap();
        for name in ["a.txt", "sub/b.txt", "sub/.hidden/c.txt", ".d.txt", "e.txt.part", "f.txt", "f.txt.done", "g.done"]
        {
            fs::write(root.join(name), "x").unwrap();
        }
        std::os::unix::fs::symlink("a.txt", root.join("link.txt")).unwrap();
        std::os::unix::fs::symlink("..", root.join("sub/up")).unwrap();
        let (all, seen) = names(root, &HashSet::new());
        let expected = [("a.txt".to_owned(), false), ("f.txt".to_owned(), true), ("sub/b.txt".to_owned(), false)];
        assert_eq!(all, expected);
        assert_eq!(seen.skipped.len(), 2);
        assert_eq!(seen.faults, []);
    }

    #[test]
    fn a_file_that_had_a_temporary_name_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("a.txt.part"), "x").unwrap();
        let (all, seen) = names(root, &HashSet::new());
        assert_eq!(all, []);
        fs::rename(root.join("a.txt.part"), root.join("a.txt")).unwrap();
        assert_eq!(names(root, &seen.temporary).0, [("a.txt".to_owned(), true)]);
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
