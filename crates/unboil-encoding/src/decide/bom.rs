//! Byte order marks: which encoding the first bytes name, and how long the mark is.
//!
//! `FF FE 00 00` is either the mark of UTF-32LE, or the mark of UTF-16LE before a NUL. What follows decides: nearly every
//! UTF-16 text, read in units of four bytes, gives numbers above U+10FFFF (the two letters `ab` make 0x620061).
//!
//! Example: `EF BB BF 68 69` is UTF-8 with a mark of 3 bytes; the text is `hi`.

use crate::encodings::utf16_32::Utf16Or32;

/// What a byte order mark names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bom {
    Utf8,
    Utf16Or32(Utf16Or32),
}

/// The mark at the start of `bytes` and its length in bytes.
pub(crate) fn find(bytes: &[u8]) -> Option<(Bom, usize)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => Some((Bom::Utf8, 3)),
        [0xFF, 0xFE, 0, 0, rest @ ..] if is_utf32_le(rest) => Some((Bom::Utf16Or32(Utf16Or32::Utf32Le), 4)),
        [0, 0, 0xFE, 0xFF, ..] => Some((Bom::Utf16Or32(Utf16Or32::Utf32Be), 4)),
        [0xFF, 0xFE, ..] => Some((Bom::Utf16Or32(Utf16Or32::Utf16Le), 2)),
        [0xFE, 0xFF, ..] => Some((Bom::Utf16Or32(Utf16Or32::Utf16Be), 2)),
        _ => None,
    }
}

/// Whether the bytes after `FF FE 00 00` can be UTF-32LE: at most one unit in a hundred is invalid (one damaged place must
/// not turn a long text into UTF-16 full of NULs), and there is at least one complete unit before a cut one.
fn is_utf32_le(rest: &[u8]) -> bool {
    let units = rest.len() / 4;
    let bad = Utf16Or32::Utf32Le.chars(rest).filter(Result::is_err).count();
    bad * 100 <= units && (units > 0 || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Bom, find};
    use crate::encodings::utf16_32::Utf16Or32;

    #[test]
    fn each_mark_is_known() {
        assert_eq!(find(b"\xEF\xBB\xBFhi"), Some((Bom::Utf8, 3)));
        assert_eq!(find(b"\xFF\xFEh\0"), Some((Bom::Utf16Or32(Utf16Or32::Utf16Le), 2)));
        assert_eq!(find(b"\xFE\xFF\0h"), Some((Bom::Utf16Or32(Utf16Or32::Utf16Be), 2)));
        assert_eq!(find(b"\xFF\xFE\0\0h\0\0\0"), Some((Bom::Utf16Or32(Utf16Or32::Utf32Le), 4)));
        assert_eq!(find(b"\0\0\xFE\xFF\0\0\0h"), Some((Bom::Utf16Or32(Utf16Or32::Utf32Be), 4)));
        assert_eq!(find(b"\xEF\xBBhi"), None);
    }

    #[test]
    fn a_nul_after_the_utf16_mark_is_not_utf32() {
        assert_eq!(find(b"\xFF\xFE\0\0a\0b\0"), Some((Bom::Utf16Or32(Utf16Or32::Utf16Le), 2)));
        assert_eq!(find(b"\xFF\xFE\0\0a\0"), Some((Bom::Utf16Or32(Utf16Or32::Utf16Le), 2)));
    }
}
