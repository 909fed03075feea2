//! Finds the rules that match a line, in one pass over it.

use std::collections::HashSet;

use super::confirm::{confirm, is_about_line, may_match, needs_fold};
use super::found::{Hit, LINE_BYTES, Match};
use super::placeholders::{Haystack, Memo, phrases_at};
use unboil_rules::conditions::Miss;
use unboil_rules::lines::LineText;
use unboil_rules::ruleset::index::{Index, begins};
use unboil_rules::ruleset::model::{RuleId, RuleKind};
use unboil_rules::ruleset::pattern::Check;
use unboil_rules::ruleset::trie::Trie;
use unboil_rules::{RuleMask, RuleSet};
use unboil_text::Span;
use unboil_text::fold::FoldedLine;
use unboil_text::fold::fold_up_to;
use unboil_text::trim::trimmed;
use unboil_text::word_starts::{places, starts};
use unboil_text::words::boundary;

/// Scans lines with the rules of a set that are switched on.
pub(crate) struct Scanner<'r> {
    pub(super) rules: &'r RuleSet,
    active: &'r RuleMask,
    /// Whether `folded` and `memo` are those of the current line.
    is_folded: bool,
    all_patterns: bool,
    pub(super) buffers: Buffers,
}

/// The buffers of a scanner, reused for the next document.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// The current line.
    pub(super) folded: FoldedLine,
    memo: Memo,
    /// The trimmed line, folded.
    trimmed: Vec<u8>,
    /// Literals found, whose patterns are to be confirmed.
    hits: Vec<Hit>,
    /// Patterns about the whole line that were confirmed or rejected, so that each is asked once.
    asked: Vec<u32>,
    /// Patterns found, and the bytes they match.
    found: Vec<(u32, Span)>,
}

/// The longest line, in bytes, on which phrases are tried that may begin with any word: the longest date with time and
/// place names has some 60 letters, of three bytes at most.
const ANY_WORD_BYTES: usize = 180;

/// Hits that are confirmed together. A long line of one phrase has one for each few bytes.
const MOST_HITS: usize = 4096;

/// The order of matches: by pattern, then by place, the longest first.
fn order(&(pattern, span): &(u32, Span)) -> (u32, usize, std::cmp::Reverse<usize>) {
    (pattern, span.start, std::cmp::Reverse(span.end))
}

impl<'r> Scanner<'r> {
    /// For the rules that are switched on.
    pub(crate) fn new(rules: &'r RuleSet, active: &'r RuleMask) -> Self {
        Self::within(rules, active, Buffers::default())
    }

    /// The same, with buffers that were used before.
    pub(crate) fn within(rules: &'r RuleSet, active: &'r RuleMask, buffers: Buffers) -> Self {
        Self { rules, active, is_folded: false, all_patterns: false, buffers }
    }

    /// The number of what is switched on.
    pub(super) fn mask_id(&self) -> u64 {
        self.active.id()
    }

    /// Returns the buffers.
    pub(crate) fn into_buffers(self) -> Buffers {
        self.buffers
    }

    /// Reports every pattern that matches a line, not one for each rule; for tests of rules.
    pub(crate) fn all_patterns(&mut self) {
        self.all_patterns = true;
    }

    /// Adds the matches of `line` (without its line end) to `matches`, in the order their rules were read.
    pub(crate) fn line(&mut self, line: &str, matches: &mut Vec<Match>) {
        self.look(line);
        if !self.buffers.found.is_empty() {
            self.conditions(line, matches);
        }
    }

    /// Every pattern that matches `line`, in the order they were read, each with the condition of its rule on the line itself
    /// that does not hold, if one does not; for explaining. Rules that are switched off are not among them.
    pub(crate) fn judgements(&mut self, line: &str, mut seen: impl FnMut(u32, Option<Miss>)) {
        self.look(line);
        let mut words = None;
        // They are found layer by layer.
        self.buffers.found.sort_unstable_by_key(|&(pattern, span)| (pattern, span));
        self.buffers.found.dedup_by_key(|&mut (pattern, _)| pattern);
        for (number, _) in std::mem::take(&mut self.buffers.found) {
            let rule = self.rules.pattern(number).rule;
            let RuleKind::Phrases(action) = &self.rules.rule(rule).kind else { continue };
            if self.is_active(rule) {
                seen(number, action.conditions.line_miss(&mut Candidate { scanner: self, line, words: &mut words }));
            }
        }
    }

