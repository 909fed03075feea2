//! Tells whether two paths are the same place for a file, also where no file is yet.
//!
//! Input: a path that may not exist. Output: the identity of the file there, or that of the nearest folder with the rest of the
//! path. So two new files are compared as well as two existing ones, whatever links and spellings lead to them.
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
    /// That of a path; nothing for a pipe or a device, which any number may share.
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

    /// The file that is there.
    pub(crate) fn existing(&self) -> Option<&FileId> {
        match self {
            Self::Existing(id) => Some(id),
            Self::Missing(..) => None,
        }
    }
}
