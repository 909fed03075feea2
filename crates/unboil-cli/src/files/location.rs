//! Tells whether two paths name the same location, even if no file exists there yet.
//!
//! Input: a path that may not exist. Output: the identity of the file there, or that of the nearest existing folder with the rest
//! of the path. New files can thus be compared like existing ones, through links and different spellings.
//!
//! `of("link-to-out/new.txt") == of("out/./new.txt")`

use std::fs;
use std::path::{Path, PathBuf};

use super::file_id::FileId;

/// Where a file is or would be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    /// A file that exists.
    Existing(FileId),
    /// A file that would be at this path below a folder that exists.
    Missing(FileId, PathBuf),
}

impl Location {
    /// The location of a path; `None` for a pipe or a device, which can be used more than once.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        if let Ok(metadata) = fs::metadata(path) {
            let is_shared = !metadata.is_file() && !metadata.is_dir();
            return if is_shared { None } else { FileId::of_metadata(path, &metadata).map(Self::Existing) };
        }
        let mut rest = PathBuf::from(path.file_name()?);
        let mut folder = path.parent()?;
        loop {
            let there = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            if let Some(id) = FileId::of_path(there) {
                return Some(Self::Missing(id, rest));
            }
            rest = Path::new(folder.file_name()?).join(rest);
            folder = folder.parent()?;
        }
    }

    /// The file at this location.
    pub(crate) fn existing(&self) -> Option<&FileId> {
        match self {
            Self::Existing(id) => Some(id),
            Self::Missing(..) => None,
        }
    }
}
