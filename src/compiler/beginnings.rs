//! What can a placeholder's text begin with? `{date}` with a digit or the name of a month or weekday; so a line that
//! begins with anything else is never tried.

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use super::placeholder::Placeholder;
use super::saved::{Reader, Table, Writer};
use super::trie::Trie;
use crate::matcher::fold::fold;

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    const ALL: Self = Self([u64::MAX; 4]);

    /// Adds `byte`.
    pub(crate) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Adds the bytes of `other`.
    pub(crate) fn join(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    /// The bytes in it.
    pub(crate) fn iter(self) -> impl Iterator<Item = u8> {
        (0..=255).filter(move |&byte| self.has(byte))
    }

    /// Whether `byte` is in it.
    #[inline]
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }
}

/// The first bytes of each placeholder. They may stand for each other, but never in a circle, so as many passes as
/// there are placeholders are enough; two or three do.
pub(crate) fn first_bytes(placeholders: &[Placeholder]) -> Vec<ByteSet> {
    let own: Vec<ByteSet> = placeholders
        .iter()
        .map(|placeholder| {
            let mut set = if placeholder.words.is_some() { ByteSet::ALL } else { ByteSet::default() };
            for regex in &placeholder.regexes {
                set.join(first_bytes_of(regex.pattern()));
            }
            placeholder.phrases.bytes(Trie::ROOT).for_each(|(byte, _)| set.add(byte));
            set
        })
        .collect();
    let mut sets = own;
    for _ in 0..placeholders.len() {
        let before = sets.clone();
        for (number, placeholder) in placeholders.iter().enumerate() {
            for (inner, _) in placeholder.phrases.holes(Trie::ROOT) {
                sets[number].join(before.get(inner).copied().unwrap_or(ByteSet::ALL));
            }
        }
        if sets == before {
            break;
        }
    }
    sets
}

/// What every text of a placeholder begins with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beginnings {
    /// One of these folded literals, of two bytes or more,
    pub(crate) literals: Vec<Vec<u8>>,
    /// or one of these bytes: digits and signs, and letters that are all there is.
    pub(crate) bytes: ByteSet,
}

impl Beginnings {
    /// A quick look whether a text may begin so.
    pub(super) fn lead(&self) -> Lead {
        let mut keys = Vec::with_capacity(self.literals.len());
        for literal in &self.literals {
            match **literal {
                [a, b, c, d, ..] => keys.push(four([a, b, c, d])),
                [a, b, c] => keys.push(three([a, b, c])),
                [a, b] => keys.extend((0..=255).map(|c| three([a, b, c]))),
                // Literals have two bytes or more.
                _ => {}
            }
        }
        let log = (keys.len() * LEAD_BITS).next_power_of_two().trailing_zeros().max(6);
        let mut bits = vec![0_u64; 1 << (log - 6)];
        let mut lead = Lead { bytes: self.bytes, bits: Table::default(), shift: 64 - log };
        for key in keys {
            let (first, second) = lead.slots(key);
            for slot in [first, second] {
                bits[slot >> 6] |= 1 << (slot & 63);
            }
        }
        lead.bits = bits.into_iter().collect();
        lead
    }
}

/// What texts of a placeholder begin with, by their first three or four bytes; false alarms are possible, misses are not.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    bytes: ByteSet,
    bits: Table<8>,
    shift: u32,
}

/// Bits for each beginning. Each sets two, so false alarms stay near one in 256 (Bloom, CACM 13 (1970) 7): a word like
/// `the` that is one by chance would be one in every other line.
const LEAD_BITS: usize = 32;

impl Lead {
    /// Saves it for [`read`](Self::read).
    pub(super) fn save(&self, to: &mut Writer) {
        to.value(&(self.bytes, self.shift));
        to.table(&self.bits);
    }

    /// What was saved; nothing where it was something else.
    pub(super) fn read(from: &mut Reader) -> Option<Self> {
        let (bytes, shift) = from.value()?;
        Some(Self { bytes, shift, bits: from.table()? })
    }

    /// Whether a folded text may begin so.
    #[inline]
    pub(crate) fn may_begin(&self, text: &[u8]) -> bool {
        let Some(&first) = text.first() else { return false };
        if self.bytes.has(first) {
            return true;
        }
        // What is missing at the end of a text matches what may follow two bytes.
        let byte = |at: usize| text.get(at).copied().unwrap_or(0);
        let (second, third) = (byte(1), byte(2));
        self.has(four([first, second, third, byte(3)])) || self.has(three([first, second, third]))
    }

    #[inline]
    fn has(&self, key: u64) -> bool {
        let (first, second) = self.slots(key);
        self.bit(first) && self.bit(second)
    }

    #[inline]
    fn bit(&self, slot: usize) -> bool {
        self.bits.get(slot >> 6).is_some_and(|bits| u64::from_le_bytes(*bits) >> (slot & 63) & 1 != 0)
    }

    #[inline]
    fn slots(&self, key: u64) -> (usize, usize) {
        // Fibonacci hashing, as in the matcher's prefilter; the second by the same number turned by half.
        let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((product >> self.shift) as usize, (product.rotate_left(32) >> self.shift) as usize)
    }
}

