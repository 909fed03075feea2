//! Text of one legacy encoding that was read as another: `Êàæäûé ÷åëîâåê` → `Каждый человек`.
//!
//! A line goes in; out it comes in the encoding that it was in, if that is beyond doubt. Two misreadings leave a mark that
//! no sound text has. Read as Windows-1252, an alphabet that is not Latin becomes words of nothing but accented letters
//! and signs. KOI8 read as Windows-1251 becomes words that begin small and go on in capitals (`лПЦОБ`). Only lines with the
//! mark are weighed, by [`reread`], and whole: what is damaged so is damaged throughout.
//!
//! What was Polish or Czech and read as Western is left: most of its letters are sound letters of some other language.

use super::pages::{CYRILLIC, NAMES, Page, Tables, WESTERN};
use super::whole::Whole;
use crate::fix::Fix;
use crate::script::Script;
use unboil_encoding::reread;
use unboil_text::Span;

/// Whether the characters `two`, with those after them, have the mark.
pub(super) fn is_suspect(tables: &Tables, two: [char; 2], mut after: impl Iterator<Item = char>) -> bool {
    let is_western = |c: char| tables.byte(WESTERN, c) > 0;
    let is_capital = |c: char| matches!(c, 'А'..='Я');
    match two {
        ['а'..='я', b] if is_capital(b) => after.next().is_some_and(is_capital),
        [a, b] if is_western(a) && is_western(b) => after.by_ref().take(2).filter(|&c| is_western(c)).count() == 2,
        _ => false,
    }
}

/// Writes the line as it was meant to `out` (which is empty) and the change to `script`, and says as what it was read.
pub(super) fn fix(
    tables: &Tables,
    line: &str,
    whole: &mut Whole,
    out: &mut String,
    script: &mut Script,
) -> Option<Page> {
    if !is_dense(line) || !has_mark(tables, line) {
        return None;
    }
    let page = [WESTERN, CYRILLIC].into_iter().find(|&page| whole.encode(tables, line, page))?;
    let text = reread(whole.bytes(), NAMES[page])?;
    note(line, &text, out, script);
    Some(page)
}

/// Writes what `line` became to `out`, and to `script` that all between its first and last change became something else.
pub(super) fn note(line: &str, text: &str, out: &mut String, script: &mut Script) {
    let same = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b && a.is_ascii()).count()
    };
    let head = same(&mut line.bytes(), &mut text.bytes());
    let tail = same(&mut line.bytes().skip(head).rev(), &mut text.bytes().skip(head).rev());
    out.push_str(text);
    script.push(Span::new(head, line.len() - tail), Span::new(head, text.len() - tail), Fix::Mojibake);
}

/// Whether the mark is anywhere in a line.
fn has_mark(tables: &Tables, line: &str) -> bool {
    let mut chars = line.chars();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if !before.is_ascii() && !c.is_ascii() && is_suspect(tables, [before, c], chars.clone()) {
            return true;
        }
        before = c;
    }
    false
}

/// Whether most letters of a line are not ASCII.
fn is_dense(line: &str) -> bool {
    let high = line.chars().filter(|c| !c.is_ascii()).count();
    let plain = line.bytes().filter(u8::is_ascii_alphabetic).count();
    high > plain
}
