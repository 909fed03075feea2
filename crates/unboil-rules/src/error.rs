//! The errors of reading and compiling rules.

/// Why a rule file or an `unboil.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// Rule files are invalid.
    #[error("{report}")]
    Invalid {
        /// Each fault with its file, line and the marked text, as it is shown to the author.
        report: String,
    },
    /// A folder or file of rules cannot be read.
    #[error("cannot read rules from {path}: {source}")]
    Unreadable {
        /// The folder or file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file of prebuilt rules cannot be used.
    #[error("cannot use the compiled rules {path}: {reason}")]
    Prebuilt {
        /// The file.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// Rules cannot be compiled ahead of time.
    #[error("these rules cannot be compiled ahead of time: {reason}")]
    NotPrebuildable {
        /// Why.
        reason: String,
    },
}
