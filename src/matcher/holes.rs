//! Phrases with holes against a folded line: `{number} min read` against `12 min read`.

use std::cell::Cell;
use std::ops::Range;

use super::fold::{FoldedLine, is_word, without_spaces};
use crate::compiler::{Placeholder, Token, Words};

/// A line, and what the holes of its candidates stand for.
pub(crate) struct Haystack<'a> {
    /// The line as it stands in the text: a name needs its capitals.
    pub(crate) line: &'a str,
    pub(crate) folded: &'a FoldedLine,
    pub(crate) placeholders: &'a [Placeholder],
    /// Fillings of holes that may still be tried.
    tries: Cell<usize>,
}

impl<'a> Haystack<'a> {
    pub(crate) fn new(line: &'a str, folded: &'a FoldedLine, placeholders: &'a [Placeholder]) -> Self {
        Self { line, folded, placeholders, tries: Cell::new(0) }
    }

    fn spend(&self) -> bool {
        let left = self.tries.get();
        self.tries.set(left.saturating_sub(1));
        left > 0
    }
}

/// How many fillings of holes are tried for one phrase at one place. A phrase of three `{title}` has at most
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
    hay.tries.set(TRIES);
    let mut end = None;
    walk(hay, tokens, at, &mut |at| {
        let taken = accept(at);
        if taken {
            end = Some(at);
        }
        taken
    });
    end
}

fn walk(hay: &Haystack<'_>, tokens: &[Token], at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return then(at) };
    let Some(text) = hay.folded.text.get(at..) else { return false };
    match first {
        Token::Lit(literal) => text.starts_with(&**literal) && walk(hay, rest, at + literal.len(), then),
        Token::Hole(number) => {
            let Some(hole) = hay.placeholders.get(*number) else { return false };
            fill(hay, hole, at, text, &mut |end| hay.spend() && walk(hay, rest, end, then))
        }
    }
}

/// Tells `then` where the fillings of `hole` from folded byte `at` on end, until it likes one.
fn fill(hay: &Haystack<'_>, hole: &Placeholder, at: usize, text: &str, then: &mut dyn FnMut(usize) -> bool) -> bool {
    let Some(first) = text.as_bytes().first() else { return false };
    if !hole.first.has(*first) {
        return false;
    }
    for regex in &hole.regexes {
        // The expression is anchored when it is compiled.
        if let Some(found) = regex.get().and_then(|r| r.find(text))
            && !found.is_empty()
            && then(at + found.end())
        {
            return true;
        }
    }
    if hole.phrases(*first).any(|phrase| walk(hay, phrase, at, then)) {
        return true;
    }
    hole.words.is_some_and(|words| fill_words(hay, words, at, text, then))
}

fn fill_words(hay: &Haystack<'_>, words: Words, at: usize, text: &str, then: &mut dyn FnMut(usize) -> bool) -> bool {
    // The ends of words, and the places inside a word where a sign parts it ("Lee/AFP", "Lee, staff").
    let mut ends = Vec::new();
    let mut from = at;
    let mut capital = false;
    for (number, word) in text.split(' ').take(words.max).enumerate() {
        let end = from + word.len();
        if word.is_empty() || (words.name && !name_word(hay, from..end, number == 0, &mut capital)) {
            break;
        }
        if number + 1 >= words.min && (!words.name || capital) {
            ends.extend(inner_ends(word).map(|inner| from + inner));
            ends.push(end);
        }
        from = end + 1;
    }
    if ends.iter().rev().any(|&end| then(end)) {
        return true;
    }
    // In a script without spaces a run of words is a run of characters: try its beginnings, longest first.
    let run = text.split(' ').next().unwrap_or_default();
    if !run.chars().next().is_some_and(without_spaces) {
        return false;
    }
    let mut ends: Vec<usize> =
        run.char_indices().take_while(|&(_, c)| is_word(c)).map(|(i, c)| i + c.len_utf8()).collect();
    // A name of `max` words has about two characters a word, a title about three.
    ends.truncate(words.max * if words.name { 2 } else { 3 });
    ends.iter().rev().any(|end| then(at + end))
}

/// The places in `word` before a sign that follows a letter, at most three: more would be an address or code.
fn inner_ends(word: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    word.char_indices()
        .filter_map(move |(at, c)| {
            let parts = !is_word(c) && before.replace(c).is_some_and(is_word);
            before = Some(c);
            parts.then_some(at)
        })
        .take(3)
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
    let hay = Haystack::new(line, folded, placeholders);
    match_tokens(&hay, tokens, at, &mut |end| super::words::boundary(line, folded.unfolded(end))).is_some()
}
