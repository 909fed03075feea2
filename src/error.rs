//! The error of the library: what was found, what was expected, and where.

use unboil_encoding::DecodeError;
use unboil_rules::RuleError;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes of a document were refused.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Rules cannot be used.
    #[error(transparent)]
    Rules(#[from] RuleError),
}

impl Error {
    /// Whether the input was refused because it does not look like text.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        matches!(self, Self::Decode(DecodeError::Binary { .. }))
    }

    /// Whether the input was refused because some of its bytes are not valid in its encoding.
    #[must_use]
    pub fn is_bad_bytes(&self) -> bool {
        matches!(self, Self::Decode(DecodeError::BadBytes { .. }))
    }

    /// Whether the rules are at fault.
    #[must_use]
    pub fn is_rules(&self) -> bool {
        matches!(self, Self::Rules(_))
    }
}
