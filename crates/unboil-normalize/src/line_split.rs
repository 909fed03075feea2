//! Where lines end, and whether a line may need a fix.
//!
//! `\r\n`, `\r`, `\n`, `U+000B`, `U+000C`, `U+2028` and `U+2029` end a line, each once: `a\r\nb` is two lines.
//!
//! `U+0085` is either the line end of texts from mainframes, or the ellipsis of Windows-1252 read as Latin-1. The second is
//! far more common, so it is a line end only in a text that has it at least twice, never before a space, and that has no
//! other line end and no other C1 control.

use crate::char_table::{Characters, Look, NfcClass};
use crate::fixes::Fixes;
use crate::text_fix::Action;
use unboil_text::Span;
use unboil_text::simd::{between, is, seek};

/// A line of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// The bytes without the line end.
    pub content: Span,
    /// The bytes of the line end; empty at the end of the text.
    pub ending: Span,
    /// Whether the content may need a fix.
    pub suspect: bool,
}

/// The line that begins at `start`. `next_line` says whether `U+0085` is a line end in this text; it is called only if
/// there is one.
pub(crate) fn line_at(text: &str, start: usize, mut next_line: impl FnMut() -> bool) -> Line {
    let bytes = text.as_bytes();
    // A space at the start of a line is removed.
    let mut suspect = bytes.get(start) == Some(&b' ');
    let mut at = start;
    let mut ending = 0;
    // Where the last character ended that can be the first of a suspect pair.
    let mut lead_end = usize::MAX;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' | 0x0B | 0x0C => {
                ending = 1;
                break;
            }
            b'\r' => {
                ending = if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                break;
            }
            b' ' => {
                suspect |= bytes.get(at + 1) == Some(&b' ');
                at += 1;
            }
            byte @ ..0x80 if Fixes::SUSPECT_BYTES.has(byte) => {
                suspect = true;
                at += 1;
            }
            ..0x80 => at = plain_end(bytes, at, suspect),
            0x80.. => {
                let Look { class, len, lead, tail } = Fixes::look_at(bytes, at);
                if class != NfcClass::Inert {
                    let is_next_line = text[at..].starts_with('\u{85}') && next_line();
                    if is_next_line || matches!(Fixes::action_at(text, at), Some((_, Action::LineEnd))) {
                        ending = len;
                        break;
                    }
                    suspect = true;
                }
                suspect = suspect || tail && lead_end == at && Fixes::is_suspect_pair(text, at);
                at += len;
                if lead {
                    lead_end = at;
                }
            }
        }
    }
    suspect |= at > start && bytes[at - 1] == b' ';
    Line { content: Span::new(start, at), ending: Span::new(at, at + ending), suspect }
}

/// Where the plain bytes from `at` on end: letters, signs and single spaces. In a line that is already suspect only what may
/// end it matters.
#[inline]
fn plain_end(bytes: &[u8], at: usize, suspect: bool) -> usize {
    let found = if suspect {
        seek(bytes, at, |b, _| between(b, b'\n', b'\r') | is(b, 0xC2) | is(b, 0xE2))
    } else {
        seek(bytes, at, |b, n| b | Fixes::SUSPECT_BYTES.lanes(b) | is(b, b'\n') | is(b, b' ') & is(n, b' '))
    };
    found.unwrap_or(bytes.len())
}

/// Whether `U+0085` ends the lines of `text`.
pub(crate) fn is_next_line(text: &str) -> bool {
    let is = |c: char, action: Action| Fixes::action(c).is_some_and(|(_, found)| found == action);
    let mut count = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{85}' if chars.peek().is_some_and(|&c| is(c, Action::Space)) => return false,
            '\u{85}' => count += 1,
            '\u{80}'..='\u{9F}' => return false,
            _ if is(c, Action::LineEnd) => return false,
            _ => {}
        }
    }
    count > 1
}
