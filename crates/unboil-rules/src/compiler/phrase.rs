//! Parses phrases of rule files to tokens: folded literals and placeholders.
//!
//! `Get {title} in your inbox` → `Literal("get ")`, `Placeholder(title)`, `Literal(" in your inbox")`.

use std::collections::HashMap;

use unboil_text::fold;

use crate::ruleset::token::Token;
use unboil_normalize::normalize;

/// Why a phrase cannot be parsed.
#[derive(Debug, PartialEq, Eq)]
pub enum PhraseFault {
    /// Nothing is left of it after folding.
    Empty,
    /// `{name}` that no file defines.
    NoSuchPlaceholder(String),
    /// `{` without `}`.
    Unclosed,
}

/// The numbers of the placeholders, by name.
pub type Names = HashMap<String, usize>;

/// A phrase in canonical form, on one line, with single spaces.
pub fn canonical(phrase: &str) -> String {
    // Most phrases are plain words with single spaces and need no normalizing.
    let plain = |b: &u8| matches!(b, b'!'..=b'~') && *b != b'&';
    if phrase.as_bytes().split(|&b| b == b' ').all(|word| !word.is_empty() && word.iter().all(plain)) {
        return phrase.to_owned();
    }
    // With a line end it is a canonical text, which the normalizer does not copy.
    let line = [phrase, "\n"].concat();
    normalize(&line, &mut ()).trim_end().replace('\n', " ")
}

/// Splits a phrase at its placeholders and folds the rest.
pub fn parse(phrase: &str, names: &Names) -> Result<Vec<Token>, PhraseFault> {
    let mut tokens = Vec::new();
    let mut literal = String::new();
    let mut rest = phrase;
    while let Some(at) = rest.find(['{', '}']) {
        literal.push_str(&rest[..at]);
        let tail = &rest[at..];
        if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
            literal.push_str(&tail[..1]);
            rest = after;
        } else if let Some(inside) = tail.strip_prefix('{') {
            let (name, after) = inside.split_once('}').ok_or(PhraseFault::Unclosed)?;
            let number = *names.get(name).ok_or_else(|| PhraseFault::NoSuchPlaceholder(name.to_owned()))?;
            flush(&mut literal, &mut tokens);
            tokens.push(Token::Placeholder(number));
            rest = after;
        } else {
            literal.push('}');
            rest = &tail[1..];
        }
    }
    literal.push_str(rest);
    flush(&mut literal, &mut tokens);
    if tokens.is_empty() { Err(PhraseFault::Empty) } else { Ok(tokens) }
}

fn flush(literal: &mut String, tokens: &mut Vec<Token>) {
    let folded = fold::fold(literal);
    literal.clear();
    if !folded.is_empty() {
        tokens.push(Token::Literal(folded.into()));
    }
}

/// The part of a phrase that is looked for: the longest part of a literal that begins where a word begins.
///
/// A literal after a placeholder may begin inside a word (`{number}k views`), so its first word does not count there.
pub fn scan_literal(tokens: &[Token]) -> Option<&str> {
    let mut best: Option<&str> = None;
    for (i, token) in tokens.iter().enumerate() {
        let Token::Literal(literal) = token else { continue };
        let candidate = from_word_start(literal, i == 0);
        if candidate.len() >= MIN_SCAN_BYTES && best.is_none_or(|b| candidate.len() > b.len()) {
            best = Some(candidate);
        }
    }
    best
}

/// The shortest literal that is looked for, in folded bytes. The prefilter tests four bytes; with fewer than three, nearly
/// every position of a text would pass. One Chinese character is three bytes.
pub const MIN_SCAN_BYTES: usize = 3;

fn from_word_start(literal: &str, first: bool) -> &str {
    let mut inside_word = !first;
    for (at, c) in literal.char_indices() {
        let word = fold::is_word(c);
        if (word && !inside_word) || fold::without_spaces(c) {
            return literal[at..].trim_end();
        }
        inside_word = word;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        [("number".to_owned(), 0), ("title".to_owned(), 1)].into()
    }

    #[test]
    fn placeholders_split_a_phrase() {
        let lit = |s: &str| Token::Literal(s.into());
        assert_eq!(parse("Get {title} NOW", &names()), Ok(vec![lit("get "), Token::Placeholder(1), lit(" now")]));
        assert_eq!(parse("{{x}}", &names()), Ok(vec![lit("{x}")]));
        assert_eq!(parse("{numbre}", &names()), Err(PhraseFault::NoSuchPlaceholder("numbre".into())));
        assert_eq!(parse("{number", &names()), Err(PhraseFault::Unclosed));
        assert_eq!(parse("\u{200D}", &names()), Err(PhraseFault::Empty));
    }

    #[test]
    fn the_scan_literal_begins_where_a_word_begins() {
        let of = |p: &str| parse(p, &names()).ok().and_then(|t| scan_literal(&t).map(str::to_owned));
        assert_eq!(of("{number} min read").as_deref(), Some("min read"));
        assert_eq!(of("{number}k views").as_deref(), Some("views"));
        assert_eq!(of("{number}分钟阅读").as_deref(), Some("分钟阅读"));
        assert_eq!(of("{number}k"), None);
    }
}
