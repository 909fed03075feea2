//! With which permissions a file is created.
//!
//! Input: the metadata of an input. Output: the permissions of its output, from its first byte on, so that nobody can read it
//! who may not read the input. The umask takes bits away, as it does for every new file.

use std::fs::Metadata;

/// Read, write and execute for owner, group and others, as on Unix; elsewhere it has no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileMode(u16);

impl FileMode {
    /// A file that all may read and write, as far as the umask lets them.
    pub(crate) const ORDINARY: Self = Self(0o666);
    /// A file of its owner alone.
    pub(crate) const PRIVATE: Self = Self(0o600);

    /// That of a file.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        // The file type and the bits for other owners are not part of it. It fits, as the mask shows.
        Self((metadata.permissions().mode() & 0o777) as u16)
    }

    /// Elsewhere than on Unix all files are ordinary.
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
