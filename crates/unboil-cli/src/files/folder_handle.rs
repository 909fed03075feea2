//! A folder that was opened, and the files in it by name.
//!
//! A path is looked up anew by each call, and whoever may write to one of its folders may put a link there in the meantime. A
//! folder that was opened stays the same one. Nothing in it is reached through a link.
//!
//! `tree` opened, then `sub/a.txt` below it → the folder `tree/sub` and the name `a.txt`

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

#[cfg(unix)]
use rustix::fs::{AtFlags, Mode, OFlags, openat, renameat, unlinkat};

use super::file_mode::FileMode;

/// An open folder.
#[derive(Debug)]
pub(crate) struct FolderHandle(#[cfg(unix)] File, #[cfg(not(unix))] std::path::PathBuf);

#[cfg(unix)]
impl FolderHandle {
    /// Opens a folder, through links.
    ///
    /// # Errors
    /// It is not there, is not a folder, or must not be read.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Self(File::from(rustix::fs::open(path, flags, Mode::empty())?)))
    }

    /// Opens the folder `relative` below this one, not through links.
    ///
    /// # Errors
    /// As [`open`](Self::open); or a part of the path is a link or leads upwards.
    pub(crate) fn below(&self, relative: &Path) -> io::Result<Self> {
        let mut folder = self.0.try_clone()?;
        for part in relative.components() {
            let name = match part {
                std::path::Component::Normal(name) => name,
                std::path::Component::CurDir => continue,
                _ => return Err(io::ErrorKind::InvalidInput.into()),
            };
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            folder = File::from(openat(&folder, name, flags, Mode::empty())?);
        }
        Ok(Self(folder))
    }

    /// Itself, as the system describes it.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        self.0.metadata()
    }

    /// Opens a file to read it. A pipe does not block.
    ///
    /// # Errors
    /// It is not there, is a link, or must not be read.
    pub(crate) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Creates a file to write it, with at most these permissions.
    ///
    /// # Errors
    /// Something has the name, or the system refuses.
    pub(crate) fn create_file(&self, name: &OsStr, mode: FileMode) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::from_raw_mode(mode.bits().into()))?))
    }

    /// Gives a file another name, and replaces what has it.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn rename(&self, old: &OsStr, new: &OsStr) -> io::Result<()> {
        Ok(renameat(&self.0, old, &self.0, new)?)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// It is not there, or the system refuses.
    pub(crate) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Makes durable which names it holds.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn sync(&self) -> io::Result<()> {
        crate::files::fsync::sync_open_folder(&self.0)
    }
}

/// Elsewhere than on Unix a folder that was opened is its path.
#[cfg(not(unix))]
impl FolderHandle {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        std::fs::canonicalize(path).map(Self)
    }

    pub(crate) fn below(&self, relative: &Path) -> io::Result<Self> {
        std::fs::canonicalize(self.0.join(relative)).map(Self)
    }

    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        std::fs::metadata(&self.0)
    }

    pub(crate) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        File::open(self.0.join(name))
    }

    pub(crate) fn create_file(&self, name: &OsStr, _: FileMode) -> io::Result<File> {
        File::options().write(true).create_new(true).open(self.0.join(name))
    }

    pub(crate) fn rename(&self, old: &OsStr, new: &OsStr) -> io::Result<()> {
        std::fs::rename(self.0.join(old), self.0.join(new))
    }

    pub(crate) fn remove(&self, name: &OsStr) -> io::Result<()> {
        std::fs::remove_file(self.0.join(name))
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}
