//! C1 controls: replaced by what Windows-1252 has in their place.
//!
//! `U+0080..U+009F` are control characters that nobody uses. In text they are Windows-1252 bytes that were read as
//! Latin-1, so each becomes the character that was meant: `U+0093` … `U+0094` → `“` … `”`. The five that Windows-1252 leaves
//! undefined are removed. [`line_split`](crate::line_split) decides where `U+0085` is a line end instead.

use crate::char_table::Ranges;
use crate::text_fix::{Action, TextFix};

/// The fix.
pub(crate) struct C1;

impl TextFix for C1 {
    const DESCRIPTION: &'static str = "A C1 control became the character that Windows-1252 has in its place.";
    const EXAMPLE: (&'static str, &'static str) = ("\u{93}Hi\u{94}", "“Hi”");
    const SUSPECTS: Ranges = &['\u{80}'..='\u{9F}'];

    #[inline]
    fn action(c: char) -> Option<Action> {
        matches!(c, '\u{80}'..='\u{9F}').then(|| meant(c).map_or(Action::Remove, Action::Become))
    }
}

/// Windows-1252 from 0x80 to 0x9F; a space where a byte is undefined.
const WINDOWS_1252: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// The character that was meant by a C1 control. `None` for other characters and the five undefined ones.
pub(crate) fn meant(c: char) -> Option<char> {
    let index = u32::from(c).checked_sub(0x80)?;
    WINDOWS_1252.get(index as usize).copied().filter(|&c| c != ' ')
}
