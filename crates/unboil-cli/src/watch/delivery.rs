//! Records what was written for a cleaned file, so that it can be found again.
//!
//! A source leaves IN only when its output, its report and its rejects are found where they were written. The journal
//! alone is not enough: OUT may have been emptied or replaced since. So a journal entry records the folder of each file, by the
//! id stored in the folder, and the version of the file.
//!
//! `a.txt` cleaned to `out/a.txt` → id of `out`; inode, size and mtime of `out/a.txt`

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::file_name::JsonPath;
use super::plan::Plan;
use crate::files::atomic::{AtomicFile, Durability, write_new_atomically};

/// The version of a written file: different bytes under the same name have a different stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    /// Inode; 0 if there is none.
    inode: u64,
    /// Bytes.
    size: u64,
    /// Time of the last change of the content, in nanoseconds since 1970.
    mtime: i64,
}

impl Stamp {
    /// The stamp of the file at `path`; `None` if nothing is there.
    ///
    /// # Errors
    /// Its metadata cannot be read, or it is not a regular file ([`io::ErrorKind::IsADirectory`] and
    /// [`io::ErrorKind::AlreadyExists`]).
    pub(crate) fn at(path: &Path) -> io::Result<Option<Self>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_file() => Ok(Some(Self::of(&metadata))),
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn of(metadata: &Metadata) -> Self {
        let identity = super::identity::Identity::of(metadata);
        Self { inode: identity.inode, size: identity.size, mtime: identity.mtime }
    }

    /// A number that identifies this version under the name `path`.
    pub(crate) fn fingerprint(self, path: &Path) -> u64 {
        let mut state = Xxh3::new();
        state.update(path.as_os_str().as_encoded_bytes());
        state.update(&[0]);
        state.update(&self.inode.to_le_bytes());
        state.update(&self.size.to_le_bytes());
        state.update(&self.mtime.to_le_bytes());
        state.digest()
    }
}

/// Whether an error means that nothing exists at a path.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The folders for outputs and reports, by the ids stored in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DestinationIds {
    pub output: u64,
    pub reports: Option<u64>,
}

/// Name of the file that holds the id of a folder.
pub(crate) const ID: &str = ".unboil-id";

impl DestinationIds {
    /// Reads the ids of the folders, or creates them.
    ///
    /// # Errors
    /// The path of the folder that cannot be read or written, and why.
    pub(crate) fn of(plan: &Plan) -> Result<Self, (PathBuf, io::Error)> {
        let id = |folder: &PathBuf| folder_id(folder).map_err(|error| (folder.clone(), error));
        Ok(Self { output: id(&plan.output)?, reports: plan.reports.as_ref().map(id).transpose()? })
    }
}

impl DestinationIds {
    /// Whether OUT is still the folder with this id.
    ///
    /// # Errors
    /// Its id cannot be read.
    pub(crate) fn check(self, plan: &Plan) -> io::Result<()> {
        match read_id(&plan.output.join(ID)) {
            Ok(id) if id == self.output => Ok(()),
            Ok(_) => Err(io::ErrorKind::NotFound.into()),
            Err(error) => Err(error),
        }
    }
}

fn read_id(path: &Path) -> io::Result<u64> {
    let text = fs::read_to_string(path)?;
    let digits = Some(text.trim()).filter(|digits| digits.len() == 16);
    let id = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok());
    id.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{ID} in it is damaged; remove it")))
}

/// The id of a folder; created if missing. A folder that was removed and created again is therefore a different folder, even
/// at the same path and with the same inode.
fn folder_id(folder: &Path) -> io::Result<u64> {
    let path = folder.join(ID);
    match read_id(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read,
    }
    match write_new_atomically(&path, format!("{:016x}\n", random()).as_bytes(), Durability::Synced) {
        // Another watcher has created it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        written => written?,
    }
    read_id(&path)
}

/// A random number. The standard library seeds its hash maps with random keys from the system.
pub(crate) fn random() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(std::process::id())
}

