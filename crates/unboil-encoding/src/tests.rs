//! The order of evidence on complete inputs, and the laws over arbitrary ones.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{BadBytes, DecodeError, DecodeOptions, Encoding, Evidence, decode};

fn read(bytes: &[u8]) -> (String, &'static str, Evidence, usize) {
    let decoded = decode(bytes, DecodeOptions { force: true, ..DecodeOptions::default() }).expect("forced");
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
    let options = DecodeOptions { declared: Some(encoding_rs::WINDOWS_1251.into()), ..DecodeOptions::default() };
    let decoded = decode("é".as_bytes(), options).expect("text");
    assert_eq!((&*decoded.text, decoded.encoding.evidence), ("Г©", Evidence::Declared));
    let decoded = decode("\u{FEFF}é".as_bytes(), options).expect("text");
    assert_eq!((&*decoded.text, decoded.encoding.evidence, decoded.encoding.bom), ("é", Evidence::Bom, 3));
}

#[test]
fn a_document_names_its_encoding_and_is_believed_if_its_bytes_bear_it_out() {
    use Evidence::{Guessed, SelfDeclared, Valid};
    for (bytes, text, encoding, evidence) in [
        (&b"<meta charset=cp850>caf\x82"[..], "<meta charset=cp850>café", "IBM850", SelfDeclared),
        (b"<meta charset=koi8-r>\xF0\xD2\xC9\xD7\xC5\xD4", "<meta charset=koi8-r>Привет", "KOI8-R", SelfDeclared),
        (b"<?xml encoding='latin2'?>\xBEivot", "<?xml encoding='latin2'?>život", "ISO-8859-2", SelfDeclared),
        ("<meta charset=koi8-r>naïve".as_bytes(), "<meta charset=koi8-r>naïve", "UTF-8", Valid),
        (
            b"<meta charset=iso-8859-1>\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0? \xD1\xE5\xE3\xEE\xE4\xED\xFF \xF5\xEE\xF0\xEE\xF8\xE0\xFF \xEF\xEE\xE3\xEE\xE4\xE0.",
            "<meta charset=iso-8859-1>Привет, как дела? Сегодня хорошая погода.",
            "windows-1251",
            Guessed,
        ),
    ] {
        assert_eq!(read(bytes), (text.to_owned(), encoding, evidence, 0), "{text}");
    }
}

