//! Finds where a phrase may begin in a line: where a word begins, where a capital or digit follows a lower-case letter, at a
//! sign that phrases can begin with, and at every character of scripts without spaces.
//!
//! `Read more(2)` → bytes 0, 5, 9 and 10. Up to 64 bytes at once, a bit each; see `Block`.

use crate::block::Block;
use crate::fold::is_word;

/// Calls `found` with the positions of `line` where a phrase may begin: a byte, and one bit for each of up to 64 bytes from it
/// on, the first lowest.
#[inline(always)]
pub fn starts(line: &str, mut found: impl FnMut(usize, u64)) {
    let mut at = 0;
    // 1 if a letter or digit, and if a lower-case letter comes before the block.
    let (mut word, mut small) = (0, 0);
    while let Some(block) = Block::of(line, at) {
        let first_of_word = block.word & !Block::behind(block.word, word);
        // A capital or digit after a lower-case letter, as where a scraper joined two texts.
        let glued = block.word & !block.small & Block::behind(block.small, small);
        found(at, first_of_word | glued | block.sign | block.wide);
        (word, small) = (block.last(block.word), block.last(block.small));
        at += block.count;
    }
}

/// The positions of the bits of `marks`, in order.
#[inline(always)]
pub fn places(mut marks: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (marks != 0).then_some(marks.trailing_zeros() as usize);
        marks &= marks.wrapping_sub(1);
        first
    })
}

/// Whether a phrase that is searched for anywhere in a line may begin with `c`.
#[must_use]
pub fn can_begin(c: char) -> bool {
    is_word(c) || matches!(c, '(' | '[' | '@' | '#' | '©')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fold::Class;

    fn fast(line: &str) -> Vec<usize> {
        let mut found = Vec::new();
        starts(line, |at, marks| found.extend(places(marks).map(|place| at + place)));
        found
    }

    fn one_by_one(line: &str) -> Vec<usize> {
        let (mut word, mut small) = (false, false);
        let begins = |c: char| {
            let class = Class::of(c);
            let sign = matches!(c, '(' | '[' | '@' | '#' | '©');
            let begins = class.word() && (class.wide() || !word || (small && !class.small()));
            word = class.word() && !class.wide();
            small = word && class.small();
            sign || begins
        };
        let marks: Vec<bool> = line.chars().map(begins).collect();
        line.char_indices().zip(marks).filter(|(_, mark)| *mark).map(|((at, _), _)| at).collect()
    }

    #[test]
    fn words_glue_and_signs_begin() {
        assert_eq!(fast("Read more(2)"), [0, 5, 9, 10]);
        assert_eq!(fast("FridayPhoto by"), [0, 6, 12]);
        assert_eq!(fast("读more"), [0, 3]);
    }

    proptest! {
        #[test]
        fn many_at_once_is_one_by_one(line in "[a-cA-C0-2 (@#\\[.,é中Яя©\\u{7f}~`{/:-]{0,200}") {
            prop_assert_eq!(fast(&line), one_by_one(&line));
        }

        #[test]
        fn many_at_once_is_one_by_one_in_any_script(line in "\\PC{0,100}") {
            prop_assert_eq!(fast(&line), one_by_one(&line));
        }
    }
}
