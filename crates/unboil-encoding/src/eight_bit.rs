//! Encodings of the WHATWG standard: bytes and an encoding in, text and the number of bad sequences out.
//!
//! `encoding_rs` says only whether something was replaced, not how often, and a U+FFFD in the text may have stood in
//! the source. So after a first try that succeeds on sound text, faults are counted one by one.
//!
//! Example: `82 A0 FF 61` as Shift_JIS is `あ\u{FFFD}a`, one bad sequence.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding};

/// The text, and how many bad sequences became U+FFFD. A byte order mark is text like any other here.
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
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return (Cow::Owned(text), bad),
            // Doubling keeps the copying linear; the least is what one character needs.
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
