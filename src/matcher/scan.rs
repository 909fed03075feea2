//! One look at each line: which rules may lay claim to it.

use super::confirm::confirm;
use super::fold::{fold_char, is_word};
use super::holes::{Haystack, Memo, phrases_between};
use super::index::{Index, Use};
use super::starts::starts;
use super::{FoldedLine, key};
use crate::compiler::{Pattern, RuleId, RuleKind, RuleSet};
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
        let key = self.look(line);
        if !self.hits.is_empty() {
            self.confirm_hits(line, key, claims);
        }
    }

    /// Collects the hits of a line; gives its key.
    fn look(&mut self, line: &str) -> Span {
        self.hits.clear();
        self.is_folded = false;
        let key = key(line);
        let index = &self.rules.index;
        if !key.is_empty() {
            self.at_key(line, key, index);
        }
        self.anywhere(line, index);
        key
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
            let Ok(span) = self.judge(line, key, hit, &mut words) else { continue };
            let rule = self.rules.patterns[hit.pattern as usize].rule;
            // A rule lays one claim to a line, unless it takes matches: then each place is one.
            let takes_match = matches!(
                &self.rules.rule(rule).kind,
                RuleKind::Phrases(action) if matches!(action.remove, crate::compiler::Remove::Match)
            );
            let again = claims[first..].iter().any(|c| {
                c.rule == rule && (!self.all_patterns || c.pattern == hit.pattern) && (!takes_match || c.span == span)
            });
            if !again {
                claims.push(Claim { rule, pattern: hit.pattern, span });
            }
        }
    }

    /// The bytes a hit's pattern matches, or which condition on the line itself does not hold.
    fn judge(&mut self, line: &str, key: Span, hit: Hit, words: &mut Option<usize>) -> Result<Span, Miss<'r>> {
        let pattern = &self.rules.patterns[hit.pattern as usize];
        if !self.active.get(pattern.rule as usize).is_some_and(|on| *on) {
            return Err(Miss::Off);
        }
        let RuleKind::Phrases(action) = &self.rules.rule(pattern.rule).kind else { return Err(Miss::Off) };
        let words = *words.get_or_insert_with(|| super::words::count(line));
        if words < action.min_words || words > action.max_words {
            return Err(Miss::Words(words));
        }
        let span = self.phrase(line, key, hit, pattern).ok_or(Miss::Phrase)?;
        if !action.unless.is_empty() {
            self.fold(line);
            let mut protecting = action.unless.iter();
            if let Some(phrase) = protecting.find(|phrase| super::words::stands_in(&self.folded.text, phrase)) {
                return Err(Miss::Unless(phrase));
            }
        }
        Ok(span)
    }

    /// The bytes a hit's pattern matches, whatever its rule's conditions.
    fn phrase(&mut self, line: &str, key: Span, hit: Hit, pattern: &Pattern) -> Option<Span> {
        if pattern.needs_fold() {
            if !pattern.may_match(line, key, &self.rules.placeholders) {
                return None;
            }
            self.fold(line);
        }
        let mut memo = std::mem::take(&mut self.memo);
        let span = confirm(self, &mut memo, line, key, hit, pattern);
        self.memo = memo;
        span
    }

    /// Every pattern looked at for `line`, with what its literal is there and the judgement; for explaining.
    pub(crate) fn judgements(&mut self, line: &str, mut seen: impl FnMut(u32, Span, Result<Span, Miss<'r>>)) {
        let key = self.look(line);
        let mut words = None;
        for i in 0..self.hits.len() {
            let hit = self.hits[i];
            let mut judgement = self.judge(line, key, hit, &mut words);
            // Words are counted first because that is cheap; a phrase that is not there misses by more than them.
            if let (Err(Miss::Words(_)), Some(pattern)) = (judgement, self.rules.patterns.get(hit.pattern as usize))
                && self.phrase(line, key, hit, pattern).is_none()
            {
                judgement = Err(Miss::Phrase);
            }
            seen(hit.pattern, Span::new(hit.start, hit.end), judgement);
        }
    }
}

/// The condition on the line itself that keeps a pattern from matching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss<'r> {
    /// Its rule is switched off.
    Off,
    /// The line has so many words, fewer or more than the rule wants.
    Words(usize),
    /// A part of the phrase is there, but not all of it, or not where it must stand.
    Phrase,
    /// This phrase protects the line.
    Unless(&'r str),
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