fn four(bytes: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(bytes))
}

/// Three bytes, told from four that begin so.
fn three([a, b, c]: [u8; 3]) -> u64 {
    four([a, b, c, 0]) | 1 << 32
}

/// The beginnings of each placeholder; nothing for one that may begin with any word, such as `{name}`.
pub(crate) fn beginnings(placeholders: &[Placeholder]) -> Vec<Option<Beginnings>> {
    let mut all: Vec<Option<Beginnings>> = placeholders.iter().map(own).collect();
    // Through others, but never in a circle; see `first_bytes`.
    for _ in 0..placeholders.len() {
        let mut open = Vec::new();
        for (number, placeholder) in placeholders.iter().enumerate() {
            let mut holes = placeholder.phrases.holes(Trie::ROOT);
            if all[number].is_some() && holes.any(|(inner, _)| all.get(inner).is_none_or(Option::is_none)) {
                open.push(number);
            }
        }
        if open.is_empty() {
            break;
        }
        open.into_iter().for_each(|number| all[number] = None);
    }
    let joined = |number: usize| {
        let mut seen = vec![false; placeholders.len()];
        let mut todo = vec![number];
        let mut sum = Beginnings::default();
        while let Some(at) = todo.pop() {
            if std::mem::replace(seen.get_mut(at)?, true) {
                continue;
            }
            let own = all[at].as_ref()?;
            sum.literals.extend(own.literals.iter().cloned());
            sum.bytes.join(own.bytes);
            todo.extend(placeholders[at].phrases.holes(Trie::ROOT).map(|(inner, _)| inner));
        }
        Some(sum)
    };
    (0..placeholders.len()).map(joined).collect()
}

/// Up to so many characters of a class are taken one by one: the digits of three scripts and some signs; a class of
/// letters may be any word.
const REGEX_CLASS: usize = 40;
/// Up to so many bytes of an expression's literals are looked at, as many as the prefilter looks at.
const REGEX_LITERAL: usize = 8;

/// The beginnings that do not lead through other placeholders.
fn own(placeholder: &Placeholder) -> Option<Beginnings> {
    if placeholder.words.is_some() {
        return None;
    }
    let mut own = Beginnings::default();
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(REGEX_CLASS).limit_literal_len(REGEX_LITERAL);
    let mut literals = placeholder.phrases.first_literals();
    for regex in &placeholder.regexes {
        // The text is folded, so what another case would begin with does not come.
        let hir = regex_syntax::parse(regex.pattern()).ok()?;
        let (set, may_be_empty) = walk(&hir);
        if !may_be_empty && !(0..=255).any(|byte: u8| set.has(byte) && (byte.is_ascii_alphabetic() || byte >= 0x80)) {
            own.bytes.join(set);
            continue;
        }
        let prefixes = extractor.extract(&hir);
        for prefix in prefixes.literals()? {
            literals.push(fold(std::str::from_utf8(prefix.as_bytes()).ok()?).into_bytes());
        }
    }
    for literal in literals {
        match *literal {
            [] => return None,
            [byte] => own.bytes.add(byte),
            _ => own.literals.push(literal),
        }
    }
    Some(own)
}

/// As it is built: `s` also stands for `ſ`.
fn parse(pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(pattern).map_err(Box::new)
}

/// The bytes that a match of `pattern` can begin with, letters in lower case.
pub(super) fn first_bytes_of(pattern: &str) -> ByteSet {
    let Ok(hir) = parse(pattern) else { return ByteSet::ALL };
    let (set, may_be_empty) = walk(&hir);
    // An expression that can match nothing says nothing about what follows.
    if may_be_empty { ByteSet::ALL } else { set }
}

/// The bytes a match can begin with, and whether it can be empty.
fn walk(hir: &Hir) -> (ByteSet, bool) {
    let mut set = ByteSet::default();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (set, true),
        HirKind::Literal(literal) => {
            if let Some(&byte) = literal.0.first() {
                set.add(byte.to_ascii_lowercase());
                set.add(byte);
            }
            (set, literal.0.is_empty())
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                for c in range.start()..=range.end().min('\x7f') {
                    set.add((c as u8).to_ascii_lowercase());
                }
                if range.end() > '\x7f' {
                    (0x80..=0xFF).for_each(|byte| set.add(byte));
                }
            }
            (set, false)
        }
        HirKind::Class(Class::Bytes(_)) => (ByteSet::ALL, false),
        HirKind::Repetition(repetition) => {
            let (set, empty) = walk(&repetition.sub);
            (set, empty || repetition.min == 0)
        }
        HirKind::Capture(capture) => walk(&capture.sub),
        HirKind::Concat(parts) => {
            for part in parts {
                let (inner, empty) = walk(part);
                set.join(inner);
                if !empty {
                    return (set, false);
                }
            }
            (set, true)
        }
        HirKind::Alternation(branches) => {
            let mut may_be_empty = false;
            for branch in branches {
                let (inner, empty) = walk(branch);
                set.join(inner);
                may_be_empty |= empty;
            }
            (set, may_be_empty)
        }
    }
}
