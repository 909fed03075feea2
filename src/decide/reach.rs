//! What is removed along with a line: its block, the run under a heading, everything to the end or from the start.

use std::ops::Range;

use super::Round;
use unboil_rules::lines::Lines;
use unboil_rules::ruleset::model::RuleId;

/// How far removals have reached from both ends of the lines that are left, so that a document in which every line removes
/// everything to the end takes linear time.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    /// All places before it were reached.
    head: usize,
    /// All places from it on were reached.
    tail: usize,
}

impl Reached {
    /// Nothing of `count` lines was reached.
    pub(super) const fn none(count: usize) -> Self {
        Self { head: 0, tail: count }
    }

    /// The part of `places` that was not reached before.
    fn add(&mut self, places: Range<usize>) -> Range<usize> {
        let new = places.start.max(self.head)..places.end.min(self.tail);
        if places.start <= self.head {
            self.head = self.head.max(places.end);
        }
        if places.end >= self.tail {
            self.tail = self.tail.min(places.start);
        }
        new
    }
}

impl Round<'_> {
    /// Lets the rules that act remove what their removals reach.
    pub(super) fn reach(&mut self) {
        self.acting.sort_unstable();
        self.acted = self.acting.len();
        for at in 0..self.acting.len() {
            let (place, rule) = self.acting[at];
            let action = self.action(rule).expect("only rules with phrases reach beyond their line");
            let places = action.removal.reach(self, place);
            self.remove_all(places, rule);
        }
    }

    fn remove_all(&mut self, places: Range<usize>, rule: RuleId) {
        for place in self.reached.add(places) {
            if !self.is_protected(place) {
                self.remove(place, rule);
            }
        }
    }

    /// A line of prose that no rule matches is never removed along with another.
    fn is_protected(&self, place: usize) -> bool {
        self.matches(place).is_empty() && self.is_prose(place)
    }
}
