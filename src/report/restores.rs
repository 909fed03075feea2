//! What can be restored of a document.

use serde::{Deserialize, Serialize};

/// What `unboil restore` can make of the clean text and the edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Restores {
    /// The input, byte for byte: encoding the decoded text again gives the same bytes, and with it in place of the clean text the
    /// record is the one that was read. Both were tried.
    Bytes,
    /// The decoded text only: something of that gives other bytes.
    Text,
}
