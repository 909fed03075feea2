//! The decision: which lines are removed, and by which rule.
//!
//! Input: a document. Output: the rule that removes each line, if any. The decision works in rounds. A round treats the remaining
//! lines as a document of their own and removes some of them; the next round works on the rest. When a round removes nothing,
//! the remaining lines are the input of a second cleaning, which would remove nothing either. So cleaning is idempotent.
//!
//! Order within a round: zones from the prose that no rule matches; strong candidates; repetitions; lines removed
//! along with others; then candidates that depend on their cluster, until nothing is added.

mod cluster;
mod decision;
mod headline;
mod reach;
mod reached;
mod zones;

use std::cell::OnceCell;

pub(crate) use decision::Decision;
use headline::Subject;
use reached::Reached;
use zones::Prose;

use crate::document::Document;
use crate::matcher::{Match, match_tokens_at};
use unboil_rules::Level;
use unboil_rules::RuleMask;
use unboil_rules::RuleSet;
use unboil_rules::conditions::Miss;
use unboil_rules::detectors::Scope;
use unboil_rules::lines::{Cluster, Finding, Findings, Lines};
use unboil_rules::removals::Extent;
use unboil_rules::ruleset::model::{Action, RuleId, RuleKind};
use unboil_rules::ruleset::token::Token;
use unboil_rules::zones::Zones;
use unboil_text::fold::FoldedLine;
use unboil_text::trim::trimmed;
use unboil_text::words;

/// The input of a decision.
pub(crate) struct Case<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) rules: &'a RuleSet,
    /// Which rules are switched on.
    pub(crate) active: &'a RuleMask,
    pub(crate) level: Level,
}

/// The decision; `None` if the rounds did not settle. `at_rest` gets the last round, in which nothing is removed.
pub(crate) fn decide(case: &Case<'_>, at_rest: impl FnOnce(&Round<'_>)) -> Option<Decision> {
    let len = case.document.len();
    let mut decision = Decision::none(len);
    let mut left = Vec::with_capacity(len);
    left.extend((0..u32::try_from(len).ok()?).filter(|&i| !case.document.line(i as usize).is_empty()));
    for _ in 0..ROUNDS {
        let mut round = Round::new(case, &left, decision);
        round.run();
        if !round.has_removed {
            at_rest(&round);
            return Some(round.decision);
        }
        decision = round.decision;
        left.retain(|&i| decision.get(i as usize).is_none());
    }
    None
}

/// The most rounds. A document that still loses lines after them is only normalized. Pages settle after two or three; a text built to
/// lose one line per round would take time quadratic in its length.
const ROUNDS: usize = 16;

/// A round over the remaining lines. A line is identified by its place among them.
pub(crate) struct Round<'a> {
    case: &'a Case<'a>,
    left: &'a [u32],
    /// That of the rounds before, about other lines, and of this one.
    decision: Decision,
    /// Whether this round removes a line.
    has_removed: bool,
    /// The rules that remove more than their line, and the places they act from. A line several rules remove is removed by
    /// the first of them, but each removes what it reaches: otherwise one more rule could mean one line less.
    acting: Vec<(u32, RuleId)>,
    /// How many of these, counted from the first, are sorted and have been applied.
    acted: usize,
    reached: Reached,
    prose: Prose,
    subject: Subject,
    /// The rule of each match in the remaining lines, sorted; computed on first use.
    matched: OnceCell<Vec<RuleId>>,
}

impl<'a> Round<'a> {
    fn new(case: &'a Case<'a>, left: &'a [u32], decision: Decision) -> Self {
        Self {
            case,
            left,
            decision,
            has_removed: false,
            acting: Vec::new(),
            acted: 0,
            reached: Reached::none(left.len()),
            prose: Prose::find(case.document, left),
            subject: Subject::default(),
            matched: OnceCell::new(),
        }
    }

    fn run(&mut self) {
        self.strong();
        self.detect();
        self.reach();
        // Each turn adds at least one line next to removed ones; after three turns, the next round continues.
        for _ in 0..3 {
            if !self.clusters() {
                break;
            }
            self.reach();
        }
    }

    fn document(&self) -> &'a Document<'a> {
        self.case.document
    }

    fn index(&self, place: usize) -> usize {
        self.left[place] as usize
    }

    /// The remaining lines, by their number in the document.
    pub(crate) fn left(&self) -> &[u32] {
        self.left
    }

