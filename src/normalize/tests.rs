//! Worked cases for each fix, and the laws of the normalizer over arbitrary text.

use super::chars::{Class, Kind, class, kind};
use super::{Fix, Rewrite, normalize};
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::{CanonicalCombiningClassMapBorrowed, CanonicalDecompositionBorrowed, Decomposed};
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::HashSet;

/// Whether `text` is canonical: the definition once more, without regard to speed. Entities are left to the law of
/// doing it twice.
pub(crate) fn is_canonical(text: &str) -> bool {
    let allowed = |line: &str, c: char| {
        let right_to_left = line.chars().any(|c| ('\u{590}'..'\u{900}').contains(&c) || c >= '\u{FB1D}');
        let code = u32::from(c);
        match code {
            0x00..=0x1F | 0x7F..=0xA0 | 0xAD | 0x180E | 0x1680 | 0x2000..=0x200B | 0x2028..=0x202F => false,
            0x205F..=0x2064 | 0x206A..=0x206F | 0x3000 | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFF9..=0xFFFC => false,
            0x061C => line.chars().any(|c| c != '\u{61C}' && ('\u{590}'..'\u{900}').contains(&c)) || right_to_left,
            0x200E | 0x200F | 0x2066..=0x2069 => right_to_left,
            _ => code & 0xFFFE != 0xFFFE,
        }
    };
    let lines = |line: &str| line == line.trim() && !line.contains("  ") && line.chars().all(|c| allowed(line, c));
    (text.is_empty() || (text.ends_with('\n') && !text.starts_with('\n') && !text.ends_with("\n\n")))
        && !text.contains("\n\n\n")
        && text.lines().all(lines)
        && ComposingNormalizerBorrowed::new_nfc().is_normalized(text)
}

/// The canonical text, with every law checked on the way.
#[track_caller]
fn checked(text: &str) -> String {
    let (out, rewrites) = logged(text);
    assert_eq!(normalize(text, &mut ()), out, "the log changes the answer for {text:?}");
    assert!(is_canonical(&out), "{text:?} became {out:?}");
    assert_eq!(normalize(&out, &mut ()), out, "not stable: {text:?}");
    assert!(matches!(normalize(&out, &mut ()), Cow::Borrowed(_)), "copied for nothing: {out:?}");
    replay(text, &out, &rewrites);
    out
}

fn logged(text: &str) -> (String, Vec<Rewrite>) {
    let mut rewrites = Vec::new();
    let out = normalize(text, &mut rewrites).into_owned();
    (out, rewrites)
}

/// Applies the changes and takes them back.
#[track_caller]
fn replay(text: &str, out: &str, rewrites: &[Rewrite]) {
    let (mut redone, mut undone) = (String::new(), String::new());
    let (mut at, mut out_at) = (0, 0);
    for Rewrite { span, now, .. } in rewrites {
        assert!(span.start >= at, "out of order: {rewrites:?}");
        let was = &text[span.range()];
        assert_ne!(was, now, "no change: {rewrites:?}");
        redone.push_str(&text[at..span.start]);
        redone.push_str(now);
        let kept = span.start - at;
        undone.push_str(&out[out_at..out_at + kept]);
        undone.push_str(was);
        at = span.end;
        out_at += kept + now.len();
    }
    redone.push_str(&text[at..]);
    undone.push_str(&out[out_at..]);
    assert_eq!(redone, out, "{text:?}: {rewrites:?}");
    assert_eq!(undone, text, "{text:?}: {rewrites:?}");
}

/// Cases of input and output, of one line each unless they say otherwise.
#[track_caller]
fn table(cases: &[(&str, &str)]) {
    for (text, want) in cases {
        let want = if want.is_empty() || want.ends_with('\n') { (*want).to_owned() } else { format!("{want}\n") };
        assert_eq!(checked(text), want, "for {text:?}");
    }
}

