//! What is known about an open input.

use std::fs::Metadata;
use std::path::Path;

use crate::console::messages::Problem;
use crate::files::file_id::FileId;
use crate::files::file_mode::FileMode;
use crate::formats::Format;
use crate::formats::compression::{Compression, TrailingData};

/// An input that was opened.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub format: Format,
    pub compression: Compression,
    /// Whether data after the compressed data was ignored.
    pub trailing: TrailingData,
    /// Hash of its bytes, for `--resume`.
    pub hash: Option<u128>,
    /// The file that was opened; nothing for standard input, a pipe and a device.
    pub file: Option<OpenedFile>,
}

impl Opened {
    /// The warning about an input at `place` that was read to its end.
    pub(crate) fn warning(&self, place: impl AsRef<str>) -> Option<Problem> {
        let what = "has data after its last gzip member, which is ignored";
        self.trailing.was_ignored().then(|| Problem::new(place, what))
    }
}

/// A file that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpenedFile {
    pub id: Option<FileId>,
    pub mode: FileMode,
}

impl OpenedFile {
    /// The metadata of the open file at `path`; `None` for a pipe and a device.
    pub(super) fn of(path: &Path, metadata: &Metadata) -> Option<Self> {
        let of_file = || Self { id: FileId::of_metadata(path, metadata), mode: FileMode::of(metadata) };
        metadata.is_file().then(of_file)
    }
}
