//! The search structures that are built from all phrases, and how those of a further layer are added.
//!
//! Input: each phrase with its number. Output: tries and tables whose leaves are phrase numbers, and prefilters in front of them. Numbers of a layer continue those of the layers below, so adding a layer means joining the prefilters and keeping
//! its tries beside the others: a position of a text is still tested once, however many layers there are.

use std::collections::{BTreeMap, HashSet};

use super::byte_set::ByteSet;
use super::codec::{Numbers, Reader, Writer};
use super::placeholder::Placeholder;
use super::prefilter::Prefilter;
use super::prefixes::Prefixes;
use super::text_table::TextTable;
use super::token::Token;
use super::trie::Trie;
use unboil_text::Span;
use unboil_text::fold::{fold_char, unfolded};

/// All search structures.
#[derive(Debug)]
pub struct Index {
    /// Beginnings of literals that may be anywhere in a line.
    pub anywhere: Prefilter,
    /// Beginnings of phrases without placeholders that are a whole line.
    pub whole: Prefilter,
    /// Phrases at the start of the trimmed line that begin with a literal.
    pub literal_first: AtStart,
    /// Phrases at the start of the trimmed line that begin with a placeholder.
    pub placeholder_first: AtStart,
    /// Whole-line phrases that may begin with any word, by a rare character that the line must contain.
    pub by_rare: ByRareCharacter,
    /// The literals that may be anywhere, folded, with the patterns to confirm at each. They are only walked from a given
    /// position, so an automaton with failure transitions would be built for nothing (and a DFA of 20,000 phrases takes
    /// 360 MB).
    literals: Vec<Trie>,
    /// Whole-line phrases without placeholders by their folded text.
    whole_lines: Vec<TextTable>,
}

/// Phrases at the start of the trimmed line, in tries, so that one walk tries all of a layer.
#[derive(Debug)]
pub struct AtStart {
    /// The phrases, one trie per layer that has any.
    pub tries: Vec<Trie>,
    /// What they may begin with: these literals,
    literals: Prefilter,
    /// or these bytes.
    bytes: ByteSet,
}

impl AtStart {
    /// Whether a phrase may begin at the start of `trimmed`, the trimmed part of `line`.
    #[inline]
    pub fn may_begin(&self, line: &str, trimmed: Span) -> bool {
        let first = match line.as_bytes().get(trimmed.start) {
            Some(byte) if byte.is_ascii() => byte.to_ascii_lowercase(),
            _ => first_folded_byte(line, trimmed),
        };
        self.bytes.has(first) || self.literals.may_begin(line, trimmed.start)
    }

    fn join(&mut self, other: Self) {
        self.literals.join(&other.literals);
        self.bytes.join(other.bytes);
        self.tries.extend(other.tries);
    }

    fn save(&self, to: &mut Writer) {
        save_tries(&self.tries, to);
        self.literals.save(to);
        to.value(&self.bytes);
    }

    fn read(from: &mut Reader) -> Option<Self> {
        Some(Self { tries: read_tries(from)?, literals: Prefilter::read(from)?, bytes: from.value()? })
    }
}

/// Whether a phrase of `phrases`, which begin with a literal, matches the start of `trimmed` up to its first placeholder, and
/// that placeholder may begin with what follows.
pub fn begins(phrases: &Trie, line: &str, trimmed: Span, placeholders: &[Placeholder]) -> bool {
    let (mut node, mut label) = (Trie::ROOT, [].iter());
    let ends = |node: u32| !phrases.ends(node).is_empty();
    for c in line[trimmed.start..].chars() {
        for &byte in fold_char(c).as_bytes() {
            if let Some(&wanted) = label.next() {
                if wanted != byte {
                    return false;
                }
                continue;
            }
            if ends(node) || phrases.placeholders(node).any(|(number, _)| placeholders[number].first.has(byte)) {
                return true;
            }
            let Some(next) = phrases.on(node, byte) else { return false };
            (node, label) = (next, phrases.label(next).iter());
        }
    }
    label.as_slice().is_empty() && ends(node)
}

/// Whole-line phrases that may begin with any word, such as `{name} | {agency}`.
#[derive(Debug)]
pub struct ByRareCharacter {
    /// Phrases without a rare character.
    without: Vec<Trie>,
    /// For each set of rare characters, the phrases that need one of the set.
    by_set: Vec<Trie>,
    /// For each byte, a bit for every set that has a character which can be written with it. Sets from number 31 on share the
    /// last bit.
    sets: Box<[u32; 256]>,
    /// The same for non-ASCII characters, of which many begin with the same byte. Sorted.
    characters: Vec<(char, u32)>,
}

