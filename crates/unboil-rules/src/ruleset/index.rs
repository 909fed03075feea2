//! The look-up structures, built once from all phrases.

use std::collections::{BTreeMap, HashSet};

use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use super::byte_set::ByteSet;
use super::codec::{Numbers, Reader, Table, Writer};
use super::model::{Part, Pattern};
use super::placeholder::Placeholder;
use super::prefilter::Prefilter;
use super::prefixes::Prefixes;
use super::token::Token;
use super::trie::Trie;
use unboil_text::Span;
use unboil_text::fold::{fold_char, unfolded};

/// All look-up structures.
#[derive(Debug)]
pub struct Index {
    /// Beginnings of literals that may stand anywhere.
    pub anywhere: Prefilter,
    /// Beginnings of whole lines.
    pub whole: Prefilter,
    /// Phrases that begin at the key of a line, with a literal.
    pub literal_at_key: AtKey,
    /// Phrases that begin at the key of a line, with a placeholder.
    pub hole_at_key: AtKey,
    /// Whole-line phrases that may begin with any word, by a sign that must stand in the line.
    pub signed: Signed,
    /// The literals that may stand anywhere, folded, with the patterns to look at where they stand. Only ever walked from a
    /// given place, so an automaton that knows where to go on after a mismatch would be built for nothing (and a
    /// DFA of 20,000 phrases takes 360 MB).
    literals: Trie,
    /// Whole lines.
    whole_lines: WholeLines,
}

/// Whole lines by the hash of their folded key: a table with open addressing, so that it is used where it was saved.
#[derive(Debug, Default)]
struct WholeLines {
    /// All lines, one behind the other, folded.
    text: Bytes,
    /// Where each line begins and ends in it, and its pattern, as numbers of four bytes.
    lines: Table<12>,
    /// For each place the number of a line, from 1, or 0. Twice as many places as lines or more, a power of two.
    places: Table<4>,
    /// The longest line, in folded bytes.
    longest: usize,
}

impl WholeLines {
    /// Builds it from folded lines and their patterns. Lists are shorter than 2^32: rule files of that size are not read.
    fn new(from: &[(Box<str>, u32)]) -> Self {
        let mut text = Vec::with_capacity(from.iter().map(|(line, _)| line.len()).sum());
        let mut lines = Vec::with_capacity(from.len());
        let mut places = vec![0_u32; (from.len() * 2).next_power_of_two()];
        let mut longest = 0;
        for (line, pattern) in from {
            let start = text.len() as u32;
            text.extend(line.bytes());
            lines.push(row([start, text.len() as u32, *pattern]));
            longest = longest.max(line.len());
            let mut place = xxh3_64(line.as_bytes()) as usize & (places.len() - 1);
            while places[place] != 0 {
                place = (place + 1) & (places.len() - 1);
            }
            places[place] = lines.len() as u32;
        }
        Self { text: text.into(), lines: lines.into(), places: places.into_iter().collect(), longest }
    }

    /// The patterns of the lines that are `folded`, in the order they were read.
    fn get(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        let hash = xxh3_64(folded) as usize;
        let (places, lines) = (self.places.rows(), self.lines.rows());
        // Equal lines stand behind each other, with others between them at most, up to the first free place.
        let numbers = (0..places.len()).map(move |step| u32::from_le_bytes(places[(hash + step) & (places.len() - 1)]));
        let lines = numbers.map_while(move |number| lines.get(number.checked_sub(1)? as usize));
        lines.filter_map(move |line| {
            let [from, to, pattern] = numbers_of(line);
            (self.text.get(from as usize..to as usize)? == folded).then_some(pattern)
        })
    }

    fn save(&self, to: &mut Writer) {
        to.bytes(&self.text);
        to.table(&self.lines);
        to.table(&self.places);
        to.number(self.longest);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let read = Self { text: from.bytes()?, lines: from.table()?, places: from.table()?, longest: from.number()? };
        read.places.rows().len().is_power_of_two().then_some(read)
    }
}

fn row(numbers: [u32; 3]) -> [u8; 12] {
    let mut row = [0; 12];
    row.as_chunks_mut().0.iter_mut().zip(numbers).for_each(|(to, number)| *to = number.to_le_bytes());
    row
}

