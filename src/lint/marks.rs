//! Phrases whose signs do not count, though their author wrote them as if they did.
//!
//! Bullets, brackets and arrows around a line are decoration on both sides, so `start = ["▶ related"]` is `start =
//! ["related"]` and takes the sentence that begins so, and `line = ["{number}/"]` takes every line that is a number.
//! A regular expression sees the line as it stands, and so do the signs inside a phrase.

use super::{Lint, LintKind, Raw};
use unboil_rules::compiler::phrase::canonical;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::{Part, Pattern};
use unboil_rules::ruleset::token::Token;
use unboil_text::fold::{is_word, without_spaces};
use unboil_text::trim::phrase_key;

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
fn lost(pattern: &Pattern, written: &str) -> Option<(LintKind, Fault)> {
    if !matches!(pattern.part, Part::Start(_)) {
        return None;
    }
    let key = phrase_key(written, true, false);
    let sign = written.strip_suffix(key).map(str::trim).filter(|sign| !sign.is_empty())?;
    let fault = Fault::new("a sign before a phrase does not count", pattern.at.clone())
        .label(format!("the same as {key:?}"))
        .help(format!("leave it out; or, if `{sign}` is what tells it apart, use a `regex`, which sees it"));
    Some((LintKind::LostMark, fault))
}

/// A whole line of which a placeholder alone is left.
fn bare(pattern: &Pattern, written: &str) -> Option<(LintKind, Fault)> {
    let Part::Line(tokens) = &pattern.part else { return None };
    let key = phrase_key(written, true, true);
    let is_bare = matches!(&**tokens, [Token::Placeholder(_)]);
    (is_bare && key.len() < written.len()).then(|| {
        let fault = Fault::new("the signs around a placeholder do not count", pattern.at.clone())
            .label(format!("the same as {key:?}"))
            .help("use a `regex`, which sees them, or write the placeholder alone if that is meant");
        (LintKind::BarePlaceholder, fault)
    })
}

/// A run of words with a letter right behind it: such a placeholder ends where a word ends, but for scripts without
/// spaces.
fn never(lint: &Lint<'_>, pattern: &Pattern) -> Option<(LintKind, Fault)> {
    let (Part::Line(tokens) | Part::Start(tokens) | Part::End(tokens) | Part::Contains(tokens)) = &pattern.part else {
        return None;
    };
    let dense = |token: &Token| matches!(token, Token::Literal(literal) if literal.contains(without_spaces));
    if tokens.iter().any(dense) {
        return None;
    }
    let name = tokens.windows(2).find_map(|pair| {
        let [Token::Placeholder(hole), Token::Literal(literal)] = pair else { return None };
        let hole = lint.rules.placeholders.get(*hole)?;
        let only_words = hole.words.is_some() && hole.regexes.is_empty() && hole.phrases.is_empty();
        let glued = literal.chars().next().is_some_and(|c| is_word(c) && !without_spaces(c));
        (only_words && glued).then(|| hole.name.clone())
    })?;
    let fault = Fault::new("no line can be this", pattern.at.clone())
        .label(format!("`{{{name}}}` ends where a word ends, and here the word goes on"))
        .help("put a space behind the placeholder, or use a `regex`");
    Some((LintKind::NeverMatches, fault))
}
