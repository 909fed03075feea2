//! Confirms a pattern after one of its literals was found: the rest of the phrase and its edges.

use super::found::{Hit, LINE_BYTES};
use super::placeholders::{Haystack, Memo, match_ends};
use unboil_rules::ruleset::pattern::{Check, Pattern, Position};
use unboil_rules::ruleset::token::Token;
use unboil_text::Span;
use unboil_text::words::{boundary, glue};

/// Whether confirming `pattern` needs the folded line.
pub(super) fn needs_fold(pattern: &Pattern) -> bool {
    matches!(&pattern.check, Check::Tokens(_, tokens) if plain(tokens).is_none())
}

/// Whether the answer is the same wherever in the line the literal was found, so that asking once is enough.
pub(super) fn is_about_line(pattern: &Pattern) -> bool {
    match &pattern.check {
        Check::Tokens(position, _) => matches!(position, Position::Line | Position::Start),
        Check::WholeRegex(_) | Check::SearchRegex(_) => true,
        Check::EndOfLine | Check::EndOfWord => unreachable!("found whole, not by a literal"),
    }
}

/// A cheap test before the line is folded: `false` if it is too long for a whole-line phrase with placeholders, or begins with
/// a byte that the expression cannot begin with.
pub(super) fn may_match(pattern: &Pattern, line: &str, trimmed: Span) -> bool {
    match &pattern.check {
        Check::Tokens(Position::Line, _) => trimmed.len() <= LINE_BYTES,
        Check::WholeRegex(regex) => line.bytes().next().is_some_and(|byte| regex.may_begin(byte)),
        _ => true,
    }
}

/// The literal that `tokens` are, if they have no placeholder.
fn plain(tokens: &[Token]) -> Option<&str> {
    match tokens {
        [Token::Literal(literal)] => Some(literal),
        _ => None,
    }
}

/// The bytes of the line that `pattern` matches, given that its literal was found at `hit`. `glued` says whether it may directly
/// follow a lower-case letter.
pub(super) fn confirm(
    hay: &Haystack<'_>,
    memo: &mut Memo,
    trimmed: Span,
    hit: Hit,
    pattern: &Pattern,
    glued: bool,
) -> Option<Span> {
    let line = hay.line;
    let begins = |at: usize| boundary(line, at) || (glued && glue(line, at));
    let (position, tokens) = match &pattern.check {
        Check::Tokens(position, tokens) => (position, tokens),
        Check::WholeRegex(regex) => return regex.get().is_match(line).then_some(Span::new(0, line.len())),
        Check::SearchRegex(regex) => return regex.get().find(line).map(|found| found.range().into()),
        Check::EndOfLine | Check::EndOfWord => unreachable!("found whole, not by a literal"),
    };
    match position {
        // These two are found by a literal only if they may begin with any word; the literal is not their first token.
        Position::Line => tokens_at(hay, memo, tokens, trimmed.start, |end| end == trimmed.end),
        Position::Start => tokens_at(hay, memo, tokens, trimmed.start, |end| boundary(line, end)),
        // A match at the end includes the decoration after it: the closing bracket of `(AP Photo)`.
        Position::End => match plain(tokens) {
            Some(_) => (begins(hit.start) && hit.end == trimmed.end).then_some(Span::new(hit.start, line.len())),
            None => starts(hay, tokens, hit)
                .filter(|&at| begins(at))
                .find_map(|at| tokens_at(hay, memo, tokens, at, |end| end == trimmed.end))
                .map(|span| Span::new(span.start, line.len())),
        },
        Position::Contains => match plain(tokens) {
            Some(_) => (begins(hit.start) && boundary(line, hit.end)).then_some(Span::new(hit.start, hit.end)),
            None => starts(hay, tokens, hit)
                .filter(|&at| begins(at))
                .find_map(|at| tokens_at(hay, memo, tokens, at, |end| boundary(line, end))),
        },
    }
}

/// How many positions before a hit are tried as the beginning of a phrase whose first word is too short to search for.
const PLACES_BEFORE: usize = 8;

/// The bytes of `line` where `tokens` may begin: at the hit, or, if the hit is of a later literal, where the first literal
/// occurs before it, the nearest first. It is searched for in [`LINE_BYTES`] folded bytes before the hit: without that limit, each
/// of many hits in a long line would read the line from its beginning.
fn starts<'a>(hay: &Haystack<'a>, tokens: &'a [Token], hit: Hit) -> impl Iterator<Item = usize> + use<'a> {
    let (line, folded) = (hay.line, hay.folded);
    let first = match tokens.first() {
        Some(Token::Literal(literal)) => &**literal,
        _ => unreachable!("`end` and `contains` begin with a literal"),
    };
    let at = folded.folded(hit.start);
    let here = folded.text[at..].starts_with(first);
    let from = (at.saturating_sub(LINE_BYTES)..=at).find(|&from| folded.text.is_char_boundary(from)).unwrap_or(at);
    let before = folded.text[from..at].rmatch_indices(first).map(move |(at, _)| folded.unfolded(from + at));
    here.then_some(hit.start).into_iter().chain(before.take(PLACES_BEFORE)).filter(|&at| line.is_char_boundary(at))
}

/// Matches `tokens` from byte `start` of the line; `accept` judges the byte a match ends at. The longest wins.
fn tokens_at(
    hay: &Haystack<'_>,
    memo: &mut Memo,
    tokens: &[Token],
    start: usize,
    accept: impl Fn(usize) -> bool,
) -> Option<Span> {
    let folded = hay.folded;
    let ends = match_ends(hay, memo, tokens, folded.folded(start));
    // A match may end only where a character of the line ends: not between the two s of a folded ß.
    let mut whole = ends.into_iter().rev().filter(|&end| folded.folded(folded.unfolded(end)) == end);
    whole.find(|&end| accept(folded.unfolded(end))).map(|end| Span::new(start, folded.unfolded(end)))
}
