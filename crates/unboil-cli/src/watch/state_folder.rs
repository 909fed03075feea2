//! The state folder `IN/.unboil` and its lock.
//!
//! The lock is a file lock of the operating system, so it is released however the process ends. A random id in the
//! folder tells whether IN is still the same folder after it was moved or unmounted.
//!
//! Anyone who may write to IN can create a folder of that name first, with links or a forged journal in it. So the folder
//! and its contents must be real folders and files, belong to the user, and not be writable by others; they are opened
//! without following links, and the folder is held open.
//!
//! `.unboil/lock`, `.unboil/id`, `.unboil/journal`, `.unboil/status.json`, `.unboil/leaving/…`

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::delivery::random;
use crate::console::messages::{Problem, display_path};
use crate::files::atomic::Durability;
use crate::files::directory::{Directory, EntryKind, FileStatus, user};

/// Name of the state folder.
pub(crate) const FOLDER: &str = ".unboil";
/// Name of the folder in it for sources that are leaving IN.
pub(crate) const STAGING: &str = "leaving";
/// Number of attempts to lock, 20 ms apart. `watch --show-status` holds the lock for a moment.
const TRIES: u32 = 10;
/// Permissions of folders and files of the state: everyone may read the status, only the user may write.
const FOLDER_MODE: u32 = 0o755;
pub(crate) const FILE_MODE: u32 = 0o644;
/// Permission bits that let other users write.
const OTHERS_WRITE: u32 = 0o022;

/// The state folder of IN, locked.
#[derive(Debug)]
pub(crate) struct StateFolder {
    root: PathBuf,
    input: Arc<Directory>,
    folder: Arc<Directory>,
    /// Held for the lock, never read.
    _lock: File,
    id: String,
}

impl StateFolder {
    /// Creates the state folder if needed and locks it.
    ///
    /// # Errors
    /// Another watcher has locked it, it is not private, or it cannot be created.
    pub(crate) fn open(root: &Path) -> Result<Self, Problem> {
        let path = root.join(FOLDER);
        let writing = |error: io::Error| Problem::writing(display_path(&path), &error);
        let input = Directory::open(root).map_err(|error| Problem::reading(display_path(root), &error))?;
        input.make_folder(Path::new(FOLDER), FOLDER_MODE).and_then(|()| input.sync()).map_err(writing)?;
        let folder = open_private(&input, root)?;
        let mut lock = folder.open_or_create(Path::new("lock"), FILE_MODE).map_err(writing)?;
        let mut tries = 0;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tries < TRIES => {
                    tries += 1;
                    thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    let mut pid = String::new();
                    let _ = lock.read_to_string(&mut pid);
                    let what = format!("is already watched by process {}", pid.trim());
                    return Err(Problem::with_help(
                        display_path(root),
                        what,
                        "stop that watcher first, or watch another folder",
                    ));
                }
                Err(TryLockError::Error(error)) => {
                    let what = format!("its file system cannot lock files ({error}), and two watchers must not meet");
                    let hint = "watch a folder on another file system";
                    return Err(Problem::with_help(display_path(&path.join("lock")), what, hint));
                }
            }
        }
        let pid = format!("{}\n", std::process::id());
        let noted = lock.rewind().and_then(|()| lock.set_len(0)).and_then(|()| lock.write_all(pid.as_bytes()));
        noted.map_err(writing)?;
        let id = id(&folder).map_err(writing)?;
        Ok(Self { root: root.to_path_buf(), input: Arc::new(input), folder: Arc::new(folder), _lock: lock, id })
    }

    /// The path of IN.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// IN, held open.
    pub(crate) fn input(&self) -> &Arc<Directory> {
        &self.input
    }

    /// The state folder, held open.
    pub(crate) fn folder(&self) -> &Arc<Directory> {
        &self.folder
    }

    /// The name of a file or folder in the state folder, for messages.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(FOLDER).join(name)
    }

    /// Unique prefix for the temporary files of this folder.
    pub(crate) fn tag(&self) -> String {
        tag(&self.id)
    }

    /// Whether the path of IN still leads to the same folder, and the state folder is still in it.
    pub(crate) fn is_here(&self) -> bool {
        let is_same = |folder: &Directory, path: &Path, of: io::Result<FileStatus>| match (folder.status(path), of) {
            (Ok(now), Ok(then)) => (now.device, now.inode) == (then.device, then.inode),
            _ => false,
        };
        let Ok(now) = Directory::open(&self.root) else { return false };
        is_same(&now, Path::new(""), self.input.status(Path::new("")))
            && is_same(&now, Path::new(FOLDER), self.folder.status(Path::new("")))
    }
}

