//! Files that get their name only when they are complete.
//!
//! Input: a path and bytes. Output: the complete file, or nothing. The bytes are written to a temporary file in the same folder,
//! which is then renamed. After a full disk, a crash or a kill, the old file or none is there, never a partial one, which would
//! look like a short document. With [`Durability::Synced`] the file also survives a power cut once it has its name.
//!
//! `out/news/a.txt` → `out/news/.unboil-x7Rq2a.tmp` is written, then renamed to `out/news/a.txt`

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::NamedTempFile;

use crate::fault_injection::stop_at;
use crate::files::directory::Directory;
use crate::files::file_mode::FileMode;
use crate::files::fsync::{make_folders, sync_folder};
use crate::files::leftovers::{self, Registration};
use crate::files::temporary_name::{PREFIX, SUFFIX};

/// What is guaranteed once a file has its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// It is complete as long as the system does not crash.
    Unsynced,
    /// It is complete after a power cut as well.
    Synced,
}

/// Where and how a file is created.
#[derive(Debug, Clone)]
pub(crate) struct FileSpec {
    pub path: PathBuf,
    /// Its folder, if that is open, so that the path is not looked up again.
    pub folder: Option<Arc<Directory>>,
    /// Part of the temporary name; identifies the owner.
    pub tag: String,
    pub durability: Durability,
    /// Its permissions from the first byte on.
    pub mode: FileMode,
}

impl FileSpec {
    /// A file with ordinary permissions, created by its path.
    pub(crate) fn new(path: &Path, tag: &str, durability: Durability) -> Self {
        let (path, tag) = (path.to_path_buf(), tag.to_owned());
        Self { path, folder: None, tag, durability, mode: FileMode::ORDINARY }
    }

    /// The same with these permissions.
    #[must_use]
    pub(crate) fn mode(self, mode: FileMode) -> Self {
        Self { mode, ..self }
    }
}

/// A file that is being written. If it is dropped before it has its name, it is removed.
#[derive(Debug)]
pub(crate) struct AtomicFile {
    file: Temporary,
    path: PathBuf,
    durability: Durability,
    /// Dropped once it has its name.
    registration: Registration,
}

/// A temporary file, which is removed when it is dropped.
#[derive(Debug)]
enum Temporary {
    ByPath(NamedTempFile),
    Beneath(FileBeneath),
}

/// A temporary file in a folder that is open.
#[derive(Debug)]
struct FileBeneath {
    file: File,
    folder: Arc<Directory>,
    /// Its temporary name; `None` once it was renamed.
    name: Option<OsString>,
}

impl FileBeneath {
    /// Gives it the name that `path` ends with.
    fn rename(mut self, path: &Path) -> io::Result<File> {
        let file = self.file.try_clone()?;
        let new = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        if let Some(old) = &self.name {
            self.folder.rename(Path::new(old), &self.folder, Path::new(new))?;
        }
        self.name = None;
        Ok(file)
    }
}

impl Drop for FileBeneath {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // Nothing can be done about an error; the next run removes it.
            let _ = self.folder.remove_file(Path::new(name));
        }
    }
}

impl Temporary {
    /// Its temporary path.
    #[cfg(feature = "watch")]
    fn path(&self) -> Option<&Path> {
        match self {
            Self::ByPath(file) => Some(file.path()),
            Self::Beneath(_) => None,
        }
    }

    fn file(&self) -> &File {
        match self {
            Self::ByPath(file) => file.as_file(),
            Self::Beneath(beneath) => &beneath.file,
        }
    }
}

impl AtomicFile {
    /// Begins the file that will be `path`; its folder exists. `tag` becomes part of the temporary name and identifies the
    /// owner.
    ///
    /// # Errors
    /// The temporary file cannot be created; or a link, a pipe or a device has the name, which is never replaced.
    #[cfg(feature = "watch")]
    pub(crate) fn create(path: PathBuf, tag: &str, durability: Durability) -> io::Result<Self> {
        Self::begin(&FileSpec::new(&path, tag, durability))
    }

