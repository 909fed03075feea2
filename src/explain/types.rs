//! What an explanation consists of.

use std::sync::Arc;

use super::miss::NearMiss;
use crate::cleaned::Status;
use unboil_normalize::Fix;
use unboil_rules::Category;

/// What happened to a document, line by line.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// The status of the cleaned document.
    pub status: Status,
    /// Its non-blank lines.
    pub lines: Vec<ExplainedLine>,
    /// The number of lines of the decoded text, including blank ones.
    pub count: usize,
    /// The numbers of the first and the last line of prose that no rule matches: the head is before the first, the tail after the
    /// last. `None` if there is no such prose.
    pub prose: Option<(usize, usize)>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainedLine {
    /// Its number in the decoded text, from 1. Lines separated by a line end that editors do not count (U+2028) share a number.
    pub number: usize,
    /// Its text after normalization.
    pub text: String,
    /// The fixes that changed it, each with the number of changes.
    pub fixes: Vec<(Fix, usize)>,
    /// What happens to it.
    pub outcome: LineOutcome,
    /// Whether it reads like prose.
    pub is_prose: bool,
    /// The rules that match it, or nearly, and do not remove it; the nearest first.
    pub near_rules: Vec<NearRule>,
}

/// What happens to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LineOutcome {
    /// It is kept.
    Kept,
    /// Parts of it are removed.
    Cut {
        /// What is left.
        left: String,
        /// By which rules.
        rules: Vec<RuleName>,
    },
    /// It is removed.
    Removed {
        /// The rule that removes it.
        rule: RuleName,
        /// Why the rule applies to it.
        via: Via,
    },
    /// A rule would remove it or a part of it, but in this document in Markdown it is code or a part of a table, or half of a link or of a
    /// list item would be left.
    Bound {
        /// The rule.
        rule: RuleName,
    },
    /// A rule would remove it, but the rules would remove more of the document than the budget allows, so it is kept.
    Spared {
        /// The rule.
        rule: RuleName,
    },
}

/// Why a rule applies to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Via {
    /// This phrase of the rule matches the line.
    Phrase(String),
    /// A detector found it, for this reason.
    Detector(&'static str),
    /// Its parts were removed one by one, and nothing is left.
    Parts,
    /// The rule removes more than the line it matches, such as its `block`, the `run` after it, or everything `to-end`.
    Along {
        /// What it removes, as in rule files.
        remove: &'static str,
        /// The number of the line that it matches, if known.
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
pub struct NearRule {
    /// The rule.
    pub rule: RuleName,
    /// Its phrase as written in the rule file.
    pub phrase: String,
    /// Why it does not remove the line; `None` if it would, but another rule comes first.
    pub miss: Option<NearMiss>,
}
