//! The errors of a ledger, and the sums that it checks.

use std::fmt;

use unboil_text::Span;

/// How many bytes of a decoded text were kept, rewritten and removed. The three add up to its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Bytes that no edit touches.
    pub kept: usize,
    /// Bytes that were replaced.
    pub rewritten: usize,
    /// Bytes that were removed.
    pub removed: usize,
}

impl Sums {
    /// All of them: the length of the decoded text.
    #[must_use]
    pub const fn all(self) -> usize {
        self.kept + self.rewritten + self.removed
    }
}

/// Why a list of edits does not belong to a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerFault {
    /// An edit begins before the one before it ends.
    Overlap {
        /// Its first byte.
        at: usize,
    },
    /// An edit reaches beyond the end of the text or ends before it begins.
    Outside {
        /// Its bytes.
        span: Span,
    },
    /// An edit begins or ends inside a grapheme.
    Grapheme {
        /// The byte.
        at: usize,
    },
    /// The sums are not the length of the text.
    Sum {
        /// What they are.
        sums: Sums,
        /// What they should be.
        length: usize,
    },
}

impl fmt::Display for LedgerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overlap { at } => write!(f, "the edit at byte {at} overlaps the one before it"),
            Self::Outside { span } => {
                write!(f, "the edit of bytes {}..{} is not a part of the text", span.start, span.end)
            }
            Self::Grapheme { at } => write!(f, "an edit splits the character at byte {at}"),
            Self::Sum { sums, length } => write!(
                f,
                "{} kept + {} rewritten + {} removed bytes are not the {length} of the text",
                sums.kept, sums.rewritten, sums.removed
            ),
        }
    }
}

impl std::error::Error for LedgerFault {}