#[test]
fn entities() {
    table(&[
        ("Q&amp;A", "Q&A"),
        ("caf&eacute; &#8217; &#x2019; &#X2019;", "café ’ ’ ’"),
        ("&amp;lt;b&amp;gt; &amp;amp;amp;", "<b> &"),
        ("&#38;lt; &amp;#39; &am&#112;;", "< ' &"),
        ("a&nbsp;&nbsp;b&emsp;c&Tab;d&NewLine;e&#10;&#13;&#8232;f", "a b c d e f"),
        ("&#147;Hi&#148; &#150; &#x85;", "“Hi” – …"),
        ("co&shy;op&ZeroWidthSpace;er&#173;ate&#129;&#1;&#0;", "cooperate"),
        // Old names without semicolon.
        ("?a=1&copy=2 ?a=1&copy2 &copyx &copy", "?a=1&copy=2 ?a=1&copy2 &copyx ©"),
        ("5 &lt 6 &AMP &QUOT&gt", "5 < 6 & \">"),
        (
            "&copyé &copye\u{301} &copy\u{301} &copy=\u{338} &copy≠ &copy<\u{338}",
            "&copyé &copyé &copý &copy≠ &copy≠ ©≮",
        ),
        ("&notit; &hellip &alpha x", "&notit; &hellip &alpha x"),
        ("don&#39t &#39 &#x27 &#x27g &#x27é", "don't ' ' &#x27g &#x27é"),
        ("R&B&#1 and &#31x", "R&B&#1 and &#31x"),
        // None.
        ("AT&T & co; R&D; &; &#; &#x; &#xg; &unknown; & amp;", "AT&T & co; R&D; &; &#; &#x; &#xg; &unknown; & amp;"),
        ("&#55357;&#1114112;&#99999999999999999999;", "&#55357;&#1114112;&#99999999999999999999;"),
        ("&#00000000000000000000000000065;", "A"),
        ("&#000000000000000000000000000000000065;", "&#000000000000000000000000000000000065;"),
        ("&CounterClockwiseContourIntegral;", "∳"),
        ("&bne; &fjlig; &ThickSpace; &nGg;", "=\u{20E5} fj ⋙\u{338}"),
        // Joined by what goes.
        ("&am\u{200B}p; &am&shy;p;lt; &lt\u{AD}; &\u{7}amp;", "& < < &"),
        ("&amp\u{37E} &copy\u{37E} &\u{212A}appa; &\u{1FEF}", "& © &Kappa; &`"),
        ("&hellip&semi&semi; &hellip&#59 &l&#116; &a&fjlig;", "… … < &afj"),
        ("&am\u{1B}[0mp;\u{1B}", "&"),
        ("&lt&shy;=1 &lt\u{200B}=1", "<=1 &lt=1"),
    ]);
    // `&Kappa;` is a name only by Kelvin's help.
    assert_eq!(checked("&\u{212A}appa;"), "Κ\n");
}

#[test]
fn c1() {
    table(&[
        ("\u{93}Hi\u{94} \u{97} it\u{92}s \u{80}5\u{85}", "“Hi” — it’s €5…"),
        ("a\u{81}b\u{8D}\u{8F}\u{90}\u{9D}c", "abc"),
        ("a\u{85}b\u{85}", "a\nb\n"),
        ("a\u{85}\u{85}b", "a\n\nb\n"),
        ("a\u{85} b\u{85}", "a… b…"),
        ("wait\u{85}", "wait…"),
        ("a\u{85}b\u{85}\n", "a…b…"),
        ("a\u{85}b\u{85}\u{92}", "a…b…’"),
    ]);
}

#[test]
fn controls() {
    table(&[
        ("a\0b\u{7}c\u{7F}d\u{1C}e", "abcde"),
        ("\u{1B}[1mBold\u{1B}[0m \u{1B}[38;2;1;2;3mred\u{1B}[K", "Bold red"),
        ("\u{1B}]0;title\u{7}text \u{1B}]8;;http://a.b\u{1B}\\link\u{1B}]8;;\u{1B}\\", "text link"),
        ("\u{1B}(B\u{1B}[mreset", "reset"),
        ("lone \u{1B} and \u{1B}x", "lone and x"),
        ("\u{1B}[12 is no sequence: \u{1B}[\u{e9}", "s no sequence: [é"),
        ("\u{1B}]a note] stays\u{7}", "]a note] stays"),
        ("\u{1B}]0;no end\nnext\u{7}", "]0;no end\nnext\n"),
        ("\u{1B}\u{200B}[31mred", "[31mred"),
        ("\u{1B}\u{1B}[1m[31m", "[31m"),
    ]);
}

