//! What a line that goes takes along: its block, the run under a heading, all to the end, all from the start.

use super::Round;
use crate::matcher::match_tokens_at;
use unboil_rules::ruleset::model::{Remove, RuleId, RuleKind};
use unboil_rules::ruleset::token::Token;
use unboil_text::fold::FoldedLine;
use unboil_text::trim::trimmed;

impl<'a> Round<'a> {
    /// Lets the rules that act take along what stands around their lines.
    pub(super) fn structures(&mut self) {
        self.acting.sort_unstable();
        self.acted = self.acting.len();
        // What goes to the end from one line, and from the start to another, needs no second look from lines between.
        let (mut to_end, mut from_start) = (false, 0);
        for at in 0..self.acting.len() {
            let (place, rule) = self.acting[at];
            let RuleKind::Phrases(action) = &self.case.rules.rule(rule).kind else { continue };
            match &action.remove {
                Remove::Block => self.block(place, rule),
                Remove::ToEnd if self.zones.is_tail(place) && !to_end => {
                    self.span(place + 1, self.alive.len(), rule);
                    to_end = true;
                }
                Remove::FromStart if self.zones.is_head(place) => {
                    self.span(from_start, place, rule);
                    from_start = place;
                }
                Remove::Run { max_lines, until } => self.run_under(place, rule, *max_lines, until),
                _ => {}
            }
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
        while from > 0 && place - from <= BLOCK_LINES && !self.starts_block(from) {
            from -= 1;
        }
        let mut to = place + 1;
        while to < self.alive.len() && to - from <= BLOCK_LINES && !self.starts_block(to) {
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
        self.document().parted(self.alive[before] as usize, i as usize)
    }

    fn run_under(&mut self, heading: usize, rule: RuleId, max_lines: usize, until: &[Vec<Token>]) {
        let mut end = (heading + 1 + max_lines).min(self.alive.len());
        if until.is_empty() {
            if let Some(stop) = (heading + 1..end).find(|&place| self.document().prose(self.alive[place] as usize)) {
                end = stop;
            }
            if self.zones.is_body(heading) {
                end = end.min(self.body_run_end(heading, end));
            }
        } else {
            let mut folded = FoldedLine::default();
            let found = (heading + 1..end).find(|&place| {
                let line = self.document().line(self.alive[place] as usize);
                folded.set(line);
                let start = folded.folded(trimmed(line).start);
                until.iter().any(|tokens| match_tokens_at(line, &folded, self.case.rules.placeholders(), tokens, start))
            });
            // Without its end the block is not what the rule means: only the heading goes.
            end = found.map_or(heading + 1, |place| place + 1);
        }
        self.span(heading + 1, end, rule);
    }

    /// In the body the article goes on after a list of teasers, perhaps with a heading of its own. So a run there takes
    /// the rest of the heading's block, or the next block where the heading stands alone and that block is a list.
    /// It ends before `limit` anyway, so nothing behind that is looked at.
    fn body_run_end(&self, heading: usize, limit: usize) -> usize {
        let limit = (limit + 1).min(self.alive.len());
        let block_end = |from: usize| (from..limit).find(|&p| self.starts_block(p)).unwrap_or(limit);
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
