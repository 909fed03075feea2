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

    /// Whether a rule file is at fault.
    #[must_use]
    pub fn is_rules(&self) -> bool {
        matches!(self.0, Kind::Rules { .. } | Kind::RuleFile { .. })
    }
}
