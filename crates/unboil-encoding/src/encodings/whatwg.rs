//! Decoding in the encodings of the WHATWG standard, with a count of bad sequences.
//!
//! `encoding_rs` reports whether something was replaced, but not how often, and a U+FFFD in the text may be from the source.
//! So if a first try, which succeeds on sound text, fails, faults are counted one by one.
//!
//! Example: `82 A0 FF 61` as Shift_JIS is `あ\u{FFFD}a`, one bad sequence.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding};

/// The text, and how many bad sequences became U+FFFD. A byte order mark is treated as text.
pub(crate) fn decode<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> (Cow<'b, str>, usize) {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return (text, 0);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut rest = bytes;
    let mut bad = 0;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return (Cow::Owned(text), bad),
            // Doubling keeps the copying linear; 64 bytes are enough for any one character.
            DecoderResult::OutputFull => text.reserve(text.len().max(64)),
            DecoderResult::Malformed(..) => {
                bad += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn only_faults_are_counted() {
        assert_eq!(decode(encoding_rs::SHIFT_JIS, b"\x82\xA0\xFFa"), ("あ\u{FFFD}a".into(), 1));
        assert_eq!(decode(encoding_rs::GB18030, b"\x84\x31\xA4\x37"), ("\u{FFFD}".into(), 0));
        assert_eq!(decode(encoding_rs::GB18030, b"\x84\x31\xA4\x37\xFF"), ("\u{FFFD}\u{FFFD}".into(), 1));
        let long = b"\xFF\x82\xA0".repeat(1000);
        assert_eq!(decode(encoding_rs::SHIFT_JIS, &long), ("\u{FFFD}あ".repeat(1000).into(), 1000));
    }
}
