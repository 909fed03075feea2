//! The one error of the library. Its text says what was found, what was expected, and where.

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    /// The bytes are no text.
    #[error("this looks like binary data, not text ({why}); use --force to clean it all the same")]
    Binary {
        /// What gave it away.
        why: String,
    },
    /// Bytes that stand for nothing, where the caller wants none.
    #[error("{count} byte sequence{} not {encoding}, the first in line {line}", if *.count == 1 { " is" } else { "s are" })]
    BadBytes {
        /// How many.
        count: usize,
        /// In which encoding.
        encoding: &'static str,
        /// Where the first is, from 1.
        line: usize,
    },
    /// A rule file that cannot be used; the text shows file, line and the marked place.
    #[error("{report}")]
    Rules {
        /// The whole message, as it is shown to the author of the rule.
        report: String,
    },
    /// A folder or file of rules that cannot be read.
    #[error("cannot read rules from {path}: {source}")]
    RuleFile {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the input was refused because it looks like no text.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        matches!(self.0, Kind::Binary { .. })
    }

    /// Whether the input was refused because some of its bytes stand for nothing in its encoding.
    #[must_use]
    pub fn is_bad_bytes(&self) -> bool {
        matches!(self.0, Kind::BadBytes { .. })
    }

    /// Whether a rule file is at fault.
    #[must_use]
    pub fn is_rules(&self) -> bool {
        matches!(self.0, Kind::Rules { .. } | Kind::RuleFile { .. })
    }
}
