//! Maps offsets of the normal text to offsets of the decoded text, in one pass over the normalizer's rewrites.

use unboil_normalize::Rewrite;
use unboil_text::Span;

/// The rewrites that are still ahead.
#[derive(Debug, Clone)]
pub(crate) struct RewriteCursor<'a> {
    rewrites: &'a [Rewrite],
    /// Decoded minus normal offset, after the last rewrite passed.
    delta: isize,
}

impl<'a> RewriteCursor<'a> {
    pub(crate) fn new(rewrites: &'a [Rewrite]) -> Self {
        Self { rewrites, delta: 0 }
    }

    /// The byte of the decoded text for a byte of the normal text that comes before the next rewrite.
    pub(crate) fn decoded(&self, normal: usize) -> usize {
        normal.saturating_add_signed(self.delta)
    }

    /// The next rewrite and its bytes in the normal text.
    pub(crate) fn peek(&self) -> Option<(&'a Rewrite, Span)> {
        let next = self.rewrites.first()?;
        let start = next.span.start.saturating_add_signed(-self.delta);
        Some((next, Span::new(start, start + next.now.len())))
    }

    /// Passes the next rewrite.
    pub(crate) fn advance(&mut self) {
        if let Some((next, rest)) = self.rewrites.split_first() {
            self.delta += next.span.len() as isize - next.now.len() as isize;
            self.rewrites = rest;
        }
    }
}
