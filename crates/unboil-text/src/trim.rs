//! The trimmed line: the part that whole-line phrases, starts and ends are compared with.
//!
//! `► Share this article:` → `Share this article`. Bullets, brackets, colons, arrows and emoji around a line
//! are decoration. Quotation marks are not (a quoted line is somebody's words), nor are question marks, nor signs that
//! carry meaning (`@`, `#`, `©`, currency).

use crate::fold::is_word;
use crate::span::Span;

/// The trimmed part of `line`, in bytes of the line. A line that is only decoration (`***`, `×`) is not trimmed.
pub fn trimmed(line: &str) -> Span {
    let span = core(line);
    if span.is_empty() { Span::new(0, line.len()) } else { span }
}

fn core(line: &str) -> Span {
    let bytes = line.as_bytes();
    let mut signs = Signs::new(line);
    // Most lines begin and end with a letter or digit.
    let start = match bytes.first() {
        Some(b) if b.is_ascii_alphanumeric() => 0,
        Some(_) => line.find(|c| !decoration_before(c, &mut signs)).unwrap_or(line.len()),
        None => 0,
    };
    let end = match bytes.last() {
        Some(b) if b.is_ascii_alphanumeric() => line.len(),
        _ => {
            let kept = line[start..].char_indices().rev().find(|&(_, c)| !decoration_after(c, &mut signs));
            kept.map_or(start, |(at, c)| start + at + c.len_utf8())
        }
    };
    Span::new(start, end)
}

/// A phrase of a rule file, trimmed in the same way on the given sides.
pub fn trimmed_phrase(phrase: &str, left: bool, right: bool) -> &str {
    let span = trimmed(phrase);
    let start = if left { span.start } else { 0 };
    let end = if right { span.end } else { phrase.len() };
    &phrase[start..end.max(start)]
}

/// The guillemets of a line. Each is searched for once, however often it is asked for, so that a line of nothing but guillemets
/// takes linear time.
struct Signs<'l> {
    line: &'l str,
    known: [Option<bool>; GUILLEMETS.len()],
}

const GUILLEMETS: [char; 4] = ['«', '»', '‹', '›'];

impl<'l> Signs<'l> {
    fn new(line: &'l str) -> Self {
        Self { line, known: [None; GUILLEMETS.len()] }
    }

    /// Whether the line has this guillemet anywhere.
    fn has(&mut self, guillemet: char) -> bool {
        let number = GUILLEMETS.iter().position(|&c| c == guillemet).expect("a guillemet");
        *self.known[number].get_or_insert_with(|| self.line.contains(guillemet))
    }
}

fn decoration_before(c: char, signs: &mut Signs<'_>) -> bool {
    // An opening guillemet with a closing one is a quotation mark; alone it is an arrow (« Previous).
    match c {
        '«' => !signs.has('»'),
        '‹' => !signs.has('›'),
        '»' | '›' => true,
        _ => plain_decoration(c),
    }
}

fn decoration_after(c: char, signs: &mut Signs<'_>) -> bool {
    match c {
        '»' => !signs.has('«'),
        '›' => !signs.has('‹'),
        '«' | '‹' => true,
        _ => plain_decoration(c),
    }
}

fn plain_decoration(c: char) -> bool {
    !is_word(c)
        && !matches!(
            c,
            '"' | '\'' | '‘'..='‟' | '«' | '»' | '‹' | '›' | '「'..='』' | '`' | '´' | '′' | '″' // quotes
            | '?' | '¿' | '؟' | '？' | '@' | '#' | '&' | '%' | '=' | '+' | '©' | '®' | '™' | '℠'
            | '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '{' | '}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_goes_and_meaning_stays() {
        for (line, want) in [
            ("Share", "Share"),
            ("► Share this article:", "Share this article"),
            ("• Sept. 25, 2020", "Sept. 25, 2020"),
            ("[edit]", "edit"),
            ("Read more »", "Read more"),
            ("« Previous", "Previous"),
            ("« Je pars »", "« Je pars »"),
            ("“Sign up.”", "“Sign up.”"),
            ("Why?", "Why?"),
            ("© 2020", "© 2020"),
            ("@ann", "@ann"),
            ("***", "***"),
            ("", ""),
            ("🔊 Listen", "Listen"),
            ("（広告）", "広告"),
        ] {
            assert_eq!(&line[trimmed(line).range()], want, "{line}");
        }
    }
}
