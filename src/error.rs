//! The error of the library: what was found, what was expected, and where.

use unboil_encoding::DecodeError;
use unboil_rules::{RuleError, RuleFault, UnknownRule};

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
    /// There is no rule or category of a name that was to be selected or ignored.
    #[error(transparent)]
    UnknownRule(#[from] UnknownRule),
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

    /// The faults in rule files, each with its place and what to do; empty if the error is another one.
    ///
    /// ```
    /// let error = unboil::Cleaner::builder().source("mine.toml", "about = \"Mine\"\nlnag = \"en\"\n").build().unwrap_err();
    /// let fault = &error.faults()[0];
    /// assert_eq!((fault.file.as_str(), fault.line, fault.column), ("mine.toml", 2, 1));
    /// assert_eq!(fault.help.as_deref(), Some("did you mean `lang`?"));
    /// ```
    #[must_use]
    pub fn faults(&self) -> &[RuleFault] {
        match self {
            Self::Rules(RuleError::Invalid { faults, .. }) => faults,
            _ => &[],
        }
    }

    /// Whether the rules are at fault.
    #[must_use]
    pub fn is_rules(&self) -> bool {
        matches!(self, Self::Rules(_))
    }
}
