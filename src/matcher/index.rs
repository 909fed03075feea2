//! The look-up structures, built once from all phrases.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::fold::{fold_char, unfolded};
use super::prefilter::Prefilter;
use super::table;
use crate::compiler::{Beginnings, ByteSet, Part, Pattern, Placeholder, Token, Trie};
use crate::text::Span;

/// All look-up structures.
#[derive(Debug, Serialize, Deserialize)]
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
    /// Built when a text first has a place where one may stand.
    #[serde(skip)]
    automaton: OnceLock<Option<NFA>>,
    /// The literals, folded, and the patterns to look at where they stand.
    literals: Literals,
    /// Whole lines.
    whole_lines: WholeLines,
}

/// Literals and the patterns to look at where they stand, in lists that are read back as they are.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Literals {
    /// All literals, one behind the other, folded.
    text: String,
    patterns: Vec<u32>,
    /// Where each literal ends in the text, and its patterns in their list; they begin where those before end.
    ends: Vec<(u32, u32)>,
}

impl Literals {
    fn push(&mut self, literal: &str, patterns: &[u32]) {
        self.text.push_str(literal);
        self.patterns.extend_from_slice(patterns);
        // Lists are shorter than 2^32, as in `WholeLines`.
        self.ends.push((self.text.len() as u32, self.patterns.len() as u32));
    }

    /// The literal of that number and its patterns.
    fn get(&self, number: usize) -> Option<(&[u8], &[u32])> {
        let &(text, patterns) = self.ends.get(number)?;
        let from = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        let literal = self.text.as_bytes().get(from.0 as usize..text as usize)?;
        Some((literal, self.patterns.get(from.1 as usize..patterns as usize)?))
    }

    fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.ends.len()).filter_map(|number| self.get(number)).map(|(literal, _)| literal)
    }
}

/// Whole lines by the hash of their folded key: a table with open addressing, so that it is read back as it is.
#[derive(Debug, Default, Serialize, Deserialize)]
struct WholeLines {
    /// All lines, one behind the other, folded.
    text: String,
    /// Where each line stands in it, and its pattern.
    lines: Vec<(u32, u32, u32)>,
    /// For each place the number of a line, from 1, or 0. Twice as many places as lines or more, a power of two.
    places: Vec<u32>,
    /// The longest line, in folded bytes.
    longest: usize,
}

impl WholeLines {
    /// Builds it from folded lines and their patterns. Lists are shorter than 2^32: rule files of that size are not read.
    fn new(from: &[(Box<str>, u32)]) -> Self {
        let mut table = Self { places: vec![0; (from.len() * 2).next_power_of_two()], ..Self::default() };
        for (line, pattern) in from {
            let start = table.text.len() as u32;
            table.text.push_str(line);
            table.lines.push((start, table.text.len() as u32, *pattern));
            table.longest = table.longest.max(line.len());
            let mut place = xxh3_64(line.as_bytes()) as usize & (table.places.len() - 1);
            while table.places[place] != 0 {
                place = (place + 1) & (table.places.len() - 1);
            }
            table.places[place] = table.lines.len() as u32;
        }
        table
    }

    /// The patterns of the lines that are `folded`, in the order they were read.
    fn get(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        let hash = xxh3_64(folded) as usize;
        // Equal lines stand behind each other, with others between them at most, up to the first free place.
        let numbers = (0..self.places.len()).map(move |step| self.places[(hash + step) & (self.places.len() - 1)]);
        let lines = numbers.map_while(|number| self.lines.get(number.checked_sub(1)? as usize));
        let text = self.text.as_bytes();
        lines.filter(move |(from, to, _)| text[*from as usize..*to as usize] == *folded).map(|(.., pattern)| *pattern)
    }
}

/// Phrases that begin at the key of a line, by their common beginnings, so that one walk tries them all.
#[derive(Debug, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Signed {
    /// Those without a sign.
    unsigned: Trie,
    /// For each set of signs the phrases that want one of the set.
    by_sign: Vec<Trie>,
    /// For each byte the sets that have a sign which can be written with it, as bits; the last bit stands for all sets
    /// beyond.
    #[serde(with = "table")]
    sets: Box<[u32; 256]>,
    /// The same for characters off ASCII, of which many begin with the same byte.
    characters: Vec<(char, u32)>,
}

