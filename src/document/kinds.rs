//! The distinct lines of a document. Properties of a line on its own are the same for all its copies, so they are stored once.
//!
//! Input: lines, by their hash and their text. Output: their kinds, numbered in the order of their first lines.
//!
//! `a`, `b`, `a` → kinds 0, 1, 0

use std::cell::Cell;

/// A distinct line, however often it occurs in the document.
#[derive(Debug)]
pub(super) struct Kind {
    /// Its first occurrence.
    pub first: u32,
    /// The start of its matches; they end at those of the next kind.
    pub matches: u32,
    words: Cell<u16>,
    flags: Cell<u8>,
}

/// Not counted, or too many to be remembered.
const UNKNOWN: u16 = u16::MAX;

const IS_REPEATED: u8 = 1;
const IS_PROSE: u8 = 2;
const IS_NO_PROSE: u8 = 4;
/// Its text is the remainder of a cut line.
const IS_LEFT: u8 = 8;

impl Kind {
    pub(super) fn new(first: u32, matches: u32, is_left: bool) -> Self {
        let flags = if is_left { IS_LEFT } else { 0 };
        Self { first, matches, words: Cell::new(UNKNOWN), flags: Cell::new(flags) }
    }

    fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    fn set(&self, flag: u8) {
        self.flags.set(self.flags.get() | flag);
    }

    /// Whether its text is the remainder of its first line.
    pub(super) fn is_left(&self) -> bool {
        self.has(IS_LEFT)
    }

    pub(super) fn is_repeated(&self) -> bool {
        self.has(IS_REPEATED)
    }

    pub(super) fn set_repeated(&self) {
        self.set(IS_REPEATED);
    }

    /// Its words, if they were counted.
    pub(super) fn known_words(&self) -> Option<usize> {
        let words = self.words.get();
        (words != UNKNOWN).then_some(words.into())
    }

    pub(super) fn set_words(&self, words: usize) {
        self.words.set(u16::try_from(words).unwrap_or(UNKNOWN));
    }

    /// Whether it is prose; computed by `is_prose` on first use.
    pub(super) fn is_prose(&self, is_prose: impl FnOnce() -> bool) -> bool {
        if !self.has(IS_PROSE | IS_NO_PROSE) {
            self.set(if is_prose() { IS_PROSE } else { IS_NO_PROSE });
        }
        self.has(IS_PROSE)
    }
}

/// Finds kinds by their text, while lines are added.
pub(super) struct KindTable {
    /// A kind plus one, or 0 for an empty slot. At most two thirds are in use. It is large enough for a document whose lines all
    /// differ; if lines repeat, most of it is never touched and takes no memory.
    slots: Vec<u32>,
}

impl KindTable {
    /// A table for at most `count` kinds.
    pub(super) fn new(count: usize) -> Self {
        Self { slots: vec![0; count + count / 2 + 1] }
    }

    /// The kind with this hash for which `is_it` holds; or the slot for a new one.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        // The upper bits of the product are spread evenly over the slots.
        let mut slot = ((u128::from(hash) * self.slots.len() as u128) >> 64) as usize;
        loop {
            match self.slots[slot].checked_sub(1) {
                None => return Err(slot),
                Some(kind) if is_it(kind) => return Ok(kind),
                Some(_) => slot = if slot + 1 == self.slots.len() { 0 } else { slot + 1 },
            }
        }
    }

    /// Puts a kind into a slot that [`find`](Self::find) returned.
    pub(super) fn set(&mut self, slot: usize, kind: u32) {
        self.slots[slot] = kind + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_the_same_hash_are_told_apart_and_a_full_table_is_searched() {
        let texts = ["a", "b", "c", "a", "c"];
        let mut table = KindTable::new(3);
        let mut kinds: Vec<&str> = Vec::new();
        let got = texts.map(|text| match table.find(u64::MAX, |kind| kinds[kind as usize] == text) {
            Ok(kind) => kind,
            Err(slot) => {
                let kind = kinds.len() as u32;
                kinds.push(text);
                table.set(slot, kind);
                kind
            }
        });
        assert_eq!(got, [0, 1, 2, 0, 2]);
        assert_eq!(size_of::<Kind>(), 12);
    }

    #[test]
    fn many_words_are_counted_again() {
        let kind = Kind::new(0, 0, false);
        for words in [0, 65_534] {
            kind.set_words(words);
            assert_eq!(kind.known_words(), Some(words));
        }
        kind.set_words(65_535);
        assert_eq!(kind.known_words(), None);
    }
}