fn tag(id: &str) -> String {
    format!("{id}-")
}

/// The tag of a folder that is not locked; `None` if it has none.
pub(crate) fn tag_of(root: &Path) -> Option<String> {
    let folder = open_private(&Directory::open(root).ok()?, root).ok()?;
    read(&folder, "id").ok().map(|id| tag(id.trim()))
}

/// Reads a file of the state folder, which the caller has checked.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub(crate) fn read(folder: &Directory, name: &str) -> io::Result<String> {
    let mut text = String::new();
    folder.open_file(Path::new(name))?.read_to_string(&mut text)?;
    Ok(text)
}

/// Replaces a file of the state folder atomically. Only the process that holds the lock may do this.
///
/// # Errors
/// It cannot be written.
pub(crate) fn replace(folder: &Directory, name: &str, bytes: &[u8], durability: Durability) -> io::Result<File> {
    let temporary = PathBuf::from(format!(".unboil-{name}.tmp"));
    match folder.remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let write = || -> io::Result<File> {
        let mut file = folder.create_new(&temporary, FILE_MODE)?;
        file.write_all(bytes)?;
        if durability == Durability::Synced {
            file.sync_all()?;
        }
        folder.rename(&temporary, folder, Path::new(name))?;
        if durability == Durability::Synced {
            folder.sync()?;
        }
        Ok(file)
    };
    write().inspect_err(|_| drop(folder.remove_file(&temporary)))
}

/// Opens the state folder of `input` if only the user can have created its contents.
///
/// # Errors
/// It is missing, a link, belongs to another user or may be written by other users; or something in it does.
pub(crate) fn open_private(input: &Directory, root: &Path) -> Result<Directory, Problem> {
    open_checked(input, root, true)
}

/// Opens the state folder of `input` to read the status, which may belong to another user.
///
/// # Errors
/// It is missing or a link, or something in it is.
pub(crate) fn open_for_status(input: &Directory, root: &Path) -> Result<Directory, Problem> {
    open_checked(input, root, false)
}

fn open_checked(input: &Directory, root: &Path, is_private: bool) -> Result<Directory, Problem> {
    let path = root.join(FOLDER);
    let check = |status, kind, path: &Path| check(status, kind, path, is_private);
    let reading = |error: io::Error| Problem::reading(display_path(&path), &error);
    check(input.status(Path::new(FOLDER)).map_err(reading)?, EntryKind::Folder, &path)?;
    let folder = input.subfolder(Path::new(FOLDER)).map_err(reading)?;
    // Checks the open folder, not the path, which may have changed.
    check(folder.status(Path::new("")).map_err(reading)?, EntryKind::Folder, &path)?;
    for (name, _) in folder.entries().map_err(reading)? {
        let kind = if name == STAGING { EntryKind::Folder } else { EntryKind::File };
        check(folder.status(Path::new(&name)).map_err(reading)?, kind, &path.join(&name))?;
    }
    Ok(folder)
}

fn check(status: FileStatus, kind: EntryKind, path: &Path, is_private: bool) -> Result<(), Problem> {
    let (what, hint) = match status.kind {
        EntryKind::Link => ("is a link", "remove it; the watcher makes a new one"),
        other if other != kind => ("is not what the watcher put there", "remove it; the watcher makes a new one"),
        _ if !is_private => return Ok(()),
        _ if user().is_some_and(|user| user != status.owner) => {
            ("belongs to another user", "remove it, or run the watcher as that user")
        }
        _ if status.mode & OTHERS_WRITE != 0 => {
            ("may be written by other users", "check what is in it, then take their right with chmod go-w")
        }
        _ => return Ok(()),
    };
    Err(Problem::with_help(display_path(path), format!("{what}, so the state of the watcher is not safe in it"), hint))
}

/// Reads the id of the folder, or creates one.
fn id(folder: &Directory) -> io::Result<String> {
    if let Ok(id) = read(folder, "id") {
        let id = id.trim();
        if id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(id.to_owned());
        }
    }
    let id = format!("{:016x}", random());
    replace(folder, "id", format!("{id}\n").as_bytes(), Durability::Synced)?;
    Ok(id)
}

/// Whether a watcher has locked the folder.
pub(crate) fn is_watched(folder: &Directory) -> bool {
    let Ok(lock) = folder.open_file(Path::new("lock")) else { return false };
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}
