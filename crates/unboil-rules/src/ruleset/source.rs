//! Rules as their authors wrote them: files, phrases with their positions, examples. Matching does not need them; lists,
//! explanations, lints and tests of rules do.
//!
//! Input: one `LayerSource` per layer, which the compiler records beside the rules. Output: [`RuleSource`], a view of all layers whose
//! numbers are those of the [`RuleSet`](crate::RuleSet). A set that was read from prebuilt tables has no such record: its files are
//! compiled when its [`source`](crate::RuleSet::source) is first used.

use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::model::RuleId;
use super::pattern::Position;
use super::token::Token;

/// A file that rules were read from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFile {
    /// Its path, or the name it was given.
    pub name: String,
    /// How many rules it has.
    pub rules: usize,
    /// Whether it is an `unboil.toml`, which only extends rules.
    pub is_config: bool,
    /// Whether it belongs to the standard packs.
    #[serde(skip)]
    pub is_standard: bool,
    /// Its text. Saved beside the tables, so that it need not be copied.
    #[serde(skip)]
    pub(crate) text: Bytes,
}

impl RuleFile {
    /// A file that is not compiled yet.
    pub(crate) fn new(name: String, text: Bytes) -> Self {
        Self { name, rules: 0, is_config: false, is_standard: false, text }
    }

    /// Its text.
    ///
    /// # Panics
    /// Prebuilt tables were made of something that is not UTF-8; the compiler writes no such tables.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.text).expect("rule files are UTF-8")
    }
}

/// The origin of a layer of rules.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) files: Vec<RuleFile>,
    /// How many rules and patterns the layer has.
    pub(crate) rules: usize,
    pub(crate) patterns: usize,
    /// Known at once for compiled rules, compiled from the files on demand for prebuilt ones.
    pub(crate) source: OnceLock<LayerSource>,
}

/// What the compiler records beside the rules of a layer.
#[derive(Debug, Default)]
pub(crate) struct LayerSource {
    /// `about` and `lang` of each file.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) rules: Vec<SourceRule>,
    pub(crate) patterns: Vec<SourcePattern>,
}

/// What a rule's author wrote about it. Its conditions are in the [`Rule`](super::model::Rule).
#[derive(Debug)]
pub struct SourceRule {
    /// The file that defines it, as a number for [`RuleSource::file`].
    pub file: usize,
    /// The reason for the rule.
    pub why: Box<str>,
    /// Texts that it removes.
    pub removes: Vec<Example>,
    /// Texts that it must keep.
    pub keeps: Vec<Example>,
    /// Texts that it should remove and does not yet.
    pub todo: Vec<Example>,
}

/// An example of a rule.
#[derive(Debug, Clone)]
pub struct Example {
    /// The example.
    pub text: String,
    /// What it must become; nothing is left of it if this is `None`.
    pub becomes: Option<String>,
    /// Whether it is tested as a document of its own.
    pub bare: bool,
    /// Its place in the file, in bytes.
    pub at: Range<usize>,
}

/// A phrase or expression as its author wrote it.
#[derive(Debug)]
pub struct SourcePattern {
    /// The rule it belongs to.
    pub rule: RuleId,
    /// What it looks for.
    pub phrase: Phrase,
    /// As it is written.
    pub written: Box<str>,
    /// The file it is written in: that of the rule, or the `unboil.toml` that extends it.
    pub file: usize,
    /// Its place in the file, in bytes.
    pub at: Range<usize>,
}

/// What a pattern looks for.
#[derive(Debug)]
pub enum Phrase {
    /// Tokens at a position of the line.
    Tokens(Position, Vec<Token>),
    /// A regular expression over the whole line.
    WholeRegex,
    /// A regular expression anywhere in it.
    SearchRegex,
}

impl Phrase {
    /// The key in rule files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Tokens(position, _) => position.name(),
            Self::WholeRegex | Self::SearchRegex => "regex",
        }
    }
}

/// A file, with what it says about itself.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'r> {
    /// Its path, or the name it was given.
    pub name: &'r str,
    /// Its text.
    pub text: &'r str,
    /// What it is for.
    pub about: &'r str,
    /// The language of its rules, or `any`.
    pub lang: &'r str,
    /// Whether it belongs to the standard packs.
    pub is_standard: bool,
}

/// The sources of a rule set. Made by [`RuleSet::source`](crate::RuleSet::source).
#[derive(Debug, Clone)]
pub struct RuleSource<'r> {
    pub(crate) layers: Vec<(&'r Origin, &'r LayerSource)>,
}

impl<'r> RuleSource<'r> {
    /// The file of that number.
    ///
    /// # Panics
    /// There is no such file.
    #[must_use]
    pub fn file(&self, number: usize) -> SourceFile<'r> {
        let (origin, source, at) = self.find(number, |source| source.files.len());
        source_file(origin, source, at)
    }

    /// All files, in the order in which they were compiled.
    pub fn files(&self) -> impl Iterator<Item = SourceFile<'r>> {
        let files = |(origin, source): &(&'r Origin, &'r LayerSource)| {
            let (origin, source) = (*origin, *source);
            (0..source.files.len()).map(move |at| source_file(origin, source, at))
        };
        self.layers.iter().flat_map(files)
    }

    /// What the author of a rule wrote about it.
    ///
    /// # Panics
    /// There is no such rule.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &'r SourceRule {
        let (_, source, at) = self.find(id as usize, |source| source.rules.len());
        &source.rules[at]
    }

    /// The same for all rules, in order.
    pub fn rules(&self) -> impl Iterator<Item = &'r SourceRule> {
        self.layers.iter().flat_map(|(_, source)| &source.rules)
    }

    /// The pattern of that number, as it is written.
    ///
    /// # Panics
    /// There is no such pattern.
    #[must_use]
    pub fn pattern(&self, number: u32) -> &'r SourcePattern {
        let (_, source, at) = self.find(number as usize, |source| source.patterns.len());
        &source.patterns[at]
    }

    /// All patterns, in order.
    pub fn patterns(&self) -> impl Iterator<Item = &'r SourcePattern> {
        self.layers.iter().flat_map(|(_, source)| &source.patterns)
    }

    /// The layer that has element `number` of a list, and its number there.
    fn find(&self, number: usize, len: fn(&LayerSource) -> usize) -> (&'r Origin, &'r LayerSource, usize) {
        let mut at = number;
        for &(origin, source) in &self.layers {
            match at.checked_sub(len(source)) {
                None => return (origin, source, at),
                Some(rest) => at = rest,
            }
        }
        panic!("number {number} is not one of this rule set")
    }
}

fn source_file<'r>(origin: &'r Origin, source: &'r LayerSource, at: usize) -> SourceFile<'r> {
    let (file, (about, lang)) = (&origin.files[at], &source.files[at]);
    SourceFile { name: &file.name, text: file.text(), about, lang, is_standard: file.is_standard }
}