impl ByRareCharacter {
    /// Calls `found` with tries of the phrases that `line` may be, by the characters in it.
    #[inline]
    pub fn tries(&self, line: &str, mut found: impl FnMut(&Trie)) {
        self.without.iter().for_each(&mut found);
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
            self.by_set.iter().enumerate().filter(here).for_each(|(_, phrases)| found(phrases));
        }
    }

    fn join(&mut self, other: Self) {
        self.without.extend(other.without);
        self.by_set.extend(other.by_set);
        self.sets.iter_mut().zip(*other.sets).for_each(|(mine, theirs)| *mine |= theirs);
        let mut characters: BTreeMap<char, u32> = self.characters.drain(..).collect();
        other.characters.into_iter().for_each(|(c, sets)| *characters.entry(c).or_default() |= sets);
        self.characters.extend(characters);
    }

    fn save(&self, to: &mut Writer) {
        save_tries(&self.without, to);
        save_tries(&self.by_set, to);
        to.value(&(self.sets.as_slice(), &self.characters));
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let (without, by_set) = (read_tries(from)?, read_tries(from)?);
        let (sets, characters) = from.value::<(Vec<u32>, _)>()?;
        Some(Self { without, by_set, sets: sets.try_into().ok()?, characters })
    }
}

fn set_bit(number: usize) -> u32 {
    1 << number.min(31)
}

fn save_tries(tries: &[Trie], to: &mut Writer) {
    to.number(tries.len());
    tries.iter().for_each(|trie| trie.save(to));
}

fn read_tries(from: &mut Reader) -> Option<Vec<Trie>> {
    let len = from.number()?;
    (0..len).map(|_| Trie::read(from)).collect()
}

/// Collects the phrases of a layer for its [`Index`].
#[derive(Debug, Default)]
pub(crate) struct IndexBuilder {
    literals: Vec<(Box<str>, u32)>,
    whole: Vec<(Box<str>, u32)>,
    literal_first: StartPhrases,
    placeholder_first: StartPhrases,
    by_rare: BTreeMap<Vec<char>, Vec<u32>>,
}

/// Patterns at the start of the trimmed line, and what they begin with.
#[derive(Debug, Default)]
struct StartPhrases {
    patterns: Vec<u32>,
    literals: HashSet<Box<[u8]>>,
    bytes: ByteSet,
}

impl StartPhrases {
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
    /// Adds a pattern to confirm where the literal, folded, is found anywhere in a line.
    pub(crate) fn literal(&mut self, folded: &str, pattern: u32) {
        self.literals.push((folded.into(), pattern));
    }

    /// Adds a whole line, folded and trimmed.
    pub(crate) fn whole_line(&mut self, folded: &str, pattern: u32) {
        self.whole.push((folded.into(), pattern));
    }

    /// Adds a pattern at the start of the trimmed line that begins with a literal, folded.
    pub(crate) fn begins_with_literal(&mut self, literal: &[u8], pattern: u32) {
        self.literal_first.begins(literal);
        self.literal_first.patterns.push(pattern);
    }

    /// Adds a pattern at the start of the trimmed line that begins with a placeholder whose [`prefixes`](Self::prefixes) are
    /// added.
    pub(crate) fn begins_with_placeholder(&mut self, pattern: u32) {
        self.placeholder_first.patterns.push(pattern);
    }

    /// Adds the prefixes of a placeholder that patterns begin with.
    pub(crate) fn prefixes(&mut self, prefixes: &Prefixes) {
        prefixes.literals.iter().for_each(|literal| self.placeholder_first.begins(literal));
        self.placeholder_first.bytes.join(prefixes.bytes);
    }

    /// Adds a whole-line pattern that may begin with any word, and the characters, folded, of which it needs one.
    pub(crate) fn by_rare_character(&mut self, characters: Vec<char>, pattern: u32) {
        self.by_rare.entry(characters).or_default().push(pattern);
    }

    /// Builds the index of the patterns that were added. `tokens` returns the tokens of a pattern; `below` is the index that
    /// the new one will be [joined](Index::join) to.
    pub(crate) fn build<'p>(self, tokens: impl Fn(u32) -> &'p [Token], below: &Index) -> Index {
        // A layer without such phrases has no trie.
        let trie = |numbers: &[u32]| {
            (!numbers.is_empty()).then(|| Trie::build(numbers.iter().map(|&number| (tokens(number), number))))
        };
        let mut anywhere = Prefilter::new(self.literals.len());
        self.literals.iter().for_each(|(literal, _)| anywhere.insert(literal.as_bytes()));
        let of_literals = || Trie::of_texts(self.literals.iter().map(|(text, pattern)| (text.as_bytes(), *pattern)));
        let literals = (!self.literals.is_empty()).then(of_literals);
        let at_start = |phrases: StartPhrases| {
            let mut literals = Prefilter::new(phrases.literals.len());
            phrases.literals.iter().for_each(|literal| literals.insert(literal));
            AtStart { tries: Vec::from_iter(trie(&phrases.patterns)), literals, bytes: phrases.bytes }
        };
        let (literal_first, placeholder_first) = (at_start(self.literal_first), at_start(self.placeholder_first));
        let mut by_rare = ByRareCharacter {
            without: Vec::new(),
            by_set: Vec::new(),
            sets: Box::new([0; 256]),
            characters: Vec::new(),
        };
        let mut characters: BTreeMap<char, u32> = BTreeMap::new();
        for (set, numbers) in &self.by_rare {
            let phrases = trie(numbers).expect("every set was added with a pattern");
            if set.is_empty() {
                by_rare.without.push(phrases);
                continue;
            }
            let bit = set_bit(below.by_rare.by_set.len() + by_rare.by_set.len());
            for c in unfolded(set) {
                by_rare.sets[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] |= bit;
                if !c.is_ascii() {
                    *characters.entry(c).or_default() |= bit;
                }
            }
            by_rare.by_set.push(phrases);
        }
        by_rare.characters = characters.into_iter().collect();
        let mut whole = Prefilter::new(self.whole.len());
        self.whole.iter().for_each(|(line, _)| whole.insert_whole(line.as_bytes()));
        let whole_lines = if self.whole.is_empty() { Vec::new() } else { vec![TextTable::new(&self.whole)] };
        let literals = Vec::from_iter(literals);
        Index { anywhere, whole, literal_first, placeholder_first, by_rare, literals, whole_lines }
    }
}