    /// The same, and creates the folders that are missing.
    ///
    /// # Errors
    /// As [`create`](Self::create), or a folder cannot be created.
    pub(crate) fn create_with_folders(path: PathBuf, tag: &str, durability: Durability) -> io::Result<Self> {
        Self::begin_with_folders(&FileSpec::new(&path, tag, durability))
    }

    /// Begins a file; its folder exists.
    ///
    /// # Errors
    /// The temporary file cannot be created; or a link, a pipe or a device has the name, which is never replaced.
    pub(crate) fn begin(spec: &FileSpec) -> io::Result<Self> {
        let FileSpec { path, folder, tag, durability, mode } = spec;
        check_replaceable(path, folder.as_deref())?;
        let folder_path = parent(path);
        let create = || -> io::Result<(Temporary, PathBuf)> {
            match folder {
                None => {
                    let file = temporary_file(folder_path, tag, *mode)?;
                    let path = file.path().to_path_buf();
                    Ok((Temporary::ByPath(file), path))
                }
                Some(folder) => {
                    let (file, name) = temporary_file_beneath(folder, tag, *mode)?;
                    let path = folder_path.join(&name);
                    let folder = Arc::clone(folder);
                    Ok((Temporary::Beneath(FileBeneath { file, folder, name: Some(name) }), path))
                }
            }
        };
        let (file, registration) = leftovers::register(folder_path, create, Temporary::file)?;
        Ok(Self { file, path: path.clone(), durability: *durability, registration })
    }

    /// The same, and creates the folders that are missing.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), or a folder cannot be created.
    pub(crate) fn begin_with_folders(spec: &FileSpec) -> io::Result<Self> {
        match Self::begin(spec) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && spec.folder.is_none() => {
                match spec.durability {
                    Durability::Unsynced => fs::create_dir_all(parent(&spec.path))?,
                    Durability::Synced => make_folders(parent(&spec.path))?,
                }
                Self::begin(spec)
            }
            begun => begun,
        }
    }

    /// The name it will have.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file itself, to set its attributes.
    pub(crate) fn as_file(&self) -> &File {
        self.file.file()
    }

    /// Gives the file its name, and replaces an existing file.
    ///
    /// # Errors
    /// It cannot be synced, or an existing file cannot be replaced. If the last sync fails, the file may already have its name.
    pub(crate) fn persist(self) -> io::Result<File> {
        self.persist_with(NamedTempFile::persist, stop_at)
    }

    /// Gives the file its name unless the name is taken.
    ///
    /// # Errors
    /// As [`persist`](Self::persist), or the name is taken.
    pub(crate) fn persist_noclobber(self) -> io::Result<File> {
        self.persist_with(NamedTempFile::persist_noclobber, stop_at)
    }

    /// The same; if the name is taken, the file is returned and can get another one.
    ///
    /// # Errors
    /// As [`persist_noclobber`](Self::persist_noclobber). There is no file after an error of syncing.
    #[cfg(feature = "watch")]
    pub(crate) fn persist_noclobber_or_return(self) -> Result<File, (io::Error, Option<Self>)> {
        self.persist_or_return(NamedTempFile::persist_noclobber, stop_at)
    }

    /// Changes its final name, in the same folder.
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
        let ours = hash_open_file(File::open(self.file.path().ok_or(io::ErrorKind::Unsupported)?)?)?;
        if hash_file(path)? != ours {
            return Ok(false);
        }
        File::open(path)?.sync_all()?;
        sync_folder(parent(path))?;
        Ok(true)
    }

    fn persist_with(
        self,
        rename: impl FnOnce(NamedTempFile, PathBuf) -> Result<File, tempfile::PersistError>,
        stop_at: fn(&str),
    ) -> io::Result<File> {
        self.persist_or_return(rename, stop_at).map_err(|(error, _)| error)
    }

    fn persist_or_return(
        self,
        rename: impl FnOnce(NamedTempFile, PathBuf) -> Result<File, tempfile::PersistError>,
        stop_at: fn(&str),
    ) -> Result<File, (io::Error, Option<Self>)> {
        let Self { file, path, durability, registration } = self;
        let is_synced = durability == Durability::Synced;
        if is_synced {
            file.file().sync_all().map_err(|error| (error, None))?;
            stop_at("synced");
        }
        let (file, folder) = match file {
            Temporary::ByPath(file) => match rename(file, path.clone()) {
                Ok(file) => (file, None),
                Err(error) => {
                    let file = Temporary::ByPath(error.file);
                    return Err((error.error, Some(Self { file, path, durability, registration })));
                }
            },
            Temporary::Beneath(beneath) => {
                let folder = Arc::clone(&beneath.folder);
                (beneath.rename(&path).map_err(|error| (error, None))?, Some(folder))
            }
        };
        if is_synced {
            stop_at("renamed");
            let synced = folder.map_or_else(|| sync_folder(parent(&path)), |folder| folder.sync());
            synced.map_err(|error| (error, None))?;
            stop_at("durable");
        }
        Ok(file)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.file().flush()
    }
}

