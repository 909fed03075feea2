//! Where may a phrase begin in a line? Where a word begins, where a capital or digit follows a small letter, at a sign
//! that phrases begin with, and anywhere in scripts without spaces.
//!
//! `Read more(2)` → bytes 0, 5, 9 and 10. Eight ASCII bytes are judged at once, a bit a byte; other characters one by one.

use super::fold::{is_word, without_spaces};

/// Tells `found` the bytes of `line` where a phrase may begin, in order.
#[inline(always)]
pub(super) fn starts(line: &str, mut found: impl FnMut(usize)) {
    let bytes = line.as_bytes();
    let mut before = Before::Gap;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(&[a, b, c, d, e, f, g, h]) = bytes.get(at..at + 8) {
            let eight = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
            if eight & HIGH == 0 {
                let mut marks = ascii(eight, &mut before);
                while marks != 0 {
                    found(at + (marks.trailing_zeros() / 8) as usize);
                    marks &= marks - 1;
                }
                at += 8;
                continue;
            }
        }
        // A character that is not ASCII is near, or the end: up to the next eight bytes one by one.
        let end = (at + 8).min(bytes.len());
        while at < end {
            let Some(c) = line[at..].chars().next() else { return };
            if character(c, &mut before) {
                found(at);
            }
            at += c.len_utf8();
        }
    }
}

/// What stands before a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// No word.
    Gap,
    /// A small letter.
    Small,
    /// Any other letter, or a digit.
    Letter,
}

/// Whether a phrase may begin at `c`.
fn character(c: char, before: &mut Before) -> bool {
    if matches!(c, '(' | '[' | '@' | '#' | '©') {
        *before = Before::Gap;
        return true;
    }
    let wide = without_spaces(c);
    let now = if !is_word(c) {
        Before::Gap
    } else if c.is_lowercase() {
        Before::Small
    } else {
        Before::Letter
    };
    let begins = match now {
        Before::Gap => false,
        Before::Small => *before == Before::Gap || wide,
        Before::Letter => *before != Before::Letter || wide,
    };
    *before = if wide { Before::Gap } else { now };
    begins
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// The same for eight ASCII bytes: the high bits of those where a phrase may begin. Arithmetic on bytes below 0x80 never
/// carries into the next byte.
#[inline(always)]
fn ascii(eight: u64, before: &mut Before) -> u64 {
    let letter = between(eight | (0x20 * ONES), b'a', b'z');
    // The case bit of a byte, moved to its high bit.
    let case = (eight << 2) & HIGH;
    let small = letter & case;
    let other = (letter & !case) | between(eight, b'0', b'9');
    let word = small | other;
    let sign = equal(eight, b'(') | equal(eight, b'[') | equal(eight, b'@') | equal(eight, b'#');
    let carry = |is: bool| if is { 0x80 } else { 0 };
    let after_word = word << 8 | carry(*before != Before::Gap);
    let after_small = small << 8 | carry(*before == Before::Small);
    *before = if small >> 63 == 1 {
        Before::Small
    } else if word >> 63 == 1 {
        Before::Letter
    } else {
        Before::Gap
    };
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
        let mut before = Before::Gap;
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
