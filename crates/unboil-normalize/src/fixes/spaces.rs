//! White space inside a line: every run becomes one space, and none stays at the ends.
//!
//! `␣␣one<TAB>two<NBSP>␣three␣` → `one␣two␣three`. A change is as small as it can be: of a run with a space at one end,
//! that space stays and the rest is removed.

use crate::char_table::{Characters, Ranges};
use crate::edit_script::Changes;
use crate::text_fix::{Action, TextFix};
use unboil_text::Span;
use unboil_text::simd::{between, is, seek};

/// The fix.
pub(crate) struct Spaces;

impl TextFix for Spaces {
    const DESCRIPTION: &'static str = "White space became one space, or was removed at the ends of a line.";
    const EXAMPLE: (&'static str, &'static str) = ("one\ttwo  three ", "one two three");
    const REWRITES_LINES: bool = true;
    /// All white space but the space itself, which is suspect only beside another one and at the ends of a line.
    const SUSPECTS: Ranges = &[
        '\t'..='\t',
        '\u{A0}'..='\u{A0}',
        '\u{1680}'..='\u{1680}',
        '\u{2000}'..='\u{200A}',
        '\u{202F}'..='\u{202F}',
        '\u{205F}'..='\u{205F}',
        '\u{3000}'..='\u{3000}',
    ];

    #[inline]
    fn action(c: char) -> Option<Action> {
        matches!(c, '\t' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
            .then_some(Action::Space)
    }

    fn rewrite<C: Characters>(line: &str, out: &mut String, changes: &mut Changes) -> bool {
        rewrite(line, out, changes)
    }
}

/// See [`TextFix::rewrite`].
fn rewrite(line: &str, out: &mut String, changes: &mut Changes) -> bool {
    let bytes = line.as_bytes();
    let (mut at, mut copied) = (0, 0);
    while let Some(start) = next_run(bytes, at) {
        at = start;
        while let len @ 1.. = space_len(bytes, at) {
            at += len;
        }
        let run = &bytes[start..at];
        let edge = start == 0 || at == bytes.len();
        let (from, now) = match run {
            _ if edge => (Span::new(start, at), ""),
            [b' '] => continue,
            [b' ', ..] => (Span::new(start + 1, at), ""),
            [.., b' '] => (Span::new(start, at - 1), ""),
            _ => (Span::new(start, at), " "),
        };
        out.push_str(&line[copied..from.start]);
        let to = out.len();
        out.push_str(now);
        changes.push(from, Span::new(to, out.len()));
        copied = from.end;
    }
    if copied > 0 {
        out.push_str(&line[copied..]);
    }
    copied > 0
}

/// Where the next run of white space begins that is more than a space between words, or may be.
fn next_run(bytes: &[u8], mut at: usize) -> Option<usize> {
    if at == 0 && bytes.first() == Some(&b' ') {
        return Some(0);
    }
    loop {
        let found =
            seek(bytes, at, |b, n| is(b, b' ') & is(n, b' ') | is(b, b'\t') | is(b, 0xC2) | between(b, 0xE1, 0xE3));
        match found {
            Some(found) if space_len(bytes, found) > 0 => {
                // A space before a tab is part of the run.
                let before = found > at && bytes[found - 1] == b' ';
                return Some(found - usize::from(before));
            }
            Some(found) => at = found + 1,
            None => return (at < bytes.len() && bytes.ends_with(b" ")).then(|| bytes.len() - 1),
        }
    }
}

/// The length in bytes of the white space character at `at`, or 0 if there is none.
#[inline]
fn space_len(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b' ' | b'\t') => 1,
        Some(0xC2) => usize::from(bytes.get(at + 1) == Some(&0xA0)) * 2,
        Some(0xE1..=0xE3) => bytes
            .get(at..at + 3)
            .and_then(|c| std::str::from_utf8(c).ok())
            .and_then(|c| c.chars().next())
            .map_or(0, |c| if Spaces::action(c).is_some() { 3 } else { 0 }),
        _ => 0,
    }
}
