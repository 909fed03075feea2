//! Control characters and terminal escape sequences: they go.
//!
//! `ESC[1mBold` (with the control character for `ESC`) → `Bold`. A sequence goes whole only if it is complete on its
//! line; of anything else only the `ESC` goes, so that no text is lost to a stray one. Once it is gone nothing can be a
//! sequence any more.

/// The longest parameter part of a control sequence, in bytes. Set by hand: colours in 24 bits take 19.
const MAX_PARAMETERS: usize = 64;

/// The longest operating system command, in bytes. Set by hand: they carry window titles and links.
const MAX_COMMAND: usize = 2048;

/// Whether `c` is a C0 control (other than tab and line ends, which [`kind`](super::chars::kind) asks for first) or DEL.
pub(crate) fn is_control(c: char) -> bool {
    c < ' ' || c == '\u{7F}'
}

/// The length in bytes of what goes with the `ESC` that `rest` begins with: at least the `ESC` itself.
pub(crate) fn escape_len(rest: &[u8]) -> usize {
    match rest.get(1) {
        Some(b'[') => control_sequence(rest),
        Some(b']') => command(rest),
        // Choice of a character set, as in the reset of many terminals: ESC ( B.
        Some(b'(' | b')') if rest.get(2).is_some_and(|b| b"AB012".contains(b)) => Some(3),
        _ => None,
    }
    .unwrap_or(1)
}

/// `ESC [`, parameters, intermediates, one final byte.
fn control_sequence(rest: &[u8]) -> Option<usize> {
    let body = rest.get(2..)?;
    let last = body.iter().take(MAX_PARAMETERS + 1).position(|b| !matches!(b, 0x20..=0x3F))?;
    matches!(body.get(last), Some(0x40..=0x7E)).then_some(2 + last + 1)
}

/// `ESC ]`, a number, `;`, text, then BEL or `ESC \`. The search stops at the next `ESC`, so many of them stay linear.
fn command(rest: &[u8]) -> Option<usize> {
    let body = rest.get(2..)?;
    let digits = body.iter().take(8).take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || body.get(digits) != Some(&b';') {
        return None;
    }
    let end = body.iter().take(MAX_COMMAND).position(|&b| b == 0x07 || b == 0x1B)?;
    match (body.get(end), body.get(end + 1)) {
        (Some(0x07), _) => Some(2 + end + 1),
        (Some(0x1B), Some(b'\\')) => Some(2 + end + 2),
        _ => None,
    }
}
