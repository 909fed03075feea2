//! ISO-2022-KR: the Korean of old mail, in seven bits.
//!
//! Example: `ESC $ ) C`, then `0E 30 21 0F`, is `가`.

use super::whatwg;

/// The text, and how many bad sequences became U+FFFD. Between shift-out and shift-in, the bytes are EUC-KR without the
/// top bit (RFC 1557).
pub(crate) fn decode(bytes: &[u8]) -> (String, usize) {
    let mut euc = Vec::with_capacity(bytes.len());
    let mut shifted = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            0x0E => shifted = true,
            0x0F => shifted = false,
            0x1B if after.starts_with(b"$)C") => rest = &after[3..],
            0x21..=0x7E if shifted => euc.push(byte | 0x80),
            _ => euc.push(byte),
        }
    }
    let (text, bad) = whatwg::decode(encoding_rs::EUC_KR, &euc);
    (text.into_owned(), bad)
}
