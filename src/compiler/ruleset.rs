//! Rules as the rest of the pipeline sees them: numbers and sets, no TOML.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::beginnings::ByteSet;
use super::phrase::Token;
use super::placeholder::{LazyRegex, Placeholder};
use super::shelf::Shelf;
use crate::category::Category;
use crate::config::Config;
use crate::level::Level;
use crate::matcher::Index;

/// The number of a rule in its [`RuleSet`](crate::RuleSet).
pub(crate) type RuleId = u32;

/// A rule of any kind: what all of them have.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    /// `en/newsletter-signup`.
    pub(crate) id: std::sync::Arc<str>,
    /// Old names, in full.
    pub(crate) aliases: Vec<Box<str>>,
    pub(crate) category: Category,
    pub(crate) why: Box<str>,
    /// From which level on it acts.
    pub(crate) level: Level,
    pub(crate) kind: RuleKind,
    /// Which file it stands in, as an index of `RuleSet::files`.
    pub(crate) file: usize,
    /// The examples, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub(crate) removes: Vec<Example>,
    #[serde(skip)]
    pub(crate) keeps: Vec<Example>,
    #[serde(skip)]
    pub(crate) todo: Vec<Example>,
}

/// What a rule looks for, and what it does.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum RuleKind {
    /// `[[rule]]`
    Phrases(Action),
    /// `[[echo]]`
    Echo(Echo),
    /// `[[repeat]]`
    Repeat(Repeat),
}

/// Conditions and effect of a `[[rule]]`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(crate) zones: Zones,
    pub(crate) min_words: usize,
    pub(crate) max_words: usize,
    pub(crate) at_most: usize,
    pub(crate) near: Vec<Near>,
    /// Folded phrases that protect a line.
    pub(crate) unless: Vec<Box<str>>,
    pub(crate) sites: Vec<Box<str>>,
    pub(crate) weak: bool,
    pub(crate) glued: bool,
    pub(crate) remove: Remove,
}

/// What goes when a rule acts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Remove {
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
    pub(crate) const fn name(&self) -> &'static str {
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
pub(crate) struct Zones(pub(crate) u8);

impl Zones {
    pub(crate) const HEAD: u8 = 1;
    pub(crate) const BODY: u8 = 2;
    pub(crate) const TAIL: u8 = 4;

    /// Whether the rule acts everywhere.
    pub(crate) const fn anywhere(self) -> bool {
        self.0 == 0 || self.0 == Self::HEAD | Self::BODY | Self::TAIL
    }
}

/// A finding that must stand next to the line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Near {
    Category(Category),
    Rule(Box<str>),
}

/// Parameters of the echo detector.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Echo {
    pub(crate) min_words: usize,
    /// Folded.
    pub(crate) labels: Vec<Box<str>>,
    /// The bytes labels begin with.
    pub(crate) label_first: ByteSet,
    /// Folded.
    pub(crate) credits: Vec<Box<str>>,
}

impl Echo {
    /// Folded labels and credit words.
    pub(crate) fn new(min_words: usize, labels: Vec<Box<str>>, credits: Vec<Box<str>>) -> Self {
        let mut label_first = ByteSet::default();
        labels.iter().filter_map(|label| label.bytes().next()).for_each(|byte| label_first.add(byte));
        Self { min_words, labels, label_first, credits }
    }
}

/// Parameters of the repeat detector.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Repeat {
    pub(crate) unit: Unit,
    pub(crate) min_words: usize,
    pub(crate) spare_tables: bool,
    pub(crate) spare_code: bool,
    pub(crate) spare_verse: bool,
    /// Share of lines, 0 to 1.
    pub(crate) doubled: f64,
}

/// What comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unit {
    /// Up to so many lines, at once again, in order.
    Group(usize),
    /// Any earlier line.
    Anywhere,
}

/// An example of a rule, with its place in the file.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) becomes: Option<String>,
    pub(crate) bare: bool,
    pub(crate) at: std::ops::Range<usize>,
}

/// A phrase or expression of a rule.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Pattern {
    pub(crate) rule: RuleId,
    pub(crate) part: Part,
    /// Whether it is confirmed by its tokens where a literal of it was found; the others are found whole.
    pub(crate) confirmed: bool,
    /// As its author wrote it, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub(crate) written: Box<str>,
    /// The file it stands in, as an index of `RuleSet::files`: the rule's, or the `unboil.toml` that extends it.
    pub(crate) file: usize,
    /// Where in the file, where the set is [whole](RuleSet::whole).
    #[serde(skip)]
    pub(crate) at: std::ops::Range<usize>,
}

/// Where in a line a pattern must stand.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Part {
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
pub(crate) struct RuleFile {
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) text: Cow<'static, str>,
    pub(crate) about: String,
    pub(crate) lang: String,
    /// Whether it is an `unboil.toml`, which has no rules of its own.
    #[serde(skip)]
    pub(crate) is_config: bool,
}

impl RuleFile {
    /// The file of a configuration.
    pub(super) fn config(config: &Config) -> Self {
        Self {
            name: config.name().to_owned(),
            text: config.text().to_owned().into(),
            about: String::new(),
            lang: "any".to_owned(),
            is_config: true,
        }
    }
}

/// What decides whether a rule is switched on, apart from its name: asked of every rule when a cleaner is made, so that
/// most rules need not be read back.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Switch {
    pub(crate) level: Level,
    pub(crate) category: Category,
}

/// Compiled rules: built once, never changed, shared by any number of cleaners and threads.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) files: Vec<RuleFile>,
    /// How many of them, the first, are those of the standard packs.
    pub(crate) standard_files: usize,
    pub(crate) rules: Shelf<Rule>,
    /// One for each rule.
    pub(crate) switches: Vec<Switch>,
    /// The rules that act on some hosts only, in order, and these hosts.
    pub(super) sited: Vec<(RuleId, Vec<Box<str>>)>,
    pub(crate) patterns: Shelf<Pattern>,
    pub(crate) placeholders: Vec<Placeholder>,
    pub(crate) index: Index,
    /// The `[[echo]]` rules.
    pub(crate) echoes: Vec<RuleId>,
    /// The `[[repeat]]` rules.
    pub(crate) repeats: Vec<RuleId>,
    /// Whether any rule removes its match alone.
    pub(crate) cuts: bool,
    /// The same rules with their examples and phrases as they are written, where this set has none: see
    /// [`whole`](Self::whole).
    pub(super) whole: OnceLock<Option<Box<RuleSet>>>,
}

impl RuleSet {
    /// The rule of that number.
    pub(crate) fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id as usize]
    }

    /// The hosts a rule is bound to; none for one that acts everywhere.
    pub(crate) fn sites(&self, id: RuleId) -> &[Box<str>] {
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
