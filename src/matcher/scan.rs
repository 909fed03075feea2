//! One look at each line: which rules may lay claim to it.

use super::confirm::confirm;
use super::fold::{fold_char, is_word, without_spaces};
use super::index::{Index, Use};
use super::prefilter::beginning;
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
    key_buffer: String,
    hits: Vec<Hit>,
    protected: Vec<RuleId>,
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
            key_buffer: String::new(),
            hits: Vec::new(),
            protected: Vec::new(),
        }
    }

    /// Adds the claims to `line` (without its line end) to `claims`.
    pub(crate) fn line(&mut self, line: &str, claims: &mut Vec<Claim>) {
        self.hits.clear();
        self.protected.clear();
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

    /// Beginnings and whole lines.
    fn at_key(&mut self, line: &str, key: Span, index: &'r Index) {
        let first = beginning(line, key.start);
        let hits = &mut self.hits;
        if index.at_start.may_begin(first) {
            index.literals_at(line, key.start, |uses, end| {
                for used in uses {
                    if let Use::AtStart(pattern) = *used {
                        hits.push(Hit { pattern, start: key.start, end });
                    }
                }
            });
        }
        if index.may_be_whole(key.len()) && index.whole.may_begin(beginning(&line[..key.end], key.start)) {
            self.key_buffer.clear();
            for c in line[key.range()].chars() {
                self.key_buffer.push_str(std::str::from_utf8(fold_char(c).as_bytes()).unwrap_or_default());
            }
            for pattern in index.whole_line(&self.key_buffer) {
                hits.push(Hit { pattern, start: key.start, end: key.end });
            }
        }
        if key.len() <= ONLY_HOLES_BYTES {
            for &pattern in &index.only_holes {
                hits.push(Hit { pattern, start: key.start, end: key.start });
            }
        }
    }

    /// What may stand anywhere: looked for where a word begins, and where a capital follows a small letter.
    fn anywhere(&mut self, line: &str, index: &'r Index) {
        let bytes = line.as_bytes();
        let mut before = Before::Gap;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let (now, wide, len) = if byte < 0x80 {
                (ASCII[usize::from(byte)], false, 1)
            } else {
                let Some(c) = line[at..].chars().next() else { break };
                let kind = if !is_word(c) {
                    Before::Gap
                } else if c.is_lowercase() {
                    Before::Small
                } else {
                    Before::Letter
                };
                (kind, without_spaces(c), c.len_utf8())
            };
            let begins = now != Before::Gap
                && (before == Before::Gap || wide || (before == Before::Small && now == Before::Letter));
            if begins && index.anywhere.may_begin(beginning(line, at)) {
                self.literals(line, at, index);
            }
            before = if wide { Before::Gap } else { now };
            at += len;
        }
    }

    #[cold]
    fn literals(&mut self, line: &str, at: usize, index: &Index) {
        let (hits, protected) = (&mut self.hits, &mut self.protected);
        index.literals_at(line, at, |uses, end| {
            for used in uses {
                match *used {
                    Use::Anywhere(pattern) => hits.push(Hit { pattern, start: at, end }),
                    Use::Protects(rule) => {
                        if super::words::boundary(line, end) {
                            protected.push(rule);
                        }
                    }
                    Use::AtStart(_) => {}
                }
            }
        });
    }

    #[cold]
    fn confirm_hits(&mut self, line: &str, key: Span, claims: &mut Vec<Claim>) {
        self.folded.text.clear();
        let mut folded = false;
        let mut words = None;
        let first = claims.len();
        for i in 0..self.hits.len() {
            let hit = self.hits[i];
            let pattern = &self.rules.patterns[hit.pattern as usize];
            let rule = pattern.rule;
            if !self.active.get(rule as usize).is_some_and(|on| *on) || self.protected.contains(&rule) {
                continue;
            }
            if pattern.needs_fold() && !folded {
                self.folded.set(line);
                folded = true;
            }
            let Some(span) = confirm(self, line, key, hit, pattern) else { continue };
            let crate::compiler::RuleKind::Phrases(action) = &self.rules.rule(rule).kind else { continue };
            let words = *words.get_or_insert_with(|| super::words::count(line));
            if words < action.min_words || words > action.max_words {
                continue;
            }
            // A rule lays one claim to a line, unless it takes matches: then each place is one.
            let again = claims[first..].iter().any(|c| {
                c.rule == rule && (!matches!(action.remove, crate::compiler::Remove::Match) || c.span == span)
            });
            if !again {
                claims.push(Claim { rule, pattern: hit.pattern, span });
            }
        }
    }
}

/// What stands before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// No word.
    Gap,
    /// A small letter.
    Small,
    /// Any other letter, or a digit.
    Letter,
}

/// The kinds of the ASCII characters.
const ASCII: [Before; 128] = {
    let mut table = [Before::Gap; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_lowercase() {
            table[byte as usize] = Before::Small;
        } else if byte.is_ascii_alphanumeric() {
            table[byte as usize] = Before::Letter;
        }
        byte += 1;
    }
    table
};
