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
        /// The same faults as values, for editors and services. At least one.
        faults: Vec<RuleFault>,
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

/// A fault at a place in a rule file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RuleFault {
    /// The name of the file, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong, in one line.
    pub title: String,
    /// What is said beside the marked text.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
}
