//! The order of decisions on whole inputs, and the laws over arbitrary ones.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{DecodeOptions, Evidence, decode};

fn read(bytes: &[u8]) -> (String, &'static str, Evidence, usize) {
    let decoded = decode(bytes, DecodeOptions { force: true, declared: None }).expect("forced");
    let decision = decoded.encoding;
    (decoded.text.into_owned(), decision.encoding, decision.evidence, decision.bad_sequences)
}

#[test]
fn each_kind_of_evidence() {
    use Evidence::{Bom, Escapes, Guessed, MostlyValid, Valid, ZeroBytes};
    for (bytes, text, encoding, evidence, bad) in [
        (&b""[..], "", "UTF-8", Valid, 0),
        (b"\xEF\xBB\xBFhi\xFF", "hi\u{FFFD}", "UTF-8", Bom, 1),
        (b"\xFF\xFEh\0i\0", "hi", "UTF-16LE", Bom, 0),
        (b"\xFF\xFE\0\0h\0\0\0", "h", "UTF-32LE", Bom, 0),
        ("naïve".as_bytes(), "naïve", "UTF-8", Valid, 0),
        (b"a\0b c d e f g h i j k l m n o p", "a\0b c d e f g h i j k l m n o p", "UTF-8", Valid, 0),
        (b"h\0i\0\n\0", "hi\n", "UTF-16LE", ZeroBytes, 0),
        (b"na\xC3\xAFve, caf\xC3\xA9, \xC3\xA9t\xC3\xA9 \xFF", "naïve, café, été \u{FFFD}", "UTF-8", MostlyValid, 1),
        (b"na\xC3\xAFve caf\xC3", "naïve caf\u{FFFD}", "UTF-8", MostlyValid, 1),
        (b"caf\xE9", "café", "windows-1252", Guessed, 0),
        (b"un caf\xE9\xA0: 3 \x80", "un café\u{A0}: 3 €", "windows-1252", Guessed, 0),
        (b"\x1B$B$\"\x1B(B", "あ", "ISO-2022-JP", Escapes, 0),
        (b"Hi Mom -+Jjo--!  ~{<:Ky~}", "Hi Mom -+Jjo--!  ~{<:Ky~}", "UTF-8", Valid, 0),
    ] {
        assert_eq!(read(bytes), (text.to_owned(), encoding, evidence, bad), "{bytes:02X?}");
    }
}

#[test]
fn the_callers_word_wins_but_over_a_mark() {
    let options = DecodeOptions { declared: Some(encoding_rs::WINDOWS_1251), force: false };
    let decoded = decode("é".as_bytes(), options).expect("text");
    assert_eq!((&*decoded.text, decoded.encoding.evidence), ("Г©", Evidence::Declared));
    let decoded = decode("\u{FEFF}é".as_bytes(), options).expect("text");
    assert_eq!((&*decoded.text, decoded.encoding.evidence, decoded.encoding.bom), ("é", Evidence::Bom, 3));
}

#[test]
fn what_is_no_text_is_refused_with_a_reason() {
    // Knuth's multiplicative hash, as good as random.
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, why) in [
        (&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], "starts like a PNG image"),
        (b"ab\x7F\x7F\x7F\x7Fcd", "50 % control bytes"),
        (b"a\0\0\0\0\0\0\0\0\0b\0\0\0\0\0", "NUL bytes without a UTF-16 pattern"),
        (&noise, ""),
    ] {
        let error = decode(bytes, DecodeOptions::default()).expect_err("binary");
        assert!(error.is_binary() && error.to_string().contains(why), "{error}");
        assert!(decode(bytes, DecodeOptions { force: true, declared: None }).is_ok());
    }
}

/// Words of one script with spaces and line ends between them, as text is.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![Just("[a-zA-Z]{1,9}"), Just("[а-яА-Я]{1,9}"), Just("[α-ω]{2,9}"), Just("[א-ת]{2,8}")];
    word.prop_flat_map(|word| proptest::collection::vec(word, 3..40)).prop_map(|words| words.join(" ") + "\n")
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, start in 0_usize..8, force: bool, declared in 0_usize..4) {
        let mark: &[u8] = [&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"\xFF\xFE\0\0", b"\0\0\xFE\xFF", b"\x1B$B", b"\x1B$)C\x0E"][start];
        let bytes = [mark, &bytes].concat();
        let declared = [None, Some(encoding_rs::UTF_16LE), Some(encoding_rs::UTF_8), Some(encoding_rs::GB18030)][declared];
        let result = decode(&bytes, DecodeOptions { declared, force });
        prop_assert!(result.is_ok() || !force);
    }

    #[test]
    fn utf8_is_borrowed(text in "[^\\x00-\\x1F\\x7F\u{FEFF}]*") {
        let decoded = decode(text.as_bytes(), DecodeOptions::default()).expect("text");
        prop_assert!(matches!(decoded.text, Cow::Borrowed(borrowed) if borrowed == text));
        prop_assert_eq!(decoded.encoding.evidence, Evidence::Valid);
    }

    #[test]
    fn wide_text_comes_back(text in text(), mark: bool) {
        let full = if mark { format!("\u{FEFF}{text}") } else { text.clone() };
        let units = || full.encode_utf16();
        let points = || full.chars().map(u32::from);
        for (bytes, encoding) in [
            (units().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "UTF-16LE"),
            (units().flat_map(u16::to_be_bytes).collect(), "UTF-16BE"),
            (points().flat_map(u32::to_le_bytes).collect(), "UTF-32LE"),
            (points().flat_map(u32::to_be_bytes).collect(), "UTF-32BE"),
        ] {
            let decoded = decode(&bytes, DecodeOptions::default()).expect("text");
            prop_assert_eq!(&*decoded.text, &text);
            prop_assert_eq!(decoded.encoding.encoding, encoding);
            prop_assert_eq!(decoded.encoding.bom > 0, mark);
        }
    }

    #[test]
    fn utf8_with_one_bad_byte_stays_utf8(text in "[а-яё ]{8,80}", at in 0_usize..8, bad in 0xF5_u8..) {
        prop_assume!(text.bytes().filter(|&b| b >= 0xC0).count() > 2);
        let (before, after) = text.split_at(text.char_indices().nth(at).map_or(0, |(index, _)| index));
        let bytes = [before.as_bytes(), &[bad], after.as_bytes()].concat();
        let decoded = decode(&bytes, DecodeOptions::default()).expect("text");
        prop_assert_eq!(&*decoded.text, format!("{before}\u{FFFD}{after}"));
        prop_assert_eq!(decoded.encoding.bad_sequences, 1);
    }
}
