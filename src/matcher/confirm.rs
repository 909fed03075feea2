//! Is the pattern really there? The literal was; now the rest of the phrase and its edges.

use super::holes::{Haystack, match_tokens};
use super::scan::{Hit, Scanner};
use super::words::{boundary, glue};
use crate::compiler::{Part, Pattern, RuleKind, Token};
use crate::text::Span;

impl Pattern {
    /// Whether confirming it needs the folded line.
    pub(super) fn needs_fold(&self) -> bool {
        match &self.part {
            Part::Line(t) | Part::Start(t) | Part::End(t) | Part::Contains(t) => plain(t).is_none(),
            Part::WholeRegex(_) | Part::SearchRegex(_) => false,
        }
    }
}

/// The one literal that `tokens` are, where they have no hole.
fn plain(tokens: &[Token]) -> Option<&str> {
    match tokens {
        [Token::Lit(literal)] => Some(literal),
        _ => None,
    }
}

/// The bytes of `line` that `pattern` matches, given that its literal was found at `hit`.
pub(super) fn confirm(scanner: &Scanner<'_>, line: &str, key: Span, hit: Hit, pattern: &Pattern) -> Option<Span> {
    let glued = matches!(&scanner.rules.rule(pattern.rule).kind, RuleKind::Phrases(action) if action.glued);
    let begins = |at: usize| boundary(line, at) || (glued && glue(line, at));
    match &pattern.part {
        Part::Line(tokens) => match plain(tokens) {
            Some(_) => (hit.start == key.start && hit.end == key.end).then_some(key),
            None => tokens_at(scanner, line, tokens, key.start, |end| end == key.end),
        },
        Part::Start(tokens) => match plain(tokens) {
            Some(_) => boundary(line, hit.end).then_some(Span::new(key.start, hit.end)),
            None => tokens_at(scanner, line, tokens, key.start, |end| boundary(line, end)),
        },
        Part::End(tokens) if begins(hit.start) => match plain(tokens) {
            Some(_) => (hit.end == key.end).then_some(Span::new(hit.start, hit.end)),
            None => tokens_at(scanner, line, tokens, hit.start, |end| end == key.end),
        },
        Part::Contains(tokens) if begins(hit.start) => match plain(tokens) {
            Some(_) => boundary(line, hit.end).then_some(Span::new(hit.start, hit.end)),
            None => tokens_at(scanner, line, tokens, hit.start, |end| boundary(line, end)),
        },
        Part::End(_) | Part::Contains(_) => None,
        Part::WholeRegex(regex) => regex.get()?.is_match(line).then_some(Span::new(0, line.len())),
        Part::SearchRegex(regex) => regex.get()?.find(line).map(|found| found.range().into()),
    }
}

/// Matches `tokens` from byte `start` of the line; `accept` judges the byte a match ends at.
fn tokens_at(
    scanner: &Scanner<'_>,
    line: &str,
    tokens: &[Token],
    start: usize,
    accept: impl Fn(usize) -> bool,
) -> Option<Span> {
    let folded = &scanner.folded;
    let hay = Haystack { line, folded, placeholders: &scanner.rules.placeholders };
    // A match may end only where a character of the line ends: not between the two s of a folded ß.
    let whole = |end: usize| folded.folded(folded.unfolded(end)) == end;
    let end = match_tokens(&hay, tokens, folded.folded(start), &mut |end| {
        whole(end) && accept(folded.unfolded(end))
    })?;
    Some(Span::new(start, folded.unfolded(end)))
}
