//! Tells whether two paths lead to the same file, whatever their spelling.
//!
//! Input: a path or an open file. Output: an identity that can be compared and kept in a set. `./a.txt`, a symbolic
//! link to it, a hard link and `A.TXT` on a file system that ignores case all have one identity, which comparing paths
//! would miss; and a missed one is an input overwritten.
//!
//! `of_path("in/../a.txt") == of_path("a.txt")`

use std::fs::{self, Metadata};
use std::path::Path;

/// The identity of a file or folder that exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FileId(#[cfg(unix)] (u64, u64), #[cfg(not(unix))] std::path::PathBuf);

impl FileId {
    /// What `path` leads to, through symbolic links; `None` if nothing is there or it cannot be looked at.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Self::of_metadata(path, &metadata)
    }

    /// The same, where the metadata (of what links lead to) is at hand.
    #[cfg(unix)]
    pub(crate) fn of_metadata(_path: &Path, metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self((metadata.dev(), metadata.ino())))
    }

    /// The same, where the metadata is at hand. Elsewhere than on Unix the full path stands for the file.
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

    /// Elsewhere than on Unix an open file has no path to compare.
    #[cfg(not(unix))]
    pub(crate) fn of_stream<S>(_stream: &S) -> Option<Self> {
        None
    }
}
