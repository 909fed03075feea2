//! A file that the user named for writing: a report, rejected rows, a page.
//!
//! Input: a path and bytes. Output: a file that gets its name when it is complete ([`AtomicFile`]). Pipes, devices and standard
//! output (also as `/dev/stdout`) are written to directly. A symbolic link to a file is refused, because the user did not name
//! its target.
//!
//! `/dev/null` → stays a device; `r.jsonl` → replaced at the end; a link `r.jsonl` to `.bashrc` → an error

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::atomic::{AtomicFile, FileSpec};
#[cfg(unix)]
use super::file_id::FileId;

/// A file that is being written.
#[derive(Debug)]
pub(crate) enum NamedFile {
    /// It has no name yet. If it is dropped, it is removed.
    Unnamed(AtomicFile),
    /// It has its name and is still being written.
    Named(File),
    /// A pipe, a device or standard output.
    Stream(File),
    /// It could not be named.
    Lost,
}

impl NamedFile {
    /// Begins a file; its folder exists.
    ///
    /// # Errors
    /// It is a folder or a link to a file, or cannot be opened or created.
    pub(crate) fn begin(spec: &FileSpec) -> io::Result<Self> {
        match stream(&spec.path)? {
            Some(stream) => Ok(Self::Stream(stream)),
            None => AtomicFile::begin(spec).map(Self::Unnamed),
        }
    }

    /// The same, and creates the folders that are missing.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), or a folder cannot be created.
    pub(crate) fn begin_with_folders(spec: &FileSpec) -> io::Result<Self> {
        match stream(&spec.path)? {
            Some(stream) => Ok(Self::Stream(stream)),
            None => AtomicFile::begin_with_folders(spec).map(Self::Unnamed),
        }
    }

    /// Syncs what was written so far and gives the file its name, although it is not complete.
    ///
    /// # Errors
    /// It cannot be synced or named.
    pub(crate) fn make_durable(&mut self) -> io::Result<()> {
        match self {
            Self::Unnamed(_) => {
                if let Self::Unnamed(file) = std::mem::replace(self, Self::Lost) {
                    *self = Self::Named(file.persist()?);
                }
                Ok(())
            }
            Self::Named(file) => file.sync_data(),
            // A pipe has nothing to sync.
            Self::Stream(file) => file.sync_data().or(Ok(())),
            Self::Lost => Err(lost()),
        }
    }

    /// The same, but an existing file is not replaced; another name is chosen instead.
    ///
    /// # Errors
    /// The file or a folder cannot be created.
    pub(crate) fn begin_unnamed(spec: &FileSpec) -> io::Result<Self> {
        AtomicFile::begin_with_folders(spec).map(Self::Unnamed)
    }

    /// The file, as long as it has no name.
    ///
    /// # Errors
    /// It is a pipe or a device, or has its name already.
    #[cfg(feature = "watch")]
    pub(crate) fn into_unnamed(self) -> io::Result<AtomicFile> {
        match self {
            Self::Unnamed(file) => Ok(file),
            Self::Named(_) | Self::Stream(_) | Self::Lost => Err(io::Error::other("it is not a regular file")),
        }
    }

    /// Completes the file and gives it its name.
    ///
    /// # Errors
    /// It cannot be named or synced.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Unnamed(file) => file.persist().map(drop),
            Self::Named(file) => file.sync_all(),
            Self::Stream(_) => Ok(()),
            Self::Lost => Err(lost()),
        }
    }
}

impl Write for NamedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unnamed(file) => file.write(bytes),
            Self::Named(file) | Self::Stream(file) => file.write(bytes),
            Self::Lost => Err(lost()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Unnamed(file) => file.flush(),
            Self::Named(file) | Self::Stream(file) => file.flush(),
            Self::Lost => Err(lost()),
        }
    }
}

/// Writes a whole file at once, and creates the folders that are missing.
///
/// # Errors
/// Those of [`NamedFile::begin_with_folders`], of writing, and of [`NamedFile::finish`].
pub(crate) fn write_named(spec: &FileSpec, bytes: &[u8]) -> io::Result<()> {
    copy_named(spec, &mut &*bytes)
}

/// As [`write_named`], from a reader.
pub(crate) fn copy_named(spec: &FileSpec, bytes: &mut impl io::Read) -> io::Result<()> {
    let mut file = NamedFile::begin_with_folders(spec)?;
    io::copy(bytes, &mut file)?;
    file.finish()
}

/// Whatever is written to directly: a pipe, a device, a terminal, or standard output named by a link such as `/dev/stdout`.
fn stream(path: &Path) -> io::Result<Option<File>> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(None) };
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return File::options().write(true).open(path).map(Some);
    }
    #[cfg(unix)]
    if fs::symlink_metadata(path)?.is_symlink() && FileId::of_path(path) == FileId::of_stream(&io::stdout()) {
        use std::os::fd::AsFd as _;
        return Ok(Some(File::from(io::stdout().as_fd().try_clone_to_owned()?)));
    }
    Ok(None)
}

fn lost() -> io::Error {
    io::Error::other("an earlier error ended it")
}
