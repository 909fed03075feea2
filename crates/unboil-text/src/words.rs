//! Counting and judging words, without a language in it.

use crate::block::Block;
use crate::fold::{is_word, without_spaces};

/// How many words `text` has. A character of a script without spaces counts as one.
pub fn count(text: &str) -> usize {
    count_to(text, usize::MAX)
}

/// How many words `text` has; where it has more than `enough`, any number above.
pub fn count_to(text: &str, enough: usize) -> usize {
    let mut words = 0;
    // Whether a letter or digit stands before the block.
    let mut word = 0;
    let mut at = 0;
    while words <= enough
        && let Some(block) = Block::of(text, at)
    {
        // An apostrophe, hyphen or full stop inside a word does not end it for a reader, but it does for the
        // scorers and search engines that count \w+. min_words and max_words are limits, not statistics.
        words += (block.word & !Block::behind(block.word, word)).count_ones() as usize;
        words += block.wide.count_ones() as usize;
        word = block.last(block.word);
        at += block.count;
    }
    words
}

/// Whether a word ends before byte `at` of `text` (a boundary for a phrase that ends there).
#[inline]
pub fn boundary(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(b), Some(a)) => !is_word(b) || !is_word(a) || without_spaces(b) || without_spaces(a),
        _ => true,
    }
}

/// Whether `phrase` stands in `text` as whole words; both folded.
pub fn stands_in(text: &str, phrase: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), phrase.as_bytes())
        .any(|at| boundary(text, at) && boundary(text, at + phrase.len()))
}

/// Whether byte `at` stands between a small and a capital letter, as where a scraper glued two texts.
pub fn glue(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(b), Some(a)) => b.is_lowercase() && a.is_uppercase(),
        _ => false,
    }
}

/// Whether a line reads like prose: a sentence, or a good part of one.
///
/// At least [`PROSE_WORDS`] words, and a sentence ends in it or at its end; or [`LONG_WORDS`] words with or without.
/// It only says where the article's own text begins and ends; no line goes because of it.
pub fn prose(line: &str) -> bool {
    // So many words need so many bytes, and one between any two of them, or three for each.
    if line.len() < PROSE_WORDS * 2 - 1 {
        return false;
    }
    let words = count_to(line, LONG_WORDS);
    words >= LONG_WORDS || (words >= PROSE_WORDS && sentence_end(line))
}

/// Words from which on a line with a sentence end counts as prose. Set by hand, above headlines and labels; not measured.
pub const PROSE_WORDS: usize = 12;
/// Words from which on any line counts as prose. Set by hand, above teasers and captions; not measured.
pub const LONG_WORDS: usize = 30;

/// The full stops of the world's scripts that end a sentence, beside the ASCII ones.
const STOPS: [char; 12] = ['。', '！', '？', '｡', '…', '؟', '۔', '।', '॥', '։', '።', '။'];

fn sentence_end(line: &str) -> bool {
    let closing = |c: char| matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '“' | ')' | ']' | '」' | '』' | '）');
    let end = line.trim_end_matches(closing);
    if end.ends_with(['.', '!', '?', ':']) || end.ends_with(STOPS) {
        return true;
    }
    // Inside: a stop followed by a space (and a capital where the script has them), or a stop of another script.
    let bytes = line.as_bytes();
    memchr::memchr3_iter(b'.', b'!', b'?', bytes).any(|at| {
        bytes.get(at + 1) == Some(&b' ')
            && line.get(at + 2..).and_then(|rest| rest.chars().next()).is_some_and(|c| !c.is_lowercase())
    }) || (!line.is_ascii() && line.contains(STOPS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_any_script() {
        for (text, want) in
            [("", 0), ("one", 1), ("Two words.", 2), ("天地玄黄", 4), ("naïve café", 2), ("हिन्दी में", 2), ("a-b", 2)]
        {
            assert_eq!(count(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn many_at_once_is_one_by_one(text in "[a-c0-9A-Z é中©.,'-]{0,150}") {
            let mut words = 0;
            let mut inside = false;
            for c in text.chars() {
                let word = is_word(c);
                words += usize::from(word && (!inside || without_spaces(c)));
                inside = word && !without_spaces(c);
            }
            proptest::prop_assert_eq!(count(&text), words);
        }
    }
}
