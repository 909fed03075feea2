//! The rule set: everything that matching needs, in layers.
//!
//! Input: a [`Layer`], compiled or read from prebuilt tables. Output: a set with one more layer. Numbers of rules, patterns and
//! placeholders continue those of the layers below, so a set in layers gives the same matches, in the same order, as the
//! same files compiled as one.
//!
//! standard packs (rules 0 to 4,999) + `own.toml` → `own/first` is rule 5,000

use super::index::Index;
use super::layered::Layered;
use super::lazy_list::LazyList;
use super::model::{Rule, RuleId, Switch};
use super::pattern::Pattern;
use super::placeholder::Placeholder;
use super::source::{Origin, RuleFile};
use super::text_table::TextTable;

/// Compiled rules: built once, never changed, shared by any number of cleaners and threads.
///
/// A set is read from prebuilt tables, as `unboil::standard_rules` does, or compiled by a
/// [`RuleSetBuilder`](crate::RuleSetBuilder), alone or on top of another set.
#[derive(Debug)]
pub struct RuleSet {
    rules: Layered<Rule>,
    patterns: Layered<Pattern>,
    /// Rules as a layer above theirs changed them, by number.
    changed: Vec<(RuleId, Rule)>,
    /// Ids and aliases of the rules, one table per layer.
    pub(crate) ids: Vec<TextTable>,
    switches: Vec<Switch>,
    sited: Vec<(RuleId, Vec<Box<str>>)>,
    line_detectors: Vec<RuleId>,
    document_detectors: Vec<RuleId>,
    has_in_line: bool,
    placeholders: Vec<Placeholder>,
    index: Index,
    pub(crate) origins: Vec<Origin>,
    /// Identifies the contents; `None` if a layer was compiled in this process, because then nothing needs to refer to it.
    hash: Option<u64>,
}

/// What a layer adds to a set.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) rules: LazyList<Rule>,
    pub(crate) patterns: LazyList<Pattern>,
    pub(crate) changed: Vec<(RuleId, Rule)>,
    pub(crate) ids: TextTable,
    pub(crate) switches: Vec<Switch>,
    /// The rules that act on some hosts only, in order, and these hosts.
    pub(crate) sited: Vec<(RuleId, Vec<Box<str>>)>,
    /// The rules of detectors that look at each line by itself.
    pub(crate) line_detectors: Vec<RuleId>,
    /// The rules of the other detectors.
    pub(crate) document_detectors: Vec<RuleId>,
    /// Whether any rule with phrases removes a part of a line.
    pub(crate) has_in_line: bool,
    /// New placeholders and those of lower layers that changed, by number, in order.
    pub(crate) placeholders: Vec<(usize, Placeholder)>,
    pub(crate) index: Index,
    pub(crate) origin: Origin,
    pub(crate) hash: Option<u64>,
}

impl Default for RuleSet {
    /// The set without rules.
    fn default() -> Self {
        Self {
            rules: Layered::default(),
            patterns: Layered::default(),
            changed: Vec::new(),
            ids: Vec::new(),
            switches: Vec::new(),
            sited: Vec::new(),
            line_detectors: Vec::new(),
            document_detectors: Vec::new(),
            has_in_line: false,
            placeholders: Vec::new(),
            index: Index::default(),
            origins: Vec::new(),
            hash: Some(0),
        }
    }
}

impl RuleSet {
    /// Puts a layer on top that was compiled for this set.
    pub(crate) fn add(mut self, layer: Layer) -> Self {
        if self.origins.is_empty() {
            self.index = layer.index;
        } else {
            self.index.join(layer.index);
        }
        self.rules.add(layer.rules);
        self.patterns.add(layer.patterns);
        for (id, rule) in layer.changed {
            match self.changed.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(at) => self.changed[at].1 = rule,
                Err(at) => self.changed.insert(at, (id, rule)),
            }
        }
        self.ids.push(layer.ids);
        self.switches.extend(layer.switches);
        self.sited.extend(layer.sited);
        self.line_detectors.extend(layer.line_detectors);
        self.document_detectors.extend(layer.document_detectors);
        self.has_in_line |= layer.has_in_line;
        for (number, placeholder) in layer.placeholders {
            if number < self.placeholders.len() {
                self.placeholders[number] = placeholder;
            } else {
                assert_eq!(number, self.placeholders.len(), "placeholders are numbered in order");
                self.placeholders.push(placeholder);
            }
        }
        self.origins.push(layer.origin);
        self.hash = layer.hash;
        self
    }

    /// The rule of that number.
    ///
    /// # Panics
    /// There is no such rule.
    #[must_use]
    pub fn rule(&self, id: RuleId) -> &Rule {
        match self.changed.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(at) => &self.changed[at].1,
            Err(_) => self.rules.at(id as usize),
        }
    }

    /// All rules, in order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> + Clone {
        (0..self.len() as RuleId).map(|id| self.rule(id))
    }

    /// The pattern of that number.
    ///
    /// # Panics
    /// There is no such pattern.
    #[inline]
    #[must_use]
    pub fn pattern(&self, number: u32) -> &Pattern {
        self.patterns.at(number as usize)
    }

    /// All patterns, in order.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> + Clone {
        self.patterns.iter()
    }

    /// How many patterns there are.
    pub(crate) fn patterns_len(&self) -> usize {
        self.patterns.len()
    }

    /// Level and category of each rule: what decides whether it is switched on, apart from its name and its hosts.
    #[must_use]
    pub fn switches(&self) -> &[Switch] {
        &self.switches
    }

    /// The hosts a rule is bound to; none for one that acts everywhere.
    #[must_use]
    pub fn sites(&self, id: RuleId) -> &[Box<str>] {
        let sited = self.sited.binary_search_by_key(&id, |(id, _)| *id);
        sited.map_or(&[], |at| &self.sited[at].1)
    }

    /// The rules of detectors that look at each line by itself.
    #[must_use]
    pub fn line_detectors(&self) -> &[RuleId] {
        &self.line_detectors
    }

    /// The rules of the other detectors.
    #[must_use]
    pub fn document_detectors(&self) -> &[RuleId] {
        &self.document_detectors
    }

    /// Whether any rule with phrases removes a part of a line.
    #[must_use]
    pub fn has_in_line(&self) -> bool {
        self.has_in_line
    }

    /// The placeholders, by number.
    #[must_use]
    pub fn placeholders(&self) -> &[Placeholder] {
        &self.placeholders
    }

    /// The search structures over all patterns.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The files the rules were read from, in the order in which they were compiled.
    pub fn files(&self) -> impl Iterator<Item = &RuleFile> {
        self.origins.iter().flat_map(|origin| &origin.files)
    }

    /// The file that defines a rule. Rules are numbered in the order of their files.
    pub(crate) fn file_of(&self, id: RuleId) -> Option<&RuleFile> {
        let mut rules = 0;
        self.files().find(|file| {
            rules += file.rules;
            rules > id as usize
        })
    }

    /// The rule that has this id or alias, both in full.
    pub(crate) fn id(&self, name: &str) -> Option<RuleId> {
        let hash = TextTable::hash(name.as_bytes());
        self.ids.iter().find_map(|ids| ids.get(name.as_bytes(), hash).next())
    }

    /// The ids of all rules, in order.
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
        self.len() == 0
    }

    /// Identifies the contents of a prebuilt set; `None` for one that was compiled in this process.
    pub(crate) fn hash(&self) -> Option<u64> {
        self.hash
    }
}
