//! Counts words and recognizes prose, independently of the language.

use crate::block::Block;
use crate::fold::{is_word, without_spaces};

/// How many words `text` has.
///
/// In scripts without spaces, characters are counted: two of Chinese or Japanese are a word, and four of Thai, Lao, Burmese or
/// Khmer. These are round figures for the usual length of a word there, set by hand, so that a limit in words means about as
/// much text in every script.
pub fn count(text: &str) -> usize {
    count_to(text, usize::MAX)
}

/// How many words `text` has; if more than `enough`, any number above `enough`.
pub fn count_to(text: &str, enough: usize) -> usize {
    let mut words = 0;
    // Of characters of scripts without spaces.
    let mut quarters = 0;
    // 1 if a letter or digit comes before the block.
    let mut word = 0;
    let mut at = 0;
    while words + quarters / 4 <= enough
        && let Some(block) = Block::of(text, at)
    {
        // An apostrophe, hyphen or full stop inside a word does not end it for a reader, but it does for the
        // scorers and search engines that count \w+. min_words and max_words are limits, not statistics.
        words += (block.word & !Block::behind(block.word, word)).count_ones() as usize;
        quarters += (2 * block.wide.count_ones() - block.small_part.count_ones()) as usize;
        word = block.last(block.word);
        at += block.count;
    }
    words + quarters.div_ceil(4)
}

/// Whether byte `at` of `text` is not inside a word, so that a phrase can begin or end there.
#[inline]
pub fn boundary(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(b), Some(a)) => !is_word(b) || !is_word(a) || without_spaces(b) || without_spaces(a),
        _ => true,
    }
}

/// Whether `text` contains `phrase` as whole words; both folded.
pub fn contains_words(text: &str, phrase: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), phrase.as_bytes())
        .any(|at| boundary(text, at) && boundary(text, at + phrase.len()))
}

/// Whether byte `at` is between a lower-case and an upper-case letter, as where a scraper joined two texts.
pub fn glue(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    match (before.chars().next_back(), after.chars().next()) {
        (Some(b), Some(a)) => b.is_lowercase() && a.is_uppercase(),
        _ => false,
    }
}

/// Whether a line reads like prose: a sentence, or a good part of one.
///
/// That is, a sentence ends in it or at its end and it has [`PROSE_WORDS`] words or [`PROSE_LETTERS`] letters, or it has [`LONG_WORDS`]
/// words. Letters count because a sentence of German, Finnish or Turkish has fewer and longer words.
pub fn prose(line: &str) -> bool {
    // A word has a byte and a byte between it and the next.
    if line.len() < PROSE_WORDS * 2 - 1 {
        return false;
    }
    let words = count_to(line, LONG_WORDS);
    words >= LONG_WORDS || ((words >= PROSE_WORDS || has_letters(line, PROSE_LETTERS)) && sentence_end(line))
}

/// Whether a line has at least `least` letters.
fn has_letters(line: &str, least: usize) -> bool {
    line.len() >= least && line.chars().filter(|c| c.is_alphabetic()).nth(least - 1).is_some()
}

/// Whether a line ends like a sentence: it has [`SENTENCE_WORDS`] words and ends with a mark that ends sentences. A colon or an
/// ellipsis at the end announces or shortens something, as labels and teasers do, and does not count.
pub fn sentence(line: &str) -> bool {
    let end = line.trim_end_matches(CLOSING);
    ends_sentence(end)
        && !end.ends_with("..")
        && !end.ends_with('…')
        && count_to(line, SENTENCE_WORDS) >= SENTENCE_WORDS
}

/// The fewest words of a sentence. Set by hand, above labels with a full stop or question mark (`Any questions?`); not measured.
pub const SENTENCE_WORDS: usize = 4;
/// The fewest words of a line with the end of a sentence that counts as prose. Set by hand, above headlines and labels; not measured.
pub const PROSE_WORDS: usize = 12;
/// The fewest letters of a line with the end of a sentence that counts as prose: twelve English words of five letters.
pub const PROSE_LETTERS: usize = 60;
/// The fewest words of any other line that counts as prose. Set by hand, above teasers and captions; not measured.
pub const LONG_WORDS: usize = 30;

/// Characters beyond ASCII that end a sentence.
const STOPS: [char; 12] = ['。', '！', '？', '｡', '…', '؟', '۔', '।', '॥', '։', '።', '။'];

/// Characters that close a quotation or a remark, behind the mark that ends the sentence.
const CLOSING: [char; 12] = ['"', '\'', '”', '’', '»', '«', '“', ')', ']', '」', '』', '）'];

fn ends_sentence(end: &str) -> bool {
    end.ends_with(['.', '!', '?']) || end.ends_with(STOPS)
}

fn sentence_end(line: &str) -> bool {
    let end = line.trim_end_matches(CLOSING);
    if ends_sentence(end) || end.ends_with(':') {
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
        for (text, want) in [
            ("", 0),
            ("one", 1),
            ("Two words.", 2),
            ("天地玄黄", 2),
            ("ใต้ร่ม", 2),
            ("naïve café", 2),
            ("हिन्दी में", 2),
            ("a-b", 2),
        ] {
            assert_eq!(count(text), want, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn many_at_once_is_one_by_one(text in "[a-c0-9A-Z é中©.,'ก-]{0,150}") {
            let (mut words, mut quarters) = (0, 0_usize);
            let mut inside = false;
            for c in text.chars() {
                let word = is_word(c);
                match c {
                    '中' => quarters += 2,
                    'ก' => quarters += 1,
                    _ => words += usize::from(word && !inside),
                }
                inside = word && !without_spaces(c);
            }
            proptest::prop_assert_eq!(count(&text), words + quarters.div_ceil(4));
        }
    }
}
