//! C1 controls: what Windows-1252 has in their place.
//!
//! `U+0080..U+009F` are control characters that nobody writes. In text they are Windows-1252 bytes that somebody read
//! as Latin-1, so each becomes what was meant: `U+0093` … `U+0094` → `“` … `”`. The five that Windows-1252 leaves
//! undefined go.

/// Windows-1252 from 0x80 to 0x9F; a space where it has nothing.
const WINDOWS_1252: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// The character that was meant by a C1 control, if any was.
pub(crate) fn meant(c: char) -> Option<char> {
    let index = u32::from(c).checked_sub(0x80)?;
    WINDOWS_1252.get(index as usize).copied().filter(|&c| c != ' ')
}
