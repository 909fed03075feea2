//! What became of a document.

use std::collections::BTreeMap;

use unboil_encoding::EncodingDecision;
use unboil_rules::Category;

use crate::edit::Edit;

/// What became of a document.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Cleaned {
    /// The canonical text.
    pub text: String,
    /// Every change between decoded text and `text`, in order. Empty if [`Options::record_edits`](crate::Options::record_edits) is off.
    pub edits: Vec<Edit>,
    /// How many stretches rules removed, by category. Counted also where no edits are recorded.
    pub removals: BTreeMap<Category, usize>,
    /// How the bytes became text.
    pub encoding: EncodingDecision,
    /// Whether rules took something.
    pub status: Status,
}

/// Whether rules took something from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The text was canonical and stayed as it was.
    Unchanged,
    /// It was changed: normalized, stripped, or both.
    Cleaned,
    /// Rules wanted more of it than the budget allows, so it was normalized only.
    OverBudget,
    /// Its lines did not come to rest in the rounds a decision may take, so it was normalized only.
    Unsettled,
}
