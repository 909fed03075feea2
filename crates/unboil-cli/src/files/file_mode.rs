//! The permissions that a file is created with.
//!
//! Input: the metadata of an input. Output: the permissions of its output, which apply from its first byte, so that only users
//! who may read the input can read it. The umask applies, as for every new file.

use std::fs::Metadata;

/// Read, write and execute for owner, group and others, as on Unix; on other systems it has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileMode(u16);

impl FileMode {
    /// Everyone may read and write, less what the umask removes.
    pub(crate) const ORDINARY: Self = Self(0o666);
    /// Only the owner may read and write.
    pub(crate) const PRIVATE: Self = Self(0o600);

    /// The mode of an existing file.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        // Without the file type, setuid, setgid and the sticky bit. The mask guarantees that it fits.
        Self((metadata.permissions().mode() & 0o777) as u16)
    }

    /// On systems other than Unix all files have the same mode.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Self {
        Self::ORDINARY
    }

    /// As a number.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has modes"))]
    pub(crate) fn bits(self) -> u16 {
        self.0
    }
}
