//! Matches phrases with placeholders against a folded line: `{number} min read` against `12 min read`.
//!
//! A phrase is matched by the set of positions at which its tokens can end: in `War by Hand by Ann Lee`, the first
//! placeholder of `{title} by {name}` ends at several positions, two of which are followed by ` by `, and so on. Sets
//! contain each position once, and the ends of a placeholder from a given position are computed once per line, so the
//! work is bounded by the line, however many phrases are tried.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unboil_text::hash::BuildIdentityHasher;

use unboil_rules::ruleset::codec::Numbers;
use unboil_rules::ruleset::placeholder::{Placeholder, Words};
use unboil_rules::ruleset::token::Token;
use unboil_rules::ruleset::trie::Trie;
use unboil_text::fold::{FoldedLine, is_word, without_spaces};

/// The placeholders that were matched in one line. Must be [cleared](Self::clear) when the line changes.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// Placeholder and folded byte → the range of `ends` with the positions at which it can end.
    known: HashMap<u64, Range<usize>, BuildIdentityHasher>,
    ends: Vec<usize>,
    /// A list to reuse.
    free: Vec<usize>,
}

/// A memo of a long line is cleared when it has this many entries, since each takes more than the word it is about.
const MOST_KNOWN: usize = 4096;

impl Memo {
    pub(crate) fn clear(&mut self) {
        self.known.clear();
        self.ends.clear();
    }

    /// Forgets what it knows if that is much; between two phrases, since the ends of one are used until it is matched.
    pub(super) fn shed(&mut self) {
        if self.known.len() > MOST_KNOWN {
            self.clear();
        }
    }
}

/// A line, and the placeholders of the rules.
pub(crate) struct Haystack<'a> {
    /// The line as it is in the text: a name needs its capitals.
    pub(crate) line: &'a str,
    pub(crate) folded: &'a FoldedLine,
    pub(crate) placeholders: &'a [Placeholder],
}

/// The folded bytes where a match of `tokens` that begins at folded byte `at` can end, sorted.
pub(super) fn match_ends(hay: &Haystack<'_>, memo: &mut Memo, tokens: &[Token], at: usize) -> Vec<usize> {
    let mut places = vec![at];
    let text = &*hay.folded.text;
    for token in tokens {
        match token {
            Token::Literal(literal) => {
                places.retain_mut(|place| {
                    let here = text.get(*place..).is_some_and(|text| text.starts_with(&**literal));
                    *place += literal.len();
                    here
                });
            }
            Token::Placeholder(number) => {
                let mut next = Vec::new();
                for place in places {
                    let ends = placeholder_ends(hay, memo, *number, place);
                    next.extend_from_slice(&memo.ends[ends]);
                }
                next.sort_unstable();
                next.dedup();
                places = next;
            }
        }
        if places.is_empty() {
            break;
        }
    }
    places
}

/// Where placeholder `number` can end if it begins at folded byte `at`, as a range of `memo.ends`.
fn placeholder_ends(hay: &Haystack<'_>, memo: &mut Memo, number: usize, at: usize) -> Range<usize> {
    let text = &hay.folded.text[at..];
    let placeholder = &hay.placeholders[number];
    let Some(&first) = text.as_bytes().first() else { return 0..0 };
    let may_begin = match &placeholder.prefixes {
        Some(prefixes) => prefixes.may_begin(text.as_bytes()),
        None => placeholder.first.has(first),
    };
    if !may_begin {
        return 0..0;
    }
    // Placeholders are few and lines shorter than 4 GiB, so both fit one number.
    let key = (number as u64) << 40 | at as u64;
    if let Some(known) = memo.known.get(&key) {
        return known.clone();
    }
    let mut ends = std::mem::take(&mut memo.free);
    for regex in placeholder.regexes.iter().filter(|regex| regex.may_begin(first)) {
        if let Some(end @ 1..) = regex.end(text) {
            ends.push(at + end);
        }
    }
    phrases_at(hay, memo, &placeholder.phrases, at, &mut |_, end| ends.push(end));
    if let Some(words) = placeholder.words {
        word_ends(hay, words, at, text, &mut ends);
    }
    ends.sort_unstable();
    ends.dedup();
    let from = memo.ends.len();
    memo.ends.append(&mut ends);
    memo.free = ends;
    let range = from..memo.ends.len();
    memo.known.insert(key, range.clone());
    range
}

