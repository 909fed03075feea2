//! Text to canonical text: finds the lines that need a fix and puts the output together.

use crate::line_fixer::LineFixer;
use crate::log::Log;
use crate::output::Output;
use crate::{line_split, scan};
use std::borrow::Cow;
use unboil_text::Span;

/// Brings `text` into canonical form, mojibake included. Each change is passed to `log`. A text that loses nothing but its
/// beginning or end is borrowed.
///
/// ```
/// use unboil_normalize::{Fix, Rewrite, normalize};
///
/// let mut rewrites: Vec<Rewrite> = Vec::new();
/// assert_eq!(normalize("Q&amp;A  in\r\nLi\u{c3}\u{a8}ge", &mut rewrites), "Q&A in\nLiège\n");
/// assert_eq!(rewrites[0].fix, Fix::Entity);
/// assert_eq!(normalize("two  spaces\n", &mut ()), "two spaces\n");
/// ```
pub fn normalize<'t, L: Log>(text: &'t str, log: &mut L) -> Cow<'t, str> {
    normalize_with(text, true, log)
}

/// The same as [`normalize`]; with `repair` off, mojibake stays.
pub fn normalize_with<'t, L: Log>(text: &'t str, repair: bool, log: &mut L) -> Cow<'t, str> {
    let mut output = Output::new(text, log);
    let mut fixer = LineFixer::new(L::KEEPS, repair);
    let mut is_next_line = None;
    let mut at = 0;
    while at < text.len() {
        let suspect = scan::first_suspect(text, at);
        let dirty = suspect.map_or(text.len(), |suspect| line_start(text, at, suspect));
        if dirty > at {
            output.keep_lines(Span::new(at, dirty));
            at = dirty;
        }
        if suspect.is_none() {
            break;
        }
        let next_line = || *is_next_line.get_or_insert_with(|| line_split::is_next_line(text));
        let line = line_split::line_at(text, at, next_line);
        output.line(line, if line.suspect { fixer.fix(&text[line.content.range()]) } else { None });
        at = line.ending.end;
    }
    output.finish()
}

/// Where the line begins that `at` is in, but not before `from`.
fn line_start(text: &str, from: usize, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |newline| from + newline + 1)
}
