//! The names of temporary files.
//!
//! `.unboil-x7Rq2a.tmp`, or with a tag `.unboil-TAGx7Rq2a.tmp`

use std::ffi::OsStr;

/// How they begin. The dot keeps them from being read as documents.
pub(super) const PREFIX: &str = ".unboil-";
/// How they end.
pub(super) const SUFFIX: &str = ".tmp";

/// Whether a file of that name may be an incomplete document left by a killed run, which must not be read.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

/// Whether such a file was made with this tag.
#[cfg(feature = "watch")]
pub(crate) fn is_temporary_with_tag(name: &OsStr, tag: &str) -> bool {
    is_temporary(name)
        && name.as_encoded_bytes().get(PREFIX.len()..).is_some_and(|rest| rest.starts_with(tag.as_bytes()))
}
