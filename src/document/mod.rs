//! A document as input of the decision: each line described once, independently of its neighbours.
//!
//! Input: a normal text and the rules. Output: its lines, with the rules that match them. A line takes eight bytes
//! ([`packed_lines`]), and each distinct line twelve more plus its matches ([`kinds`]).

mod kinds;
mod packed_lines;

use xxhash_rust::xxh3::xxh3_64;

use crate::matcher::{LineCache, Match, Scanner};
use kinds::{Kind, KindTable};
use packed_lines::{MOST_LINES, PackedLines};
use unboil_rules::ruleset::model::RuleId;
use unboil_text::Span;
use unboil_text::lines;
use unboil_text::words;

/// Lines, and the rules that match them.
pub(crate) struct Document<'t> {
    text: &'t str,
    lines: PackedLines,
    kinds: Vec<Kind>,
    /// The matches of each kind, concatenated.
    matches: Vec<Match>,
    /// The texts of kinds that are the remainder of a cut line, by kind.
    left: Vec<(u32, String)>,
    /// The parts that were removed, in bytes of the text, sorted.
    pub(crate) cuts: Vec<RemovalSpan>,
    /// Whether any line occurs more than once.
    pub(crate) repeats: bool,
}

/// A range of the normal text that is removed, and the rule that removes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RemovalSpan {
    pub(crate) span: Span,
    pub(crate) rule: RuleId,
}

