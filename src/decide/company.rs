//! Weak claims: "Share", "Home", a bare date go only among others of their kind.
//!
//! A company is a stretch of lines each of which goes already or is laid claim to. It looks through nothing else, so a
//! line the article needs parts two companies.

use super::Round;
use unboil_rules::Level;
use unboil_rules::ruleset::model::{Near, RuleId};

impl Round<'_> {
    /// Takes the weak claims that have company. Says whether any line was added.
    pub(super) fn company(&mut self) -> bool {
        let mut added = false;
        let mut from = 0;
        while from < self.alive.len() {
            if !self.member(from) {
                from += 1;
                continue;
            }
            let mut to = from + 1;
            while to < self.alive.len() && self.member(to) {
                to += 1;
            }
            added |= self.settle(from, to);
            from = to;
        }
        added
    }

    /// The company of a place.
    pub(super) fn company_of(&self, place: usize) -> std::ops::Range<usize> {
        let from = (0..place).rev().take_while(|&p| self.member(p)).last().unwrap_or(place);
        let to = (place + 1..self.alive.len()).take_while(|&p| self.member(p)).last().unwrap_or(place) + 1;
        from..to
    }

    fn member(&self, place: usize) -> bool {
        self.verdicts[place].is_some() || self.holding(place).next().is_some()
    }

    /// One company: the places `from..to`.
    fn settle(&mut self, from: usize, to: usize) -> bool {
        let mut going = 0;
        let mut weak_lines = 0;
        let mut kinds: Vec<RuleId> = Vec::new();
        // The same with the claims to the lines that go.
        let mut all_kinds: Vec<RuleId> = Vec::new();
        for place in from..to {
            let goes = self.verdicts[place].is_some();
            going += usize::from(goes);
            weak_lines += usize::from(!goes);
            for (claim, _) in self.holding(place) {
                for kinds in [Some(&mut all_kinds), (!goes).then_some(&mut kinds)].into_iter().flatten() {
                    if kinds.len() < 3 && !kinds.contains(&claim.rule) {
                        kinds.push(claim.rule);
                    }
                }
            }
        }
        let (lines, different) = match self.case.level {
            Level::Careful => CAREFUL,
            Level::Bold => BOLD,
        };
        // A line that lost a part of itself (a credit, a second copy) is a finding next door too.
        let next_door = [from.checked_sub(1), Some(to)].into_iter().flatten();
        let cut = next_door.filter_map(|p| self.alive.get(p)).any(|&i| self.document().was_cut(i as usize));
        let enough = going > 0 || cut || (weak_lines >= lines && kinds.len() >= different);
        // A line that goes is no company for itself: a flag over a headline that one rule takes alone must not let
        // another, weak one take it for the heading of a list.
        let enough_beside = going > 1 || cut || (weak_lines + 1 >= lines && all_kinds.len() >= different);
        let mut added = false;
        let mut rules = Vec::new();
        for place in from..to {
            let enough = if self.verdicts[place].is_some() { enough_beside } else { enough };
            let here = self.holding(place).filter(|(_, action)| {
                (!action.weak || enough) && (action.near.is_empty() || self.near(place, from..to, &action.near))
            });
            rules.extend(here.map(|(claim, action)| (claim.rule, action)));
            added |= self.act(place, &rules);
            rules.clear();
        }
        added
    }

    /// Whether a finding of `wanted` stands next to the line, at most [`NEAR`] lines away in its company.
    pub(super) fn near(&self, place: usize, company: std::ops::Range<usize>, wanted: &[Near]) -> bool {
        let from = place.saturating_sub(NEAR).max(company.start);
        let to = (place + NEAR + 1).min(company.end);
        (from..to).filter(|&other| other != place).any(|other| {
            let verdict = self.verdicts[other].map(|v| v.rule);
            verdict.into_iter().chain(self.holding(other).map(|(claim, _)| claim.rule)).any(|id| {
                let rule = self.case.rules.rule(id);
                wanted.iter().any(|w| match w {
                    Near::Category(category) => *category == rule.category,
                    Near::Rule(name) => **name == *rule.id || rule.aliases.contains(name),
                })
            })
        })
    }
}

/// Weak lines, and different rules among them, that are company enough without a line that goes by itself. Set by hand:
/// two labels meet by chance in a list of headings, three of two kinds are a menu or a share bar.
const CAREFUL: (usize, usize) = (3, 2);
/// The same at the bold level.
const BOLD: (usize, usize) = (2, 1);
/// How many lines away "next to it" reaches. Set by hand: a label and its value, or a button, stand between at most.
const NEAR: usize = 2;
