//! Rules as the rest of the pipeline sees them: conditions and effects, without TOML.

use serde::{Deserialize, Serialize};

use super::byte_set::ByteSet;
use super::token::Token;
use crate::category::Category;
use crate::level::Level;

/// The number of a rule in its [`RuleSet`](crate::RuleSet).
pub type RuleId = u32;

/// A rule of any kind: what all of them have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// `en/newsletter-signup`.
    pub id: std::sync::Arc<str>,
    /// Old names, in full.
    pub aliases: Vec<Box<str>>,
    /// The kind of text it removes.
    pub category: Category,
    /// The level from which on it acts.
    pub level: Level,
    /// What it looks for and what it does.
    pub kind: RuleKind,
}

impl Rule {
    /// Its id and its aliases, in full.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.id).chain(self.aliases.iter().map(|alias| &**alias))
    }
}

/// What a rule looks for, and what it does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RuleKind {
    /// `[[rule]]`
    Phrases(Action),
    /// `[[echo]]`
    Echo(Echo),
    /// `[[repeat]]`
    Repeat(Repeat),
}

/// Conditions and effect of a `[[rule]]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Near {
    Category(Category),
    Rule(Box<str>),
}

/// Parameters of the echo detector.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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

/// What decides whether a rule is switched on, apart from its name. A cleaner reads it for every rule, so that most rules
/// need not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// The level from which on the rule acts.
    pub level: Level,
    /// The kind of text it removes.
    pub category: Category,
}