fn numbers_of(row: &[u8; 12]) -> [u32; 3] {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *row;
    [[a, b, c, d], [e, f, g, h], [i, j, k, l]].map(u32::from_le_bytes)
}

/// Phrases that begin at the key of a line, by their common beginnings, so that one walk tries them all.
#[derive(Debug)]
pub struct AtKey {
    pub phrases: Trie,
    /// What they may begin with: these literals,
    literals: Prefilter,
    /// or these bytes.
    bytes: ByteSet,
}

impl AtKey {
    /// Whether a phrase may begin at `key` of `line`.
    #[inline]
    pub fn may_begin(&self, line: &str, key: Span) -> bool {
        let first = match line.as_bytes().get(key.start) {
            Some(byte) if byte.is_ascii() => byte.to_ascii_lowercase(),
            _ => first_folded_byte(line, key),
        };
        self.bytes.has(first) || self.literals.may_begin(line, key.start)
    }

    /// Whether one does as far as its first placeholder, which may begin with what follows there. For phrases that begin
    /// with a literal.
    pub fn begins(&self, line: &str, key: Span, placeholders: &[Placeholder]) -> bool {
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
                if ends(node) || self.phrases.holes(node).any(|(hole, _)| may_follow(hole)) {
                    return true;
                }
                let Some(next) = self.phrases.on(node, byte) else { return false };
                (node, label) = (next, self.phrases.label(next).iter());
            }
        }
        label.as_slice().is_empty() && ends(node)
    }

    fn save(&self, to: &mut Writer) {
        self.phrases.save(to);
        self.literals.save(to);
        to.value(&self.bytes);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self { phrases: Trie::read(from)?, literals: Prefilter::read(from)?, bytes: from.value()? })
    }
}

/// Whole-line phrases that may begin with any word: `{name} | {agency}`.
#[derive(Debug)]
pub struct Signed {
    /// Those without a sign.
    unsigned: Trie,
    /// For each set of signs the phrases that want one of the set.
    by_sign: Vec<Trie>,
    /// For each byte the sets that have a sign which can be written with it, as bits; the last bit stands for all sets
    /// beyond.
    sets: Box<[u32; 256]>,
    /// The same for characters off ASCII, of which many begin with the same byte.
    characters: Vec<(char, u32)>,
}

impl Signed {
    /// Tells `found` the phrases that `line` may be, in tries, by the signs it holds.
    #[inline]
    pub fn tries(&self, line: &str, mut found: impl FnMut(&Trie)) {
        if !self.unsigned.is_empty() {
            found(&self.unsigned);
        }
        let of_byte = |byte: u8| self.sets[usize::from(byte)];
        let mut sets = line.bytes().fold(0, |sets, byte| sets | of_byte(byte));
        if sets != 0 && !line.is_ascii() {
            let of_character = |c: char| match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => of_byte(byte),
                _ => {
                    self.characters.binary_search_by_key(&c, |(known, _)| *known).map_or(0, |at| self.characters[at].1)
                }
            };
            sets = line.chars().fold(0, |sets, c| sets | of_character(c));
        }
        if sets != 0 {
            let here = |&(number, _): &(usize, &Trie)| sets & set_bit(number) != 0;
            self.by_sign.iter().enumerate().filter(here).for_each(|(_, phrases)| found(phrases));
        }
    }

    fn save(&self, to: &mut Writer) {
        self.unsigned.save(to);
        to.number(self.by_sign.len());
        self.by_sign.iter().for_each(|phrases| phrases.save(to));
        to.value(&(self.sets.as_slice(), &self.characters));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let (unsigned, by_sign) = (Trie::read(from)?, from.number()?);
        let by_sign = (0..by_sign).map(|_| Trie::read(from)).collect::<Option<_>>()?;
        let (sets, characters) = from.value::<(Vec<u32>, _)>()?;
        Some(Self { unsigned, by_sign, sets: sets.try_into().ok()?, characters })
    }
}

fn set_bit(number: usize) -> u32 {
    1 << number.min(31)
}

/// Collects phrases for an [`Index`].
#[derive(Debug, Default)]
pub struct IndexBuilder {
    literals: Vec<(Box<str>, u32)>,
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
    pub fn literal(&mut self, folded: &str, pattern: u32) {
        self.literals.push((folded.into(), pattern));
    }

