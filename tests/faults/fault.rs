//! The faults: which system calls fail, and with which errors.

use std::fmt;
use std::path::Path;

/// System calls of one kind, and the errors with which they fail in turn. Not every file system gives each of them, but some of
/// those that people mount do: FUSE and NFS interrupt a rename, and a disk that fails becomes read-only within a run.
const KINDS: [(&[&str], &[&str]); 9] = [
    (
        &["write", "writev", "pwrite64", "copy_file_range", "sendfile", "ftruncate"],
        &["ENOSPC", "EIO", "EROFS", "EINTR"],
    ),
    (&["fsync", "fdatasync"], &["ENOSPC", "EIO", "EROFS", "EINTR"]),
    (&["rename", "renameat", "renameat2", "link", "linkat"], &["ENOSPC", "EIO", "EROFS", "EXDEV", "EINTR"]),
    (&["unlink", "unlinkat", "rmdir"], &["EIO", "EROFS", "EINTR"]),
    (&["open", "openat"], &["ENOSPC", "EIO", "EROFS", "EINTR"]),
    (&["mkdir", "mkdirat"], &["ENOSPC", "EIO", "EROFS", "EINTR"]),
    (&["read", "pread64", "readv"], &["EIO", "EINTR"]),
    (&["getdents64"], &["EIO"]),
    (&["statx", "newfstatat", "fstat"], &["EIO"]),
];

/// A call of this name and number fails with this error.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    pub call: String,
    pub number: usize,
    pub error: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:error={}:when={}", self.call, self.error, self.number)
    }
}

/// The names of all calls that fail, for `strace -e trace=`.
pub(crate) fn traced() -> String {
    let names: Vec<&str> = KINDS.iter().flat_map(|(names, _)| names.iter().copied()).collect();
    names.join(",")
}

/// The errors with which a call of this name fails.
pub(crate) fn errors(call: &str) -> &'static [&'static str] {
    let kind = KINDS.iter().find(|(names, _)| names.contains(&call));
    kind.map_or(&[], |(_, errors)| errors)
}

impl Fault {
    /// Whether the command repeats the call, so that nobody notices. A rename may have been made; and the walk through a folder does
    /// not repeat the opening of a folder.
    pub(crate) fn is_repeated(&self, path: &Path) -> bool {
        let is_name = ["rename", "link", "mkdir", "rmdir"].iter().any(|part| self.call.contains(part));
        let is_folder = self.call.starts_with("open") && path.is_dir();
        self.error == "EINTR" && !is_name && !is_folder
    }

    /// Whether it prevents the removal of a file.
    pub(crate) fn prevents_removal(&self) -> bool {
        self.call.starts_with("unlink")
    }
}
