//! What the matcher finds in a line.

use unboil_rules::ruleset::model::RuleId;
use unboil_text::Span;

/// A rule matches a line: one of its phrases is there, and its conditions on the line itself hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) rule: RuleId,
    /// The pattern that matched.
    pub(crate) pattern: u32,
    /// The matched bytes of the line.
    pub(crate) span: Span,
}

/// A literal of a pattern, found in a line. Its place is in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) pattern: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The longest line, in bytes, that a whole-line phrase with placeholders matches: two `{title}` of twelve words and the words
/// between them, in a script of two bytes per letter.
pub(super) const LINE_BYTES: usize = 400;