impl<'t> Document<'t> {
    /// Describes the lines of a normal text. `cut` removes the parts of a line that are removed regardless of other lines. `None`
    /// for a text of more than [`MOST_LINES`] lines.
    pub(crate) fn describe(
        text: &'t str,
        scanner: &mut Scanner<'_>,
        cache: &mut LineCache,
        mut cut: impl FnMut(&str, &[Match], &mut Scanner<'_>, &mut Vec<Match>) -> Option<(String, Vec<RemovalSpan>)>,
    ) -> Option<Self> {
        let most = lines::count_to_reserve(text);
        if most > MOST_LINES {
            return None;
        }
        let mut document = Self {
            text,
            lines: PackedLines::with_capacity(most),
            kinds: Vec::new(),
            matches: Vec::new(),
            left: Vec::new(),
            cuts: Vec::new(),
            repeats: false,
        };
        let mut table = KindTable::new(most);
        let mut again = Vec::new();
        for line in lines::lines(text) {
            let line_text = &text[line.span.range()];
            let hash = xxh3_64(line_text.as_bytes());
            let slot = match document.find(&table, hash, line_text) {
                Ok(kind) => {
                    document.repeat(kind);
                    document.lines.push(line, kind, false);
                    continue;
                }
                Err(slot) => slot,
            };
            let first = document.matches.len();
            cache.matches(scanner, line_text, hash, &mut document.matches);
            again.clear();
            let cut = cut(line_text, &document.matches[first..], scanner, &mut again);
            let Some((left, cuts)) = cut else {
                let kind = document.add(&mut table, slot, first, None);
                document.lines.push(line, kind, false);
                continue;
            };
            document.matches.truncate(first);
            if cuts.is_empty() {
                document.matches.append(&mut again);
                let kind = document.add(&mut table, slot, first, None);
                document.lines.push(line, kind, false);
                continue;
            }
            let offset = line.span.start;
            document.cuts.extend(cuts.into_iter().map(|cut| RemovalSpan {
                span: Span::new(cut.span.start + offset, cut.span.end + offset),
                rule: cut.rule,
            }));
            // The remainder may equal another line and then has the same matches, which depend only on the text.
            let kind = match document.find(&table, xxh3_64(left.as_bytes()), &left) {
                Ok(kind) => {
                    document.repeat(kind);
                    kind
                }
                Err(slot) => {
                    document.matches.append(&mut again);
                    document.add(&mut table, slot, first, Some(left))
                }
            };
            document.lines.push(line, kind, true);
        }
        Some(document)
    }

    /// The kind of this text, or the slot for it.
    fn find(&self, table: &KindTable, hash: u64, text: &str) -> Result<u32, usize> {
        table.find(hash, |kind| self.text_of(kind as usize) == text)
    }

    /// Adds the kind of the next line. Its matches begin at `matches`; its text is `left`, or the line.
    fn add(&mut self, table: &mut KindTable, slot: usize, matches: usize, left: Option<String>) -> u32 {
        let kind = self.kinds.len() as u32;
        self.kinds.push(Kind::new(self.lines.len() as u32, matches as u32, left.is_some()));
        self.left.extend(left.map(|left| (kind, left)));
        table.set(slot, kind);
        kind
    }

    fn repeat(&mut self, kind: u32) {
        self.kinds[kind as usize].set_repeated();
        self.repeats = true;
    }

    fn text_of(&self, kind: usize) -> &str {
        if self.kinds[kind].is_left() {
            let at = self.left.partition_point(|(other, _)| (*other as usize) < kind);
            return &self.left[at].1;
        }
        &self.text[self.lines.span(self.kinds[kind].first as usize).range()]
    }

    fn kind_of(&self, i: usize) -> &Kind {
        &self.kinds[self.lines.kind(i)]
    }

    /// Whether no rule matches a line and no line is repeated.
    pub(crate) fn is_quiet(&self) -> bool {
        self.matches.is_empty() && !self.repeats
    }

    /// How many lines there are.
    pub(crate) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The remainder of the line.
    pub(crate) fn line(&self, i: usize) -> &str {
        if self.lines.was_cut(i) { self.text_of(self.lines.kind(i)) } else { &self.text[self.span(i).range()] }
    }

    /// Whether a part of it was removed.
    pub(crate) fn was_cut(&self, i: usize) -> bool {
        self.lines.was_cut(i)
    }

    /// The range of the original line in the text.
    pub(crate) fn span(&self, i: usize) -> Span {
        self.lines.span(i)
    }

    /// Whether a blank line is before it.
    pub(crate) fn blank_before(&self, i: usize) -> bool {
        self.lines.blank_before(i)
    }

    /// Whether there is a blank line anywhere between two lines, given in order.
    pub(crate) fn is_parted(&self, before: usize, after: usize) -> bool {
        (before + 1..=after).any(|i| self.blank_before(i))
    }

    /// The kind of the line: a number below [`kinds`](Self::kinds), the same for equal lines.
    pub(crate) fn kind(&self, i: usize) -> usize {
        self.lines.kind(i)
    }

    /// Number of distinct lines.
    pub(crate) fn kinds(&self) -> usize {
        self.kinds.len()
    }

    /// Whether the line is unique in the document.
    pub(crate) fn is_unique(&self, i: usize) -> bool {
        !self.kind_of(i).is_repeated()
    }

    /// The rule matches in the line.
    pub(crate) fn matches(&self, i: usize) -> &[Match] {
        let kind = self.lines.kind(i);
        let from = self.kinds[kind].matches as usize;
        let to = self.kinds.get(kind + 1).map_or(self.matches.len(), |next| next.matches as usize);
        &self.matches[from..to]
    }

    /// Number of its words, counted on first use.
    pub(crate) fn words(&self, i: usize) -> usize {
        let kind = self.kind_of(i);
        kind.known_words().unwrap_or_else(|| {
            let words = words::count(self.line(i));
            kind.set_words(words);
            words
        })
    }

    /// Whether it has at least `least` words.
    pub(crate) fn has_words(&self, i: usize, least: usize) -> bool {
        match self.kind_of(i).known_words() {
            Some(words) => words >= least,
            // A word takes at least one byte, plus one before the next word.
            None => self.line(i).len() + 1 >= least.saturating_mul(2) && words::count_to(self.line(i), least) >= least,
        }
    }

    /// Whether it reads like prose.
    pub(crate) fn is_prose(&self, i: usize) -> bool {
        self.kind_of(i).is_prose(|| words::prose(self.line(i)))
    }
}
