//! A document as the decision sees it: each line described once and by itself, never by its neighbours.

use std::cell::Cell;
use std::collections::HashMap;

use unboil_text::hash::BuildIdentityHasher;

use xxhash_rust::xxh3::xxh3_64;

use crate::matcher::{LineCache, Match, Scanner};
use unboil_rules::ruleset::model::RuleId;
use unboil_text::Span;
use unboil_text::lines::{self, Line};
use unboil_text::words;

/// Lines, and the rules that match them.
pub(crate) struct Document<'t> {
    text: &'t str,
    lines: Vec<Description>,
    matches: Vec<Match>,
    /// What is left of lines of which a part was removed.
    cut_lines: Vec<String>,
    /// The parts that were removed, in bytes of the text, sorted.
    pub(crate) cuts: Vec<RemovalSpan>,
    /// Whether any line is in the document more than once.
    pub(crate) repeats: bool,
}

/// A range of the normal text that is removed, and the rule that removes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RemovalSpan {
    pub(crate) span: Span,
    pub(crate) rule: RuleId,
}

/// A line by itself.
#[derive(Debug)]
struct Description {
    line: Line,
    /// Index into `cut_lines`, if it was cut.
    cut: Option<u32>,
    matches: (u32, u32),
    hash: u64,
    first_copy: u32,
    /// Whether another line has the same hash.
    again: bool,
    words: Cell<u32>,
    prose: Cell<Option<bool>>,
}

/// Not counted yet.
const UNKNOWN: u32 = u32::MAX;

impl<'t> Document<'t> {
    /// Describes the lines of a normal text. `cut` removes the parts of a line that are removed whatever is around it.
    pub(crate) fn describe(
        text: &'t str,
        scanner: &mut Scanner<'_>,
        cache: &mut LineCache,
        mut cut: impl FnMut(&str, &[Match], &mut Scanner<'_>, &mut Vec<Match>) -> Option<(String, Vec<RemovalSpan>)>,
    ) -> Self {
        let most = lines::count_to_reserve(text);
        let mut document = Self {
            text,
            lines: Vec::with_capacity(most),
            matches: Vec::new(),
            cut_lines: Vec::new(),
            cuts: Vec::new(),
            repeats: false,
        };
        let mut seen = HashMap::with_capacity_and_hasher(most, BuildIdentityHasher);
        let mut again = Vec::new();
        for line in lines::lines(text) {
            let first = document.matches.len();
            let line_text = &text[line.span.range()];
            let mut hash = xxh3_64(line_text.as_bytes());
            cache.matches(scanner, line_text, hash, &mut document.matches);
            let mut cut_line = None;
            again.clear();
            if let Some((left, cuts)) = cut(line_text, &document.matches[first..], scanner, &mut again) {
                document.matches.truncate(first);
                document.matches.append(&mut again);
                if !cuts.is_empty() {
                    cut_line = Some(document.cut_lines.len() as u32);
                    hash = xxh3_64(left.as_bytes());
                    document.cut_lines.push(left);
                }
                document.cuts.extend(cuts.into_iter().map(|c| RemovalSpan {
                    span: Span::new(c.span.start + line.span.start, c.span.end + line.span.start),
                    rule: c.rule,
                }));
            }
            let number = document.lines.len() as u32;
            let first_copy = *seen.entry(hash).or_insert(number);
            if first_copy != number {
                document.repeats = true;
                document.lines[first_copy as usize].again = true;
            }
            document.lines.push(Description {
                line,
                cut: cut_line,
                matches: (first as u32, document.matches.len() as u32),
                hash,
                first_copy,
                again: first_copy != number,
                words: Cell::new(UNKNOWN),
                prose: Cell::new(None),
            });
        }
        document
    }

    /// Whether no rule matches a line and no line occurs twice.
    pub(crate) fn is_quiet(&self) -> bool {
        self.matches.is_empty() && !self.repeats
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// What is left of the line.
    pub(crate) fn line(&self, i: usize) -> &str {
        match self.lines[i].cut {
            Some(cut) => &self.cut_lines[cut as usize],
            None => &self.text[self.lines[i].line.span.range()],
        }
    }

    /// Whether a part of it was removed.
    pub(crate) fn was_cut(&self, i: usize) -> bool {
        self.lines[i].cut.is_some()
    }

    /// The span of the whole line in the text.
    pub(crate) fn span(&self, i: usize) -> Span {
        self.lines[i].line.span
    }

    /// Whether a blank line is before it.
    pub(crate) fn blank_before(&self, i: usize) -> bool {
        self.lines[i].line.blank_before
    }

    /// Whether a blank line is between two lines, the first of them first, also among lines between them.
    pub(crate) fn is_parted(&self, before: usize, after: usize) -> bool {
        (before + 1..=after).any(|i| self.blank_before(i))
    }

    /// Whether two lines are equal.
    pub(crate) fn is_same(&self, a: usize, b: usize) -> bool {
        self.lines[a].hash == self.lines[b].hash && self.line(a) == self.line(b)
    }

    /// The first line with the same hash: the line itself where it is the first.
    pub(crate) fn first_copy(&self, i: usize) -> usize {
        self.lines[i].first_copy as usize
    }

    /// Whether no other line of the document has its hash.
    pub(crate) fn is_unique(&self, i: usize) -> bool {
        !self.lines[i].again
    }

    /// The matches of rules in it.
    pub(crate) fn matches(&self, i: usize) -> &[Match] {
        let (from, to) = self.lines[i].matches;
        &self.matches[from as usize..to as usize]
    }

    /// The number of its words, counted on first use.
    pub(crate) fn words(&self, i: usize) -> usize {
        let cell = &self.lines[i].words;
        if cell.get() == UNKNOWN {
            cell.set(u32::try_from(words::count(self.line(i))).unwrap_or(UNKNOWN - 1));
        }
        cell.get() as usize
    }

    /// Whether it has at least `least` words.
    pub(crate) fn has_words(&self, i: usize, least: usize) -> bool {
        match self.lines[i].words.get() {
            // A word takes at least one byte and one between it and the next; in a script without spaces, three bytes.
            UNKNOWN => {
                self.line(i).len() + 1 >= least.saturating_mul(2) && words::count_to(self.line(i), least) >= least
            }
            words => words as usize >= least,
        }
    }

    /// Whether it reads like prose.
    pub(crate) fn is_prose(&self, i: usize) -> bool {
        let cell = &self.lines[i].prose;
        cell.get().unwrap_or_else(|| {
            let prose = words::prose(self.line(i));
            cell.set(Some(prose));
            prose
        })
    }
}