    /// The matches of a line.
    pub(crate) fn matches(&self, place: usize) -> &'a [Match] {
        self.document().matches(self.index(place))
    }

    fn action(&self, rule: RuleId) -> Option<&'a Action> {
        match &self.case.rules.rule(rule).kind {
            RuleKind::Phrases(action) => Some(action),
            RuleKind::Detector(_) => None,
        }
    }

    /// The rules that match a line and whose conditions on its place hold, with their actions.
    fn acting_candidates(&self, place: usize) -> impl Iterator<Item = (RuleId, &'a Action)> {
        self.matches(place).iter().filter_map(move |found| {
            let action = self.action(found.rule)?;
            action.conditions.hold_at_place(self, place, found.rule).then_some((found.rule, action))
        })
    }

    fn remove(&mut self, place: usize, rule: RuleId) {
        self.has_removed |= self.decision.remove(self.left[place] as usize, rule);
    }

    /// Lets the rules whose conditions hold at a place remove its line and act from there. Returns whether this is new.
    fn act(&mut self, place: usize, rules: &[(RuleId, &'a Action)]) -> bool {
        let mut is_new = false;
        for &(rule, action) in rules {
            is_new |= !self.is_removed(place);
            self.remove(place, rule);
            let reaches = !matches!(action.removal.extent(), Extent::Part | Extent::Line);
            // There are fewer lines than 32 bits can count.
            let acting = (place as u32, rule);
            if reaches && self.acting[..self.acted].binary_search(&acting).is_err() {
                self.acting.push(acting);
                is_new = true;
            }
        }
        is_new
    }

    /// Candidates that do not depend on other findings.
    fn strong(&mut self) {
        let mut rules = Vec::new();
        for place in 0..self.left.len() {
            if self.matches(place).is_empty() {
                continue;
            }
            let strong = self.acting_candidates(place).filter(|(_, action)| !action.conditions.needs_cluster());
            rules.extend(strong);
            self.act(place, &rules);
            rules.clear();
        }
    }

    fn detect(&mut self) {
        for &id in self.case.rules.document_detectors() {
            let RuleKind::Detector(detector) = &self.case.rules.rule(id).kind else {
                unreachable!("the rule is in the list of detectors")
            };
            let may_find = detector.scope() == Scope::Lines || self.document().repeats;
            if !may_find || !self.case.active.is_on(id) {
                continue;
            }
            // The first copy of a repeated line is kept, so the others are removed regardless of their zone.
            let found = detector.over_lines(self, &|place| self.is_removed(place));
            found.iter().for_each(|place| self.remove(place, id));
        }
    }

    /// Why a rule that matches the line at `place`, which is left in the last round, does not remove it. `None` for rules that
    /// never remove lines.
    pub(crate) fn miss(&self, place: usize, found: &Match) -> Option<Miss> {
        let conditions = &self.action(found.rule)?.conditions;
        let miss = conditions.place_miss(self, place, found.rule);
        if miss.is_some() || !conditions.needs_cluster() {
            return miss;
        }
        // A round removes everything it can, so no remaining cluster supports a weak rule.
        let lines = self.cluster_of(place);
        conditions.cluster_miss(self, place, &Cluster { lines, supports_others: false, supports_removed: false })
    }
}

impl Lines for Round<'_> {
    fn count(&self) -> usize {
        self.left.len()
    }

    fn text(&self, place: usize) -> &str {
        self.document().line(self.index(place))
    }

    fn words(&self, place: usize) -> usize {
        self.document().words(self.index(place))
    }

    fn has_words(&self, place: usize, least: usize) -> bool {
        self.document().has_words(self.index(place), least)
    }

    fn is_prose(&self, place: usize) -> bool {
        self.document().is_prose(self.index(place))
    }

    fn is_sentence(&self, place: usize) -> bool {
        words::sentence(self.text(place))
    }

    fn is_after_blank(&self, place: usize) -> bool {
        place.checked_sub(1).is_none_or(|before| self.document().is_parted(self.index(before), self.index(place)))
    }

    fn is_unique(&self, place: usize) -> bool {
        self.document().is_unique(self.index(place))
    }

    fn kind(&self, place: usize) -> usize {
        self.document().kind(self.index(place))
    }

    fn kinds(&self) -> usize {
        self.document().kinds()
    }

    fn begins_with(&self, place: usize, phrases: &[Vec<Token>]) -> bool {
        let line = self.text(place);
        let mut folded = FoldedLine::default();
        folded.set(line);
        let start = folded.folded(trimmed(line).start);
        phrases.iter().any(|phrase| match_tokens_at(line, &folded, self.case.rules.placeholders(), phrase, start))
    }
}

impl Findings for Round<'_> {
    fn zone(&self, place: usize) -> Zones {
        self.prose.zone(place)
    }

    fn match_count(&self, rule: RuleId) -> usize {
        let matched = self.matched.get_or_init(|| {
            let mut rules: Vec<RuleId> =
                (0..self.left.len()).flat_map(|place| self.matches(place)).map(|found| found.rule).collect();
            rules.sort_unstable();
            rules
        });
        matched.partition_point(|&other| other <= rule) - matched.partition_point(|&other| other < rule)
    }

    fn is_removed(&self, place: usize) -> bool {
        self.decision.get(self.index(place)).is_some()
    }

    fn was_shortened(&self, place: usize) -> bool {
        self.document().was_cut(self.index(place))
    }

    fn candidates(&self, place: usize) -> impl Iterator<Item = RuleId> {
        self.acting_candidates(place).map(|(rule, _)| rule)
    }

    fn has_finding(&self, place: usize, is: impl Fn(Finding<'_>) -> bool) -> bool {
        self.decision.get(self.index(place)).into_iter().chain(self.candidates(place)).any(|id| {
            let rule = self.case.rules.rule(id);
            is(Finding { id: &rule.id, aliases: &rule.aliases, category: rule.category })
        })
    }
}
