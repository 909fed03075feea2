//! ISO-2022-JP and ISO-2022-KR: seven-bit text with escape sequences that switch to a two-byte alphabet.
//!
//! Such text is valid ASCII, so it is looked for before UTF-8. The escapes are those of mail and old web pages: `ESC $ B` or
//! `ESC $ @` for Japanese, `ESC $ ) C` with shifts `0E`/`0F` for Korean. Terminal colours (`ESC [`) and the `ESC ( B` that
//! terminals also print are not evidence. The text must also decode.
//!
//! Example: `ESC $ B $ " ESC ( B` is `あ`.

use memchr::memmem;

use crate::encodings::{iso2022_kr, whatwg};

/// The text, the encoding's name and the number of bad sequences; `None` if this is something else.
pub(crate) fn decode(bytes: &[u8]) -> Option<(String, &'static str, usize)> {
    if !bytes.is_ascii() {
        return None;
    }
    let has = |escape: &[u8]| memmem::find(bytes, escape).is_some();
    let (text, name, bad) = if has(b"\x1B$)C") {
        let (text, bad) = iso2022_kr::decode(bytes);
        (text, "ISO-2022-KR", bad)
    } else if has(b"\x1B(") && [b"\x1B$B", b"\x1B$@", b"\x1B(J", b"\x1B(I"].iter().any(|escape| has(*escape)) {
        let (text, bad) = whatwg::decode(encoding_rs::ISO_2022_JP, bytes);
        (text.into_owned(), "ISO-2022-JP", bad)
    } else {
        return None;
    };
    // One fault in twenty characters is damage; with more, the escapes meant something else. One is always allowed: the cut
    // end of an extract. Set by hand.
    let foreign = text.chars().filter(|c| !c.is_ascii()).count().saturating_sub(bad);
    (foreign > 0 && bad <= 1 + foreign / 20).then_some((text, name, bad))
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
