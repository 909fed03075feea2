//! Finds phrases that are too short or too common to act alone, because authors write them too.
//!
//! `line = ["video"]` of a strong rule removes the heading "Video" of any article. The same phrase in a weak rule or with a zone is
//! fine.

use super::context::{Lint, Raw};
use unboil_rules::Level;
use unboil_rules::LintKind;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::{Action, Rule};
use unboil_rules::ruleset::pattern::Position;
use unboil_rules::ruleset::source::Phrase;
use unboil_rules::ruleset::token::Token;
use unboil_text::fold::is_word;
use unboil_text::words;

/// A beginning or end of one word is fine if `max_words` is at most this: a label and a name or a date. A sentence has more words.
const LABEL_WORDS: usize = 8;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    for (_, pattern, rule, action) in lint.patterns() {
        if conditioned(rule, action) {
            continue;
        }
        let (kind, title, label) = match &pattern.phrase {
            Phrase::Tokens(Position::Line, tokens) if fixed_words(lint, tokens) == 0 => {
                (LintKind::TooCommon, "a whole line of placeholders is too common to act alone", "it has no fixed word")
            }
            Phrase::Tokens(Position::Line, tokens) if weight(tokens) <= 1 => (
                LintKind::TooCommon,
                "a whole line of one word is too common to act alone",
                "a heading may be exactly this",
            ),
            Phrase::Tokens(Position::Start, tokens) if weight(tokens) <= 1 && !is_bounded(action) => (
                LintKind::TooShort,
                "a beginning of one word is too short to act alone",
                "a sentence may begin with it",
            ),
            Phrase::Tokens(Position::End, tokens) if weight(tokens) <= 1 && !is_bounded(action) => {
                (LintKind::TooShort, "an end of one word is too short to act alone", "a sentence may end with it")
            }
            Phrase::Tokens(Position::Contains, tokens) if weight(tokens) <= 1 && !is_bounded(action) => (
                LintKind::TooShort,
                "one word anywhere in a line is too short to act alone",
                "a sentence may contain it",
            ),
            _ => continue,
        };
        let help = match kind {
            LintKind::TooCommon => "add `strength = \"weak\"` or a `zone`, or use a longer phrase".to_owned(),
            _ => format!(
                "add `strength = \"weak\"`, a `zone` or a `max_words` up to {LABEL_WORDS}, or use a longer phrase"
            ),
        };
        let fault = Fault::new(title, pattern.at.clone()).label(label).help(help);
        found.push(Raw { kind, rule: Some(pattern.rule as usize), file: pattern.file, fault });
    }
}

/// Whether the rule acts only in some places, next to other findings, or at a bolder level.
fn conditioned(rule: &Rule, action: &Action) -> bool {
    action.conditions.narrow() || rule.level > Level::Careful
}

/// Whether the rule matches only lines as short as a label.
fn is_bounded(action: &Action) -> bool {
    action.conditions.words.as_ref().is_some_and(|limits| limits.max <= LABEL_WORDS)
}

/// The number of words that are literals, or placeholders for a list of phrases.
fn fixed_words(lint: &Lint<'_>, tokens: &[Token]) -> usize {
    let listed = |number: usize| {
        let placeholder = &lint.rules.placeholders()[number];
        placeholder.regexes.is_empty() && placeholder.words.is_none()
    };
    tokens
        .iter()
        .map(|token| match token {
            Token::Literal(literal) => words::count(literal),
            Token::Placeholder(number) => usize::from(listed(*number)),
        })
        .sum()
}

/// How specific a phrase is, in words: a placeholder counts as one, and so does a sign (`photo:`).
fn weight(tokens: &[Token]) -> usize {
    tokens
        .iter()
        .map(|token| match token {
            Token::Placeholder(_) => 1,
            Token::Literal(literal) => {
                let joins = |at: usize| literal[at + 1..].starts_with(is_word);
                let is_sign = |&(at, c): &(usize, char)| match c {
                    ' ' => false,
                    '-' | '\'' => !joins(at),
                    _ => !is_word(c),
                };
                let signs = literal.char_indices().filter(is_sign).count();
                words::count(literal) + signs
            }
        })
        .sum()
}
