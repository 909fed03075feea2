//! Control characters and terminal escape sequences: they are removed.
//!
//! `ESC[1mBold` (with the control character for `ESC`) → `Bold`. A sequence is removed as a whole only if it is complete on
//! its line. Otherwise only the `ESC` is removed, so that a stray one takes no text with it; once it is removed, nothing can be
//! a sequence any more.

use crate::char_table::Ranges;
use crate::text_fix::{Action, TextFix};

/// The fix.
pub(crate) struct Control;

impl TextFix for Control {
    const DESCRIPTION: &'static str = "A control character or a terminal escape sequence was removed.";
    const EXAMPLE: (&'static str, &'static str) = ("\u{1B}[1mBold", "Bold");
    /// C0 controls without tab and line ends, and DEL.
    const SUSPECTS: Ranges = &['\0'..='\u{8}', '\u{E}'..='\u{1F}', '\u{7F}'..='\u{7F}'];

    #[inline]
    fn action(c: char) -> Option<Action> {
        matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}').then_some(Action::Remove)
    }
}

/// The longest parameter part of a control sequence, in bytes. Set by hand: colours in 24 bits take 19.
const MAX_PARAMETERS: usize = 64;

/// The longest operating system command, in bytes. Set by hand: such commands carry window titles and links.
const MAX_COMMAND: usize = 2048;

/// How many bytes are removed with the `ESC` that `rest` begins with: at least the `ESC` itself.
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
