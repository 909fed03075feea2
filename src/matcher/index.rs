//! The look-up structures, built once from all phrases.

use std::collections::{BTreeMap, HashMap, HashSet};

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use xxhash_rust::xxh3::xxh3_64;

use super::fold::{first_bytes_of, fold_char};
use super::prefilter::Prefilter;
use crate::compiler::{Beginnings, ByteSet, Part, Pattern, Placeholder, Token, Trie};
use crate::document::Identity;
use crate::text::Span;

/// All look-up structures.
#[derive(Debug)]
pub(crate) struct Index {
    /// Beginnings of literals that may stand anywhere.
    pub(super) anywhere: Prefilter,
    /// Beginnings of whole lines.
    pub(super) whole: Prefilter,
    /// Phrases that begin at the key of a line, with a literal.
    pub(super) literal_at_key: AtKey,
    /// Phrases that begin at the key of a line, with a placeholder.
    pub(super) hole_at_key: AtKey,
    /// Whole-line phrases that may begin with any word, by a sign that must stand in the line.
    pub(super) signed: Signed,
    /// The literals that may stand anywhere. Only ever walked from a given place, so the contiguous NFA, small and quick
    /// to build, is the right kind (a DFA of 20,000 phrases takes 360 MB).
    automaton: Option<NFA>,
    /// The length of each literal, in bytes, and the patterns to look at where it stands.
    literals: Vec<(usize, Vec<u32>)>,
    /// Whole lines: hash of the folded key → (folded key, pattern).
    whole_lines: HashMap<u64, Vec<(Box<str>, u32)>, Identity>,
    /// The longest whole line, in folded bytes.
    longest_whole: usize,
}

/// Phrases that begin at the key of a line, by their common beginnings, so that one walk tries them all.
#[derive(Debug)]
pub(crate) struct AtKey {
    pub(super) phrases: Trie,
    /// What they may begin with: these literals,
    literals: Prefilter,
    /// or these bytes.
    bytes: ByteSet,
}

impl AtKey {
    /// Whether a phrase may begin at `key` of `line`.
    #[inline]
    pub(super) fn may_begin(&self, line: &str, key: Span) -> bool {
        let first = match line.as_bytes().get(key.start) {
            Some(byte) if byte.is_ascii() => byte.to_ascii_lowercase(),
            _ => first_folded_byte(line, key),
        };
        self.bytes.has(first) || self.literals.may_begin(line, key.start)
    }

    /// Whether one does as far as its first placeholder, which may begin with what follows there. For phrases that begin
    /// with a literal.
    pub(super) fn begins(&self, line: &str, key: Span, placeholders: &[Placeholder]) -> bool {
        let (mut node, mut label) = (Trie::ROOT, [].iter());
        let ends = |node: u32| !self.phrases.ends(node).is_empty();
        for c in line[key.start..].chars() {
            for &byte in fold_char(c).as_bytes() {
                if let Some(&wanted) = label.next() {
                    if wanted != byte {
                        return false;
                    }
                    continue;
                }
                let may_follow = |hole: usize| placeholders.get(hole).is_none_or(|p| p.first.has(byte));
                if ends(node) || self.phrases.holes(node).iter().any(|&(hole, _)| may_follow(hole)) {
                    return true;
                }
                let Some(next) = self.phrases.on(node, byte) else { return false };
                (node, label) = (next, self.phrases.label(next).iter());
            }
        }
        label.as_slice().is_empty() && ends(node)
    }
}

/// Whole-line phrases that may begin with any word: `{name} | {agency}`.
#[derive(Debug)]
pub(crate) struct Signed {
    /// Those without a sign.
    unsigned: Trie,
    /// For each set of signs the phrases that want one of the set.
    by_sign: Vec<Trie>,
    /// For each byte the sets that have a sign which can be written with it, as bits; the last bit stands for all sets
    /// beyond.
    sets: Box<[u32; 256]>,
}

impl Signed {
    /// Tells `found` the phrases that `line` may be, in tries, by the signs it holds.
    #[inline]
    pub(super) fn tries(&self, line: &str, mut found: impl FnMut(&Trie)) {
        if !self.unsigned.is_empty() {
            found(&self.unsigned);
        }
        let sets = line.bytes().fold(0, |sets, byte| sets | self.sets[usize::from(byte)]);
        if sets != 0 {
            let here = |&(number, _): &(usize, &Trie)| sets & set_bit(number) != 0;
            self.by_sign.iter().enumerate().filter(here).for_each(|(_, phrases)| found(phrases));
        }
    }
}

fn set_bit(number: usize) -> u32 {
    1 << number.min(31)
}

/// Collects phrases for an [`Index`].
#[derive(Debug, Default)]
pub(crate) struct IndexBuilder {
    literals: HashMap<Box<str>, Vec<u32>>,
    whole: Vec<(Box<str>, u32)>,
    literal_first: KeyPhrases,
    hole_first: KeyPhrases,
    signed: BTreeMap<Vec<char>, Vec<u32>>,
}

/// Patterns that begin at the key of a line, and what with.
#[derive(Debug, Default)]
struct KeyPhrases {
    patterns: Vec<u32>,
    literals: HashSet<Box<[u8]>>,
    bytes: ByteSet,
}

