//! What is known of an input once it is open.

use crate::formats::Format;
use crate::formats::compression::Compression;

/// An input that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    pub format: Format,
    pub compression: Compression,
    /// Hash of its bytes, for `--resume`.
    pub hash: Option<u128>,
}