/// What was written for a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    pub destination: DestinationIds,
    pub output: Stamp,
    pub report: Option<Stamp>,
    /// Path below `--failed`, if documents failed and there is such a folder.
    pub rejects: Option<(JsonPath, Stamp)>,
    /// Number of documents that failed and are not in the output.
    pub failed: u64,
}

impl Delivery {
    /// Whether all files are where they were written.
    ///
    /// # Errors
    /// The metadata of a file cannot be read.
    pub(crate) fn is_there(&self, path: &Path, plan: &Plan) -> io::Result<bool> {
        let is_at = |path: &Path, stamp: Stamp| match Stamp::at(path) {
            Ok(found) => Ok(found == Some(stamp)),
            Err(error) if matches!(error.kind(), io::ErrorKind::IsADirectory | io::ErrorKind::AlreadyExists) => {
                Ok(false)
            }
            Err(error) => Err(error),
        };
        let output = plan.naming.of_path(path);
        let report = match (&plan.reports, self.report) {
            (Some(reports), Some(stamp)) => is_at(&reports.join(report_name(&output)), stamp)?,
            (None, _) => true,
            (Some(_), None) => false,
        };
        let rejects = match (&plan.failed, &self.rejects) {
            (Some(failed), Some((name, stamp))) => is_at(&failed.join(&name.0), *stamp)?,
            (Some(_), None) => self.failed == 0,
            (None, _) => true,
        };
        Ok(report && rejects && is_at(&plan.output.join(&output), self.output)?)
    }

    /// Fingerprints of the output and the report, as [`Stamp::fingerprint`] makes them.
    pub(crate) fn fingerprints(&self, output: &Path) -> impl Iterator<Item = u64> {
        let report = self.report.map(|report| report.fingerprint(&report_name(output)));
        std::iter::once(self.output.fingerprint(output)).chain(report)
    }
}

/// The path of the report of an output, below the folder of reports.
pub(crate) fn report_name(output: &Path) -> PathBuf {
    with_extension(output, ".report.jsonl")
}

/// A path with an extension added.
pub(crate) fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(extension);
    name.into()
}

/// How a complete file got its name.
#[derive(Debug)]
pub(crate) enum Placed {
    /// Under its name, with this stamp.
    At(Stamp),
    /// The name is taken by a file that this watcher did not write, which is kept.
    Taken,
}

/// Gives a complete file its name, durably. An existing file is replaced only if it has the stamp `own`, and is kept if it
/// holds the same bytes: a killed process may have written it.
///
/// # Errors
/// The file cannot get its name.
pub(crate) fn place(mut file: AtomicFile, own: Option<Stamp>) -> io::Result<Placed> {
    let path = file.path().to_path_buf();
    let named = match Stamp::at(&path)? {
        None => file.persist_noclobber(),
        found if found == own => file.persist(),
        Some(_) => return Ok(if file.adopt_same(&path)? { found(&path)? } else { Placed::Taken }),
    };
    match named {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Placed::Taken),
        Err(error) => Err(error),
        Ok(_) => found(&path),
    }
}

/// Gives a complete file its name, or one with a number if another file has that name. Returns the name.
///
/// # Errors
/// The file cannot get a name.
pub(crate) fn place_numbered(mut file: AtomicFile) -> io::Result<PathBuf> {
    let plain = file.path().to_path_buf();
    for number in 2_u64.. {
        let path = file.path().to_path_buf();
        if fs::symlink_metadata(&path).is_ok() {
            if file.adopt_same(&path)? {
                return Ok(path);
            }
            file.set_path(numbered(&plain, number));
            continue;
        }
        match file.persist_noclobber_or_return() {
            Ok(_) => return Ok(path),
            Err((error, Some(returned))) if error.kind() == io::ErrorKind::AlreadyExists => file = returned,
            Err((error, _)) => return Err(error),
        }
    }
    unreachable!("a folder does not hold that many files")
}

/// `a.txt` as `a.txt.2`.
pub(crate) fn numbered(path: &Path, number: u64) -> PathBuf {
    with_extension(path, &format!(".{number}"))
}

