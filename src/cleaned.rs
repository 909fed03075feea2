//! The result of cleaning a document.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unboil_encoding::EncodingDecision;
use unboil_rules::Category;

use crate::edit::Edit;

/// The result of cleaning a document.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Cleaned<'t> {
    /// The canonical text. Borrowed from the decoded text if that has it as it is, so that nothing is copied.
    pub text: Cow<'t, str>,
    /// Every change between decoded text and `text`, in order. Empty if [`Options::record_edits`](crate::Options::record_edits) is off.
    pub edits: Vec<Edit>,
    /// How many stretches rules removed, by category. Counted also where no edits are recorded.
    pub removals: BTreeMap<Category, usize>,
    /// How the bytes became text.
    pub encoding: EncodingDecision,
    /// Whether the text was changed, and if not, why.
    pub status: Status,
}

impl Cleaned<'_> {
    /// The same, independent of the decoded text. Copies a borrowed text.
    #[must_use]
    pub fn into_owned(self) -> Cleaned<'static> {
        Cleaned { text: Cow::Owned(self.text.into_owned()), ..self }
    }
}

/// Whether a document was changed, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
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
