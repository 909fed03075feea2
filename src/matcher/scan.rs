//! One look at each line: which rules may lay claim to it.

use super::confirm::confirm;
use super::fold::{fold_char, is_word};
use super::holes::{Haystack, Memo, phrases_between};
use super::index::{Index, Use};
use super::starts::starts;
use super::{FoldedLine, key};
use crate::compiler::{RuleId, RuleSet};
use crate::text::Span;

/// A rule's claim to a line; the conditions on the line itself hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) rule: RuleId,
    /// The pattern that matched.
    pub(crate) pattern: u32,
    /// The matched bytes, of the line.
    pub(crate) span: Span,
}

/// A literal found in the line at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub(super) pattern: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Scans lines with the rules of a set that are switched on. Holds buffers, so that a document allocates once.
pub(crate) struct Scanner<'r> {
    pub(super) rules: &'r RuleSet,
    active: &'r [bool],
    pub(super) folded: FoldedLine,
    memo: Memo,
    /// Whether `folded` holds the line at hand, and `memo` what is known of it.
    is_folded: bool,
    key_buffer: String,
    hits: Vec<Hit>,
    all_patterns: bool,
}

/// The longest line, in bytes, on which patterns of placeholders alone are tried: the longest date with time and
/// place names has some 60 letters.
const ONLY_HOLES_BYTES: usize = 120;

impl<'r> Scanner<'r> {
    /// `active[i]` says whether rule `i` is switched on.
    pub(crate) fn new(rules: &'r RuleSet, active: &'r [bool]) -> Self {
        Self {
            rules,
            active,
            folded: FoldedLine::default(),
            memo: Memo::default(),
            is_folded: false,
            key_buffer: String::new(),
            hits: Vec::new(),
            all_patterns: false,
        }
    }

    /// Reports every pattern that matches a line, not one for each rule; for tests of rules.
    pub(crate) fn all_patterns(&mut self) {
        self.all_patterns = true;
    }

    /// Adds the claims to `line` (without its line end) to `claims`.
    pub(crate) fn line(&mut self, line: &str, claims: &mut Vec<Claim>) {
        self.hits.clear();
        self.is_folded = false;
        let key = key(line);
        let index = &self.rules.index;
        if !key.is_empty() {
            self.at_key(line, key, index);
        }
        self.anywhere(line, index);
        if !self.hits.is_empty() {
            self.confirm_hits(line, key, claims);
        }
    }

    fn fold(&mut self, line: &str) {
        if !self.is_folded {
            self.memo.clear();
            self.folded.set(line);
            self.is_folded = true;
        }
    }

    /// Beginnings and whole lines.
    fn at_key(&mut self, line: &str, key: Span, index: &'r Index) {
        let hits = &mut self.hits;
        if index.at_start.may_begin(line, key.start) {
            index.literals_at(line, key.start, |uses, end| {
                for used in uses {
                    if let Use::AtStart(pattern) = *used {
                        hits.push(Hit { pattern, start: key.start, end });
                    }
                }
            });
        }
        if index.may_be_whole(key.len()) && index.whole.may_begin(&line[..key.end], key.start) {
            self.key_buffer.clear();
            for c in line[key.range()].chars() {
                self.key_buffer.push_str(std::str::from_utf8(fold_char(c).as_bytes()).unwrap_or_default());
            }
            for pattern in index.whole_line(&self.key_buffer) {
                hits.push(Hit { pattern, start: key.start, end: key.end });
            }
        }
        if key.len() <= ONLY_HOLES_BYTES && !index.only_holes.is_empty() {
            self.fold(line);
            let hay = Haystack { line, folded: &self.folded, placeholders: &self.rules.placeholders };
            let (from, to) = (self.folded.folded(key.start), self.folded.folded(key.end));
            let hits = &mut self.hits;
            phrases_between(&hay, &mut self.memo, &index.only_holes.phrases, from, to, &mut |node| {
                hits.extend(index.only_holes.patterns_at(node).map(|pattern| Hit {
                    pattern,
                    start: key.start,
                    end: key.end,
                }));
            });
        }
    }

    /// What may stand anywhere: looked for where a word begins, and where a capital follows a small letter.
    fn anywhere(&mut self, line: &str, index: &'r Index) {
        starts(line, |at| {
            if index.anywhere.may_begin(line, at) {
                self.literals(line, at, index);
            }
        });
    }

    #[cold]
    fn literals(&mut self, line: &str, at: usize, index: &Index) {
        let hits = &mut self.hits;
        index.literals_at(line, at, |uses, end| {
            for used in uses {
                if let Use::Anywhere(pattern) = *used {
                    hits.push(Hit { pattern, start: at, end });
                }
            }
        });
    }

    #[cold]
    fn confirm_hits(&mut self, line: &str, key: Span, claims: &mut Vec<Claim>) {
        let mut words = None;
        let first = claims.len();
        for i in 0..self.hits.len() {
            let hit = self.hits[i];
            let pattern = &self.rules.patterns[hit.pattern as usize];
            let rule = pattern.rule;
            if !self.active.get(rule as usize).is_some_and(|on| *on) {
                continue;
            }
            let crate::compiler::RuleKind::Phrases(action) = &self.rules.rule(rule).kind else { continue };
            let words = *words.get_or_insert_with(|| super::words::count(line));
            if words < action.min_words || words > action.max_words {
                continue;
            }
            if pattern.needs_fold() {
                if !pattern.may_match(line, key, &self.rules.placeholders) {
                    continue;
                }
                self.fold(line);
            }
            let mut memo = std::mem::take(&mut self.memo);
            let span = confirm(self, &mut memo, line, key, hit, pattern);
            self.memo = memo;
            let Some(span) = span else { continue };
            if !action.unless.is_empty() {
                self.fold(line);
                if action.unless.iter().any(|phrase| super::words::stands_in(&self.folded.text, phrase)) {
                    continue;
                }
            }
            // A rule lays one claim to a line, unless it takes matches: then each place is one.
            let again = claims[first..].iter().any(|c| {
                c.rule == rule
                    && (!self.all_patterns || c.pattern == hit.pattern)
                    && (!matches!(action.remove, crate::compiler::Remove::Match) || c.span == span)
            });
            if !again {
                claims.push(Claim { rule, pattern: hit.pattern, span });
            }
        }
    }
}

/// The first folded byte of a key.
pub(super) fn first_folded_byte(line: &str, key: Span) -> u8 {
    let first = line[key.range()].chars().next().map(fold_char);
    first.and_then(|f| f.as_bytes().first().copied()).unwrap_or_default()
}

/// Whether a phrase may begin with `c` and be looked for anywhere in a line.
pub(crate) fn can_begin(c: char) -> bool {
    is_word(c) || matches!(c, '(' | '[' | '@' | '#' | '©')
}
