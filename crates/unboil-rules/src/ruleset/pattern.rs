//! Phrases and expressions as matching needs them: what is left to check when the index has found one.
//!
//! `line = ["share this"]` is found in the table of whole lines, so nothing is left to check; `contains = ["photo by {name}"]` is
//! found by `photo by`, and its tokens are then matched at that place.

use serde::{Deserialize, Serialize};

use super::model::RuleId;
use super::placeholder::LazyRegex;
use super::token::Token;

/// A phrase or expression of a rule.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pattern {
    /// The rule it belongs to.
    pub rule: RuleId,
    /// What to check where it is found.
    pub check: Check,
}

/// What to check where a pattern is found.
#[derive(Debug, Serialize, Deserialize)]
pub enum Check {
    /// The whole phrase was found; it must end where the trimmed line ends.
    EndOfLine,
    /// The whole phrase was found; it must end where a word ends.
    EndOfWord,
    /// A literal of the phrase was found; its tokens must match at this position.
    Tokens(Position, Vec<Token>),
    /// A literal was found; the expression must match the whole line.
    WholeRegex(Box<LazyRegex>),
    /// A literal was found; the expression must match somewhere in the line.
    SearchRegex(Box<LazyRegex>),
}

/// Where in a line a phrase must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Position {
    /// It is the whole line.
    Line,
    /// At the start of the trimmed line.
    Start,
    /// At the end of the trimmed line.
    End,
    /// Anywhere, as whole words.
    Contains,
}

impl Position {
    /// The key in rule files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Start => "start",
            Self::End => "end",
            Self::Contains => "contains",
        }
    }

    /// Whether decoration before the phrase is ignored, and whether decoration after it is.
    #[must_use]
    pub const fn is_trimmed(self) -> (bool, bool) {
        (matches!(self, Self::Line | Self::Start), matches!(self, Self::Line | Self::End))
    }
}
