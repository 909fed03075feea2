//! The result of cleaning a document.

use unboil_encoding::EncodingDecision;

use crate::edit::Edit;

/// The result of cleaning a document.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Cleaned {
    /// The canonical text.
    pub text: String,
    /// Every change between decoded text and `text`, in order. Empty if [`Options::record_edits`](crate::Options::record_edits) is off.
    pub edits: Vec<Edit>,
    /// How the bytes were decoded.
    pub encoding: EncodingDecision,
    /// Whether the text was changed, and if not, why.
    pub status: Status,
}

/// Whether a document was changed, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The text was canonical and is unchanged.
    Unchanged,
    /// It was changed: normalized, or parts were removed, or both.
    Cleaned,
    /// Rules would remove more of it than the budget allows, so it was only normalized.
    OverBudget,
    /// The rounds of the decision did not settle, so it was only normalized.
    Unsettled,
}
