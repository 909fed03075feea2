//! ISO-2022-JP and ISO-2022-KR: seven-bit bytes in, text out if escape sequences switch to a two-byte alphabet.
//!
//! Such text is valid ASCII, so it must be looked for before UTF-8 is taken. The escapes are those of mail and old web
//! pages: `ESC $ B` or `ESC $ @` for Japanese, `ESC $ ) C` with shifts `0E`/`0F` for Korean. Terminal colours
//! (`ESC [`) and the `ESC ( B` terminals also print are no sign of it. Nothing is taken unless it decodes.
//!
//! Example: `ESC $ B $ " ESC ( B` is `あ`.

use memchr::memmem;

use super::eight_bit;

/// The text, the encoding's name and the number of bad sequences; `None` if this is something else.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, &'static str, usize)> {
    if !bytes.is_ascii() {
        return None;
    }
    let has = |escape: &[u8]| memmem::find(bytes, escape).is_some();
    let (text, name, bad) = if has(b"\x1B$)C") {
        let (text, bad) = korean(bytes);
        (text, "ISO-2022-KR", bad)
    } else if has(b"\x1B(") && [b"\x1B$B", b"\x1B$@", b"\x1B(J", b"\x1B(I"].iter().any(|escape| has(*escape)) {
        let (text, bad) = eight_bit::decode(encoding_rs::ISO_2022_JP, bytes);
        (text.into_owned(), "ISO-2022-JP", bad)
    } else {
        return None;
    };
    // One fault in twenty characters is damage; more, and the escapes meant something else. One is always allowed: the
    // cut end of an extract.
    let foreign = text.chars().filter(|c| !c.is_ascii()).count().saturating_sub(bad);
    (foreign > 0 && bad <= 1 + foreign / 20).then_some((text, name, bad))
}

/// Korean is EUC-KR with the top bit taken off between shift-out and shift-in (RFC 1557).
pub(crate) fn korean(bytes: &[u8]) -> (String, usize) {
    let mut euc = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            0x0E => shifted = true,
            0x0F => shifted = false,
            0x1B if after.starts_with(b"$)C") => rest = after.get(3..).unwrap_or_default(),
            0x21..=0x7E if shifted => euc.push(byte | 0x80),
            _ => euc.push(byte),
        }
    }
    let (text, bad) = eight_bit::decode(encoding_rs::EUC_KR, &euc);
    (text.into_owned(), bad)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn two_byte_alphabets_are_read() {
        assert_eq!(decode(b"a \x1B$B$\"\x1B(B b"), Some(("a あ b".to_owned(), "ISO-2022-JP", 0)));
        assert_eq!(decode(b"\x1B$)Ca \x0E0!\x0F b"), Some(("a 가 b".to_owned(), "ISO-2022-KR", 0)));
    }

    #[test]
    fn terminal_output_is_left() {
        assert_eq!(decode(b"\x1B[1mbold\x1B(B\x1B[m"), None);
        assert_eq!(decode(b"\x1B$Blah, blah"), None);
        assert_eq!(decode(b"plain"), None);
    }
}
