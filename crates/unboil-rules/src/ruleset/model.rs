//! Rules as the rest of the pipeline sees them: numbers and sets, no TOML.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::index::Index;
use super::lazy_list::LazyList;
use super::placeholder::{LazyRegex, Placeholder};
pub use super::rule_id::RuleId;
use super::token::Token;
use crate::category::Category;
use crate::conditions::Conditions;
use crate::detectors::AnyDetector;
use crate::level::Level;
use crate::removals::{AnyRemoval, Extent};

/// A rule of any kind: what all of them have.
#[derive(Debug, Serialize, Deserialize)]
pub struct Rule {
    /// `en/newsletter-signup`.
    pub id: std::sync::Arc<str>,
    /// Old names, in full.
    pub aliases: Vec<Box<str>>,
    pub category: Category,
    pub why: Box<str>,
    /// From which level on it acts.
    pub level: Level,
    pub kind: RuleKind,
    /// Which file it stands in, as an index of `RuleSet::files`.
    pub file: usize,
    /// The examples, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub removes: Vec<Example>,
    #[serde(skip)]
    pub keeps: Vec<Example>,
    #[serde(skip)]
    pub todo: Vec<Example>,
}

/// What a rule looks for, and what it does.
#[derive(Debug, Serialize, Deserialize)]
pub enum RuleKind {
    /// `[[rule]]`
    Phrases(Action),
    /// The table of a detector, such as `[[echo]]`.
    Detector(AnyDetector),
}

/// Conditions and effect of a `[[rule]]`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Action {
    /// What must hold beside its phrase.
    pub conditions: Conditions,
    /// What it removes.
    pub removal: AnyRemoval,
    /// Whether a phrase may directly follow a lower-case letter.
    pub glued: bool,
}

impl Action {
    /// Whether it removes a part of a line.
    #[must_use]
    pub fn is_in_line(&self) -> bool {
        self.removal.extent() == Extent::Part
    }
}

/// An example of a rule, with its place in the file.
#[derive(Debug, Clone)]
pub struct Example {
    pub text: String,
    pub becomes: Option<String>,
    pub bare: bool,
    pub at: std::ops::Range<usize>,
}

/// A phrase or expression of a rule.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pattern {
    pub rule: RuleId,
    pub part: Part,
    /// Whether it is confirmed by its tokens where a literal of it was found; the others are found whole.
    pub confirmed: bool,
    /// As its author wrote it, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub written: Box<str>,
    /// The file it stands in, as an index of `RuleSet::files`: the rule's, or the `unboil.toml` that extends it.
    pub file: usize,
    /// Where in the file, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub at: std::ops::Range<usize>,
}

/// Where in a line a pattern must stand.
#[derive(Debug, Serialize, Deserialize)]
pub enum Part {
    Line(Vec<Token>),
    Start(Vec<Token>),
    End(Vec<Token>),
    Contains(Vec<Token>),
    /// A regular expression over the whole line.
    WholeRegex(Box<LazyRegex>),
    /// A regular expression anywhere in it.
    SearchRegex(Box<LazyRegex>),
}

/// A file the rules were read from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFile {
    pub name: String,
    #[serde(skip)]
    pub text: Cow<'static, str>,
    pub about: String,
    pub lang: String,
    /// Whether it is an `unboil.toml`, which has no rules of its own.
    #[serde(skip)]
    pub is_config: bool,
}

/// What decides whether a rule is switched on, apart from its name: asked of every rule when a cleaner is made, so that
/// most rules need not be read back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Switch {
    pub level: Level,
    pub category: Category,
}

/// Compiled rules: built once, never changed, shared by any number of cleaners and threads.
#[derive(Debug)]
pub struct RuleSet {
    pub files: Vec<RuleFile>,
    /// How many of them, the first, are those of the standard packs.
    pub standard_files: usize,
    pub rules: LazyList<Rule>,
    /// One for each rule.
    pub switches: Vec<Switch>,
    /// The rules that act on some hosts only, in order, and these hosts.
    pub sited: Vec<(RuleId, Vec<Box<str>>)>,
    pub patterns: LazyList<Pattern>,
    pub placeholders: Vec<Placeholder>,
    pub index: Index,
    /// The rules of detectors that look at each line by itself.
    pub line_detectors: Vec<RuleId>,
    /// The rules of the other detectors.
    pub document_detectors: Vec<RuleId>,
    /// Whether any rule with phrases removes a part of a line.
    pub has_in_line: bool,
    /// The same rules with their examples and phrases as they are written, where this set has none: see
    /// [`whole`](Self::whole).
    pub whole: OnceLock<Option<Box<RuleSet>>>,
}

impl RuleSet {
    /// The rule of that number.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id as usize]
    }

    /// The hosts a rule is bound to; none for one that acts everywhere.
    pub fn sites(&self, id: RuleId) -> &[Box<str>] {
        let sited = self.sited.binary_search_by_key(&id, |(id, _)| *id);
        sited.ok().and_then(|at| self.sited.get(at)).map_or(&[], |(_, sites)| sites)
    }

    /// The ids of all rules, in the order they were read.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| &*rule.id)
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
