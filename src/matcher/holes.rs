//! Phrases with holes against a folded line: `{number} min read` against `12 min read`.

use std::ops::Range;

use super::fold::{FoldedLine, is_word, without_spaces};
use crate::compiler::{Placeholder, Token, Words};

/// A line, and what the holes of its candidates stand for.
pub(crate) struct Haystack<'a> {
    /// The line as it stands in the text: a name needs its capitals.
    pub(crate) line: &'a str,
    pub(crate) folded: &'a FoldedLine,
    pub(crate) placeholders: &'a [Placeholder],
}

/// How many ways of filling holes are tried for one phrase at one place. A phrase of three `{title}` has at most
/// 12³ = 1,728; beyond that the phrase does not match, so that no line can be made slow.
const TRIES: usize = 2_000;

/// Where a match of `tokens` that begins at folded byte `at` ends, if `accept` likes the end. The first such end wins,
/// longer fillings of a hole before shorter ones.
pub(super) fn match_tokens(
    hay: &Haystack<'_>,
    tokens: &[Token],
    at: usize,
    accept: &mut dyn FnMut(usize) -> bool,
) -> Option<usize> {
    let mut tries = TRIES;
    let mut end = None;
    walk(hay, tokens, at, &mut tries, &mut |at| {
        let taken = accept(at);
        if taken {
            end = Some(at);
        }
        taken
    });
    end
}

fn walk(
    hay: &Haystack<'_>,
    tokens: &[Token],
    at: usize,
    tries: &mut usize,
    then: &mut dyn FnMut(usize) -> bool,
) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return then(at) };
    let Some(text) = hay.folded.text.get(at..) else { return false };
    match first {
        Token::Lit(literal) => text.starts_with(&**literal) && walk(hay, rest, at + literal.len(), tries, then),
        Token::Hole(number) => {
            let Some(hole) = hay.placeholders.get(*number) else { return false };
            fill(hay, hole, at, text, tries, &mut |end, tries| walk(hay, rest, end, tries, then))
        }
    }
}

/// Tries each way to fill `hole` from folded byte `at` on.
fn fill(
    hay: &Haystack<'_>,
    hole: &Placeholder,
    at: usize,
    text: &str,
    tries: &mut usize,
    then: &mut dyn FnMut(usize, &mut usize) -> bool,
) -> bool {
    let Some(first) = text.as_bytes().first() else { return false };
    for regex in &hole.regexes {
        // The expression is anchored when it is compiled.
        if let Some(found) = regex.get().and_then(|r| r.find(text))
            && !found.is_empty()
            && spend(tries)
            && then(at + found.end(), tries)
        {
            return true;
        }
    }
    for phrase in hole.phrases(*first) {
        if !spend(tries) {
            return false;
        }
        // The inner phrase may itself be filled in several ways: each end is handed on until one is liked.
        let mut left = *tries;
        let mut inner = left;
        let found = walk(hay, phrase, at, &mut inner, &mut |end| spend(&mut left) && then(end, &mut left));
        *tries = left.min(inner);
        if found {
            return true;
        }
    }
    match hole.words {
        Some(words) => fill_words(hay, words, at, text, tries, then),
        None => false,
    }
}

fn spend(tries: &mut usize) -> bool {
    let left = *tries > 0;
    *tries = tries.saturating_sub(1);
    left
}

fn fill_words(
    hay: &Haystack<'_>,
    words: Words,
    at: usize,
    text: &str,
    tries: &mut usize,
    then: &mut dyn FnMut(usize, &mut usize) -> bool,
) -> bool {
    let mut ends = Vec::new();
    let mut from = at;
    let mut capital = false;
    for word in text.split(' ').take(words.max) {
        let end = from + word.len();
        if word.is_empty() || (words.name && !name_word(hay, from..end, ends.is_empty(), &mut capital)) {
            break;
        }
        ends.push((end, capital));
        from = end + 1;
    }
    for (i, &(end, capital)) in ends.iter().enumerate().rev() {
        if i + 1 < words.min {
            return false;
        }
        if words.name && !capital {
            continue;
        }
        // A word may end before its punctuation: "Ann Lee, staff".
        let bare = hay.folded.text[at..end].trim_end_matches(|c: char| !is_word(c));
        if (spend(tries) && then(end, tries))
            || (at + bare.len() < end && !bare.is_empty() && spend(tries) && then(at + bare.len(), tries))
        {
            return true;
        }
    }
    // In a script without spaces a run of words is a run of characters: try its beginnings, longest first.
    if let Some(run) = text.split(' ').next()
        && run.chars().next().is_some_and(without_spaces)
    {
        let mut ends: Vec<usize> =
            run.char_indices().take_while(|&(_, c)| is_word(c)).map(|(i, c)| i + c.len_utf8()).collect();
        // A name of `max` words has about two characters a word, a title about three.
        ends.truncate(words.max * if words.name { 2 } else { 3 });
        return ends.iter().rev().any(|end| spend(tries) && then(at + end, tries));
    }
    false
}

/// Whether the word at the folded bytes `at` may stand in a name; `capital` says whether the last one was a name
/// word proper. Short small words (de, van, bin, and) may stand inside.
fn name_word(hay: &Haystack<'_>, at: Range<usize>, first_word: bool, capital: &mut bool) -> bool {
    let raw = hay.line.get(hay.folded.unfolded(at.start)..hay.folded.unfolded(at.end)).unwrap_or_default();
    let Some(first) = raw.chars().find(|&c| is_word(c)) else { return false };
    if first.is_lowercase() {
        *capital = false;
        // Five letters hold the particles of European and Arabic names (della, y, von, bin); six would hold verbs.
        return !first_word && raw.chars().count() <= 5;
    }
    *capital = first.is_uppercase() || !first.is_numeric();
    // A full stop ends a sentence unless it ends an initial or a short title (V., Dr., Mrs.).
    *capital || raw.chars().count() <= 4
}

/// Whether `tokens` match at folded byte `at` of a line, with a word boundary behind.
pub(crate) fn match_tokens_at(
    line: &str,
    folded: &FoldedLine,
    placeholders: &[Placeholder],
    tokens: &[Token],
    at: usize,
) -> bool {
    let hay = Haystack { line, folded, placeholders };
    match_tokens(&hay, tokens, at, &mut |end| super::words::boundary(line, folded.unfolded(end))).is_some()
}
