//! The laws of the normalizer over arbitrary text, and its character lists compared with ICU.

use super::checked;
use crate::char_table::{Characters, NfcClass};
use crate::fixes::{Fixes, entity};
use crate::normalize;
use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalDecompositionBorrowed, Decomposed};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use proptest::prelude::*;
use std::collections::HashSet;

/// The lists of inert characters and lone marks, and the actions of the fixes, compared with ICU.
#[test]
fn characters_are_what_the_lists_say() {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let parts = CanonicalDecompositionBorrowed::new();
    let one = |c: char| nfc.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
    let all = || ('\0'..=char::MAX).filter(|c| !c.is_ascii());
    // Characters that can be second in a composition.
    let second: HashSet<char> = all()
        .filter_map(|c| match parts.decompose(c) {
            Decomposed::Expansion(_, b) if one(c) == c.to_string() => Some(b),
            _ => None,
        })
        .collect();
    for c in all() {
        let alone = one(c) == c.to_string() && !second.contains(&c);
        match Fixes::class(c) {
            NfcClass::Inert => {
                assert!(alone && classes.get_u8(c) == 0, "{c:?} is not inert");
                assert!(Fixes::is_kept(c), "{c:?}");
            }
            NfcClass::Mark => {
                assert!(alone && classes.get_u8(c) != 0, "{c:?} is not a lone mark");
                assert!(Fixes::is_kept(c), "{c:?}");
            }
            NfcClass::Other => {}
        }
        // NFC produces nothing that an earlier fix changes.
        if Fixes::is_kept(c) {
            assert!(one(c).chars().all(|c| Fixes::is_kept(c) && !c.is_ascii_punctuation() || c > '\u{7F}'), "{c:?}");
        }
        // A reference without semicolon is the same before the composed and the decomposed character.
        if let Decomposed::Expansion(first, _) | Decomposed::Singleton(first) = parts.decompose(c) {
            let is_reference = |c| entity::unclosed::<Fixes>("&copy", Some(c)).is_some();
            assert_eq!(is_reference(c), is_reference(first), "{c:?}");
            assert_eq!(is_reference(c), is_reference(one(c).chars().next().unwrap_or(c)), "{c:?}");
        }
    }
}

#[test]
fn long_runs_take_linear_time() {
    let many = 100_000;
    for part in [
        "&",
        "&amp",
        "&hellip&semi",
        "\u{301}",
        "\u{323}\u{301}",
        "\u{1B}]1;",
        "\u{1B}[",
        "\u{1B}]1;\u{1B}",
        "\u{85}",
        "\n",
        " ",
        "&#x5D0;",
        "\u{200E}",
        "a\u{5B0}\u{5BC}",
        "&#3",
    ] {
        let text = part.repeat(many);
        let out = normalize(&text, &mut ());
        assert_eq!(normalize(&out, &mut ()), out, "for {part:?}");
        let mut rewrites = Vec::new();
        assert_eq!(normalize(&text, &mut rewrites), out);
    }
    let nested = format!("{}lt;", "&amp;") + &"amp;".repeat(many);
    assert_eq!(normalize(&nested, &mut ()).len(), nested.len() - 8 + 1 + 1);
    assert_eq!(normalize(&("&".to_owned() + &"amp;".repeat(many)), &mut ()), "&\n");
    assert_eq!(normalize(&("&hellip".to_owned() + &"&semi".repeat(many) + ";"), &mut ()), "…\n");
}

/// Fragments that interact with each other.
#[rustfmt::skip]
const NASTY: &[&str] = &[
    "&", "&amp", "am", "p;", ";", "lt", "&lt", "&#", "#", "x", "3", "39", "&#38;", "&#x", "26", "&nbsp;", "&shy;",
    "&NewLine;", "&copy", "=", "&semi;", "&semi", "&num;", "&hellip", "&#59", "&fjlig;", "&lrm;", "&#x5D0;",
    "&eacute;", "&#x301;", "&ThickSpace;", "&#133;", "&#27;", "&ZeroWidthSpace;", "&equals;", "e", "a", "Word", "K",
    "1", ".", "\u{301}", "\u{323}", "\u{338}", "\u{327}", "\u{344}", "é", "≠", "\u{37E}", "\u{212A}", "\u{1FEF}",
    "\u{212B}", "\u{2329}", "\u{958}", "क", "\u{93C}", "\u{94D}", "\u{1100}", "\u{1161}", "\u{11A8}", "가", "\u{3099}",
    "か", "ที่", "\u{E38}", "\u{E48}", "א", "\u{5B0}", "\u{5BC}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{2067}",
    "\u{2069}", "\u{200B}", "\u{AD}", "\u{FEFF}", "\u{200C}", "\u{200D}", "\u{FE0F}", "\u{E0067}", "👩", "\u{FFFC}",
    "\u{FFFD}", "\u{FDD0}", "\u{1FFFF}", "\u{202E}", "\u{2060}", "\u{180E}", "\u{1B}", "\u{1B}[", "\u{1B}]", "0;",
    "m", "[", "]", "\\", "\u{7}", "\u{7F}", "\0", "\u{1C}", " ", " ", "  ", "\t", "\u{A0}", "\u{2000}", "\u{2009}",
    "\u{3000}", "\n", "\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}", "\u{93}", "\u{81}",
    "\u{9B}", "“", "—", "\u{1D165}", "\u{1D16D}", "\u{2F800}", "\u{1D15E}",
    "a long stretch of plain text that fills more than one chunk of sixty-four bytes and a bit.\n",
];

fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NASTY), 0..24).prop_map(|parts| parts.concat())
}

/// Canonical text of several lines.
fn clean() -> impl Strategy<Value = String> {
    const WORDS: &[&str] =
        &["one", "Zwölf", "café", "“x”", "한글", "日本語", "ậ", "naïve", "&copyé", "שלום", "हिंदी", "¶", "5 < 6"];
    let line = prop::collection::vec(prop::sample::select(WORDS), 0..8).prop_map(|w| w.join(" "));
    prop::collection::vec(line, 0..8).prop_map(|lines| checked(&lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_for_nasty_text(text in nasty()) {
        checked(&text);
    }

    #[test]
    fn laws_hold_for_any_text(text in any::<String>()) {
        checked(&text);
    }

    #[test]
    fn lines_do_not_change_each_other(a in nasty(), b in nasty()) {
        // The meaning of U+0085 depends on the complete text.
        let (a, b) = (a.replace('\u{85}', ""), b.replace('\u{85}', ""));
        let both = checked(&format!("{a}\nx\n{b}"));
        let apart = checked(&format!("{a}\nx"));
        prop_assert!(both.starts_with(&apart), "{both:?} {apart:?}");
    }

    #[test]
    fn variants_give_the_same_bytes(text in clean(), spaces in "[ \t\u{A0}\u{2003}\u{3000}]{1,3}") {
        let nfd = DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
        for variant in [
            nfd,
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
            text.replace('\n', "\u{2029}"),
            text.replace(' ', &spaces),
            text.replace('\n', &format!("{spaces}\n{spaces}")),
            text.replace(' ', "&nbsp;"),
            format!("\u{FEFF}{}", text.trim_end()),
        ] {
            prop_assert_eq!(checked(&variant), text.clone(), "{:?}", variant);
        }
    }
}
