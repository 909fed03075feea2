//! Ordered fixes that bring any text into canonical form, without touching its words.
//!
//! Decoded text goes in; canonical text comes out: NFC, `\n` line ends, one final newline (none for an empty text), single
//! spaces and none at the ends of a line, at most one blank line between blocks and none around them, no entities,
//! control characters or invisible junk. Quotes, dashes and ellipses stay. `<U+FEFF>Caf&eacute;<NBSP>␣&amp; bar␣\r\n` →
//! `Café & bar\n`, and each of the five changes can be told to a [`Log`].
//!
//! Bringing a canonical text into canonical form changes nothing. That is why entities are decoded until none is left,
//! why what is removed is removed before anything looks for what it hid, and why each fix runs on what the one before it
//! made. A text is passed over once to find out whether anything has to be done; lines that are canonical are never
//! looked at again and copied, if at all, in one piece with their neighbours.
//!
//! One file a fix: to add one, write `fn(&str, &mut String, &mut Script) -> bool`, put it into [`FIXES`] where it belongs and
//! let [`scan`] and [`lines`] see what it looks for.

mod c1;
mod characters;
mod chars;
mod controls;
mod entities;
mod fix;
mod inert;
mod invisible;
mod lines;
mod log;
mod nfc;
mod page;
mod scan;
mod script;
mod spaces;
#[cfg(test)]
pub(crate) mod tests;

pub use fix::Fix;
pub(crate) use log::{Log, Rewrite};

use crate::text::Span;
use page::Page;
use script::Script;
use std::borrow::Cow;

/// The fixes of a line, in order. Each gets what the one before it made, writes its own text and notes its steps; one
/// that has nothing to do says `false` and writes nothing.
const FIXES: [fn(&str, &mut String, &mut Script) -> bool; 3] = [characters::fix, nfc::fix, spaces::fix];

/// Brings `text` into canonical form. Each change is told to `log`; a text that only loses its beginning or end, or
/// nothing at all, is borrowed.
pub(crate) fn normalize<'t, L: Log>(text: &'t str, log: &mut L) -> Cow<'t, str> {
    let mut page = Page::new(text, log);
    let mut desk = Desk::new(L::KEEPS);
    let mut is_next_line = None;
    let mut at = 0;
    while at < text.len() {
        let dirty = scan::first_suspect(text, at).map_or(text.len(), |suspect| line_start(text, at, suspect));
        if dirty > at {
            page.keep_lines(Span::new(at, dirty));
            at = dirty;
            continue;
        }
        let line = lines::line_at(text, at, || *is_next_line.get_or_insert_with(|| lines::is_next_line(text)));
        page.line(line, if line.busy { desk.fix(&text[line.content.range()]) } else { None });
        at = line.ending.end;
    }
    page.finish()
}

/// Where the line begins that `at` is in, but not before `from`.
fn line_start(text: &str, from: usize, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[from..at]).map_or(from, |newline| from + newline + 1)
}

/// Where one line at a time is worked on. Its memory is used again for the next line.
struct Desk {
    now: String,
    next: String,
    script: Script,
    step: Script,
}

impl Desk {
    fn new(keeps: bool) -> Self {
        Self { now: String::new(), next: String::new(), script: Script::new(keeps), step: Script::new(keeps) }
    }

    /// What `line` becomes, and how; nothing if it stays as it is.
    fn fix(&mut self, line: &str) -> Option<(&str, &Script)> {
        let mut changed = false;
        self.script.clear();
        for fix in FIXES {
            self.next.clear();
            self.step.clear();
            if fix(if changed { &self.now } else { line }, &mut self.next, &mut self.step) {
                std::mem::swap(&mut self.now, &mut self.next);
                self.script.then(&self.step);
                changed = true;
            }
        }
        changed.then_some((&self.now, &self.script))
    }
}
