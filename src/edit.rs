//! An edit: one change between decoded text and output, with its cause.

use std::sync::Arc;

use crate::ledger_fault::LedgerFault;
use unboil_normalize::Fix;
use unboil_rules::Category;
use unboil_text::Span;

/// A change: `content` replaces the bytes `span` of the decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Edit {
    /// The bytes of the decoded text, on grapheme boundaries. Edits are sorted by it and never overlap.
    pub span: Span,
    /// The text in the output instead; empty for a removal.
    pub content: String,
    /// The rule or fix that made it.
    pub cause: Cause,
}

/// What made a change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Cause {
    /// A rule.
    Rule {
        /// Such as `en/newsletter-signup`.
        id: Arc<str>,
        /// What kind of thing the rule removes.
        category: Category,
    },
    /// A fix of the normalizer.
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

    /// The category, if a rule made it.
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
/// assert_eq!(unboil::replay("Two  words\r\n", &cleaned.edits)?, cleaned.text);
/// # Ok::<(), unboil::LedgerFault>(())
/// ```
///
/// # Errors
/// The edits are not those of this text: they overlap, reach beyond its end, or split a character.
pub fn replay(decoded: &str, edits: &[Edit]) -> Result<String, LedgerFault> {
    let mut output = String::with_capacity(decoded.len());
    let mut from = 0;
    for Edit { span, content, .. } in edits {
        if span.start > span.end || span.end > decoded.len() {
            return Err(LedgerFault::Outside { span: *span });
        }
        if span.start < from {
            return Err(LedgerFault::Overlap { at: span.start });
        }
        if let Some(at) = [span.start, span.end].into_iter().find(|&at| !decoded.is_char_boundary(at)) {
            return Err(LedgerFault::Grapheme { at });
        }
        output.push_str(&decoded[from..span.start]);
        output.push_str(content);
        from = span.end;
    }
    output.push_str(&decoded[from..]);
    Ok(output)
}
