//! Law 6: a document in another encoding, with other line ends, other spaces or another normal form gives the same
//! bytes.

use icu_normalizer::DecomposingNormalizerBorrowed;
use proptest::prelude::*;
use unboil::Level;

use crate::support::{cases, normalized, standard};
use crate::texts;

const FILE: &str = "tests/laws/proptest-regressions/law06.txt";

/// The variants of a canonical text, each with its name.
fn variants(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let nfd = DecomposingNormalizerBorrowed::new_nfd().normalize(text).into_owned();
    let units = || std::iter::once(0xFEFF).chain(text.encode_utf16());
    vec![
        ("CRLF", text.replace('\n', "\r\n").into()),
        ("CR", text.replace('\n', "\r").into()),
        ("no-break spaces", text.replace(' ', "\u{A0}").into()),
        ("doubled spaces", text.replace(' ', "  ").into()),
        ("tabs and spaces before line ends", text.replace('\n', "\t \n").into()),
        ("more blank lines", text.replace("\n\n", "\n \n\n\n").into()),
        ("indented", text.replace('\n', "\n  ").into()),
        ("NFD", nfd.into()),
        ("UTF-16LE", units().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", units().flat_map(u16::to_be_bytes).collect()),
        ("UTF-8 with mark", format!("\u{FEFF}{text}").into()),
        ("without the last line end", text.trim_end().into()),
    ]
}

proptest! {
    #![proptest_config(cases(500, FILE))]

    #[test]
    fn variants_give_the_same_bytes(text in texts::spliced()) {
        let text = normalized(&text);
        let cleaner = standard(Level::Careful);
        let want = cleaner.clean(text.as_bytes()).expect("with force on nothing is refused").text;
        for (name, bytes) in variants(&text) {
            let got = cleaner.clean(&bytes).expect("with force on nothing is refused").text;
            prop_assert_eq!(&got, &want, "{}", name);
        }
    }
}
