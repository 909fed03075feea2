//! The errors of decoding.

/// Why bytes were not decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The bytes are not text.
    #[error("this looks like binary data, not text ({why})")]
    Binary {
        /// The evidence, as in `starts like a PNG image`.
        why: String,
    },
    /// Some byte sequences are not valid in the encoding, and the caller asked for an error in that case.
    #[error("{count} byte sequence{} not {encoding}, the first in line {line}", if *.count == 1 { " is" } else { "s are" })]
    BadBytes {
        /// How many sequences.
        count: usize,
        /// The name of the encoding.
        encoding: &'static str,
        /// The line of the first, from 1.
        line: usize,
    },
}
