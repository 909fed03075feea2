//! The one place that decides: claims and repetitions in, lines that go out.
//!
//! It works in rounds. A round looks at the lines that still stand as if they were a document of their own, and marks
//! those that go; the next round looks at what is left. When a round marks nothing, the lines that stand are what a
//! second cleaning would start from, and it too would mark nothing: that is why cleaning twice is cleaning once.
//!
//! Inside a round, in this order: zones from the prose that nothing lays claim to; strong claims; repetitions; what
//! follows a heading, goes to the end or from the start; then weak claims by their company, until nothing is added.

mod company;
mod structure;
mod unmet;
mod zones;

pub(crate) use unmet::Unmet;

use crate::detectors::repeat;
use crate::document::Document;
use crate::matcher::Claim;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::ruleset::model::{Action, Remove, RuleId, RuleKind, Unit};

/// Why a line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) rule: RuleId,
}

/// What a decision is about.
pub(crate) struct Case<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) rules: &'a RuleSet,
    /// Which rules are switched on.
    pub(crate) active: &'a [bool],
    pub(crate) level: Level,
}

/// For each line of the document, why it goes; nothing where it stays. Nothing at all where the rounds did not come to
/// rest. `at_rest` sees the last round, in which nothing goes any more.
pub(crate) fn decide(case: &Case<'_>, at_rest: impl FnOnce(&Round<'_>)) -> Option<Vec<Option<Verdict>>> {
    let len = case.document.len();
    let mut verdicts = vec![None; len];
    let mut alive: Vec<u32> =
        (0..u32::try_from(len).ok()?).filter(|&i| !case.document.line(i as usize).is_empty()).collect();
    for _ in 0..ROUNDS {
        let mut round = Round::new(case, &alive);
        round.run();
        if round.verdicts.iter().all(Option::is_none) {
            at_rest(&round);
            return Some(verdicts);
        }
        let mut left = Vec::with_capacity(alive.len());
        for (&i, &verdict) in alive.iter().zip(&round.verdicts) {
            verdicts[i as usize] = verdict;
            if verdict.is_none() {
                left.push(i);
            }
        }
        alive = left;
    }
    None
}

/// Rounds after which a document that still loses lines is left as it was. Pages come to rest after two or three; a
/// text built to lose one line a round would take time quadratic in its length.
const ROUNDS: usize = 16;

/// One look at the lines that stand. Lines are named by their place among them.
pub(crate) struct Round<'a> {
    case: &'a Case<'a>,
    alive: &'a [u32],
    verdicts: Vec<Option<Verdict>>,
    /// The rules that take more than their line, and the places they act from. A line several rules take is taken by
    /// the first of them, but each takes along what it takes: else a rule more could mean a line less.
    acting: Vec<(usize, RuleId)>,
    /// How many of these, from the first, are sorted and have acted.
    acted: usize,
    zones: zones::Zones,
    /// How many lines each rule with `at_most` lays claim to.
    counts: Vec<(RuleId, usize)>,
}

impl<'a> Round<'a> {
    fn new(case: &'a Case<'a>, alive: &'a [u32]) -> Self {
        let zones = zones::measure(case.document, alive);
        let mut round = Self {
            case,
            alive,
            verdicts: vec![None; alive.len()],
            acting: Vec::new(),
            acted: 0,
            zones,
            counts: Vec::new(),
        };
        round.count();
        round
    }

    fn run(&mut self) {
        self.strong();
        self.repetitions();
        self.structures();
        // Each turn adds at least one line next to those that go; what three turns leave is left to the next round.
        for _ in 0..3 {
            if !self.company() {
                break;
            }
            self.structures();
        }
    }

    fn document(&self) -> &'a Document<'a> {
        self.case.document
    }

    /// The claims to a line.
    pub(crate) fn claims(&self, place: usize) -> &'a [Claim] {
        self.document().claims(self.alive[place] as usize)
    }

    fn action(&self, claim: &Claim) -> Option<&'a Action> {
        match &self.case.rules.rule(claim.rule).kind {
            RuleKind::Phrases(action) => Some(action),
            _ => None,
        }
    }

    /// The claims to a line whose conditions on zone and number hold, with what they do.
    fn holding(&self, place: usize) -> impl Iterator<Item = (&'a Claim, &'a Action)> + '_ {
        self.claims(place).iter().filter_map(move |claim| {
            let action = self.action(claim)?;
            self.holds(place, claim, action).is_ok().then_some((claim, action))
        })
    }

    /// Whether a claim's conditions on zone and number hold.
    fn holds(&self, place: usize, claim: &Claim, action: &Action) -> Result<(), Unmet> {
        if !action.zones.anywhere() && action.zones.0 & self.zones.at(place) == 0 {
            return Err(Unmet::Zone);
        }
        let lines = if action.at_most == usize::MAX { 0 } else { self.counted(claim.rule) };
        if lines > action.at_most { Err(Unmet::TooMany(lines)) } else { Ok(()) }
    }

    /// A line no claim is made to and that reads like prose never goes by its surroundings.
    fn protected(&self, place: usize) -> bool {
        self.claims(place).is_empty() && self.document().prose(self.alive[place] as usize)
    }

    fn take(&mut self, place: usize, rule: RuleId) {
        if self.verdicts[place].is_none() {
            self.verdicts[place] = Some(Verdict { rule });
        }
    }

    /// Lets the rules whose conditions hold at a place take its line and act from there. Says whether that is new.
    fn act(&mut self, place: usize, rules: &[(RuleId, &'a Action)]) -> bool {
        let mut new = false;
        for &(rule, action) in rules {
            new |= self.verdicts[place].is_none();
            self.take(place, rule);
            let acts = !matches!(action.remove, Remove::Line | Remove::Match);
            if acts && self.acting[..self.acted].binary_search(&(place, rule)).is_err() {
                self.acting.push((place, rule));
                new = true;
            }
        }
        new
    }

    fn count(&mut self) {
        for &i in self.alive {
            for claim in self.document().claims(i as usize) {
                if self.action(claim).is_some_and(|a| a.at_most != usize::MAX) {
                    match self.counts.iter_mut().find(|(rule, _)| *rule == claim.rule) {
                        Some((_, count)) => *count += 1,
                        None => self.counts.push((claim.rule, 1)),
                    }
                }
            }
        }
    }

    fn counted(&self, rule: RuleId) -> usize {
        self.counts.iter().find(|(r, _)| *r == rule).map_or(0, |(_, count)| *count)
    }

    /// Claims that need no company.
    fn strong(&mut self) {
        let mut rules = Vec::new();
        for place in 0..self.alive.len() {
            if self.claims(place).is_empty() {
                continue;
            }
            let strong = self.holding(place).filter(|(_, action)| !action.weak && action.near.is_empty());
            rules.extend(strong.map(|(claim, action)| (claim.rule, action)));
            self.act(place, &rules);
            rules.clear();
        }
    }

    fn repetitions(&mut self) {
        if !self.document().repeats {
            return;
        }
        for &id in self.case.rules.repeats() {
            let RuleKind::Repeat(parameters) = &self.case.rules.rule(id).kind else { continue };
            if !self.case.active.get(id as usize).is_some_and(|on| *on) {
                continue;
            }
            let gone: Vec<bool> = self.verdicts.iter().map(Option::is_some).collect();
            let mut marked = Vec::new();
            repeat::find(self.document(), self.alive, parameters, &gone, |place| marked.push(place));
            // The first copy stays, so a repetition goes whatever zone it stands in.
            debug_assert!(!matches!(parameters.unit, Unit::Group(0)));
            for place in marked {
                self.take(place, id);
            }
        }
    }
}
