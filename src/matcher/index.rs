//! The look-up structures, built once from all phrases.

use std::collections::HashMap;

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use xxhash_rust::xxh3::xxh3_64;

use super::fold::fold_char;
use super::prefilter::Prefilter;
use crate::compiler::{Token, Trie};

/// What a literal stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    /// A pattern that must begin at the key of a line.
    AtStart(u32),
    /// A pattern to look at when the literal stands anywhere in a line.
    Anywhere(u32),
}

/// All look-up structures.
#[derive(Debug)]
pub(crate) struct Index {
    /// Beginnings of literals that may stand anywhere.
    pub(super) anywhere: Prefilter,
    /// Beginnings of literals that stand at the key of a line.
    pub(super) at_start: Prefilter,
    /// Beginnings of whole lines.
    pub(super) whole: Prefilter,
    /// All literals but whole lines. Only ever walked from a given place, so the contiguous NFA, small and quick to
    /// build, is the right kind (a DFA of 20,000 phrases takes 360 MB).
    automaton: Option<NFA>,
    literals: Vec<(usize, Vec<Use>)>,
    /// Whole lines: hash of the folded key → (folded key, pattern).
    whole_lines: HashMap<u64, Vec<(Box<str>, u32)>>,
    /// The longest whole line, in folded bytes.
    longest_whole: usize,
    /// Whole-line patterns without any literal to look for, such as `{date}`.
    pub(super) only_holes: OnlyHoles,
}

/// Whole-line patterns without a literal, by their common beginnings, so that one walk over a short line tries them all.
#[derive(Debug, Default)]
pub(crate) struct OnlyHoles {
    pub(super) phrases: Trie,
    /// Node → pattern, sorted.
    patterns: Vec<(u32, u32)>,
}

impl OnlyHoles {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The patterns that end at a node.
    pub(super) fn patterns_at(&self, node: u32) -> impl Iterator<Item = u32> {
        let from = self.patterns.partition_point(|(n, _)| *n < node);
        self.patterns[from..].iter().take_while(move |(n, _)| *n == node).map(|(_, pattern)| *pattern)
    }
}

/// Collects phrases for an [`Index`].
#[derive(Debug, Default)]
pub(crate) struct IndexBuilder {
    literals: HashMap<Box<str>, Vec<Use>>,
    whole: Vec<(Box<str>, u32)>,
    only_holes: OnlyHoles,
}

impl IndexBuilder {
    /// A literal, folded.
    pub(crate) fn literal(&mut self, folded: &str, used: Use) {
        self.literals.entry(folded.into()).or_default().push(used);
    }

    /// A whole line, folded, keyed.
    pub(crate) fn whole_line(&mut self, folded: &str, pattern: u32) {
        self.whole.push((folded.into(), pattern));
    }

    /// A whole-line pattern without a literal to look for.
    pub(crate) fn only_holes(&mut self, tokens: &[Token], pattern: u32) {
        let node = self.only_holes.phrases.add(tokens);
        self.only_holes.patterns.push((node, pattern));
    }

    /// Builds the index.
    ///
    /// # Errors
    /// There are more literals than the automaton can number.
    pub(crate) fn build(self) -> Result<Index, aho_corasick::BuildError> {
        let mut sorted: Vec<_> = self.literals.into_iter().collect();
        sorted.sort_unstable();
        let (mut anywhere, mut at_start) = (Prefilter::new(sorted.len()), Prefilter::new(sorted.len()));
        for (literal, uses) in &sorted {
            if uses.iter().any(|u| matches!(u, Use::AtStart(_))) {
                at_start.insert(literal.as_bytes());
            }
            if uses.iter().any(|u| !matches!(u, Use::AtStart(_))) {
                anywhere.insert(literal.as_bytes());
            }
        }
        let mut whole = Prefilter::new(self.whole.len());
        let mut whole_lines: HashMap<u64, Vec<(Box<str>, u32)>> = HashMap::with_capacity(self.whole.len());
        let mut longest_whole = 0;
        for (line, pattern) in self.whole {
            whole.insert_whole(line.as_bytes());
            longest_whole = longest_whole.max(line.len());
            whole_lines.entry(xxh3_64(line.as_bytes())).or_default().push((line, pattern));
        }
        let automaton = if sorted.is_empty() {
            None
        } else {
            Some(NFA::builder().prefilter(false).build(sorted.iter().map(|(literal, _)| literal.as_bytes()))?)
        };
        let literals = sorted.into_iter().map(|(literal, uses)| (literal.len(), uses)).collect();
        let mut only_holes = self.only_holes;
        only_holes.patterns.sort_unstable();
        Ok(Index { anywhere, at_start, whole, automaton, literals, whole_lines, longest_whole, only_holes })
    }
}

impl Index {
    /// Tells `found` each literal of the automaton that stands at byte `at` of `line`, folded, with the byte its match
    /// ends at.
    pub(super) fn literals_at(&self, line: &str, at: usize, mut found: impl FnMut(&[Use], usize)) {
        let Some(automaton) = &self.automaton else { return };
        let Ok(mut state) = automaton.start_state(Anchored::Yes) else { return };
        let mut walked = 0;
        for (offset, c) in line.get(at..).unwrap_or_default().char_indices() {
            let folded = fold_char(c);
            for &byte in folded.as_bytes() {
                state = automaton.next_state(Anchored::Yes, state, byte);
            }
            if automaton.is_dead(state) {
                return;
            }
            walked += folded.as_bytes().len();
            if automaton.is_match(state) && !folded.as_bytes().is_empty() {
                for i in 0..automaton.match_len(state) {
                    // A state also knows the literals that end here but began later: those are not at `at`.
                    if let Some((len, uses)) = self.literals.get(automaton.match_pattern(state, i).as_usize())
                        && *len == walked
                    {
                        found(uses, at + offset + c.len_utf8());
                    }
                }
            }
        }
    }

    /// The whole-line patterns whose folded key is `folded`.
    pub(super) fn whole_line(&self, folded: &str) -> impl Iterator<Item = u32> {
        let same_hash = self.whole_lines.get(&xxh3_64(folded.as_bytes()));
        same_hash.into_iter().flatten().filter(move |(line, _)| **line == *folded).map(|(_, pattern)| *pattern)
    }

    /// Whether a key of so many bytes may be a whole-line phrase. Folding shortens a text at most to a third (curly
    /// quotes) but for joiners, which a line of this size would have to consist of.
    pub(super) fn may_be_whole(&self, bytes: usize) -> bool {
        bytes <= self.longest_whole * 4
    }
}