fn found(path: &Path) -> io::Result<Placed> {
    Stamp::at(path)?.map(Placed::At).ok_or_else(|| io::ErrorKind::NotFound.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_that_of_a_regular_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "text").unwrap();
        fs::create_dir(path("folder")).unwrap();
        assert_eq!(Stamp::at(&path("a")).unwrap().map(|stamp| stamp.size), Some(4));
        assert_eq!(Stamp::at(&path("b")).unwrap(), None);
        assert_eq!(Stamp::at(&path("a/b")).unwrap(), None);
        assert_eq!(Stamp::at(&path("folder")).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        // A name that no file can have.
        let error = Stamp::at(&path(&"n".repeat(300))).unwrap_err();
        assert!(!is_absent(&error), "{error}");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a", path("link")).unwrap();
            assert_eq!(Stamp::at(&path("link")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        }
    }

    #[test]
    fn a_fingerprint_depends_on_each_part() {
        let stamp = Stamp { inode: 1, size: 2, mtime: 3 };
        let all = [
            stamp.fingerprint(Path::new("a")),
            stamp.fingerprint(Path::new("b")),
            Stamp { inode: 2, ..stamp }.fingerprint(Path::new("a")),
            Stamp { size: 3, ..stamp }.fingerprint(Path::new("a")),
            Stamp { mtime: 4, ..stamp }.fingerprint(Path::new("a")),
        ];
        assert_eq!(all.iter().collect::<std::collections::HashSet<_>>().len(), all.len());
        assert_eq!(all[0], stamp.fingerprint(Path::new("a")));
    }

    #[test]
    fn a_folder_keeps_its_id_until_it_is_created_again() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("out");
        fs::create_dir(&folder).unwrap();
        let id = folder_id(&folder).unwrap();
        assert_eq!(folder_id(&folder).unwrap(), id);
        assert_eq!(read_id(&folder.join(ID)).unwrap(), id);
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(folder_id(&folder).unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::create_dir(&folder).unwrap();
        assert_ne!(folder_id(&folder).unwrap(), id);
        fs::write(folder.join(ID), "12\n").unwrap();
        assert_eq!(folder_id(&folder).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn watchers_that_start_at_once_agree_on_the_id_of_a_new_folder() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let start = std::sync::Barrier::new(4);
            let id = || {
                start.wait();
                folder_id(folder.path()).unwrap()
            };
            let ids = std::thread::scope(|scope| [0; 4].map(|_| scope.spawn(id)).map(|thread| thread.join().unwrap()));
            assert_eq!(ids, [ids[0]; 4]);
        }
    }

    fn plan(root: &Path) -> Plan {
        let plan = Plan::for_tests(root);
        fs::create_dir(&plan.output).unwrap();
        plan
    }

    #[test]
    fn another_folder_in_the_place_of_out_is_found_out() {
        let root = tempfile::tempdir().unwrap();
        let plan = plan(root.path());
        let ids = DestinationIds::of(&plan).unwrap();
        ids.check(&plan).unwrap();
        fs::remove_dir_all(&plan.output).unwrap();
        assert_eq!(ids.check(&plan).unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::create_dir(&plan.output).unwrap();
        DestinationIds::of(&plan).unwrap();
        assert_eq!(ids.check(&plan).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn an_output_that_became_a_folder_is_not_there_and_one_that_cannot_be_looked_at_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        let plan = plan(root.path());
        let destination = DestinationIds::of(&plan).unwrap();
        fs::write(plan.output.join("a.txt"), "text").unwrap();
        let output = Stamp::at(&plan.output.join("a.txt")).unwrap().unwrap();
        let delivery = Delivery { destination, output, report: None, rejects: None, failed: 0 };
        let is_there = |name: &str| delivery.is_there(Path::new(name), &plan);
        assert!(is_there("a.txt").unwrap());
        fs::remove_file(plan.output.join("a.txt")).unwrap();
        assert!(!is_there("a.txt").unwrap());
        fs::create_dir(plan.output.join("a.txt")).unwrap();
        assert!(!is_there("a.txt").unwrap());
        // A name that no file can have.
        assert!(is_there(&"n".repeat(300)).is_err());
    }
}
