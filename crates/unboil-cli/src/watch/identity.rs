//! What tells a file from a later one of the same name without reading it.
//!
//! Goes in: the metadata of a file. Comes out: device, inode, size, and the times of its last change. The time of change of
//! the inode (ctime) cannot be set by a program, so a file that is put in place with an old time stamp is still another
//! one, and a byte changed in place is still seen.
//!
//! `cp -p old.txt a.txt` → the mtime of `old.txt`, but an inode and a ctime of its own

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// How fresh a ctime may be before it is believed. File systems count time in steps (4 ms on most Linux systems, 10 ms on
/// some): of two changes in one step the second leaves no trace, so a file is not taken within some steps of a change.
const STEP: Duration = Duration::from_millis(50);

/// The identity of a state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Inode; 0 where there is none.
    pub inode: u64,
    /// Device.
    pub device: u64,
    /// Bytes.
    pub size: u64,
    /// Time of the last change of the content, in nanoseconds since 1970.
    pub mtime: i64,
    /// Time of the last change of anything about it, in nanoseconds since 1970.
    pub ctime: i64,
}

impl Identity {
    /// That of a file, not of what a link leads to.
    ///
    /// # Errors
    /// It is not there, or is no regular file.
    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::symlink_metadata(path)?;
        if metadata.is_file() { Ok(Self::of(&metadata)) } else { Err(io::ErrorKind::NotFound.into()) }
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

    /// Elsewhere than on Unix the time of creation stands for the inode.
    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let nanos = |time: io::Result<SystemTime>| time.ok().map_or(0, since_1970);
        let mtime = nanos(metadata.modified());
        Self { inode: nanos(metadata.created()) as u64, device: 0, size: metadata.len(), mtime, ctime: mtime }
    }

    /// Whether this is the same file with the same content, perhaps under another name: a rename changes the ctime.
    pub(crate) fn is_renamed(&self, other: &Self) -> bool {
        (self.inode, self.size, self.mtime) == (other.inode, other.size, other.mtime)
    }

    /// Whether a change now could leave no trace. A clock that is far off is not this one's and says nothing.
    pub(crate) fn is_fresh(&self) -> bool {
        let age = since_1970(SystemTime::now()).saturating_sub(self.ctime);
        u128::from(age.unsigned_abs()) < STEP.as_nanos()
    }
}

fn since_1970(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}
