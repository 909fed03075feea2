//! What the first pass knows of each non-ASCII character.
//!
//! [`CharTable::look_at`] answers four questions at once from the UTF-8 bytes, without decoding them: four bitmaps by code
//! point, side by side. `é` is inert; `U+0301` is neither inert nor a lone mark, so NFC has to look; `U+200B` is a suspect of
//! a fix and so neither. The table is computed from what the fixes declare, in [`fixes`](crate::fixes).

use std::ops::RangeInclusive;

/// Ranges of characters.
pub(crate) type Ranges = &'static [RangeInclusive<char>];

/// What all fixes together declare about characters. The registry implements it; a fix takes it as a type parameter, because the
/// registry imports the fixes.
pub(crate) trait Characters {
    /// The character that starts at `bytes[at]` and is not ASCII. `bytes` is UTF-8.
    fn look_at(bytes: &[u8], at: usize) -> Look;

    /// Whether no fix changes `c` by itself. NFC may still compose it.
    fn is_kept(c: char) -> bool;

    /// The class and the length in bytes of the character that starts at `bytes[at]`, as [`look_at`](Self::look_at).
    #[inline(always)]
    fn class_at(bytes: &[u8], at: usize) -> (NfcClass, usize) {
        let look = Self::look_at(bytes, at);
        (look.class, look.len)
    }

    /// The class of a character; ASCII counts as inert.
    fn class(c: char) -> NfcClass {
        if c.is_ascii() { NfcClass::Inert } else { Self::class_at(c.encode_utf8(&mut [0; 4]).as_bytes(), 0).0 }
    }

    /// Whether no fix changes the character that starts at byte `at`.
    fn is_kept_at(text: &str, at: usize) -> bool {
        text[at..].chars().next().is_none_or(Self::is_kept)
    }

    /// Whether NFC may join `c` to the character before it.
    fn joins_back(c: char) -> bool {
        Self::class(c) != NfcClass::Inert && Self::is_kept(c)
    }
}

/// What NFC has to do with a character that is not ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NfcClass {
    /// Nothing, and no other fix has.
    Inert,
    /// A combining mark that composes with nothing: in order unless it is next to another mark.
    Mark,
    /// Unknown: NFC or another fix has to look.
    Other,
}

/// What a non-ASCII character is, as far as the table says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub class: NfcClass,
    /// In bytes.
    pub len: usize,
    /// Whether it can be the first of a suspect pair.
    pub lead: bool,
    /// Whether it can be the second of one.
    pub tail: bool,
}

/// Planes 0 to 2 in blocks of 64 code points, one bit per character.
const BLOCKS: usize = 0x3_0000 / 64;

/// One bitmap per question, side by side so that one memory access brings all: inert, lone mark, lead, tail.
pub(crate) struct CharTable([[u64; 4]; BLOCKS]);

const INERT: usize = 0;
const MARK: usize = 1;
const LEAD: usize = 2;
const TAIL: usize = 3;

impl CharTable {
    /// The table of these lists of first and last code points. A suspect is neither inert nor a lone mark.
    pub(crate) const fn new(
        inert: &[u32],
        marks: &[u32],
        suspects: &[Ranges],
        leads: &[&[u32]],
        tails: &[&[u32]],
    ) -> Self {
        let mut table = Self([[0; 4]; BLOCKS]);
        table.add(INERT, &[inert]);
        table.add(MARK, &[marks]);
        table.add(LEAD, leads);
        table.add(TAIL, tails);
        let mut list = 0;
        while list < suspects.len() {
            let mut i = 0;
            while i < suspects[list].len() {
                let range = &suspects[list][i];
                table.put(INERT, *range.start() as u32, *range.end() as u32, false);
                table.put(MARK, *range.start() as u32, *range.end() as u32, false);
                i += 1;
            }
            list += 1;
        }
        table
    }

    const fn add(&mut self, question: usize, lists: &[&[u32]]) {
        let mut list = 0;
        while list < lists.len() {
            let mut i = 0;
            while i < lists[list].len() {
                self.put(question, lists[list][i], lists[list][i + 1], true);
                i += 2;
            }
            list += 1;
        }
    }

    /// Sets or clears the bits `first..=last`. Characters beyond the table are [`NfcClass::Other`] in any case.
    const fn put(&mut self, question: usize, first: u32, last: u32, is_set: bool) {
        let mut block = first / 64;
        while block <= last / 64 && (block as usize) < BLOCKS {
            let from = first.saturating_sub(block * 64);
            let to = if last < block * 64 + 63 { last - block * 64 } else { 63 };
            let bits = (u64::MAX << from) & (u64::MAX >> (63 - to));
            let row = &mut self.0[block as usize];
            row[question] = if is_set { row[question] | bits } else { row[question] & !bits };
            block += 1;
        }
    }

    /// See [`Characters::look_at`].
    #[inline(always)]
    pub(crate) fn look_at(&self, bytes: &[u8], at: usize) -> Look {
        let tail = |i: usize| bytes.get(at + i).map_or(0, |b| b & 0x3F);
        let lead = bytes.get(at).copied().unwrap_or(0);
        let (block, bit, len) = match lead {
            ..0xE0 => (usize::from(lead & 0x1F), tail(1), 2),
            0xE0..0xF0 => (usize::from(lead & 0x0F) << 6 | usize::from(tail(1)), tail(2), 3),
            0xF0.. => (usize::from(lead & 0x07) << 12 | usize::from(tail(1)) << 6 | usize::from(tail(2)), tail(3), 4),
        };
        // Planes beyond the table have no entry.
        let &[inert, mark, lead, tail] = self.0.get(block).unwrap_or(&[0; 4]);
        let has = |bits: u64| bits >> bit & 1 == 1;
        let class = if has(inert) {
            NfcClass::Inert
        } else if has(mark) {
            NfcClass::Mark
        } else {
            NfcClass::Other
        };
        Look { class, len, lead: has(lead), tail: has(tail) }
    }
}

/// The first non-ASCII byte in `at..end`.
#[inline]
pub(crate) fn next_high(bytes: &[u8], mut at: usize, end: usize) -> Option<usize> {
    while at < end {
        if let Some(&word) = bytes.get(at..).and_then(|b| b.first_chunk::<8>()) {
            let high = u64::from_le_bytes(word) & 0x8080_8080_8080_8080;
            if high == 0 {
                at += 8;
                continue;
            }
            let found = at + high.trailing_zeros() as usize / 8;
            return (found < end).then_some(found);
        }
        if bytes.get(at).is_some_and(|b| !b.is_ascii()) {
            return Some(at);
        }
        at += 1;
    }
    None
}
