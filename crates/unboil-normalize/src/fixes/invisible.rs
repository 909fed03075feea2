//! Invisible characters: which are removed, and which stay because a script needs them.
//!
//! `co<U+00AD>op<U+200B>erate` → `cooperate`. They are removed before NFC, so that what they kept apart composes.
//!
//! - Removed: soft hyphen, zero-width space, word joiner and the invisible operators, byte order mark anywhere, Mongolian
//!   vowel separator, interlinear annotation marks, object replacement character, noncharacters, and the direction
//!   embeddings, overrides and deprecated format characters.
//! - Direction marks and isolates (`U+200E`, `U+200F`, `U+061C`, `U+2066..U+2069`) stay in a line that has a right-to-left
//!   letter after the other fixes, because there they order what a reader sees. In any other line they are removed.
//! - Always kept: zero-width joiner and non-joiner (Persian, Hindi, emoji), variation selectors, tag characters (flags),
//!   the replacement character `U+FFFD` (it says that something was lost) and private use.

use crate::char_table::Ranges;
use crate::text_fix::{Action, TextFix};

/// The fix.
pub(crate) struct Invisible;

impl TextFix for Invisible {
    const DESCRIPTION: &'static str =
        "An invisible character (zero-width space, soft hyphen, byte order mark …) was removed.";
    const EXAMPLE: (&'static str, &'static str) = ("co\u{AD}op\u{200B}erate", "cooperate");
    #[rustfmt::skip]
    const SUSPECTS: Ranges = &[
        '\u{AD}'..='\u{AD}', '\u{61C}'..='\u{61C}', '\u{180E}'..='\u{180E}', '\u{200B}'..='\u{200B}',
        '\u{200E}'..='\u{200F}', '\u{202A}'..='\u{202E}', '\u{2060}'..='\u{2064}', '\u{2066}'..='\u{206F}',
        '\u{FDD0}'..='\u{FDEF}', '\u{FEFF}'..='\u{FEFF}', '\u{FFF9}'..='\u{FFFC}',
        // The last two of each plane are noncharacters.
        '\u{FFFE}'..='\u{FFFF}', '\u{1FFFE}'..='\u{1FFFF}', '\u{2FFFE}'..='\u{2FFFF}', '\u{3FFFE}'..='\u{3FFFF}',
        '\u{4FFFE}'..='\u{4FFFF}', '\u{5FFFE}'..='\u{5FFFF}', '\u{6FFFE}'..='\u{6FFFF}', '\u{7FFFE}'..='\u{7FFFF}',
        '\u{8FFFE}'..='\u{8FFFF}', '\u{9FFFE}'..='\u{9FFFF}', '\u{AFFFE}'..='\u{AFFFF}', '\u{BFFFE}'..='\u{BFFFF}',
        '\u{CFFFE}'..='\u{CFFFF}', '\u{DFFFE}'..='\u{DFFFF}', '\u{EFFFE}'..='\u{EFFFF}', '\u{FFFFE}'..='\u{FFFFF}',
        '\u{10FFFE}'..='\u{10FFFF}',
    ];

    #[inline]
    fn action(c: char) -> Option<Action> {
        match c {
            '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{2066}'..='\u{2069}' => Some(Action::Direction),
            '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{FDD0}'..='\u{FDEF}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFC}' => Some(Action::Remove),
            _ => (u32::from(c) & 0xFFFE == 0xFFFE).then_some(Action::Remove),
        }
    }
}

/// Whether `text` has a letter of a script that is written from right to left.
pub(crate) fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
            && c.is_alphabetic()
    })
}
