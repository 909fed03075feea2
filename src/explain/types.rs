//! What an explanation consists of.

use std::sync::Arc;

use super::miss::NearMiss;
use crate::cleaned::Status;
use unboil_normalize::Fix;
use unboil_rules::Category;

/// What became of a document, line by line.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// How cleaning it went.
    pub status: Status,
    /// Its lines that are not blank.
    pub lines: Vec<ExplainedLine>,
    /// How many lines the decoded text has, blank ones too.
    pub count: usize,
    /// The first and the last line of the article's own prose, by number: before the first is the head, after the last
    /// the tail. `None` where there is no such prose.
    pub prose: Option<(usize, usize)>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainedLine {
    /// Its number in the decoded text, from 1. Lines separated by a line end that editors do not count (U+2028) share a number.
    pub number: usize,
    /// As it is after normalization.
    pub text: String,
    /// What the normalizer changed in it, and how often.
    pub fixes: Vec<(Fix, usize)>,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether it reads like prose.
    pub is_prose: bool,
    /// The rules that came near it and do not remove it, the nearest first.
    pub others: Vec<Other>,
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It stays.
    Stays,
    /// Parts of it are removed.
    Cut {
        /// What is left.
        left: String,
        /// By which rules.
        rules: Vec<RuleName>,
    },
    /// It is removed.
    Goes {
        /// The rule that removes it.
        rule: RuleName,
        /// How the rule came to it.
        through: Through,
    },
    /// A rule would remove it, but rules would remove more than the budget allows, so it stays.
    Spared {
        /// The rule.
        rule: RuleName,
    },
}

/// How a rule comes to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Through {
    /// One of its phrases matches the line: this one.
    Phrase(String),
    /// A detector found it, for this reason.
    Detector(&'static str),
    /// All of it was removed in parts.
    Cut,
    /// The rule removes more than the line it matches, such as its `block`, the `run` after it, or everything `to-end`.
    Along {
        /// What it removes, as in rule files.
        remove: &'static str,
        /// The number of the line that it matches, where that is known.
        from: Option<usize>,
    },
}

/// A rule, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleName {
    /// Such as `en/newsletter-signup`.
    pub id: Arc<str>,
    /// What kind of thing it removes.
    pub category: Category,
}

/// A rule that matches a line, or nearly, and does not remove it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Other {
    /// The rule.
    pub rule: RuleName,
    /// Its phrase, as it is in the rule file.
    pub phrase: String,
    /// Why not; `None` for a rule whose conditions all hold, but that another one was before.
    pub miss: Option<NearMiss>,
}