impl Signed {
    /// Tells `found` the phrases that `line` may be, in tries, by the signs it holds.
    #[inline]
    pub(super) fn tries(&self, line: &str, mut found: impl FnMut(&Trie)) {
        if !self.unsigned.is_empty() {
            found(&self.unsigned);
        }
        let sets_of = |mask: u8| {
            let bytes = line.bytes().filter(|byte| byte & mask == 0);
            bytes.fold(0, |sets, byte| sets | self.sets[usize::from(byte)])
        };
        let mut sets = sets_of(0);
        if sets != 0 && !line.is_ascii() {
            sets = sets_of(0x80);
            for c in line.chars().filter(|c| !c.is_ascii()) {
                let known = self.characters.binary_search_by_key(&c, |(known, _)| *known);
                sets |= known.map_or(0, |at| self.characters[at].1);
            }
        }
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
    pub(crate) fn build(self, patterns: &[Pattern]) -> Index {
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
        let mut signed =
            Signed { unsigned: Trie::default(), by_sign: Vec::new(), sets: Box::new([0; 256]), characters: Vec::new() };
        let mut characters: BTreeMap<char, u32> = BTreeMap::new();
        for (signs, numbers) in &self.signed {
            if signs.is_empty() {
                signed.unsigned = trie(numbers);
                continue;
            }
            let bit = set_bit(signed.by_sign.len());
            for c in unfolded(signs) {
                signed.sets[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] |= bit;
                if !c.is_ascii() {
                    *characters.entry(c).or_default() |= bit;
                }
            }
            signed.by_sign.push(trie(numbers));
        }
        signed.characters = characters.into_iter().collect();
        let mut whole = Prefilter::new(self.whole.len());
        self.whole.iter().for_each(|(line, _)| whole.insert_whole(line.as_bytes()));
        let mut literals = Literals::default();
        sorted.iter().for_each(|(literal, patterns)| literals.push(literal, patterns));
        let whole_lines = WholeLines::new(&self.whole);
        Index {
            anywhere,
            whole,
            literal_at_key,
            hole_at_key,
            signed,
            automaton: OnceLock::new(),
            literals,
            whole_lines,
        }
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
    /// The automaton of the literals; nothing where there is none, or where they are more than it can number.
    fn automaton(&self) -> Option<NFA> {
        let built = NFA::builder().prefilter(false).build(self.literals.iter()).ok();
        built.filter(|_| self.has_literals())
    }

    /// Tells `found` the patterns of each literal of the automaton that stands at byte `at` of `line`, folded, with the
    /// byte its match ends at.
    pub(super) fn literals_at(&self, line: &str, at: usize, mut found: impl FnMut(&[u32], usize)) {
        let Some(automaton) = self.automaton.get_or_init(|| self.automaton()) else { return };
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
                    if let Some((literal, patterns)) = self.literals.get(automaton.match_pattern(state, i).as_usize())
                        && literal.len() == walked
                    {
                        found(patterns, at + offset + c.len_utf8());
                    }
                }
            }
        }
    }

    /// Whether any literal may stand anywhere.
    #[inline]
    pub(super) fn has_literals(&self) -> bool {
        !self.literals.ends.is_empty()
    }

    /// The whole-line patterns whose folded key is `folded`.
    pub(super) fn whole_line(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        self.whole_lines.get(folded)
    }

    /// Whether a key may be a whole-line phrase by its length. Folding changes no length of ASCII, and shortens a text at
    /// most to a third (curly quotes) but for joiners, which a line of this size would have to consist of.
    pub(super) fn may_be_whole(&self, key: &str) -> bool {
        let longest = self.whole_lines.longest;
        key.len() <= longest || (key.len() <= longest * 4 && !key.is_ascii())
    }
}
