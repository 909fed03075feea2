//! The prefixes that every text of a placeholder begins with, and a Bloom filter over them.
//!
//! `{date}` begins with a digit or the name of a month or weekday; a line that begins with anything else is never tried.

use super::byte_set::ByteSet;
use super::codec::{Reader, Table, Writer};

/// What every text of a placeholder begins with.
#[derive(Debug, Clone, Default)]
pub struct Prefixes {
    /// One of these folded literals, of two bytes or more,
    pub literals: Vec<Vec<u8>>,
    /// or one of these bytes: digits and signs, and letters that are all there is.
    pub bytes: ByteSet,
}

impl Prefixes {
    /// A quick look whether a text may begin so.
    pub fn filter(&self) -> PrefixFilter {
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
        let log = (keys.len() * FILTER_BITS).next_power_of_two().trailing_zeros().max(6);
        let mut bits = vec![0_u64; 1 << (log - 6)];
        let mut filter = PrefixFilter { bytes: self.bytes, bits: Table::default(), shift: 64 - log };
        for key in keys {
            let (first, second) = filter.slots(key);
            for slot in [first, second] {
                bits[slot >> 6] |= 1 << (slot & 63);
            }
        }
        filter.bits = bits.into_iter().collect();
        filter
    }
}

/// What texts of a placeholder begin with, by their first three or four bytes; false alarms are possible, misses are not.
#[derive(Debug, Clone)]
pub struct PrefixFilter {
    bytes: ByteSet,
    bits: Table<8>,
    shift: u32,
}

/// Bits for each beginning. Each sets two, so false alarms stay near one in 256 (Bloom, CACM 13 (1970) 7): a word like
/// `the` that is one by chance would be one in every other line.
const FILTER_BITS: usize = 32;

impl PrefixFilter {
    /// Saves it for [`read`](Self::read).
    pub fn save(&self, to: &mut Writer) {
        to.value(&(self.bytes, self.shift));
        to.table(&self.bits);
    }

    /// What was saved; nothing where it was something else.
    pub fn read(from: &mut Reader) -> Option<Self> {
        let (bytes, shift) = from.value()?;
        Some(Self { bytes, shift, bits: from.table()? })
    }

    /// Whether a folded text may begin so.
    #[inline]
    pub fn may_begin(&self, text: &[u8]) -> bool {
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