impl KeyPhrases {
    fn begins(&mut self, literal: &[u8]) {
        match *literal {
            [byte] => self.bytes.add(byte),
            _ if self.literals.contains(literal) => {}
            _ => {
                self.literals.insert(literal.into());
            }
        }
    }
}

impl IndexBuilder {
    /// A pattern to look at when the literal, folded, stands anywhere in a line.
    pub(crate) fn literal(&mut self, folded: &str, pattern: u32) {
        self.literals.entry(folded.into()).or_default().push(pattern);
    }

    /// A whole line, folded, keyed.
    pub(crate) fn whole_line(&mut self, folded: &str, pattern: u32) {
        self.whole.push((folded.into(), pattern));
    }

    /// A pattern that begins at the key of a line with a literal, folded.
    pub(crate) fn begins_with_literal(&mut self, literal: &[u8], pattern: u32) {
        self.literal_first.begins(literal);
        self.literal_first.patterns.push(pattern);
    }

    /// A pattern that begins at the key of a line with a placeholder whose [`beginnings`](Self::beginnings) are told.
    pub(crate) fn begins_with_hole(&mut self, pattern: u32) {
        self.hole_first.patterns.push(pattern);
    }

    /// What a placeholder that patterns begin with begins with.
    pub(crate) fn beginnings(&mut self, known: &Beginnings) {
        known.literals.iter().for_each(|literal| self.hole_first.begins(literal));
        self.hole_first.bytes.join(known.bytes);
    }

    /// A whole-line pattern that may begin with any word, and signs, folded, without one of which it cannot match.
    pub(crate) fn signed(&mut self, signs: Vec<char>, pattern: u32) {
        self.signed.entry(signs).or_default().push(pattern);
    }

    /// Builds the index of `patterns`, which all that was told is about.
    ///
    /// # Errors
    /// There are more literals than the automaton can number.
    pub(crate) fn build(self, patterns: &[Pattern]) -> Result<Index, aho_corasick::BuildError> {
        let trie = |numbers: &[u32]| Trie::build(numbers.iter().map(|&n| (tokens(patterns, n), n)));
        let mut sorted: Vec<_> = self.literals.into_iter().collect();
        sorted.sort_unstable();
        let mut anywhere = Prefilter::new(sorted.len());
        sorted.iter().for_each(|(literal, _)| anywhere.insert(literal.as_bytes()));
        let at_key = |phrases: KeyPhrases| {
            let mut literals = Prefilter::new(phrases.literals.len());
            phrases.literals.iter().for_each(|literal| literals.insert(literal));
            AtKey { phrases: trie(&phrases.patterns), literals, bytes: phrases.bytes }
        };
        let (literal_at_key, hole_at_key) = (at_key(self.literal_first), at_key(self.hole_first));
        let mut signed = Signed { unsigned: Trie::default(), by_sign: Vec::new(), sets: Box::new([0; 256]) };
        for (signs, numbers) in &self.signed {
            if signs.is_empty() {
                signed.unsigned = trie(numbers);
                continue;
            }
            let bit = set_bit(signed.by_sign.len());
            first_bytes_of(signs, |byte| signed.sets[usize::from(byte)] |= bit);
            signed.by_sign.push(trie(numbers));
        }
        let mut whole = Prefilter::new(self.whole.len());
        let mut whole_lines: HashMap<u64, Vec<(Box<str>, u32)>, Identity> =
            HashMap::with_capacity_and_hasher(self.whole.len(), Identity);
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
        let literals = sorted.into_iter().map(|(literal, patterns)| (literal.len(), patterns)).collect();
        Ok(Index {
            anywhere,
            whole,
            literal_at_key,
            hole_at_key,
            signed,
            automaton,
            literals,
            whole_lines,
            longest_whole,
        })
    }
}

fn tokens(patterns: &[Pattern], number: u32) -> &[Token] {
    match patterns.get(number as usize).map(|pattern| &pattern.part) {
        Some(Part::Line(t) | Part::Start(t) | Part::End(t) | Part::Contains(t)) => t,
        _ => &[],
    }
}

/// The first folded byte of a key.
fn first_folded_byte(line: &str, key: Span) -> u8 {
    let first = line[key.range()].chars().next().map(fold_char);
    first.and_then(|f| f.as_bytes().first().copied()).unwrap_or_default()
}

impl Index {
    /// Tells `found` the patterns of each literal of the automaton that stands at byte `at` of `line`, folded, with the
    /// byte its match ends at.
    pub(super) fn literals_at(&self, line: &str, at: usize, mut found: impl FnMut(&[u32], usize)) {
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
                    if let Some((len, patterns)) = self.literals.get(automaton.match_pattern(state, i).as_usize())
                        && *len == walked
                    {
                        found(patterns, at + offset + c.len_utf8());
                    }
                }
            }
        }
    }

    /// The whole-line patterns whose folded key is `folded`.
    pub(super) fn whole_line(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        let same_hash = self.whole_lines.get(&xxh3_64(folded));
        same_hash.into_iter().flatten().filter(move |(line, _)| line.as_bytes() == folded).map(|(_, pattern)| *pattern)
    }

    /// Whether a key of so many bytes may be a whole-line phrase. Folding shortens a text at most to a third (curly
    /// quotes) but for joiners, which a line of this size would have to consist of.
    pub(super) fn may_be_whole(&self, bytes: usize) -> bool {
        bytes <= self.longest_whole * 4
    }
}
