//! The prefixes that the texts of a placeholder begin with, and a Bloom filter over them.
//!
//! `{date}` begins with a digit or the name of a month or weekday; a line that begins with anything else is not tried.

use super::byte_set::ByteSet;
use super::codec::{Reader, RowTable, Writer};

/// What every text of a placeholder begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prefixes {
    /// One of these folded literals, of two bytes or more,
    pub(crate) literals: Vec<Vec<u8>>,
    /// or one of these bytes: digits, punctuation, and letters that are a whole text.
    pub(crate) bytes: ByteSet,
}

impl Prefixes {
    /// The filter over them.
    pub(crate) fn filter(&self) -> PrefixFilter {
        let mut keys = Vec::with_capacity(self.literals.len());
        for literal in &self.literals {
            match **literal {
                [a, b, c, d, ..] => keys.push(four([a, b, c, d])),
                [a, b, c] => keys.push(three([a, b, c])),
                [a, b] => keys.extend((0..=255).map(|c| three([a, b, c]))),
                _ => unreachable!("a literal of one byte is among the bytes"),
            }
        }
        let log = (keys.len() * FILTER_BITS).next_power_of_two().trailing_zeros().max(6);
        let mut bits = vec![0_u64; 1 << (log - 6)];
        let mut filter = PrefixFilter { bytes: self.bytes, bits: RowTable::default(), shift: 64 - log };
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

/// A Bloom filter over the first three or four bytes of the texts of a placeholder.
#[derive(Debug, Clone)]
pub struct PrefixFilter {
    bytes: ByteSet,
    bits: RowTable<8>,
    shift: u32,
}

/// Bits per prefix. Each prefix sets two, so the share of false positives stays near one in 256 (Bloom, CACM 13 (1970) 7): a
/// common word such as `the` that passed by chance would pass in every other line.
const FILTER_BITS: usize = 32;

impl PrefixFilter {
    /// Saves it for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.value(&(self.bytes, self.shift));
        to.table(&self.bits);
    }

    /// Reads a saved filter; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        let (bytes, shift) = from.value()?;
        Some(Self { bytes, shift, bits: from.table()? })
    }

    /// Whether a folded text may be one of the placeholder.
    #[inline]
    pub fn may_begin(&self, text: &[u8]) -> bool {
        let Some(&first) = text.first() else { return false };
        if self.bytes.has(first) {
            return true;
        }
        // At the end of a text, 0 matches a literal of two bytes, which has all third bytes.
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
        u64::from_le_bytes(self.bits.rows()[slot >> 6]) >> (slot & 63) & 1 != 0
    }

    #[inline]
    fn slots(&self, key: u64) -> (usize, usize) {
        // Fibonacci hashing, as in `Prefilter`; the second slot from the same product, rotated by half.
        let product = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((product >> self.shift) as usize, (product.rotate_left(32) >> self.shift) as usize)
    }
}

fn four(bytes: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(bytes))
}

/// Three bytes, distinct from all keys of four.
fn three([a, b, c]: [u8; 3]) -> u64 {
    four([a, b, c, 0]) | 1 << 32
}
