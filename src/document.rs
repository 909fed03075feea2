//! A document as the decision sees it: each line described once, by what it is by itself, never by its neighbours.

use std::cell::Cell;
use std::collections::HashMap;

use unboil_text::hash::BuildIdentityHasher;

use xxhash_rust::xxh3::xxh3_64;

use crate::matcher::{Claim, LineCache, Scanner};
use unboil_rules::ruleset::model::RuleId;
use unboil_text::Span;
use unboil_text::lines::{self, Line};
use unboil_text::words;

/// Lines, and who lays claim to them.
pub(crate) struct Document<'t> {
    text: &'t str,
    lines: Vec<Description>,
    claims: Vec<Claim>,
    /// What lines became that were cut inside.
    cut_lines: Vec<String>,
    /// Where they were cut, in bytes of the text, sorted.
    pub(crate) cuts: Vec<Cut>,
    /// Whether any line stands more than once.
    pub(crate) repeats: bool,
}

/// A stretch of the normal text that goes, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) span: Span,
    pub(crate) rule: RuleId,
}

/// A line by itself.
#[derive(Debug)]
struct Description {
    line: Line,
    /// Index into `cut_lines`, if it was cut.
    cut: Option<u32>,
    claims: (u32, u32),
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
    /// Describes the lines of a normal text. `cut` cuts inside a line what goes whatever stands around it.
    pub(crate) fn describe(
        text: &'t str,
        scanner: &mut Scanner<'_>,
        cache: &mut LineCache,
        mut cut: impl FnMut(&str, &[Claim], &mut Scanner<'_>, &mut Vec<Claim>) -> Option<(String, Vec<Cut>)>,
    ) -> Self {
        let most = lines::count_to_reserve(text);
        let mut document = Self {
            text,
            lines: Vec::with_capacity(most),
            claims: Vec::new(),
            cut_lines: Vec::new(),
            cuts: Vec::new(),
            repeats: false,
        };
        let mut seen = HashMap::with_capacity_and_hasher(most, BuildIdentityHasher);
        let mut again = Vec::new();
        for line in lines::lines(text) {
            let first = document.claims.len();
            let mut line_text = &text[line.span.range()];
            let mut hash = xxh3_64(line_text.as_bytes());
            scanner.line_in(cache, line_text, hash, &mut document.claims);
            let mut cut_line = None;
            again.clear();
            if let Some((left, cuts)) = cut(line_text, &document.claims[first..], scanner, &mut again) {
                document.claims.truncate(first);
                document.claims.append(&mut again);
                if !cuts.is_empty() {
                    cut_line = u32::try_from(document.cut_lines.len()).ok();
                    document.cut_lines.push(left);
                    line_text = document.cut_lines.last().map_or("", String::as_str);
                    hash = xxh3_64(line_text.as_bytes());
                }
                document.cuts.extend(cuts.into_iter().map(|c| Cut {
                    span: Span::new(c.span.start + line.span.start, c.span.end + line.span.start),
                    rule: c.rule,
                }));
            }
            let number = document.lines.len() as u32;
            let first_copy = *seen.entry(hash).or_insert(number);
            if first_copy != number {
                document.repeats = true;
                if let Some(first) = document.lines.get_mut(first_copy as usize) {
                    first.again = true;
                }
            }
            document.lines.push(Description {
                line,
                cut: cut_line,
                claims: (first as u32, document.claims.len() as u32),
                hash,
                first_copy,
                again: first_copy != number,
                words: Cell::new(UNKNOWN),
                prose: Cell::new(None),
            });
        }
        document
    }

    /// Whether no rule and no detector has anything to say about it.
    pub(crate) fn quiet(&self) -> bool {
        self.claims.is_empty() && !self.repeats
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The line as it stands now.
    pub(crate) fn line(&self, i: usize) -> &str {
        match self.lines[i].cut {
            Some(cut) => &self.cut_lines[cut as usize],
            None => &self.text[self.lines[i].line.span.range()],
        }
    }

    /// Whether something was cut out of it.
    pub(crate) fn was_cut(&self, i: usize) -> bool {
        self.lines[i].cut.is_some()
    }

    /// Where the line stands in the text, as it was.
    pub(crate) fn span(&self, i: usize) -> Span {
        self.lines[i].line.span
    }

    /// Whether a blank line stands before it.
    pub(crate) fn blank_before(&self, i: usize) -> bool {
        self.lines[i].line.blank_before
    }

    /// Whether a blank line stands between two lines, the first of them first, also among lines between them.
    pub(crate) fn parted(&self, before: usize, after: usize) -> bool {
        (before + 1..=after).any(|i| self.blank_before(i))
    }

    /// A number that equal lines share.
    pub(crate) fn hash(&self, i: usize) -> u64 {
        self.lines[i].hash
    }

    /// The first line whose number is the same: the line itself where it is the first.
    pub(crate) fn first_copy(&self, i: usize) -> usize {
        self.lines[i].first_copy as usize
    }

    /// Whether no other line of the document is like it.
    pub(crate) fn stands_once(&self, i: usize) -> bool {
        !self.lines[i].again
    }

    /// The claims to it.
    pub(crate) fn claims(&self, i: usize) -> &[Claim] {
        let (from, to) = self.lines[i].claims;
        &self.claims[from as usize..to as usize]
    }

    /// Its words, counted when first asked for.
    pub(crate) fn words(&self, i: usize) -> usize {
        let cell = &self.lines[i].words;
        if cell.get() == UNKNOWN {
            cell.set(u32::try_from(words::count(self.line(i))).unwrap_or(UNKNOWN - 1));
        }
        cell.get() as usize
    }

    /// Whether it has so many words or more.
    pub(crate) fn has_words(&self, i: usize, least: usize) -> bool {
        match self.lines[i].words.get() {
            // So many words need so many bytes, and one between any two of them, or three for each.
            UNKNOWN => {
                self.line(i).len() + 1 >= least.saturating_mul(2) && words::count_to(self.line(i), least) >= least
            }
            words => words as usize >= least,
        }
    }

    /// Whether it reads like prose.
    pub(crate) fn prose(&self, i: usize) -> bool {
        let cell = &self.lines[i].prose;
        cell.get().unwrap_or_else(|| {
            let prose = words::prose(self.line(i));
            cell.set(Some(prose));
            prose
        })
    }
}