    /// Collects the patterns that match a line, whatever the other conditions of their rules.
    fn look(&mut self, line: &str) {
        self.is_folded = false;
        let trimmed = trimmed(line);
        let index = self.rules.index();
        if !trimmed.is_empty() {
            self.whole(line, trimmed, index);
            self.at_start(line, trimmed, index);
            if trimmed.len() <= ANY_WORD_BYTES {
                self.by_rare_character(line, trimmed, index);
            }
        }
        self.anywhere(line, trimmed, index);
        if !self.buffers.hits.is_empty() {
            self.confirm_hits(line, trimmed);
        }
        self.buffers.asked.clear();
    }

    fn fold(&mut self, line: &str) {
        if !self.is_folded {
            self.buffers.memo.clear();
            self.buffers.folded.set(line);
            self.is_folded = true;
        }
    }

    /// Whole lines without placeholders.
    fn whole(&mut self, line: &str, trimmed: Span, index: &'r Index) {
        let most = index.longest_whole();
        if (trimmed.len() <= most || !line.is_ascii()) && index.whole.may_begin(&line[..trimmed.end], trimmed.start) {
            self.buffers.trimmed.clear();
            fold_up_to(&line[trimmed.range()], most, &mut self.buffers.trimmed);
            // Many sites may have rules for this line.
            let (rules, active) = (self.rules, self.active);
            let is_on = |pattern: &u32| active.is_on(rules.pattern(*pattern).rule);
            let found = index.whole_line(&self.buffers.trimmed).filter(is_on).map(|pattern| (pattern, trimmed));
            self.buffers.found.extend(found);
        }
    }

    /// Phrases at the start of the trimmed line.
    fn at_start(&mut self, line: &str, trimmed: Span, index: &'r Index) {
        if index.literal_first.may_begin(line, trimmed) {
            for phrases in &index.literal_first.tries {
                if begins(phrases, line, trimmed, self.rules.placeholders()) {
                    self.walk(line, trimmed, phrases);
                }
            }
        }
        if index.placeholder_first.may_begin(line, trimmed) {
            index.placeholder_first.tries.iter().for_each(|phrases| self.walk(line, trimmed, phrases));
        }
    }

    /// Whole lines that may begin with any word.
    fn by_rare_character(&mut self, line: &str, trimmed: Span, index: &'r Index) {
        index.by_rare.tries(&line[trimmed.range()], |phrases| self.walk(line, trimmed, phrases));
    }

    fn walk(&mut self, line: &str, trimmed: Span, phrases: &Trie) {
        self.fold(line);
        let rules = self.rules;
        let Buffers { folded, memo, found, .. } = &mut self.buffers;
        let folded = &*folded;
        let hay = Haystack { line, folded, placeholders: rules.placeholders() };
        phrases_at(&hay, memo, phrases, folded.folded(trimmed.start), &mut |patterns, end| {
            let at = folded.unfolded(end);
            // A match may end only where a character of the line ends: not between the two s of a folded ß.
            if folded.folded(at) != end {
                return;
            }
            for pattern in patterns.iter() {
                let matches = match rules.pattern(pattern).check {
                    Check::EndOfLine => at == trimmed.end && trimmed.len() <= LINE_BYTES,
                    _ => boundary(line, at),
                };
                if matches {
                    found.push((pattern, Span::new(trimmed.start, at)));
                }
            }
        });
    }

    /// Phrases that may be anywhere: tried where a word begins, and where a capital follows a lower-case letter.
    fn anywhere(&mut self, line: &str, trimmed: Span, index: &'r Index) {
        if !index.has_literals() {
            return;
        }
        starts(line, |at, marks| {
            let leads = index.anywhere.leads(line, at, marks);
            if leads != 0 {
                self.literals(line, at, leads, index);
                if self.buffers.hits.len() > MOST_HITS {
                    self.confirm_hits(line, trimmed);
                    self.compact_found();
                }
            }
        });
    }

