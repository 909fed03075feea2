//! Lines removed along with another: its block, the run under a heading, everything to the end or from the start.

use std::ops::Range;

use super::Round;
use unboil_rules::lines::Lines;
use unboil_rules::ruleset::model::RuleId;

impl Round<'_> {
    /// Lets the rules that act remove what their removals reach.
    pub(super) fn reach(&mut self) {
        self.acting.sort_unstable();
        self.acted = self.acting.len();
        for at in 0..self.acting.len() {
            let (place, rule) = self.acting[at];
            let action = self.action(rule).expect("only rules with phrases reach beyond their line");
            let places = action.removal.reach(self, place as usize);
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

    /// A line that no rule matches is never removed along with another if it reads like prose, ends like a sentence, or is the
    /// headline.
    fn is_protected(&self, place: usize) -> bool {
        let is_headline = || {
            self.prose
                .first()
                .is_some_and(|first| place < first && self.subject.is_in(self.text(place), self.text(first)))
        };
        self.matches(place).is_empty() && (self.is_prose(place) || self.is_sentence(place) || is_headline())
    }
}
