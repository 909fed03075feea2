//! The state folder `IN/.unboil` and its lock.
//!
//! The lock is a file lock of the operating system, so it is released however the process ends. A random id in the
//! folder tells whether IN is still the same folder after it was moved or unmounted.
//!
//! `.unboil/lock`, `.unboil/id`, `.unboil/journal`, `.unboil/status.json`, `.unboil/leaving/…`

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::console::messages::{Problem, display_path};
use crate::files::atomic::{Durability, write_atomically};
use crate::files::fsync::make_folders;

/// Name of the state folder.
pub(crate) const FOLDER: &str = ".unboil";
/// Number of attempts to lock, 20 ms apart. `watch --show-status` holds the lock for a moment.
const TRIES: u32 = 10;

/// The state folder of IN, locked.
#[derive(Debug)]
pub(crate) struct StateFolder {
    root: PathBuf,
    /// Held for the lock, never read.
    _lock: File,
    id: String,
}

impl StateFolder {
    /// Creates the state folder if needed and locks it.
    ///
    /// # Errors
    /// Another watcher has locked it, or it cannot be created.
    pub(crate) fn open(root: &Path) -> Result<Self, Problem> {
        let folder = root.join(FOLDER);
        let writing = |error: io::Error| Problem::writing(display_path(&folder), &error);
        make_folders(&folder).map_err(writing)?;
        let path = folder.join("lock");
        let open = || OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut lock = open().map_err(writing)?;
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
                    return Err(Problem::with_help(display_path(&path), what, "watch a folder on another file system"));
                }
            }
        }
        let pid = format!("{}\n", std::process::id());
        let noted = lock.rewind().and_then(|()| lock.set_len(0)).and_then(|()| lock.write_all(pid.as_bytes()));
        noted.map_err(writing)?;
        let id = id(&folder).map_err(writing)?;
        Ok(Self { root: root.to_path_buf(), _lock: lock, id })
    }

    /// The path of IN.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file or folder in the state folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(FOLDER).join(name)
    }

    /// Unique prefix for the temporary files of this folder.
    pub(crate) fn tag(&self) -> String {
        format!("{}-", self.id)
    }

    /// Whether the path of IN still leads to the same folder.
    pub(crate) fn is_here(&self) -> bool {
        fs::read_to_string(self.path("id")).is_ok_and(|id| id.trim() == self.id)
    }
}

/// Reads the id of the folder, or creates one.
fn id(folder: &Path) -> io::Result<String> {
    let path = folder.join("id");
    if let Ok(id) = fs::read_to_string(&path) {
        let id = id.trim();
        if id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(id.to_owned());
        }
    }
    // The standard library seeds its hash maps with random keys from the system.
    let id = {
        use std::hash::{BuildHasher as _, RandomState};
        format!("{:016x}", RandomState::new().hash_one(std::process::id()))
    };
    write_atomically(&path, format!("{id}\n").as_bytes(), Durability::Synced)?;
    Ok(id)
}

/// Whether a watcher has locked `root`.
pub(crate) fn is_watched(root: &Path) -> bool {
    let Ok(lock) = File::open(root.join(FOLDER).join("lock")) else { return false };
    matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock))
}