    /// A whole line, folded, keyed.
    pub fn whole_line(&mut self, folded: &str, pattern: u32) {
        self.whole.push((folded.into(), pattern));
    }

    /// A pattern that begins at the key of a line with a literal, folded.
    pub fn begins_with_literal(&mut self, literal: &[u8], pattern: u32) {
        self.literal_first.begins(literal);
        self.literal_first.patterns.push(pattern);
    }

    /// A pattern that begins at the key of a line with a placeholder whose [`beginnings`](Self::beginnings) are told.
    pub fn begins_with_hole(&mut self, pattern: u32) {
        self.hole_first.patterns.push(pattern);
    }

    /// What a placeholder that patterns begin with begins with.
    pub fn beginnings(&mut self, known: &Prefixes) {
        known.literals.iter().for_each(|literal| self.hole_first.begins(literal));
        self.hole_first.bytes.join(known.bytes);
    }

    /// A whole-line pattern that may begin with any word, and signs, folded, without one of which it cannot match.
    pub fn signed(&mut self, signs: Vec<char>, pattern: u32) {
        self.signed.entry(signs).or_default().push(pattern);
    }

    /// Builds the index of `patterns`, which all that was told is about.
    pub fn build(self, patterns: &[Pattern]) -> Index {
        let trie = |numbers: &[u32]| Trie::build(numbers.iter().map(|&n| (tokens(patterns, n), n)));
        let mut anywhere = Prefilter::new(self.literals.len());
        self.literals.iter().for_each(|(literal, _)| anywhere.insert(literal.as_bytes()));
        let literals = Trie::of_texts(self.literals.iter().map(|(literal, pattern)| (literal.as_bytes(), *pattern)));
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
        let whole_lines = WholeLines::new(&self.whole);
        Index { anywhere, whole, literal_at_key, hole_at_key, signed, literals, whole_lines }
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
    /// Saves it for [`read`](Self::read).
    pub fn save(&self, to: &mut Writer) {
        self.anywhere.save(to);
        self.whole.save(to);
        self.literal_at_key.save(to);
        self.hole_at_key.save(to);
        self.signed.save(to);
        self.literals.save(to);
        self.whole_lines.save(to);
    }

    /// What was saved; nothing where it was something else.
    pub fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            anywhere: Prefilter::read(from)?,
            whole: Prefilter::read(from)?,
            literal_at_key: AtKey::read(from)?,
            hole_at_key: AtKey::read(from)?,
            signed: Signed::read(from)?,
            literals: Trie::read(from)?,
            whole_lines: WholeLines::read(from)?,
        })
    }

    /// Tells `found` the patterns of each literal that stands at byte `at` of `line`, folded, with the byte its match ends
    /// at.
    pub fn literals_at(&self, line: &str, at: usize, mut found: impl FnMut(Numbers<'_>, usize)) {
        let (mut node, mut label) = (Trie::ROOT, [].iter());
        for (offset, c) in line.get(at..).unwrap_or_default().char_indices() {
            let folded = fold_char(c);
            for &byte in folded.as_bytes() {
                match label.next() {
                    Some(&wanted) if wanted == byte => {}
                    Some(_) => return,
                    None => {
                        let Some(next) = self.literals.on(node, byte) else { return };
                        (node, label) = (next, self.literals.label(next).iter());
                    }
                }
            }
            // A match ends behind a character, not inside of one, nor again behind a joiner, which folds to nothing.
            if label.as_slice().is_empty() && !folded.as_bytes().is_empty() {
                let patterns = self.literals.ends(node);
                if !patterns.is_empty() {
                    found(patterns, at + offset + c.len_utf8());
                }
            }
        }
    }

    /// Whether any literal may stand anywhere.
    #[inline]
    pub fn has_literals(&self) -> bool {
        !self.literals.is_empty()
    }

    /// The whole-line patterns whose folded key is `folded`.
    pub fn whole_line(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        self.whole_lines.get(folded)
    }

    /// The longest whole line, in folded bytes.
    #[inline]
    pub fn longest_whole(&self) -> usize {
        self.whole_lines.longest
    }
}
