//! The record of a document's error.

use serde::{Deserialize, Serialize};

/// Why a document failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorRecord {
    /// The id of the document.
    pub document: String,
    /// The message of standard error.
    pub message: String,
}
