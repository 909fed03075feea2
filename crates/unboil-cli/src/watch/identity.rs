//! Identifies a version of a file by its metadata, without reading it.
//!
//! The identity consists of device, inode, size, mtime and ctime. Programs cannot set the ctime (the time of the last
//! change of the inode), so a file that was put in place with an old time stamp, or changed in place, is still
//! recognized as different.
//!
//! `cp -p old.txt a.txt` → the mtime of `old.txt`, but a new inode and ctime

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::files::directory::{Directory, EntryKind, FileStatus};

/// A ctime younger than this is not trusted. File systems update times in steps (4 ms on most Linux systems, 10 ms on
/// some), so the second of two changes within one step is invisible. A file is therefore not taken until several
/// steps have passed.
const STEP: Duration = Duration::from_millis(50);

/// The identity of one version of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Inode; 0 if there is none.
    pub inode: u64,
    /// Device number.
    pub device: u64,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change of the content, in nanoseconds since 1970.
    pub mtime: i64,
    /// Time of the last change of content or metadata, in nanoseconds since 1970.
    pub ctime: i64,
}

impl Identity {
    /// Reads the identity of a file below an open folder. Links are not followed.
    ///
    /// # Errors
    /// Nothing is there, it is not a regular file, or its path has a link.
    pub(crate) fn below(folder: &Directory, path: &Path) -> io::Result<Self> {
        let status = folder.status(path)?;
        if status.kind == EntryKind::File { Ok(status.into()) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let nanos = |seconds: i64, nanos: i64| seconds.saturating_mul(1_000_000_000).saturating_add(nanos);
        Self {
            inode: metadata.ino(),
            device: metadata.dev(),
            size: metadata.len(),
            mtime: nanos(metadata.mtime(), metadata.mtime_nsec()),
            ctime: nanos(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// On systems other than Unix the creation time replaces the inode.
    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let nanos = |time: io::Result<SystemTime>| time.ok().map_or(0, since_1970);
        let mtime = nanos(metadata.modified());
        Self { inode: nanos(metadata.created()) as u64, device: 0, size: metadata.len(), mtime, ctime: mtime }
    }

    /// Whether both are the same file with the same content, possibly under another name. (A rename changes the
    /// ctime.)
    pub(crate) fn is_renamed(&self, other: &Self) -> bool {
        (self.inode, self.size, self.mtime) == (other.inode, other.size, other.mtime)
    }

    /// Whether a change made now could go unnoticed. A ctime far from now was set by another clock, so the file
    /// counts as not fresh.
    pub(crate) fn is_fresh(&self) -> bool {
        let age = since_1970(SystemTime::now()).saturating_sub(self.ctime);
        u128::from(age.unsigned_abs()) < STEP.as_nanos()
    }
}

impl From<FileStatus> for Identity {
    fn from(status: FileStatus) -> Self {
        let FileStatus { inode, device, size, mtime, ctime, .. } = status;
        Self { inode, device, size, mtime, ctime }
    }
}

fn since_1970(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}
