//! Text of one legacy encoding that was read as another: `Êàæäûé ÷åëîâåê` → `Каждый человек`.
//!
//! A line is decoded in its original encoding if there is no doubt about it. Two misreadings leave a mark that no sound
//! text has. Read as Windows-1252, an alphabet that is not Latin becomes words of nothing but accented letters and signs. KOI8
//! read as Windows-1251 becomes words that begin with a small letter and continue in capitals (`лПЦОБ`). Only lines with the
//! mark are handed to [`redecode`], and as a whole, because such damage covers the entire line.
//!
//! Polish or Czech read as Western is left alone: most of its letters are sound letters of some other language.

use super::line_decoder::LineDecoder;
use super::reverse_tables::{CYRILLIC, CodePage, NAMES, ReverseTables, WESTERN};
use crate::edit_script::Changes;
use unboil_encoding::redecode;
use unboil_text::Span;

/// Whether the characters `two`, together with those after them, have the mark.
pub(super) fn is_suspect(tables: &ReverseTables, two: [char; 2], mut after: impl Iterator<Item = char>) -> bool {
    let is_western = |c: char| tables.byte(WESTERN, c) > 0;
    let is_capital = |c: char| matches!(c, 'А'..='Я');
    match two {
        ['а'..='я', b] if is_capital(b) => after.next().is_some_and(is_capital),
        [a, b] if is_western(a) && is_western(b) => after.by_ref().take(2).filter(|&c| is_western(c)).count() == 2,
        _ => false,
    }
}

/// Writes the line in its original encoding to `out` (which is empty) and the change to `changes`. Returns the page that it
/// was misread as, or `None` without a change.
pub(super) fn fix(
    tables: &ReverseTables,
    line: &str,
    decoder: &mut LineDecoder,
    out: &mut String,
    changes: &mut Changes,
) -> Option<CodePage> {
    if !is_dense(line) || !has_mark(tables, line) {
        return None;
    }
    let page = [WESTERN, CYRILLIC].into_iter().find(|&page| decoder.encode(tables, line, page))?;
    let text = redecode(decoder.bytes(), NAMES[page])?;
    note(line, &text, out, changes);
    Some(page)
}

/// Writes what `line` became to `out`, and one change from the first to the last difference to `changes`.
pub(super) fn note(line: &str, text: &str, out: &mut String, changes: &mut Changes) {
    let same = |a: &mut dyn Iterator<Item = u8>, b: &mut dyn Iterator<Item = u8>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b && a.is_ascii()).count()
    };
    let head = same(&mut line.bytes(), &mut text.bytes());
    let tail = same(&mut line.bytes().skip(head).rev(), &mut text.bytes().skip(head).rev());
    out.push_str(text);
    changes.push(Span::new(head, line.len() - tail), Span::new(head, text.len() - tail));
}

/// Whether the mark is anywhere in the line.
fn has_mark(tables: &ReverseTables, line: &str) -> bool {
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
