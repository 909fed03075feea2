//! The nouns the steps share. Text is handed on as ranges of bytes into a string, never as copies.
//!
//! "decoded" is what [`decode`](crate::decode) gave; "normal" is what [`normalize`](crate::normalize) made of it.
//! Ranges inside the pipeline count in the normal text; those a caller sees count in the decoded text.

use std::ops::Range;

/// A range of bytes, `start..end`, on character boundaries of the text it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether no byte lies in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same as a standard range, to index with.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
