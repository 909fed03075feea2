//! What a line that goes takes along: its block, the run under a heading, all to the end, all from the start.

use super::Round;
use crate::compiler::{Remove, RuleId, Token};
use crate::matcher::{FoldedLine, key, match_tokens_at};

impl<'a> Round<'a> {
    /// Lets the lines that go by a rule of their own take others along, from place `from` on.
    pub(super) fn structures(&mut self, from: usize) {
        let mut place = from;
        // Places only grow, and what a run took is not looked at again by the same run, so this is one pass.
        while place < self.alive.len() {
            if let Some((rule, remove)) = self.taking(place) {
                match remove {
                    Remove::Block => self.block(place, rule),
                    Remove::ToEnd if self.zones.is_tail(place) => {
                        self.span(place + 1, self.alive.len(), rule);
                        return;
                    }
                    Remove::FromStart if self.zones.is_head(place) => self.span(0, place, rule),
                    Remove::Run { max_lines, until } => self.run_under(place, rule, *max_lines, until),
                    _ => {}
                }
            }
            place += 1;
        }
    }

    /// The rule by which the line goes, if it is one of those that hold here, and what it takes.
    fn taking(&self, place: usize) -> Option<(RuleId, &'a Remove)> {
        let verdict = self.verdicts[place]?;
        let rules = self.case.rules;
        self.claims(place).iter().find(|c| c.rule == verdict.rule)?;
        match &rules.rule(verdict.rule).kind {
            crate::compiler::RuleKind::Phrases(action) => Some((verdict.rule, &action.remove)),
            _ => None,
        }
    }

    fn span(&mut self, from: usize, to: usize, rule: RuleId) {
        for place in from..to {
            if !self.protected(place) {
                self.take(place, rule);
            }
        }
    }

    fn block(&mut self, place: usize, rule: RuleId) {
        let mut from = place;
        while from > 0 && !self.starts_block(from) {
            from -= 1;
        }
        let mut to = place + 1;
        while to < self.alive.len() && !self.starts_block(to) {
            to += 1;
        }
        // Blocks of thousands of lines are whole documents without blank lines; a rule means a paragraph or a list.
        if to - from <= BLOCK_LINES {
            self.span(from, to, rule);
        }
    }

    /// Whether a blank line stands before the line among those that stand.
    fn starts_block(&self, place: usize) -> bool {
        let (Some(&i), Some(before)) = (self.alive.get(place), place.checked_sub(1)) else { return true };
        let after = self.alive[before] as usize + 1;
        (after..=i as usize).any(|line| self.document().blank_before(line))
    }

    fn run_under(&mut self, heading: usize, rule: RuleId, max_lines: usize, until: &[Vec<Token>]) {
        let mut end = (heading + 1 + max_lines).min(self.alive.len());
        if until.is_empty() {
            if let Some(stop) = (heading + 1..end).find(|&place| self.document().prose(self.alive[place] as usize)) {
                end = stop;
            }
            if self.zones.is_body(heading) {
                end = end.min(self.body_run_end(heading));
            }
        } else {
            let mut folded = FoldedLine::default();
            let found = (heading + 1..end).find(|&place| {
                let line = self.document().line(self.alive[place] as usize);
                folded.set(line);
                let start = folded.folded(key(line).start);
                until.iter().any(|tokens| {
                    match_tokens_at(line, &folded, &self.case.rules.placeholders, tokens, start)
                })
            });
            // Without its end the block is not what the rule means: only the heading goes.
            end = found.map_or(heading + 1, |place| place + 1);
        }
        self.span(heading + 1, end, rule);
    }

    /// In the body the article goes on after a list of teasers, perhaps with a heading of its own. So a run there takes
    /// the rest of the heading's block, or the next block where the heading stands alone and that block is a list.
    fn body_run_end(&self, heading: usize) -> usize {
        let block_end = |from: usize| (from..self.alive.len()).find(|&p| self.starts_block(p)).unwrap_or(self.alive.len());
        let own = block_end(heading + 1);
        if own > heading + 1 {
            return own;
        }
        let next = block_end(own + 1);
        if next > own + 1 { next } else { own }
    }
}

/// The longest block that goes as one, in lines: a cookie dialog with its buttons has some twenty.
const BLOCK_LINES: usize = 40;
