//! Where may a phrase begin? A bit table over the first four folded bytes.
//!
//! `subs` → bit set → the automaton has a look; `tabl` → bit clear → on to the next word. False alarms cost a few
//! nanoseconds, misses cannot happen.

use super::fold::fold_char;

/// A set of four-byte beginnings.
#[derive(Debug)]
pub(crate) struct Prefilter {
    bits: Vec<u64>,
    shift: u32,
}

impl Prefilter {
    /// A table for about `phrases` beginnings.
    ///
    /// 32 bits a phrase keep the share of false alarms near 3 %; 64 Kibit (8 KiB) at least and 1 Mibit (128 KiB) at
    /// most, so that it stays in the first or second level of the cache.
    pub(crate) fn new(phrases: usize) -> Self {
        let log = (phrases.saturating_mul(32)).next_power_of_two().trailing_zeros().clamp(16, 20);
        Self { bits: vec![0; 1 << (log - 6)], shift: 32 - log }
    }

    /// Adds the beginning of a folded phrase. One of fewer than four bytes adds all that may follow it.
    pub(crate) fn insert(&mut self, phrase: &[u8]) {
        match *phrase {
            [a, b, c, d, ..] => self.set(word([a, b, c, d])),
            [a, b, c] => (0..=255).for_each(|d| self.set(word([a, b, c, d]))),
            [a, b] => (0..=u16::MAX).for_each(|x| self.set(word([a, b, x as u8, (x >> 8) as u8]))),
            [_] | [] => self.bits.fill(u64::MAX),
        }
    }

    /// Adds the beginning of a folded phrase after which nothing follows.
    pub(crate) fn insert_whole(&mut self, phrase: &[u8]) {
        let mut first = [b' '; 4];
        for (to, from) in first.iter_mut().zip(phrase) {
            *to = *from;
        }
        self.set(word(first));
    }

    fn slot(&self, word: u32) -> u32 {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4): the high bits of a product with 2^32 / φ.
        word.wrapping_mul(0x9E37_79B1) >> self.shift
    }

    fn set(&mut self, word: u32) {
        let slot = self.slot(word);
        self.bits[(slot >> 6) as usize] |= 1 << (slot & 63);
    }

    /// Whether a phrase may begin with these four folded bytes.
    #[inline]
    pub(crate) fn may_begin(&self, word: u32) -> bool {
        let slot = self.slot(word);
        self.bits[(slot >> 6) as usize] & (1 << (slot & 63)) != 0
    }
}

/// Four folded bytes as the table takes them. Setting the case bit of every byte folds ASCII letters and merges a few
/// signs, on both sides alike.
fn word(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// The first four folded bytes of `text` from byte `at` on, padded with spaces.
#[inline]
pub(crate) fn beginning(text: &str, at: usize) -> u32 {
    let bytes = text.as_bytes();
    if let Some(&[a, b, c, d]) = bytes.get(at..at + 4) {
        let raw = u32::from_le_bytes([a, b, c, d]);
        if raw & 0x8080_8080 == 0 {
            return raw | 0x2020_2020;
        }
    }
    slow_beginning(text, at)
}

fn slow_beginning(text: &str, at: usize) -> u32 {
    let mut first = [b' '; 4];
    let mut len = 0;
    'fill: for c in text.get(at..).unwrap_or_default().chars() {
        for &byte in fold_char(c).as_bytes() {
            first[len] = byte;
            len += 1;
            if len == 4 {
                break 'fill;
            }
        }
    }
    word(first)
}