#[test]
fn invisible() {
    table(&[
        ("\u{FEFF}co\u{AD}op\u{200B}er\u{2060}ate\u{FEFF}", "cooperate"),
        ("a\u{180E}b\u{FFFC}c\u{FFFF}d\u{FDD0}e\u{1FFFE}f\u{202E}g\u{206A}h\u{FFF9}i", "abcdefghi"),
        ("e\u{200B}\u{301} e\u{AD}\u{301}", "é é"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("क्\u{200D}ष र्\u{200D}य", "क्\u{200D}ष र्\u{200D}य"),
        (
            "👨\u{200D}👩\u{200D}👧\u{200D}👦 ❤\u{FE0F} 🏳\u{FE0F}\u{200D}🌈",
            "👨\u{200D}👩\u{200D}👧\u{200D}👦 ❤\u{FE0F} 🏳\u{FE0F}\u{200D}🌈",
        ),
        (
            "🇩🇪 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "🇩🇪 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        ),
        ("\u{FFFD} \u{E000} ⠀", "\u{FFFD} \u{E000} ⠀"),
        ("שלום\u{200F}! \u{2067}abc\u{2069}", "שלום\u{200F}! \u{2067}abc\u{2069}"),
        ("left\u{200E} \u{2066}only\u{2069}\nשלום\u{200E}\n", "left only\nשלום\u{200E}\n"),
        ("&#x5D0;&rlm;\u{61C}", "א\u{200F}\u{61C}"),
        ("&#x5\u{200E}D0;\u{200F}", "א"),
        ("\u{61C}٣", "٣"),
    ]);
}

#[test]
fn nfc() {
    table(&[
        ("cafe\u{301}", "café"),
        ("\u{212B} \u{2126} \u{2329}\u{232A} \u{344}", "Å Ω 〈〉 \u{308}\u{301}"),
        ("\u{1112}\u{1161}\u{11AB}글", "한글"),
        ("a\u{302}\u{323} q\u{307}\u{323}", "ậ q\u{323}\u{307}"),
        ("が か\u{3099} हि\u{0902}दी \u{958}", "が が हि\u{0902}दी \u{915}\u{93C}"),
        ("\u{2000}\u{2001}", ""),
        ("x\u{2000}y", "x y"),
        ("e\n\u{301}", "e\n\u{301}\n"),
        ("ที่นี่ น้ำ", "ที่นี่ น้ำ"),
    ]);
}

#[test]
fn spaces() {
    table(&[
        ("  one\ttwo\u{A0} three \u{2009}\u{3000}four  ", "one two three four"),
        ("全角\u{3000}空白　です", "全角 空白 です"),
        ("a \u{200B} b", "a b"),
        ("a\u{205F}\u{202F}\u{1680}b", "a b"),
        ("a b", "a b"),
    ]);
}

#[test]
fn lines() {
    table(&[
        ("", ""),
        ("\n", ""),
        (" \r\n\t\u{200B}&nbsp;\u{FEFF}\n\n&shy;", ""),
        ("a", "a\n"),
        ("a\n\n\n", "a\n"),
        ("a\n\n", "a\n"),
        ("\n\n a\r\nb\rc\u{B}d\u{C}e\u{2028}f\u{2029}g", "a\nb\nc\nd\ne\nf\ng\n"),
        ("a\n\n\n\nb\n \n\t\n\u{200B}\nc", "a\n\nb\n\nc\n"),
        ("a\r\n\r\n\r\nb\r\n", "a\n\nb\n"),
        ("a\n\r\nb\r\r\nc", "a\n\nb\n\nc\n"),
        ("a\n\n&nbsp;\n\n", "a\n"),
    ]);
}

#[test]
fn rewrites_are_small_and_named() {
    let rewrite = |start, end, now: &str, fix| Rewrite { span: (start..end).into(), now: now.to_owned(), fix };
    let cases: &[(&str, &[Rewrite])] = &[
        ("a\n", &[]),
        ("a", &[rewrite(1, 1, "\n", Fix::Lines)]),
        ("a\r\nb\r", &[rewrite(1, 2, "", Fix::Lines), rewrite(4, 5, "\n", Fix::Lines)]),
        ("a\n\n\n\nb\n", &[rewrite(2, 4, "", Fix::Lines)]),
        (
            "a  b &lt;c&gt; \n",
            &[
                rewrite(2, 3, "", Fix::Spaces),
                rewrite(5, 9, "<", Fix::Entity),
                rewrite(10, 14, ">", Fix::Entity),
                rewrite(14, 15, "", Fix::Spaces),
            ],
        ),
        ("a\u{200B}\u{200B}b cafe\u{301}s\n", &[rewrite(1, 7, "", Fix::Invisible), rewrite(12, 15, "é", Fix::Nfc)]),
        ("e&#x301;\n", &[rewrite(0, 8, "é", Fix::Entity)]),
        ("e\u{200B}\u{301}\n", &[rewrite(0, 6, "é", Fix::Invisible)]),
        ("a \u{200B} b\n", &[rewrite(2, 5, "", Fix::Invisible), rewrite(5, 6, "", Fix::Spaces)]),
        ("&am\u{200B}p;lt; x\n", &[rewrite(0, 11, "<", Fix::Entity)]),
        (
            "a\n \n\u{200B}\nb\n",
            &[rewrite(2, 3, "", Fix::Spaces), rewrite(3, 4, "", Fix::Lines), rewrite(4, 7, "", Fix::Invisible)],
        ),
        (
            "\n \na\u{85} \u{93}\n",
            &[
                rewrite(0, 1, "", Fix::Lines),
                rewrite(1, 2, "", Fix::Spaces),
                rewrite(2, 3, "", Fix::Lines),
                rewrite(4, 6, "…", Fix::C1),
                rewrite(7, 9, "“", Fix::C1),
            ],
        ),
    ];
    for (text, want) in cases {
        checked(text);
        assert_eq!(logged(text).1, *want, "for {text:?}");
    }
}

#[test]
fn a_text_that_only_loses_its_ends_is_borrowed() {
    for text in ["a\nb\n", "\u{FEFF}a\n", "  \n\na\n", "a b\n\n\n", "\n\n “é” x\n", ""] {
        assert!(matches!(normalize(text, &mut ()), Cow::Borrowed(_)), "for {text:?}");
        checked(text);
    }
}

/// The lists of inert characters and lone marks, and what the fixes believe of characters, against ICU.
#[test]
fn characters_are_what_the_lists_say() {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let parts = CanonicalDecompositionBorrowed::new();
    let one = |c: char| nfc.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
    let all = || ('\0'..=char::MAX).filter(|c| !c.is_ascii());
    // What can be second in a composition.
    let second: HashSet<char> = all()
        .filter_map(|c| match parts.decompose(c) {
            Decomposed::Expansion(_, b) if one(c) == c.to_string() => Some(b),
            _ => None,
        })
        .collect();
    for c in all() {
        let alone = one(c) == c.to_string() && !second.contains(&c);
        match class(c) {
            Class::Inert => {
                assert!(alone && classes.get_u8(c) == 0, "{c:?} is not inert");
                assert_eq!(kind(c), Kind::Keep, "{c:?}");
            }
            Class::Mark => {
                assert!(alone && classes.get_u8(c) != 0, "{c:?} is no lone mark");
                assert_eq!(kind(c), Kind::Keep, "{c:?}");
            }
            Class::Other => {}
        }
        // NFC makes no work for the fixes before it.
        if kind(c) == Kind::Keep {
            assert!(
                one(c).chars().all(|c| kind(c) == Kind::Keep && !c.is_ascii_punctuation() || c > '\u{7F}'),
                "{c:?}"
            );
        }
        // A reference without semicolon is judged alike before the composed and the decomposed character.
        if let Decomposed::Expansion(first, _) | Decomposed::Singleton(first) = parts.decompose(c) {
            let judge = |c| super::entities::unclosed("&copy", Some(c)).is_some();
            assert_eq!(judge(c), judge(first), "{c:?}");
            assert_eq!(judge(c), judge(one(c).chars().next().unwrap_or(c)), "{c:?}");
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
    let nested = format!("{}lt;", "&amp;".repeat(1)) + &"amp;".repeat(many);
    assert_eq!(normalize(&nested, &mut ()).len(), nested.len() - 8 + 1 + 1);
    assert_eq!(normalize(&("&".to_owned() + &"amp;".repeat(many)), &mut ()), "&\n");
    assert_eq!(normalize(&("&hellip".to_owned() + &"&semi".repeat(many) + ";"), &mut ()), "…\n");
}

/// Bits of text that go wrong together.
const NASTY: &[&str] = &[
    "&",
    "&amp",
    "am",
    "p;",
    ";",
    "lt",
    "&lt",
    "&#",
    "#",
    "x",
    "3",
    "39",
    "&#38;",
    "&#x",
    "26",
    "&nbsp;",
    "&shy;",
    "&NewLine;",
    "&copy",
    "=",
    "&semi;",
    "&semi",
    "&num;",
    "&hellip",
    "&#59",
    "&fjlig;",
    "&lrm;",
    "&#x5D0;",
    "&eacute;",
    "&#x301;",
    "&ThickSpace;",
    "&#133;",
    "&#27;",
    "&ZeroWidthSpace;",
    "&equals;",
    "e",
    "a",
    "Word",
    "K",
    "1",
    ".",
    "\u{301}",
    "\u{323}",
    "\u{338}",
    "\u{327}",
    "\u{344}",
    "é",
    "≠",
    "\u{37E}",
    "\u{212A}",
    "\u{1FEF}",
    "\u{212B}",
    "\u{2329}",
    "\u{958}",
    "क",
    "\u{93C}",
    "\u{94D}",
    "\u{1100}",
    "\u{1161}",
    "\u{11A8}",
    "가",
    "\u{3099}",
    "か",
    "ที่",
    "\u{E38}",
    "\u{E48}",
    "א",
    "\u{5B0}",
    "\u{5BC}",
    "\u{200E}",
    "\u{200F}",
    "\u{61C}",
    "\u{2067}",
    "\u{2069}",
    "\u{200B}",
    "\u{AD}",
    "\u{FEFF}",
    "\u{200C}",
    "\u{200D}",
    "\u{FE0F}",
    "\u{E0067}",
    "👩",
    "\u{FFFC}",
    "\u{FFFD}",
    "\u{FDD0}",
    "\u{1FFFF}",
    "\u{202E}",
    "\u{2060}",
    "\u{180E}",
    "\u{1B}",
    "\u{1B}[",
    "\u{1B}]",
    "0;",
    "m",
    "[",
    "]",
    "\\",
    "\u{7}",
    "\u{7F}",
    "\0",
    "\u{1C}",
    " ",
    " ",
    "  ",
    "\t",
    "\u{A0}",
    "\u{2000}",
    "\u{2009}",
    "\u{3000}",
    "\n",
    "\n",
    "\r",
    "\r\n",
    "\u{B}",
    "\u{C}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{93}",
    "\u{81}",
    "\u{9B}",
    "“",
    "—",
    "\u{1D165}",
    "\u{1D16D}",
    "\u{2F800}",
    "\u{1D15E}",
    "a long stretch of plain text that fills more than one chunk of sixty-four bytes and a bit.\n",
];

fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NASTY), 0..24).prop_map(|parts| parts.concat())
}

/// Canonical text of several lines, without line ends that other fixes depend on.
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
        prop_assume!(!(a.clone() + &b).contains('\u{85}'));
        let both = checked(&format!("{a}\nx\n{b}"));
        let apart = checked(&format!("{a}\nx"));
        prop_assert!(both.starts_with(&apart), "{both:?} {apart:?}");
    }

    #[test]
    fn variants_give_the_same_bytes(text in clean(), spaces in "[ \t\u{A0}\u{2003}\u{3000}]{1,3}") {
        use icu_normalizer::DecomposingNormalizerBorrowed;
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
