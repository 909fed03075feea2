//! A folder that is held open, and files that are opened relative to it.
//!
//! Input: a folder and a path below it. Output: the file at that path, opened without following links. A path is resolved again
//! at each system call. Anyone who may write to a folder can replace a subfolder with a link between two calls, and a program
//! that uses paths then reads or moves a file elsewhere. An open folder remains the same folder.
//!
//! `in` held open, `sub/a.txt` → the file, or an error if `sub` or `a.txt` is a link

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Component, Path};

/// A folder that is held open. On systems other than Unix, where files cannot be opened relative to a folder, it is a path.
#[derive(Debug)]
pub(crate) struct Directory(#[cfg(unix)] std::os::fd::OwnedFd, #[cfg(not(unix))] std::path::PathBuf);

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// Metadata of a file, without following links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileStatus {
    pub kind: EntryKind,
    pub device: u64,
    pub inode: u64,
    /// Bytes.
    pub size: u64,
    /// Time of the last change of the content, in nanoseconds since 1970.
    pub mtime: i64,
    /// Time of the last change of content or metadata, in nanoseconds since 1970.
    pub ctime: i64,
    /// Number of the user it belongs to.
    pub owner: u32,
    /// Permission bits.
    pub mode: u32,
}

/// The parts of a path below a folder.
///
/// # Errors
/// The path is absolute or leads upwards.
fn parts(relative: &Path) -> io::Result<Vec<&std::ffi::OsStr>> {
    let part = |part| match part {
        Component::Normal(name) => Ok(name),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leads out of its folder")),
    };
    relative.components().filter(|part| *part != Component::CurDir).map(part).collect()
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStringExt as _;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, RawMode, Stat};
    // As the standard library does. A rename is not repeated, since it may have been made.
    use rustix::io::retry_on_intr;

    use super::{Directory, EntryKind, File, FileStatus, OsString, Path, io, parts};

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    impl Directory {
        /// Opens the folder that `path` leads to. Links are followed, because the user named the path.
        ///
        /// # Errors
        /// It is not a folder, or cannot be opened.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
            Ok(Self(retry_on_intr(|| rustix::fs::openat(CWD, path, FOLDER, Mode::empty()))?))
        }

        /// Opens a folder below this one. No part of `relative` may be a link.
        ///
        /// # Errors
        /// It is not a folder, a part is a link, or it cannot be opened.
        pub(crate) fn subfolder(&self, relative: &Path) -> io::Result<Self> {
            let mut folder = Self(self.0.try_clone()?);
            for part in parts(relative)? {
                let flags = FOLDER | OFlags::NOFOLLOW;
                folder = Self(retry_on_intr(|| rustix::fs::openat(&folder.0, part, flags, Mode::empty()))?);
            }
            Ok(folder)
        }

        /// The folder that holds `relative`, and its name there.
        ///
        /// # Errors
        /// As [`subfolder`](Self::subfolder).
        fn parent<'p>(&self, relative: &'p Path) -> io::Result<(Self, &'p OsStr)> {
            let parts = parts(relative)?;
            let name = *parts.last().ok_or(io::ErrorKind::InvalidInput)?;
            Ok((self.subfolder(relative.parent().unwrap_or(Path::new("")))?, name))
        }

        /// Opens a file below this folder for reading.
        ///
        /// # Errors
        /// It is not a regular file, a part of the path is a link, or it cannot be opened.
        pub(crate) fn open_file(&self, relative: &Path) -> io::Result<File> {
            regular(self.open_with(relative, OFlags::RDONLY, 0)?)
        }

        /// Opens a file below this folder for reading and writing, and creates it with the permissions `mode` if it is
        /// missing.
        ///
        /// # Errors
        /// As [`open_file`](Self::open_file).
        pub(crate) fn open_or_create(&self, relative: &Path, mode: u32) -> io::Result<File> {
            regular(self.open_with(relative, OFlags::RDWR | OFlags::CREATE, mode)?)
        }

        /// Creates a file that must not exist, with the permissions `mode`.
        ///
        /// # Errors
        /// It exists, or cannot be created.
        pub(crate) fn create_new(&self, relative: &Path, mode: u32) -> io::Result<File> {
            self.open_with(relative, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL, mode)
        }

        fn open_with(&self, relative: &Path, flags: OFlags, mode: u32) -> io::Result<File> {
            let (folder, name) = self.parent(relative)?;
            // Without `NONBLOCK`, opening a pipe waits for its writer.
            let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
            let mode = Mode::from_raw_mode(mode as RawMode);
            Ok(File::from(retry_on_intr(|| rustix::fs::openat(&folder.0, name, flags, mode))?))
        }

        /// What is at `relative`, or this folder itself if it is empty. The last part may be a link, which is not followed.
        ///
        /// # Errors
        /// Nothing is there, or another part is a link.
        pub(crate) fn status(&self, relative: &Path) -> io::Result<FileStatus> {
            if relative.as_os_str().is_empty() {
                return Ok(status(&rustix::fs::fstat(&self.0)?));
            }
            let (folder, name) = self.parent(relative)?;
            Ok(status(&rustix::fs::statat(&folder.0, name, AtFlags::SYMLINK_NOFOLLOW)?))
        }

        /// The names in this folder.
        ///
        /// # Errors
        /// It cannot be read.
        pub(crate) fn entries(&self) -> io::Result<Vec<(OsString, EntryKind)>> {
            let mut entries = Vec::new();
            for entry in retry_on_intr(|| Dir::read_from(&self.0))? {
                let entry = entry?;
                let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
                if name == "." || name == ".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    // Some file systems do not report the type.
                    FileType::Unknown => match self.status(Path::new(&name)) {
                        Ok(status) => status.kind,
                        Err(_) => continue,
                    },
                    known => kind(known),
                };
                entries.push((name, kind));
            }
            Ok(entries)
        }

        /// Creates a folder with the permissions `mode`; an existing one is kept.
        ///
        /// # Errors
        /// It cannot be created.
        pub(crate) fn make_folder(&self, relative: &Path, mode: u32) -> io::Result<()> {
            let (folder, name) = self.parent(relative)?;
            let mode = Mode::from_raw_mode(mode as RawMode);
            match retry_on_intr(|| rustix::fs::mkdirat(&folder.0, name, mode)) {
                Err(rustix::io::Errno::EXIST) => Ok(()),
                made => Ok(made?),
            }
        }

        /// Moves a file or link to `new` below `target`, and replaces an existing file.
        ///
        /// # Errors
        /// It cannot be moved, for example to another file system.
        pub(crate) fn rename(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            let ((from, old), (to, new)) = (self.parent(old)?, target.parent(new)?);
            Ok(rustix::fs::renameat(&from.0, old, &to.0, new)?)
        }

        /// Moves a file to `new` below `target`, which must be free.
        ///
        /// # Errors
        /// The name is taken; or as [`rename`](Self::rename).
        pub(crate) fn rename_new(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            let ((from, old_name), (to, new_name)) = (self.parent(old)?, target.parent(new)?);
            #[cfg(any(target_os = "linux", target_os = "android"))]
            {
                use rustix::fs::RenameFlags;
                use rustix::io::Errno;
                match rustix::fs::renameat_with(&from.0, old_name, &to.0, new_name, RenameFlags::NOREPLACE) {
                    // Some file systems do not support this.
                    Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                    renamed => return Ok(renamed?),
                }
            }
            rustix::fs::linkat(&from.0, old_name, &to.0, new_name, AtFlags::empty())?;
            Ok(rustix::fs::unlinkat(&from.0, old_name, AtFlags::empty())?)
        }

        /// Gives a file another name, `new` below `target`, which must be free.
        ///
        /// # Errors
        /// The name is taken, or the file system has no hard links.
        pub(crate) fn link(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            let ((from, old), (to, new)) = (self.parent(old)?, target.parent(new)?);
            Ok(rustix::fs::linkat(&from.0, old, &to.0, new, AtFlags::empty())?)
        }

        /// Removes a file or link.
        ///
        /// # Errors
        /// It cannot be removed.
        pub(crate) fn remove_file(&self, relative: &Path) -> io::Result<()> {
            let (folder, name) = self.parent(relative)?;
            Ok(rustix::fs::unlinkat(&folder.0, name, AtFlags::empty())?)
        }

        /// Removes an empty folder.
        ///
        /// # Errors
        /// It is not empty, or cannot be removed.
        pub(crate) fn remove_folder(&self, relative: &Path) -> io::Result<()> {
            let (folder, name) = self.parent(relative)?;
            Ok(rustix::fs::unlinkat(&folder.0, name, AtFlags::REMOVEDIR)?)
        }

        /// Makes the names in this folder durable.
        ///
        /// # Errors
        /// The system refuses.
        pub(crate) fn sync(&self) -> io::Result<()> {
            match retry_on_intr(|| rustix::fs::fsync(&self.0)) {
                // File systems that cannot sync a folder say so; there is nothing better to do then.
                Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
                synced => Ok(synced?),
            }
        }
    }

    /// The same file, unless it is a pipe, a device or a folder.
    fn regular(file: File) -> io::Result<File> {
        if file.metadata()?.is_file() {
            Ok(file)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
        }
    }

    /// The user this process acts as.
    pub(crate) fn user() -> Option<u32> {
        Some(rustix::process::geteuid().as_raw())
    }

    impl FileStatus {
        /// That of an open file.
        ///
        /// # Errors
        /// The system refuses.
        pub(crate) fn of(file: &File) -> io::Result<Self> {
            Ok(status(&rustix::fs::fstat(file)?))
        }
    }

    fn kind(kind: FileType) -> EntryKind {
        match kind {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            _ => EntryKind::Other,
        }
    }

    // The types of these fields differ between systems.
    #[allow(
        clippy::unnecessary_cast,
        clippy::cast_possible_wrap,
        reason = "they are wider on some systems than on others"
    )]
    fn status(stat: &Stat) -> FileStatus {
        let nanos = |seconds, nanos| i64::saturating_add(i64::saturating_mul(seconds, 1_000_000_000), nanos);
        FileStatus {
            kind: kind(FileType::from_raw_mode(stat.st_mode as RawMode)),
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: stat.st_size as u64,
            mtime: nanos(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            ctime: nanos(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
            owner: stat.st_uid,
            mode: Mode::from_raw_mode(stat.st_mode as RawMode).bits() as u32,
        }
    }
}

#[cfg(not(unix))]
mod other {
    use std::fs::{self, Metadata, OpenOptions};
    use std::path::PathBuf;
    use std::time::{SystemTime, UNIX_EPOCH};

    use super::{Directory, EntryKind, File, FileStatus, OsString, Path, io, parts};

    /// See the version for Unix.
    #[allow(missing_docs, reason = "as on Unix")]
    impl Directory {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            if fs::metadata(path)?.is_dir() {
                Ok(Self(path.to_path_buf()))
            } else {
                Err(io::ErrorKind::NotADirectory.into())
            }
        }

        pub(crate) fn subfolder(&self, relative: &Path) -> io::Result<Self> {
            parts(relative)?;
            match self.status(relative)?.kind {
                EntryKind::Folder => Ok(Self(self.0.join(relative))),
                _ => Err(io::ErrorKind::NotADirectory.into()),
            }
        }

        fn at(&self, relative: &Path) -> io::Result<PathBuf> {
            parts(relative)?;
            Ok(self.0.join(relative))
        }

        fn regular(&self, relative: &Path) -> io::Result<PathBuf> {
            match self.status(relative) {
                Ok(FileStatus { kind: EntryKind::File, .. }) => self.at(relative),
                Err(error) if error.kind() == io::ErrorKind::NotFound => self.at(relative),
                Err(error) => Err(error),
                Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
            }
        }

        pub(crate) fn open_file(&self, relative: &Path) -> io::Result<File> {
            File::open(self.regular(relative)?)
        }

        pub(crate) fn open_or_create(&self, relative: &Path, _mode: u32) -> io::Result<File> {
            let path = self.regular(relative)?;
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
        }

        pub(crate) fn create_new(&self, relative: &Path, _mode: u32) -> io::Result<File> {
            OpenOptions::new().read(true).write(true).create_new(true).open(self.at(relative)?)
        }

        pub(crate) fn status(&self, relative: &Path) -> io::Result<FileStatus> {
            Ok(status(&fs::symlink_metadata(self.at(relative)?)?))
        }

        pub(crate) fn entries(&self) -> io::Result<Vec<(OsString, EntryKind)>> {
            let entry = |entry: io::Result<fs::DirEntry>| {
                let entry = entry?;
                Ok((entry.file_name(), status(&entry.metadata()?).kind))
            };
            fs::read_dir(&self.0)?.map(entry).collect()
        }

        pub(crate) fn make_folder(&self, relative: &Path, _mode: u32) -> io::Result<()> {
            match fs::create_dir(self.at(relative)?) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
                made => made,
            }
        }

        pub(crate) fn rename(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            fs::rename(self.at(old)?, target.at(new)?)
        }

        pub(crate) fn rename_new(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            if target.status(new).is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            self.rename(old, target, new)
        }

        pub(crate) fn link(&self, old: &Path, target: &Self, new: &Path) -> io::Result<()> {
            fs::hard_link(self.at(old)?, target.at(new)?)
        }

        pub(crate) fn remove_file(&self, relative: &Path) -> io::Result<()> {
            fs::remove_file(self.at(relative)?)
        }

        pub(crate) fn remove_folder(&self, relative: &Path) -> io::Result<()> {
            fs::remove_dir(self.at(relative)?)
        }

        pub(crate) fn sync(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The user this process acts as; on systems other than Unix, files have no such owner.
    pub(crate) fn user() -> Option<u32> {
        None
    }

    impl FileStatus {
        pub(crate) fn of(file: &File) -> io::Result<Self> {
            Ok(status(&file.metadata()?))
        }
    }

    /// The creation time replaces the inode.
    fn status(metadata: &Metadata) -> FileStatus {
        let nanos = |time: io::Result<SystemTime>| {
            time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_nanos() as i64)
        };
        let kind = match metadata.file_type() {
            kind if kind.is_symlink() => EntryKind::Link,
            kind if kind.is_dir() => EntryKind::Folder,
            kind if kind.is_file() => EntryKind::File,
            _ => EntryKind::Other,
        };
        let mtime = nanos(metadata.modified());
        FileStatus {
            kind,
            device: 0,
            inode: nanos(metadata.created()) as u64,
            size: metadata.len(),
            mtime,
            ctime: mtime,
            owner: 0,
            mode: 0,
        }
    }
}

#[cfg(not(unix))]
pub(crate) use other::user;
#[cfg(unix)]
pub(crate) use unix::user;

#[cfg(all(test, unix))]
mod tests;
