//! Sets of ASCII bytes, computed from what the fixes declare and tested sixteen bytes at a time.
//!
//! The set of `\t` and `&` is two ranges; a vector of `a&b…` has its second lane marked.

use crate::char_table::Ranges;
use unboil_text::simd::{between, is};
use wide::u8x16;

/// The most ranges a set may have: each costs every byte of every text some instructions, so a fix that needs more of
/// them is better looked for in another way.
const MOST: usize = 6;

/// A set of ASCII bytes, as ranges in order. `\n` is not looked at: it is filled in where that saves a range, because line
/// ends have tests of their own wherever a set is used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ByteSet {
    ranges: [(u8, u8); MOST],
    len: usize,
}

impl ByteSet {
    /// The ASCII characters in these ranges.
    pub(crate) const fn new(lists: &[Ranges]) -> Self {
        let mut has = [false; 128];
        has[b'\n' as usize] = true;
        let mut list = 0;
        while list < lists.len() {
            let mut i = 0;
            while i < lists[list].len() {
                let (mut c, last) = (*lists[list][i].start() as usize, *lists[list][i].end() as usize);
                while c <= last && c < has.len() {
                    has[c] = true;
                    c += 1;
                }
                i += 1;
            }
            list += 1;
        }
        let mut set = Self { ranges: [(0, 0); MOST], len: 0 };
        let mut byte = 0;
        while byte < has.len() {
            if has[byte] {
                if byte > 0 && has[byte - 1] {
                    set.ranges[set.len - 1].1 = byte as u8;
                } else {
                    assert!(set.len < MOST, "the fixes declare too many ranges of ASCII as suspects");
                    set.ranges[set.len] = (byte as u8, byte as u8);
                    set.len += 1;
                }
            }
            byte += 1;
        }
        set
    }

    /// Marks the lanes that are in the set.
    #[inline(always)]
    pub(crate) fn lanes(&self, bytes: u8x16) -> u8x16 {
        let mut lanes = u8x16::ZERO;
        for &(first, last) in &self.ranges[..self.len] {
            lanes |= if first == last { is(bytes, first) } else { between(bytes, first, last) };
        }
        lanes
    }

    /// Whether `byte` is in the set.
    #[inline(always)]
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.ranges[..self.len].iter().any(|&(first, last)| first <= byte && byte <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::{ByteSet, u8x16};

    #[test]
    fn ranges_are_merged_and_tested_alike() {
        let set = ByteSet::new(&[&['&'..='&', '\0'..='\t'], &['\u{B}'..='\u{1F}', '\u{7F}'..='\u{A0}']]);
        assert_eq!(&set.ranges[..set.len], [(0, 0x1F), (b'&', b'&'), (0x7F, 0x7F)]);
        for byte in 0..=u8::MAX {
            assert_eq!(set.has(byte), set.lanes(u8x16::splat(byte)).to_bitmask() != 0, "{byte:02X}");
        }
    }
}
