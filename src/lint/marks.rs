//! Finds phrases with marks that matching ignores.
//!
//! Bullets, brackets and arrows around a line or a phrase are ignored. So `start = ["▶ related"]` means `start = ["related"]` and also
//! matches a sentence that begins with that word, and `line = ["{number}/"]` matches every line that is a number. Marks inside a
//! phrase count, and a regular expression sees the whole line.

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

/// The beginning of a line with an ignored mark before it. (A whole line is specific even without its marks.)
fn lost(pattern: &SourcePattern, written: &str) -> Option<(LintKind, Fault)> {
    if !matches!(pattern.phrase, Phrase::Tokens(Position::Start, _)) {
        return None;
    }
    let trimmed = trimmed_phrase(written, true, false);
    let sign = written.strip_suffix(trimmed).map(str::trim).filter(|sign| !sign.is_empty())?;
    let fault = Fault::new("a mark before a phrase is ignored", pattern.at.clone())
        .label(format!("the same as {trimmed:?}"))
        .help(format!("leave it out; if `{sign}` must match, use a `regex`"));
    Some((LintKind::LostMark, fault))
}

/// A whole line that is only a placeholder without its marks.
fn bare(pattern: &SourcePattern, written: &str) -> Option<(LintKind, Fault)> {
    let Phrase::Tokens(Position::Line, tokens) = &pattern.phrase else { return None };
    let trimmed = trimmed_phrase(written, true, true);
    let is_bare = matches!(&**tokens, [Token::Placeholder(_)]);
    (is_bare && trimmed.len() < written.len()).then(|| {
        let fault = Fault::new("marks around a placeholder are ignored", pattern.at.clone())
            .label(format!("the same as {trimmed:?}"))
            .help("if they must match, use a `regex`; if not, write the placeholder alone");
        (LintKind::BarePlaceholder, fault)
    })
}

/// A placeholder for a run of words with a letter directly after it. It ends at the end of a word, so this never matches, except in
/// scripts without spaces.
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
        .label(format!("`{{{name}}}` ends at the end of a word, but a letter follows"))
        .help("put a space after the placeholder, or use a `regex`");
    Some((LintKind::NeverMatches, fault))
}
