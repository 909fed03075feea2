//! Files that get their name only when they are complete.
//!
//! Goes in: a path and bytes. Comes out: the file, whole, or nothing. The bytes go to a temporary file in the same folder,
//! which is then renamed. A full disk, a crash or a kill leaves the old file or none, never half a file; a file cut short by
//! a full disk would look like a short document. With [`Durability::Synced`] the file also survives a power cut once it has
//! its name.
//!
//! `out/news/a.txt` → `out/news/.unboil-x7Rq2a.tmp` is written, then renamed to `out/news/a.txt`

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::fault_injection::stop_at;
use crate::files::fsync::{make_folders, sync_folder};

const PREFIX: &str = ".unboil-";
const SUFFIX: &str = ".tmp";

/// What is promised once a file has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It is complete as long as the system does not crash.
    Unsynced,
    /// It is complete after a power cut as well.
    #[cfg_attr(not(feature = "watch"), expect(dead_code, reason = "only the watcher promises that"))]
    Synced,
}

/// A file that is being written. If it is dropped before it has its name, nothing remains.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    file: NamedTempFile,
    path: PathBuf,
    durability: Durability,
}

impl AtomicFile {
    /// Begins the file that is to be `path`; its folder exists. `tag` becomes part of the temporary name, for
    /// [`is_temporary_with_tag`].
    ///
    /// # Errors
    /// The temporary file cannot be created.
    pub(crate) fn create(path: PathBuf, tag: &str, durability: Durability) -> io::Result<Self> {
        let file = temporary_file(parent(&path), tag)?;
        Ok(Self { file, path, durability })
    }

    /// The same, and creates the folders that are missing.
    ///
    /// # Errors
    /// A folder or the temporary file cannot be created.
    pub(crate) fn create_with_folders(path: PathBuf, tag: &str, durability: Durability) -> io::Result<Self> {
        match Self::create(path.clone(), tag, durability) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match durability {
                    Durability::Unsynced => fs::create_dir_all(parent(&path))?,
                    Durability::Synced => make_folders(parent(&path))?,
                }
                Self::create(path, tag, durability)
            }
            created => created,
        }
    }

    /// The name it will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Sets the permissions it will have.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn set_permissions(&self, permissions: fs::Permissions) -> io::Result<()> {
        self.file.as_file().set_permissions(permissions)
    }

    /// Gives the file its name and replaces what has it.
    ///
    /// # Errors
    /// It cannot be synced, or what has the name cannot be replaced. After an error of the last sync the file may have
    /// its name already.
    pub(crate) fn persist(self) -> io::Result<fs::File> {
        self.persist_with(NamedTempFile::persist, stop_at)
    }

    /// Gives the file its name unless something has it.
    ///
    /// # Errors
    /// As [`persist`](Self::persist); or something has the name.
    pub(crate) fn persist_noclobber(self) -> io::Result<fs::File> {
        self.persist_with(NamedTempFile::persist_noclobber, stop_at)
    }

    /// The same; if something has the name, the file is given back and can get another one.
    ///
    /// # Errors
    /// As [`persist_noclobber`](Self::persist_noclobber). There is no file after an error of syncing.
    #[cfg(feature = "watch")]
    pub(crate) fn persist_noclobber_or_return(self) -> Result<fs::File, (io::Error, Option<Self>)> {
        self.persist_or_return(NamedTempFile::persist_noclobber, stop_at)
    }

    /// Changes the name it will have, in the same folder.
    #[cfg(feature = "watch")]
    pub(crate) fn set_path(&mut self, path: PathBuf) {
        self.path = path;
    }

    /// Whether the file `path` holds the same bytes. If so, it is made durable.
    ///
    /// # Errors
    /// One of the files cannot be read, or `path` cannot be synced.
    #[cfg(feature = "watch")]
    pub(crate) fn adopt_same(&mut self, path: &Path) -> io::Result<bool> {
        use crate::files::hash::{hash_file, hash_open_file};
        if !fs::symlink_metadata(path)?.is_file() {
            return Ok(false);
        }
        let ours = hash_open_file(fs::File::open(self.file.path())?)?;
        if hash_file(path)? != ours {
            return Ok(false);
        }
        fs::File::open(path)?.sync_all()?;
        sync_folder(parent(path))?;
        Ok(true)
    }

    fn persist_with(
        self,
        rename: impl FnOnce(NamedTempFile, PathBuf) -> Result<fs::File, tempfile::PersistError>,
        stop_at: fn(&str),
    ) -> io::Result<fs::File> {
        self.persist_or_return(rename, stop_at).map_err(|(error, _)| error)
    }

    fn persist_or_return(
        self,
        rename: impl FnOnce(NamedTempFile, PathBuf) -> Result<fs::File, tempfile::PersistError>,
        stop_at: fn(&str),
    ) -> Result<fs::File, (io::Error, Option<Self>)> {
        let Self { file, path, durability } = self;
        let is_synced = durability == Durability::Synced;
        let folder = parent(&path).to_path_buf();
        if is_synced {
            file.as_file().sync_all().map_err(|error| (error, None))?;
            stop_at("synced");
        }
        let file = rename(file, path.clone())
            .map_err(|error| (error.error, Some(Self { file: error.file, path, durability })))?;
        if is_synced {
            stop_at("renamed");
            sync_folder(&folder).map_err(|error| (error, None))?;
            stop_at("durable");
        }
        Ok(file)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Writes a whole file at once, and creates the folders that are missing.
///
/// # Errors
/// Those of [`AtomicFile::create_with_folders`], of writing, and of [`AtomicFile::persist`].
pub(crate) fn write_atomically(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create_with_folders(path.to_path_buf(), "", durability)?;
    file.write_all(bytes)?;
    // Tests stop a run at the steps of an output, not at those of the state beside it.
    file.persist_with(NamedTempFile::persist, |_| {}).map(drop)
}

/// Writes and syncs a file in `folder`, and removes it: whether files can be written there. It is as large as a block of most
/// file systems, 4 KiB, since a full disk still takes an empty file.
///
/// # Errors
/// It cannot be written.
#[cfg(feature = "watch")]
pub(crate) fn test_write(folder: &Path, tag: &str) -> io::Result<()> {
    let mut file = temporary_file(folder, tag)?;
    file.write_all(&[0; 4096])?;
    file.as_file().sync_all()
}

/// Writes a whole file at once that must not exist, in a folder that does.
///
/// # Errors
/// Those of [`AtomicFile::create`], of writing, and of [`AtomicFile::persist_noclobber`].
#[cfg(feature = "watch")]
pub(crate) fn write_new_atomically(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create(path.to_path_buf(), "", durability)?;
    file.write_all(bytes)?;
    file.persist_with(NamedTempFile::persist_noclobber, |_| {}).map(drop)
}

/// Whether a file of that name may be what a killed run left: half a document, which must not be read as one.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

/// Whether such a file was made with this tag.
#[cfg(feature = "watch")]
pub(crate) fn is_temporary_with_tag(name: &OsStr, tag: &str) -> bool {
    is_temporary(name)
        && name.as_encoded_bytes().get(PREFIX.len()..).is_some_and(|rest| rest.starts_with(tag.as_bytes()))
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn temporary_file(folder: &Path, tag: &str) -> io::Result<NamedTempFile> {
    let prefix = format!("{PREFIX}{tag}");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    // A temporary file is private by default, but the output is an ordinary file: the umask decides.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