/// Calls `found` with the numbers of the phrases of `trie` that match at folded byte `at`, and the folded byte at which they
/// end.
pub(super) fn phrases_at(
    hay: &Haystack<'_>,
    memo: &mut Memo,
    trie: &Trie,
    at: usize,
    found: &mut dyn FnMut(Numbers<'_>, usize),
) {
    walk(hay, memo, trie, (Trie::ROOT, at), 0, &mut Seen::default(), found);
}

/// The nodes and positions that a walk has reached through two placeholders or more, so that many ways to match them do not
/// cause many walks.
#[derive(Debug, Default)]
struct Seen(HashSet<u64, BuildIdentityHasher>);

impl Seen {
    fn is_new(&mut self, node: u32, at: usize) -> bool {
        // A line is shorter than 4 GiB.
        self.0.insert(u64::from(node) << 32 | at as u64)
    }
}

fn walk(
    hay: &Haystack<'_>,
    memo: &mut Memo,
    trie: &Trie,
    from: (u32, usize),
    depth: usize,
    seen: &mut Seen,
    found: &mut dyn FnMut(Numbers<'_>, usize),
) {
    let (mut node, mut at) = from;
    let text = hay.folded.text.as_bytes();
    loop {
        let label = trie.label(node);
        if !label.is_empty() {
            if !text.get(at..).is_some_and(|text| text.starts_with(label)) {
                return;
            }
            at += label.len();
        }
        let ends = trie.ends(node);
        if !ends.is_empty() {
            found(ends, at);
        }
        // `placeholder_ends` tests this too; most placeholders fail here.
        let may_begin = |number: usize| text.get(at).is_some_and(|&byte| hay.placeholders[number].first.has(byte));
        for (number, to) in trie.placeholders(node).filter(|(number, _)| may_begin(*number)) {
            for i in placeholder_ends(hay, memo, number, at) {
                let next = memo.ends[i];
                if depth == 0 || seen.is_new(to, next) {
                    walk(hay, memo, trie, (to, next), depth + 1, seen, found);
                }
            }
        }
        let Some(next) = text.get(at).and_then(|&byte| trie.on(node, byte)) else { return };
        node = next;
        at += 1;
    }
}

fn word_ends(hay: &Haystack<'_>, words: Words, at: usize, text: &str, ends: &mut Vec<usize>) {
    // The ends of words, and the positions inside a word before punctuation ("Lee/AFP", "Lee, staff").
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
    // In a script without spaces a run of words is a run of characters.
    let run = text.split_once(' ').map_or(text, |(run, _)| run);
    if run.chars().next().is_some_and(without_spaces) {
        // A name of `max` words has about two characters per word, a title about three.
        let most = words.max * if words.name { 2 } else { 3 };
        let characters = run.char_indices().take_while(|&(_, c)| is_word(c)).take(most);
        ends.extend(characters.map(|(i, c)| at + i + c.len_utf8()));
    }
}

/// The positions in `word` before punctuation that follows a letter, at most three: more would be an address or code.
fn inner_ends(word: &str) -> impl Iterator<Item = usize> {
    let mut before = None;
    word.char_indices()
        .filter_map(move |(at, c)| {
            let parts = !is_word(c) && before.is_some_and(is_word);
            before = Some(c);
            parts.then_some(at)
        })
        .take(3)
}

/// Whether the word at the folded bytes `at` may be part of a name. `capital` becomes whether it is capitalized; short
/// lower-case words (de, van, bin, and) may be inside a name.
fn name_word(hay: &Haystack<'_>, at: Range<usize>, first_word: bool, capital: &mut bool) -> bool {
    let raw = &hay.line[hay.folded.unfolded(at.start)..hay.folded.unfolded(at.end)];
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

/// Whether `tokens` match at folded byte `at` of a line, up to a word boundary.
pub(crate) fn match_tokens_at(
    line: &str,
    folded: &FoldedLine,
    placeholders: &[Placeholder],
    tokens: &[Token],
    at: usize,
) -> bool {
    let hay = Haystack { line, folded, placeholders };
    let ends = match_ends(&hay, &mut Memo::default(), tokens, at);
    ends.into_iter().any(|end| unboil_text::words::boundary(line, folded.unfolded(end)))
}

/// Where the longest text of placeholder `number` that begins at byte `at` of the line ends, at a word boundary.
pub(crate) fn longest_placeholder(
    line: &str,
    folded: &FoldedLine,
    placeholders: &[Placeholder],
    number: usize,
    at: usize,
) -> Option<usize> {
    let hay = Haystack { line, folded, placeholders };
    let ends = match_ends(&hay, &mut Memo::default(), &[Token::Placeholder(number)], folded.folded(at));
    ends.into_iter().map(|end| folded.unfolded(end)).filter(|&end| unboil_text::words::boundary(line, end)).max()
}
