//! Tells whether two paths lead to the same file, however they are spelled.
//!
//! Input: a path or an open file. Output: an identity that can be compared and kept in a set. `./a.txt`, a symbolic
//! link to it, a hard link and `A.TXT` on a file system that ignores case all have the same identity. Comparing paths
//! would miss this, and an input could be overwritten.
//!
//! `of_path("in/../a.txt") == of_path("a.txt")`

use std::fs::{self, Metadata};
use std::path::Path;

/// The identity of a file or folder that exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FileId(#[cfg(unix)] (u64, u64), #[cfg(not(unix))] std::path::PathBuf);

impl FileId {
    /// The identity of what `path` leads to, through symbolic links; `None` if it does not exist or its metadata cannot be read.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Self::of_metadata(path, &metadata)
    }

    /// The same, from metadata that was already read (through links).
    #[cfg(unix)]
    pub(crate) fn of_metadata(_path: &Path, metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self((metadata.dev(), metadata.ino())))
    }

    /// The same, from metadata that was already read. On systems other than Unix the full path is the identity.
    #[cfg(not(unix))]
    pub(crate) fn of_metadata(path: &Path, _metadata: &Metadata) -> Option<Self> {
        fs::canonicalize(path).ok().map(Self)
    }

    /// The file that standard input or output is redirected to; `None` for a terminal, a pipe or a device.
    #[cfg(unix)]
    pub(crate) fn of_stream(stream: &impl std::os::fd::AsFd) -> Option<Self> {
        let stream = stream.as_fd().try_clone_to_owned().ok()?;
        let metadata = fs::File::from(stream).metadata().ok()?;
        if metadata.is_file() { Self::of_metadata(Path::new(""), &metadata) } else { None }
    }

    /// On systems other than Unix an open file has no path to compare.
    #[cfg(not(unix))]
    pub(crate) fn of_stream<S>(_stream: &S) -> Option<Self> {
        None
    }
}
