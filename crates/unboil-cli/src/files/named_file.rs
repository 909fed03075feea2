//! A file that the user named for writing: a report, rejected rows, a page.
//!
//! Input: a path and bytes. Output: a file that gets its name when it is complete ([`AtomicFile`]). A pipe or a device that has
//! the name is written to as it is; so is standard output, by whatever name. A symbolic link to a file is refused: what it leads to
//! was not named.
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
    /// It has no name yet. If it is dropped, nothing remains.
    Unnamed(AtomicFile),
    /// It has its name, and more is added to it.
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

    /// Makes durable what was written. The file has its name from then on, though it is not complete.
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

    /// The same where the name is only a wish: what has it by then is not replaced, and another name is chosen.
    ///
    /// # Errors
    /// The file or a folder cannot be created.
    pub(crate) fn begin_unnamed(spec: &FileSpec) -> io::Result<Self> {
        AtomicFile::begin_with_folders(spec).map(Self::Unnamed)
    }

    /// The file before it has its name.
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

    /// Ends the file, which then has its name.
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

/// What must be written to as it is: a pipe, a device, a terminal; and standard output by the name of a link, such as
/// `/dev/stdout`.
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