    /// Drops what was found again of rules that match a line once.
    fn compact_found(&mut self) {
        let rules = self.rules;
        if self.all_patterns {
            return;
        }
        self.buffers.found.sort_unstable_by_key(order);
        self.buffers.found.dedup_by_key(|&mut (pattern, span)| {
            let kind = &rules.rule(rules.pattern(pattern).rule).kind;
            let each = matches!(kind, RuleKind::Phrases(action) if action.is_in_line());
            (pattern, each.then_some(span))
        });
    }

    /// The literals at the places `marks` from byte `at` on.
    #[inline(never)]
    fn literals(&mut self, line: &str, at: usize, marks: u64, index: &Index) {
        let hits = &mut self.buffers.hits;
        for at in places(marks).map(|place| at + place).filter(|&at| index.anywhere.begins(line, at)) {
            index.literals_at(line, at, |patterns, end| {
                hits.extend(patterns.iter().map(|pattern| Hit { pattern, start: at, end }));
            });
        }
    }

    /// Confirms the patterns whose literals were found.
    #[cold]
    fn confirm_hits(&mut self, line: &str, trimmed: Span) {
        for i in 0..self.buffers.hits.len() {
            let hit = self.buffers.hits[i];
            let pattern = self.rules.pattern(hit.pattern);
            if !self.is_active(pattern.rule) || !may_match(pattern, line, trimmed) {
                continue;
            }
            if is_about_line(pattern) {
                if self.buffers.asked.contains(&hit.pattern) {
                    continue;
                }
                self.buffers.asked.push(hit.pattern);
            }
            if needs_fold(pattern) {
                self.fold(line);
            }
            let mut memo = std::mem::take(&mut self.buffers.memo);
            memo.shed();
            let hay = Haystack { line, folded: &self.buffers.folded, placeholders: self.rules.placeholders() };
            let glued = matches!(&self.rules.rule(pattern.rule).kind, RuleKind::Phrases(action) if action.glued);
            let span = confirm(&hay, &mut memo, trimmed, hit, pattern, glued);
            self.buffers.memo = memo;
            self.buffers.found.extend(span.map(|span| (hit.pattern, span)));
        }
        self.buffers.hits.clear();
    }

    /// Matches of the patterns found, where the conditions on the line hold.
    #[cold]
    fn conditions(&mut self, line: &str, matches: &mut Vec<Match>) {
        let mut found = std::mem::take(&mut self.buffers.found);
        found.sort_unstable_by_key(order);
        found.dedup_by_key(|&mut (pattern, span)| (pattern, span.start));
        let mut words = None;
        // Each rule so far, and whether its conditions on the line hold: they are asked once, however often the rule matches.
        let mut seen = Vec::new();
        let mut parts = HashSet::new();
        for &(number, span) in &found {
            let rule = self.rules.pattern(number).rule;
            let RuleKind::Phrases(action) = &self.rules.rule(rule).kind else { continue };
            let known = seen.iter().find(|&&(known, _)| known == rule).map(|&(_, holds)| holds);
            let holds = known.unwrap_or_else(|| {
                let candidate = &mut Candidate { scanner: self, line, words: &mut words };
                let holds = candidate.scanner.is_active(rule) && action.conditions.hold_for_line(candidate);
                seen.push((rule, holds));
                holds
            });
            // A rule matches a line once, unless it removes parts of lines: then each part is a match.
            let again = match action.is_in_line() {
                true => !parts.insert((rule, self.all_patterns.then_some(number), span)),
                false if self.all_patterns => !parts.insert((rule, Some(number), Span::default())),
                false => known.is_some(),
            };
            if holds && !again {
                matches.push(Match { rule, pattern: number, span });
            }
        }
        found.clear();
        self.buffers.found = found;
    }

    fn is_active(&self, rule: RuleId) -> bool {
        self.active.is_on(rule)
    }
}

/// The current line, as conditions see it.
struct Candidate<'s, 'r> {
    scanner: &'s mut Scanner<'r>,
    line: &'s str,
    words: &'s mut Option<usize>,
}

impl LineText for Candidate<'_, '_> {
    fn text(&self) -> &str {
        self.line
    }

    fn words(&mut self) -> usize {
        *self.words.get_or_insert_with(|| unboil_text::words::count(self.line))
    }

    fn folded(&mut self) -> &str {
        self.scanner.fold(self.line);
        &self.scanner.buffers.folded.text
    }
}
