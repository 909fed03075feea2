//! Classifies bytes sixteen at a time, and finds the next byte of a kind.
//!
//! `seek(b"a b  c", 0, doubled spaces)` → 3. A kind is a test of a byte and the one after it, as lanes of vectors, so skipping
//! sixteen other bytes costs a few instructions.

use wide::u8x16;

/// The position of the first byte of `bytes` from `at` on that is of a kind: `is` gets bytes and the bytes after them and sets
/// the high bit of lanes. A full stop comes after the last byte.
#[inline(always)]
pub fn seek(bytes: &[u8], at: usize, is: impl Fn(u8x16, u8x16) -> u8x16) -> Option<usize> {
    let find = |window: &[u8; LANES + 1]| {
        let (first, next) = (window.first_chunk().copied()?, window.last_chunk().copied()?);
        let marks = is(u8x16::new(first), u8x16::new(next)).to_bitmask();
        (marks != 0).then_some(marks.trailing_zeros() as usize)
    };
    let mut rest = bytes.get(at..)?;
    while let Some(window) = rest.first_chunk() {
        if let Some(found) = find(window) {
            return Some(bytes.len() - rest.len() + found);
        }
        rest = &rest[LANES..];
    }
    // No caller looks for full stops.
    let mut window = [b'.'; LANES + 1];
    window[..rest.len()].copy_from_slice(rest);
    find(&window).map(|found| bytes.len() - rest.len() + found).filter(|&found| found < bytes.len())
}

/// How many of `bytes` are of a kind; 0xFF must be of none.
pub fn count(bytes: &[u8], is: impl Fn(u8x16) -> u8x16) -> usize {
    let count = |lanes: &[u8; LANES]| is(u8x16::new(*lanes)).to_bitmask().count_ones() as usize;
    let (whole, rest) = bytes.as_chunks();
    let mut padded = [0xFF; LANES];
    padded[..rest.len()].copy_from_slice(rest);
    whole.iter().map(count).sum::<usize>() + count(&padded)
}

const LANES: usize = 16;

/// The lanes that are `byte`.
#[inline(always)]
pub fn is(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}

/// The lanes from `low` to `high`.
#[inline(always)]
pub fn between(bytes: u8x16, low: u8, high: u8) -> u8x16 {
    // Bytes below `low` wrap to large numbers.
    let above = bytes - u8x16::splat(low);
    above.simd_eq(above.min(u8x16::splat(high - low)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_are_counted(text in "[a-d. ]{0,80}") {
            let slow = text.bytes().filter(|b| matches!(b, b'b'..=b'c' | b'.')).count();
            prop_assert_eq!(count(text.as_bytes(), |b| between(b, b'b', b'c') | is(b, b'.')), slow);
        }

        #[test]
        fn the_first_one_is_found(text in "[a-d&\t é.]{0,80}", from in 0_usize..90) {
            let bytes = text.as_bytes();
            let slow = (from..bytes.len()).find(|&at| {
                let next = bytes.get(at + 1).copied().unwrap_or(b'.');
                matches!(bytes[at], b'c'..=b'd' | b'&' | 0x80..) || (bytes[at] == b' ' && next == b' ')
            });
            let fast = seek(bytes, from, |b, n| between(b, b'c', b'd') | is(b, b'&') | b | is(b, b' ') & is(n, b' '));
            prop_assert_eq!(fast, slow);
        }
    }
}
