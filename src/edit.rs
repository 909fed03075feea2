//! The ledger: every change between decoded text and output, in order.

use std::sync::Arc;

use unboil_normalize::Fix;
use unboil_rules::Category;
use unboil_text::Span;

/// A change: the bytes `span` of the decoded text became `now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the decoded text, on grapheme boundaries. Edits are sorted by it and never overlap.
    pub span: Span,
    /// What stands in the output instead; empty for a removal.
    pub now: String,
    /// Who did it.
    pub cause: Cause,
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A rule took it.
    Rule {
        /// Such as `en/newsletter-signup`.
        id: Arc<str>,
        /// What kind of thing the rule takes.
        category: Category,
    },
    /// The normalizer changed it.
    Fix(Fix),
}

impl Cause {
    /// The id in reports: the rule's, or `normalize/…`.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Rule { id, .. } => id,
            Self::Fix(fix) => fix.id(),
        }
    }

    /// The category, if a rule did it.
    #[must_use]
    pub fn category(&self) -> Option<Category> {
        match self {
            Self::Rule { category, .. } => Some(*category),
            Self::Fix(_) => None,
        }
    }
}

/// Applies `edits` to the decoded text they were made for: the output again.
///
/// ```
/// let cleaner = unboil::Cleaner::standard();
/// let cleaned = cleaner.clean_str("Two  words\r\n");
/// assert_eq!(unboil::replay("Two  words\r\n", &cleaned.edits), cleaned.text);
/// # Ok::<(), unboil::Error>(())
/// ```
#[must_use]
pub fn replay(decoded: &str, edits: &[Edit]) -> String {
    let mut output = String::with_capacity(decoded.len());
    let mut from = 0;
    for edit in edits {
        output.push_str(decoded.get(from..edit.span.start).unwrap_or_default());
        output.push_str(&edit.now);
        from = edit.span.end;
    }
    output.push_str(decoded.get(from..).unwrap_or_default());
    output
}