/// Writes a whole file at once, and creates the folders that are missing.
///
/// # Errors
/// Those of [`AtomicFile::create_with_folders`], of writing, and of [`AtomicFile::persist`].
#[cfg(feature = "watch")]
pub(crate) fn write_atomically(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create_with_folders(path.to_path_buf(), "", durability)?;
    file.write_all(bytes)?;
    // Tests stop a run at the steps of an output, not at those of state files.
    file.persist_with(NamedTempFile::persist, |_| {}).map(drop)
}

/// Tests whether files can be written in `folder`: writes and syncs a file, and removes it. It has 4 KiB, a block of most file
/// systems, since an empty file can be written even to a full disk.
///
/// # Errors
/// It cannot be written.
#[cfg(feature = "watch")]
pub(crate) fn test_write(folder: &Path, tag: &str) -> io::Result<()> {
    let mut file = temporary_file(folder, tag, FileMode::PRIVATE)?;
    file.write_all(&[0; 4096])?;
    file.as_file().sync_all()
}

/// Writes a whole new file at once, in an existing folder.
///
/// # Errors
/// Those of [`AtomicFile::create`], of writing, and of [`AtomicFile::persist_noclobber`].
#[cfg(feature = "watch")]
pub(crate) fn write_new_atomically(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = AtomicFile::create(path.to_path_buf(), "", durability)?;
    file.write_all(bytes)?;
    file.persist_with(NamedTempFile::persist_noclobber, |_| {}).map(drop)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Fails if the name is taken by something that is neither a file nor a folder. (A file never replaces a folder anyway.)
fn check_replaceable(path: &Path, folder: Option<&Directory>) -> io::Result<()> {
    // In an open folder, the caller has opened the file without following links.
    if folder.is_some() {
        return Ok(());
    }
    match fs::symlink_metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => Err(io::Error::other(irreplaceable(&metadata))),
        _ => Ok(()),
    }
}

/// Why something with this metadata is not replaced by a file, in words that follow its name.
pub(crate) fn irreplaceable(metadata: &fs::Metadata) -> &'static str {
    if metadata.is_symlink() {
        "it is a symbolic link, which is neither replaced nor followed"
    } else {
        "it is a pipe or a device, which is not replaced by a file"
    }
}

fn temporary_file(folder: &Path, tag: &str, mode: FileMode) -> io::Result<NamedTempFile> {
    let prefix = format!("{PREFIX}{tag}");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    // Temporary files are private by default, but this one becomes an ordinary file: the umask decides.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(mode.bits().into()));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder.tempfile_in(folder)
}

/// The same in a folder that is open.
fn temporary_file_beneath(folder: &Directory, tag: &str, mode: FileMode) -> io::Result<(File, OsString)> {
    use std::hash::{BuildHasher as _, RandomState};
    loop {
        // The standard library seeds its hash maps with random keys from the system.
        let random = RandomState::new().hash_one(std::process::id());
        let name = OsString::from(format!("{PREFIX}{tag}{random:016x}{SUFFIX}"));
        match folder.create_new(Path::new(&name), mode.bits().into()) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|file| (file, name)),
        }
    }
}
