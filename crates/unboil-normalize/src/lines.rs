//! Where lines end, and whether a line is plain.
//!
//! `\r\n`, `\r`, `\n`, `U+000B`, `U+000C`, `U+2028` and `U+2029` end a line, each once: `a\r\nb` is two lines.
//!
//! `U+0085` can be two things: the line end of texts from mainframes, or the ellipsis of Windows-1252 read as Latin-1.
//! The second is far more common, so it is a line end only in a text that is plainly made of it: it stands there at
//! least twice, never before a space, and the text has no other line end and no other C1 control.

use super::chars::{Class, Kind, Look, kind, look_at};
use super::mojibake;
use unboil_text::Span;
use unboil_text::simd::{between, is, seek};

/// A line as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// The bytes without the line end.
    pub content: Span,
    /// The bytes of the line end; empty at the end of the text.
    pub ending: Span,
    /// Whether the content may need a fix.
    pub busy: bool,
}

/// The line that begins at `start`. `next_line` tells whether this text's `U+0085` is a line end; it is asked only if
/// there is one.
pub(crate) fn line_at(text: &str, start: usize, mut next_line: impl FnMut() -> bool) -> Line {
    let bytes = text.as_bytes();
    // A line begins as if after a space: there must be none at its start.
    let mut busy = bytes.get(start) == Some(&b' ');
    let mut at = start;
    let mut ending = 0;
    // Where the last character ended that can begin mojibake.
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
            ..0x20 | b'&' | 0x7F => {
                busy = true;
                at += 1;
            }
            b' ' => {
                busy |= bytes.get(at + 1) == Some(&b' ');
                at += 1;
            }
            0x21..0x7F => at = plain_end(bytes, at, busy),
            0x80.. => {
                let Look { class, len, lead, tail } = look_at(bytes, at);
                if class != Class::Inert {
                    let c = text[at..].chars().next().unwrap_or(' ');
                    if kind(c) == Kind::LineEnd || (c == '\u{85}' && next_line()) {
                        ending = len;
                        break;
                    }
                    busy = true;
                }
                busy = busy || tail && lead_end == at && mojibake::is_suspect(text, at);
                at += len;
                if lead {
                    lead_end = at;
                }
            }
        }
    }
    busy |= at > start && bytes[at - 1] == b' ';
    Line { content: Span::new(start, at), ending: Span::new(at, at + ending), busy }
}

/// Where what says nothing ends: letters, signs and single spaces. In a line that is known to be busy only what may end
/// it says something.
#[inline]
fn plain_end(bytes: &[u8], at: usize, busy: bool) -> usize {
    let found = if busy {
        seek(bytes, at, |b, _| between(b, b'\n', b'\r') | is(b, 0xC2) | is(b, 0xE2))
    } else {
        seek(bytes, at, |b, n| b | between(b, 0, 0x1F) | is(b, b'&') | is(b, 0x7F) | is(b, b' ') & is(n, b' '))
    };
    found.unwrap_or(bytes.len())
}

/// Whether `U+0085` ends the lines of `text`.
pub(crate) fn is_next_line(text: &str) -> bool {
    let mut count = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{85}' if chars.peek().is_some_and(|&c| kind(c) == Kind::Space) => return false,
            '\u{85}' => count += 1,
            '\u{80}'..='\u{9F}' => return false,
            _ if kind(c) == Kind::LineEnd => return false,
            _ => {}
        }
    }
    count > 1
}
