//! File names: which ones are documents, and how paths are written in JSON.
//!
//! A path that is not UTF-8 survives a round trip through JSON.
//!
//! `a.txt` is a document; `.a.txt`, `a.part`, `a.tmp` and `a.txt.done` are not

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::files::reading::path_of;

/// What a file name says about the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameKind {
    Document,
    /// The writer has not finished and will rename it.
    Temporary,
    /// Marks the file it is named after as complete.
    Marker,
    /// Its name begins with a dot.
    Hidden,
}

/// Extension of a marker file.
pub(crate) const MARKER: &str = ".done";
/// Extensions of unfinished files; `.crdownload` is used by browsers, `.partial` by rsync and aria2.
const TEMPORARY: [&str; 4] = [".part", ".tmp", ".partial", ".crdownload"];

impl NameKind {
    pub(crate) fn of(name: &OsStr) -> Self {
        let name = name.as_encoded_bytes();
        let ends = |end: &str| {
            let start = name.len().saturating_sub(end.len());
            name.get(start..).is_some_and(|last| last.eq_ignore_ascii_case(end.as_bytes()))
        };
        if TEMPORARY.iter().any(|end| ends(end)) {
            Self::Temporary
        } else if name.starts_with(b".") {
            Self::Hidden
        } else if ends(MARKER) {
            Self::Marker
        } else {
            Self::Document
        }
    }
}

/// The path of the marker of a file.
pub(crate) fn marker(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(MARKER);
    name.into()
}

/// A path as a JSON string. A path that is not UTF-8, or that begins with `base64:`, is written as `base64:…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct JsonPath(pub PathBuf);

const ENCODED: &str = "base64:";

impl Serialize for JsonPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.to_str() {
            Some(plain) if !plain.starts_with(ENCODED) => serializer.serialize_str(plain),
            _ => {
                let bytes = BASE64.encode(self.0.as_os_str().as_encoded_bytes());
                serializer.serialize_str(&format!("{ENCODED}{bytes}"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for JsonPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Some(encoded) = text.strip_prefix(ENCODED) else { return Ok(Self(text.into())) };
        let bytes = BASE64.decode(encoded.as_bytes()).map_err(serde::de::Error::custom)?;
        Ok(Self(path_of(&bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_file_names() {
        let of = |name: &str| NameKind::of(OsStr::new(name));
        assert_eq!(of("a.txt"), NameKind::Document);
        assert_eq!(of("done"), NameKind::Document);
        assert_eq!(of("a.part"), NameKind::Temporary);
        assert_eq!(of(".a.TMP"), NameKind::Temporary);
        assert_eq!(of(".hidden"), NameKind::Hidden);
        assert_eq!(of("a.txt.done"), NameKind::Marker);
    }

    #[cfg(unix)]
    #[test]
    fn any_path_survives_a_round_trip() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [&b"a/b.txt"[..], b"a\xFF\n", b"base64:x", b"\xC3\xA9"] {
            let name = JsonPath(OsStr::from_bytes(bytes).into());
            let json = serde_json::to_string(&name).unwrap();
            assert_eq!(serde_json::from_str::<JsonPath>(&json).unwrap(), name);
        }
    }
}
