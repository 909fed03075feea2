//! Rules as the rest of the pipeline sees them: numbers and sets, no TOML.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::byte_set::ByteSet;
use super::index::Index;
use super::lazy_list::LazyList;
use super::placeholder::{LazyRegex, Placeholder};
use super::token::Token;
use crate::category::Category;
use crate::level::Level;

/// The number of a rule in its [`RuleSet`](crate::RuleSet).
pub type RuleId = u32;

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
    /// `[[echo]]`
    Echo(Echo),
    /// `[[repeat]]`
    Repeat(Repeat),
}

/// Conditions and effect of a `[[rule]]`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Action {
    pub zones: Zones,
    pub min_words: usize,
    pub max_words: usize,
    pub at_most: usize,
    pub near: Vec<Near>,
    /// Folded phrases that protect a line.
    pub unless: Vec<Box<str>>,
    pub sites: Vec<Box<str>>,
    pub weak: bool,
    pub glued: bool,
    pub remove: Remove,
}

/// What goes when a rule acts.
#[derive(Debug, Serialize, Deserialize)]
pub enum Remove {
    Line,
    Match,
    Block,
    /// The line and those after it that are not prose.
    Run {
        max_lines: usize,
        /// Phrases that end the run, each tokenized; empty where only prose and `max_lines` do.
        until: Vec<Vec<Token>>,
    },
    ToEnd,
    FromStart,
}

impl Remove {
    /// The name in rule files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Match => "match",
            Self::Block => "block",
            Self::Run { .. } => "run",
            Self::ToEnd => "to-end",
            Self::FromStart => "from-start",
        }
    }
}

/// In which zones a rule acts, a bit each. All or none set: everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zones(pub u8);

impl Zones {
    pub const HEAD: u8 = 1;
    pub const BODY: u8 = 2;
    pub const TAIL: u8 = 4;

    /// Whether the rule acts everywhere.
    pub const fn anywhere(self) -> bool {
        self.0 == 0 || self.0 == Self::HEAD | Self::BODY | Self::TAIL
    }
}

/// A finding that must stand next to the line.
#[derive(Debug, Serialize, Deserialize)]
pub enum Near {
    Category(Category),
    Rule(Box<str>),
}

/// Parameters of the echo detector.
#[derive(Debug, Serialize, Deserialize)]
pub struct Echo {
    pub min_words: usize,
    /// Folded.
    pub labels: Vec<Box<str>>,
    /// The bytes labels begin with.
    pub label_first: ByteSet,
    /// Folded.
    pub credits: Vec<Box<str>>,
}

impl Echo {
    /// Folded labels and credit words.
    pub fn new(min_words: usize, labels: Vec<Box<str>>, credits: Vec<Box<str>>) -> Self {
        let mut label_first = ByteSet::default();
        labels.iter().filter_map(|label| label.bytes().next()).for_each(|byte| label_first.add(byte));
        Self { min_words, labels, label_first, credits }
    }
}

/// Parameters of the repeat detector.
#[derive(Debug, Serialize, Deserialize)]
pub struct Repeat {
    pub unit: Unit,
    pub min_words: usize,
    pub spare_tables: bool,
    pub spare_code: bool,
    pub spare_verse: bool,
    /// Share of lines, 0 to 1.
    pub doubled: f64,
}

/// What comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Up to so many lines, at once again, in order.
    Group(usize),
    /// Any earlier line.
    Anywhere,
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
    /// The `[[echo]]` rules.
    pub echoes: Vec<RuleId>,
    /// The `[[repeat]]` rules.
    pub repeats: Vec<RuleId>,
    /// Whether any rule removes its match alone.
    pub cuts: bool,
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
