//! Where may a phrase begin in a line? Where a word begins, where a capital or digit follows a small letter, at a sign
//! that phrases begin with, and anywhere in scripts without spaces.
//!
//! `Read more(2)` → bytes 0, 5, 9 and 10. Up to eight ASCII bytes are judged at once, a bit a byte; other characters one by one.

use super::fold::Class;

/// Tells `found` the bytes of `line` where a phrase may begin, in order.
#[inline(always)]
pub(super) fn starts(line: &str, mut found: impl FnMut(usize)) {
    let bytes = line.as_bytes();
    let mut before = Before::default();
    let mut at = 0;
    while at < bytes.len() {
        if let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(at..at + 8) {
            let eight = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
            let high = eight & HIGH;
            // How many of the eight are ASCII before one that is not.
            let (plain, eight) = match high {
                0 => (8, eight),
                _ => {
                    let plain = high.trailing_zeros() / 8;
                    (plain, eight & ((1 << (8 * plain)) - 1))
                }
            };
            if plain > 0 {
                let mut marks = ascii(eight, plain, &mut before);
                while marks != 0 {
                    found(at + (marks.trailing_zeros() / 8) as usize);
                    marks &= marks - 1;
                }
                at += plain as usize;
                continue;
            }
        }
        let Some(c) = line[at..].chars().next() else { return };
        if character(c, &mut before) {
            found(at);
        }
        at += c.len_utf8();
    }
}

/// What stands before a place, as the high bit of a byte.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// A letter or digit.
    word: u64,
    /// A small letter.
    small: u64,
}

impl Before {
    fn new(word: bool, small: bool) -> Self {
        Self { word: u64::from(word) << 7, small: u64::from(small) << 7 }
    }
}

/// Whether a phrase may begin at `c`.
fn character(c: char, before: &mut Before) -> bool {
    if matches!(c, '(' | '[' | '@' | '#' | '©') {
        *before = Before::default();
        return true;
    }
    let class = Class::of(c);
    let (word, small, wide) = (class.word(), class.small(), class.wide());
    // A word begins, or a capital or digit stands behind a small letter.
    let begins = word && (wide || before.word == 0 || (!small && before.small != 0));
    *before = if wide { Before::default() } else { Before::new(word, word && small) };
    begins
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// The high bits of the bytes that belong to words among the ASCII bytes at the beginning of `eight`, and how many these
/// ASCII bytes are.
#[inline(always)]
pub(super) fn ascii_words(eight: [u8; 8]) -> (u64, usize) {
    let eight = u64::from_le_bytes(eight);
    let plain = (eight & HIGH).trailing_zeros() / 8;
    let eight = if plain == 8 { eight } else { eight & ((1 << (8 * plain)) - 1) };
    (between(eight | (0x20 * ONES), b'a', b'z') | between(eight, b'0', b'9'), plain as usize)
}

/// The same as [`character`] for eight ASCII bytes, of which the first `count` count and the rest are zero: the high bits
/// of those where a phrase may begin. Arithmetic on bytes below 0x80 never carries into the next byte.
#[inline(always)]
fn ascii(eight: u64, count: u32, before: &mut Before) -> u64 {
    let letter = between(eight | (0x20 * ONES), b'a', b'z');
    // The case bit of a byte, moved to its high bit.
    let small = letter & (eight << 2);
    let other = (letter ^ small) | between(eight, b'0', b'9');
    let word = small | other;
    let sign = equal(eight, b'(') | equal(eight, b'[') | equal(eight, b'@') | equal(eight, b'#');
    let after_word = word << 8 | before.word;
    let after_small = small << 8 | before.small;
    let last = 8 * (count - 1);
    *before = Before { word: word >> last & 0x80, small: small >> last & 0x80 };
    (word & !after_word) | (other & after_small) | sign
}

/// The high bits of the bytes from `low` to `high`.
#[inline(always)]
fn between(eight: u64, low: u8, high: u8) -> u64 {
    let from = eight + ONES * u64::from(0x80 - low);
    let past = eight + ONES * u64::from(0x7F - high);
    (from ^ past) & HIGH
}

/// The high bits of the bytes that are `byte`.
#[inline(always)]
fn equal(eight: u64, byte: u8) -> u64 {
    (HIGH - (eight ^ (ONES * u64::from(byte)))) & HIGH
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fast(line: &str) -> Vec<usize> {
        let mut places = Vec::new();
        starts(line, |at| places.push(at));
        places
    }

    fn one_by_one(line: &str) -> Vec<usize> {
        let mut before = Before::default();
        line.char_indices().filter(|&(_, c)| character(c, &mut before)).map(|(at, _)| at).collect()
    }

    #[test]
    fn words_glue_and_signs_begin() {
        assert_eq!(fast("Read more(2)"), [0, 5, 9, 10]);
        assert_eq!(fast("FridayPhoto by"), [0, 6, 12]);
        assert_eq!(fast("读more"), [0, 3]);
    }

    proptest! {
        #[test]
        fn eight_at_once_is_one_by_one(line in "[a-cA-C0-2 (@#\\[.,é中Яя©\\u{7f}~`{/:-]{0,60}") {
            prop_assert_eq!(fast(&line), one_by_one(&line));
        }

        #[test]
        fn so_for_any_line(line in "\\PC{0,60}") {
            prop_assert_eq!(fast(&line), one_by_one(&line));
        }
    }
}
