//! Classifies up to 64 bytes, one bit per byte, so that a few shifts find where words begin and end.
//!
//! `Read (2)` → letters and digits `0b0100_1111`, lower-case letters `0b0000_1110`, signs `0b0010_0000`. Sixteen bytes are classified at
//! once; what is not ASCII is left to [`characters`](Block::characters), which looks up the class of each character.

use wide::u8x16;

use crate::fold::Class;
use crate::simd::{between, is};

/// Classes of up to 64 bytes of a text, one bit per byte, the first lowest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Block {
    /// The number of bytes, at least 1. The bits beyond are 0.
    pub(crate) count: usize,
    /// Letters and digits.
    pub(crate) word: u64,
    /// Lower-case letters.
    pub(crate) small: u64,
    /// Signs that phrases can begin with; of `©` the first byte.
    pub(crate) sign: u64,
    /// Not ASCII.
    high: u64,
    /// First bytes of letters of scripts without spaces.
    pub(crate) wide: u64,
    /// Those of `wide` whose script is an alphabet.
    pub(crate) small_part: u64,
}

impl Block {
    const BYTES: usize = 64;

    /// The bytes of `text` from byte `at`, where a character begins; `None` at its end.
    #[inline(always)]
    pub(crate) fn of(text: &str, at: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let mut block = Self::default();
        if let Some(whole) = rest.first_chunk::<{ Self::BYTES }>() {
            block.count = Self::BYTES;
            for (i, sixteen) in whole.as_chunks().0.iter().enumerate() {
                block.add(*sixteen, 16 * i, 0);
            }
        } else {
            block.count = rest.len();
            let (sixteens, tail) = rest.as_chunks();
            for (i, sixteen) in sixteens.iter().enumerate() {
                block.add(*sixteen, 16 * i, 0);
            }
            if !tail.is_empty() {
                // The last sixteen bytes, of which the first were classified already or come before `at`.
                let (last, known) = match bytes.last_chunk() {
                    Some(last) => (*last, 16 - tail.len()),
                    None => {
                        let mut padded = [0; 16];
                        padded[..tail.len()].copy_from_slice(tail);
                        (padded, 0)
                    }
                };
                block.add(last, 16 * sixteens.len(), known);
            }
        }
        if block.high != 0 {
            block.characters(text, at);
        }
        Some(block)
    }

    /// Classifies sixteen bytes except the first `known`; the others are those of the block from `to` on.
    #[inline(always)]
    fn add(&mut self, sixteen: [u8; 16], to: usize, known: usize) {
        let bytes = u8x16::new(sixteen);
        let letter = between(bytes | u8x16::splat(0x20), b'a', b'z');
        let bits = |lanes: u8x16| u64::from(lanes.to_bitmask() >> known) << to;
        self.word |= bits(letter | between(bytes, b'0', b'9'));
        self.small |= bits(between(bytes, b'a', b'z'));
        self.sign |= bits(is(bytes, b'(') | is(bytes, b'[') | is(bytes, b'@') | is(bytes, b'#'));
        self.high |= bits(bytes);
    }

    /// Classifies the characters that are not ASCII. One that ends beyond the block is left to the next.
    #[inline(never)]
    fn characters(&mut self, text: &str, at: usize) {
        let mut left = self.high;
        while left != 0 {
            let first = left.trailing_zeros() as usize;
            let Some((class, len)) = Class::at(text, at + first) else { return };
            if first + len > self.count {
                self.count = first;
                let kept = (1 << first) - 1;
                self.word &= kept;
                self.small &= kept;
                self.sign &= kept;
                return;
            }
            let bytes = ((1 << len) - 1) << first;
            left &= !bytes;
            match (class.word(), class.wide()) {
                (true, true) => {
                    self.wide |= 1 << first;
                    self.small_part |= u64::from(class.small_part()) << first;
                }
                (true, false) => {
                    self.word |= bytes;
                    self.small |= if class.small() { bytes } else { 0 };
                }
                (false, _) => self.sign |= u64::from(class.sign()) << first,
            }
        }
    }

    /// The bits of bytes that follow a byte of `kind`; `before` is 1 if one comes before the block.
    #[inline(always)]
    pub(crate) fn behind(kind: u64, before: u64) -> u64 {
        kind << 1 | before
    }

    /// 1 if the last byte is of `kind`, else 0.
    #[inline(always)]
    pub(crate) fn last(&self, kind: u64) -> u64 {
        kind >> (self.count - 1) & 1
    }
}
