//! What conditions, removals and detectors can know about a document while rules are applied to it.
//!
//! The library implements these traits for a *round* of its decision: the lines that are not removed yet. A line is identified by its
//! *place*, its index among them. Removed lines are not visible here, which makes cleaning idempotent: a second run sees what the
//! last round saw.

use std::ops::Range;

use crate::category::Category;
use crate::ruleset::rule_id::RuleId;
use crate::ruleset::token::Token;
use crate::zones::Zones;

/// One line by itself, as the conditions on it see it. Words and folded text are computed on first use.
pub trait LineText {
    /// The line, without its line end.
    fn text(&self) -> &str;

    /// How many words it has.
    fn words(&mut self) -> usize;

    /// The folded line.
    fn folded(&mut self) -> &str;
}

/// The lines of a document that are left.
pub trait Lines {
    /// How many there are.
    fn count(&self) -> usize;

    /// The text of a line, without its line end.
    fn text(&self, place: usize) -> &str;

    /// How many words it has.
    fn words(&self, place: usize) -> usize;

    /// Whether it has at least `least` words; cheaper than counting them.
    fn has_words(&self, place: usize, least: usize) -> bool;

    /// Whether it reads like prose.
    fn is_prose(&self, place: usize) -> bool;

    /// Whether it ends like a sentence.
    fn is_sentence(&self, place: usize) -> bool;

    /// Whether it is the first of the lines, or a blank line separates it from the line before.
    fn is_after_blank(&self, place: usize) -> bool;

    /// Whether no other line of the document is equal.
    fn is_unique(&self, place: usize) -> bool;

    /// Whether two lines are equal.
    fn is_same(&self, a: usize, b: usize) -> bool {
        self.kind(a) == self.kind(b)
    }

    /// A number below [`kinds`](Self::kinds) that equal lines share.
    fn kind(&self, place: usize) -> usize;

    /// How many different lines the document has.
    fn kinds(&self) -> usize;

    /// Whether it begins, after bullets and brackets, with one of these phrases.
    fn begins_with(&self, place: usize, phrases: &[Vec<Token>]) -> bool;
}

/// The lines that are left, and what rules have found in them so far.
pub trait Findings: Lines {
    /// Which zone a line is in; none in a document without prose.
    fn zone(&self, place: usize) -> Zones;

    /// How many of the lines a rule matches.
    fn match_count(&self, rule: RuleId) -> usize;

    /// Whether a rule removes the line in this round.
    fn is_removed(&self, place: usize) -> bool;

    /// Whether a part of the line was removed.
    fn was_shortened(&self, place: usize) -> bool;

    /// The rules that match the line and may act in its place, in the order of the rule set.
    fn candidates(&self, place: usize) -> impl Iterator<Item = RuleId>;

    /// Whether `is` holds for the rule that removes the line or for one of its candidates.
    fn has_finding(&self, place: usize, is: impl Fn(Finding<'_>) -> bool) -> bool;
}

/// A rule that removes a line or may remove it.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'r> {
    /// Its full id.
    pub id: &'r str,
    /// Its earlier ids, in full.
    pub aliases: &'r [Box<str>],
    /// What kind of thing it removes.
    pub category: Category,
}

/// A cluster: neighbouring lines each of which is removed or has a candidate.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The places of its lines.
    pub lines: Range<usize>,
    /// Whether it is evidence enough for a weak rule to act on a line that nothing else removes.
    pub supports_others: bool,
    /// Whether it is evidence enough, apart from the line itself, for a weak rule to act on a line that is removed.
    pub supports_removed: bool,
}
