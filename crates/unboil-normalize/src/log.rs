//! Where changes are recorded, if they are wanted.

use crate::fixes::Fix;
use unboil_text::Span;

/// A change of the normalizer: the bytes `span` of its input became `now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// The bytes of the input that are replaced; empty for an insertion.
    pub span: Span,
    /// The text in the output instead; empty for a removal.
    pub now: String,
    /// The fix that made it.
    pub fix: Fix,
}

/// Receives the changes in the order of the text; they never overlap. `()` ignores them and costs nothing.
pub trait Log {
    /// Whether the changes are wanted. If not, the fixes do not even work out which bytes they changed.
    const KEEPS: bool = true;

    /// One change.
    fn rewrite(&mut self, span: Span, now: &str, fix: Fix);
}

impl Log for () {
    const KEEPS: bool = false;

    #[inline(always)]
    fn rewrite(&mut self, _: Span, _: &str, _: Fix) {}
}

impl Log for Vec<Rewrite> {
    fn rewrite(&mut self, span: Span, now: &str, fix: Fix) {
        self.push(Rewrite { span, now: now.to_owned(), fix });
    }
}