/// The first folded byte of the trimmed part of a line; 0 if there is none.
fn first_folded_byte(line: &str, trimmed: Span) -> u8 {
    let first = line[trimmed.range()].chars().next().map(fold_char);
    first.and_then(|folded| folded.as_bytes().first().copied()).unwrap_or(0)
}

impl Default for Index {
    /// The index of no phrases.
    fn default() -> Self {
        let none = || Prefilter::new(0);
        let at_start = || AtStart { tries: Vec::new(), literals: none(), bytes: ByteSet::default() };
        let by_rare = ByRareCharacter {
            without: Vec::new(),
            by_set: Vec::new(),
            sets: Box::new([0; 256]),
            characters: Vec::new(),
        };
        Self {
            anywhere: none(),
            whole: none(),
            literal_first: at_start(),
            placeholder_first: at_start(),
            by_rare,
            literals: Vec::new(),
            whole_lines: Vec::new(),
        }
    }
}

impl Index {
    /// Adds the index of a layer that was built on top of this one.
    pub(crate) fn join(&mut self, layer: Self) {
        self.anywhere.join(&layer.anywhere);
        self.whole.join(&layer.whole);
        self.literal_first.join(layer.literal_first);
        self.placeholder_first.join(layer.placeholder_first);
        self.by_rare.join(layer.by_rare);
        self.literals.extend(layer.literals);
        self.whole_lines.extend(layer.whole_lines);
    }

    /// Saves the index for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        self.anywhere.save(to);
        self.whole.save(to);
        self.literal_first.save(to);
        self.placeholder_first.save(to);
        self.by_rare.save(to);
        save_tries(&self.literals, to);
        to.number(self.whole_lines.len());
        self.whole_lines.iter().for_each(|lines| lines.save(to));
    }

    /// Reads a saved index; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            anywhere: Prefilter::read(from)?,
            whole: Prefilter::read(from)?,
            literal_first: AtStart::read(from)?,
            placeholder_first: AtStart::read(from)?,
            by_rare: ByRareCharacter::read(from)?,
            literals: read_tries(from)?,
            whole_lines: (0..from.number()?).map(|_| TextTable::read(from)).collect::<Option<_>>()?,
        })
    }

    /// Calls `found` with the patterns of each literal that begins at byte `at` of `line`, and the byte of the line at which
    /// the literal ends.
    pub fn literals_at(&self, line: &str, at: usize, mut found: impl FnMut(Numbers<'_>, usize)) {
        self.literals.iter().for_each(|literals| literals_of(literals, line, at, &mut found));
    }

    /// Whether any literal may be anywhere in a line.
    #[inline]
    pub fn has_literals(&self) -> bool {
        !self.literals.is_empty()
    }

    /// The whole-line patterns whose folded, trimmed line is `folded`.
    pub fn whole_line(&self, folded: &[u8]) -> impl Iterator<Item = u32> {
        let hash = TextTable::hash(folded);
        self.whole_lines.iter().flat_map(move |lines| lines.get(folded, hash))
    }

    /// The longest whole line, in folded bytes.
    #[inline]
    pub fn longest_whole(&self) -> usize {
        self.whole_lines.iter().map(TextTable::longest).max().unwrap_or(0)
    }
}

/// The literals of one layer at byte `at` of `line`.
fn literals_of(literals: &Trie, line: &str, at: usize, found: &mut impl FnMut(Numbers<'_>, usize)) {
    let (mut node, mut label) = (Trie::ROOT, [].iter());
    for (offset, c) in line[at..].char_indices() {
        let folded = fold_char(c);
        for &byte in folded.as_bytes() {
            match label.next() {
                Some(&wanted) if wanted == byte => {}
                Some(_) => return,
                None => {
                    let Some(next) = literals.on(node, byte) else { return };
                    (node, label) = (next, literals.label(next).iter());
                }
            }
        }
        // A match ends after a character, not inside one, nor again after a joiner, which folds to nothing.
        if label.as_slice().is_empty() && !folded.as_bytes().is_empty() {
            let patterns = literals.ends(node);
            if !patterns.is_empty() {
                found(patterns, at + offset + c.len_utf8());
            }
        }
    }
}