#[test]
fn old_files_are_guessed() {
    for (bytes, text, encoding) in [
        (&b"Die gr\x94\xE1te Stadt \x81ber dem Flu\xE1"[..], "Die größte Stadt über dem Fluß", "IBM850"),
        (b"L'\x8Et\x8E dernier, \x88 la fen\x90tre", "L'été dernier, à la fenêtre", "macintosh"),
        (b"Szcz\xA9\x98liwy go\x98\x86 pi\x88 herbat\xA9", "Szczęśliwy gość pił herbatę", "IBM852"),
        (b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0", "Привет, мир", "windows-1251"),
        (b"\x8F\xE0\xA8\xA2\xA5\xE2, \xAC\xA8\xE0", "Привет, мир", "IBM866"),
        (b"\xDD\xE1\xB7\xEB\xA8\xE5, \xD2\xB7\xE1", "Привет, мир", "IBM855"),
        (b"C\xE1m \xBDn b\xD5n r\xA4t nhi\xABu", "Cám ơn bạn rất nhiều", "VISCII"),
        (
            b"\xC4\xF4\xC5\xB2\xC5\xB2\xD6\xB4\xD0\xFE\xC7\xEF\xA1\xA2\xCA\xBC\xD4\xAF\xC4\xA1\xD8\xC4\xC6\xAA",
            "今天天氣很好，我們一起去",
            "EUC-TW",
        ),
        (
            b"\xB5\xA1\x93i\xB7e \x90i\xB3\xA1\x88a \xB9\xBD\xB4a\xAC\xE1 \xACe\xC0\x82\xB7i",
            "오늘은 날씨가 좋아서 산책을",
            "Johab",
        ),
    ] {
        assert_eq!(read(bytes), (text.to_owned(), encoding, Evidence::Guessed, 0), "{text}");
    }
}

#[test]
fn dots_between_things_are_no_words() {
    for text in [
        &b"Mara Ellison \xB7 Follow\n5 min read \xB7 Aug 2 \xB7 12 claps \xB7 3 answers\n"[..],
        b"Mara Ellison \xB7 Follow\n5 min read \xB7 Aug 2 \xB7 12 claps \xB7 3 answers\nA caf\xE9 in town \xB7 More\n",
        b"It didn\x92t rain, and she\x92d said it wouldn\x92t. \x93Don\x92t worry,\x94 he said \x97 but that\x92s that.\n",
        b"Home \xBB News \xBB Town\n\xA9 2020 \x95 All rights reserved \x96 Imprint\n",
    ] {
        let (_, encoding, ..) = read(text);
        assert_eq!(encoding, "windows-1252");
    }
}

#[test]
fn a_guess_says_how_sure_it_is_and_what_came_next() {
    let surest =
        super::detect(&"Сегодня хорошая погода, и мы идём в парк".chars().flat_map(cp1251).collect::<Vec<_>>(), false);
    let surest = surest.expect("text");
    assert_eq!(surest.encoding, "windows-1251");
    assert!(surest.confidence > 90 && surest.runner_up.is_some_and(|other| other != "windows-1251"), "{surest:?}");
    let poor = super::detect(b"\xE0 5", false).expect("text");
    assert!(poor.confidence < surest.confidence, "{poor:?}");
}

/// A letter in windows-1251: those of Russian are in the order of Unicode, except `ё`.
fn cp1251(c: char) -> Option<u8> {
    match c {
        'ё' => Some(0xB8),
        'А'..='я' => u8::try_from(c as u32 - 0x410 + 0xC0).ok(),
        _ => u8::try_from(c).ok(),
    }
}

#[test]
fn bad_bytes_fail_where_they_must() {
    let options = DecodeOptions { bad_bytes: BadBytes::Fail, ..DecodeOptions::default() };
    let error = decode("a\nnaïve café \u{E9}t\u{E9}\n".as_bytes(), options);
    assert!(error.is_ok());
    let error =
        decode(b"a\nna\xC3\xAFve caf\xC3\xA9 \xFF\n\xFE\xC3\xA9\xC3\xA9\xC3\xA9\n", options).expect_err("bad bytes");
    assert!(matches!(error, DecodeError::BadBytes { .. }));
    assert_eq!(error.to_string(), "2 byte sequences are not UTF-8, the first in line 2");
}

#[test]
fn long_inputs_take_bounded_time() {
    // Mixed encodings without a line end, marks in the middle, NULs, text that is cut inside a character: a guess examines
    // only a part, so it must end soon.
    let mix = [&b"\xCF\xF0\xE8\xE2"[..], "привет".as_bytes(), b"\xEF\xBB\xBF\x81\x82\xA4\xA2", b"caf\xE9"].concat();
    let long = mix.repeat(200_000);
    let (text, ..) = read(&long);
    assert!(text.len() >= long.len() / 2);
    assert!(
        decode(&vec![0; 1 << 22], DecodeOptions::default())
            .is_err_and(|error| matches!(error, DecodeError::Binary { .. }))
    );
    assert_eq!(read(&["é".repeat(1 << 19).as_bytes(), b"\xE2\x82"].concat()).3, 1);
}

#[test]
fn what_is_no_text_is_refused_with_a_reason() {
    // Knuth's multiplicative hash, nearly random.
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, why) in [
        (&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], "starts like a PNG image"),
        (b"ab\x7F\x7F\x7F\x7Fcd", "50 % control bytes"),
        (b"a\0\0\0\0\0\0\0\0\0b\0\0\0\0\0", "NUL bytes without a UTF-16 pattern"),
        (&noise, ""),
    ] {
        let error = decode(bytes, DecodeOptions::default()).expect_err("binary");
        assert!(matches!(error, DecodeError::Binary { .. }) && error.to_string().contains(why), "{error}");
        assert!(decode(bytes, DecodeOptions { force: true, ..DecodeOptions::default() }).is_ok());
    }
}

/// Words of one script with spaces and line ends between them, as text is.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![Just("[a-zA-Z]{1,9}"), Just("[а-яА-Я]{1,9}"), Just("[α-ω]{2,9}"), Just("[א-ת]{2,8}")];
    word.prop_flat_map(|word| proptest::collection::vec(word, 3..40)).prop_map(|words| words.join(" ") + "\n")
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes: Vec<u8>, start in 0_usize..8, force: bool, declared in 0_usize..8) {
        let mark: &[u8] = [&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"\xFF\xFE\0\0", b"\0\0\xFE\xFF", b"\x1B$B", b"\x1B$)C\x0E"][start];
        let bytes = [mark, &bytes].concat();
        let declared = ["", "utf-16", "utf-8", "gb18030", "johab", "euc-tw", "cp850", "iso-2022-kr"].map(Encoding::for_label)[declared];
        let result = decode(&bytes, DecodeOptions { declared, force, ..DecodeOptions::default() });
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
