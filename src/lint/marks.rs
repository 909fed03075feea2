//! Phrases whose signs do not count, though their author wrote them as if they did.
//!
//! Bullets, brackets and arrows around a line are decoration on both sides, so `start = ["▶ related"]` is `start =
//! ["related"]` and takes the sentence that begins so, and `line = ["{number}/"]` takes every line that is a number.
//! A regular expression sees the line as it stands, and so do the signs inside a phrase.

use super::context::{Lint, Raw};
use unboil_rules::LintKind;
use unboil_rules::compiler::phrase::canonical;
use unboil_rules::diagnostic::Fault;

use unboil_rules::ruleset::pattern::Position;
use unboil_rules::ruleset::source::{Phrase, SourcePattern};
use unboil_rules::ruleset::token::Token;
use unboil_text::fold::{is_word, without_spaces};
use unboil_text::trim::trimmed_phrase;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    for (_, pattern, _, _) in lint.patterns() {
        let written = canonical(&pattern.written);
        for (kind, fault) in
            [lost(pattern, &written), bare(pattern, &written), never(lint, pattern)].into_iter().flatten()
        {
            found.push(Raw { kind, rule: Some(pattern.rule as usize), file: pattern.file, fault });
        }
    }
}

/// A beginning that has lost the sign before it. A whole line that lost one still is that whole line.
fn lost(pattern: &SourcePattern, written: &str) -> Option<(LintKind, Fault)> {
    if !matches!(pattern.phrase, Phrase::Tokens(Position::Start, _)) {
        return None;
    }
    let trimmed = trimmed_phrase(written, true, false);
    let sign = written.strip_suffix(trimmed).map(str::trim).filter(|sign| !sign.is_empty())?;
    let fault = Fault::new("a mark before a phrase is ignored", pattern.at.clone())
        .label(format!("the same as {trimmed:?}"))
        .help(format!("leave it out; or, if `{sign}` is what tells it apart, use a `regex`, which sees it"));
    Some((LintKind::LostMark, fault))
}

/// A whole line of which a placeholder alone is left.
fn bare(pattern: &SourcePattern, written: &str) -> Option<(LintKind, Fault)> {
    let Phrase::Tokens(Position::Line, tokens) = &pattern.phrase else { return None };
    let trimmed = trimmed_phrase(written, true, true);
    let is_bare = matches!(&**tokens, [Token::Placeholder(_)]);
    (is_bare && trimmed.len() < written.len()).then(|| {
        let fault = Fault::new("marks around a placeholder are ignored", pattern.at.clone())
            .label(format!("the same as {trimmed:?}"))
            .help("use a `regex`, which sees them, or write the placeholder alone if that is meant");
        (LintKind::BarePlaceholder, fault)
    })
}

/// A run of words with a letter right behind it: such a placeholder ends where a word ends, but for scripts without
/// spaces.
fn never(lint: &Lint<'_>, pattern: &SourcePattern) -> Option<(LintKind, Fault)> {
    let Phrase::Tokens(_, tokens) = &pattern.phrase else { return None };
    let dense = |token: &Token| matches!(token, Token::Literal(literal) if literal.contains(without_spaces));
    if tokens.iter().any(dense) {
        return None;
    }
    let name = tokens.windows(2).find_map(|pair| {
        let [Token::Placeholder(number), Token::Literal(literal)] = pair else { return None };
        let placeholder = &lint.rules.placeholders()[*number];
        let only_words =
            placeholder.words.is_some() && placeholder.regexes.is_empty() && placeholder.phrases.is_empty();
        let glued = literal.chars().next().is_some_and(|c| is_word(c) && !without_spaces(c));
        (only_words && glued).then(|| placeholder.name.clone())
    })?;
    let fault = Fault::new("no line can match this", pattern.at.clone())
        .label(format!("`{{{name}}}` ends where a word ends, and here the word goes on"))
        .help("put a space behind the placeholder, or use a `regex`");
    Some((LintKind::NeverMatches, fault))
}
