//! Worked cases for each fix.

use super::{checked, logged};
use crate::{Fix, Rewrite, normalize};
use std::borrow::Cow;

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
        // Not references.
        ("AT&T & co; R&D; &; &#; &#x; &#xg; &unknown; & amp;", "AT&T & co; R&D; &; &#; &#x; &#xg; &unknown; & amp;"),
        ("&#55357;&#1114112;&#99999999999999999999;", "&#55357;&#1114112;&#99999999999999999999;"),
        ("&#00000000000000000000000000065;", "A"),
        ("&#000000000000000000000000000000000065;", "&#000000000000000000000000000000000065;"),
        ("&CounterClockwiseContourIntegral;", "∳"),
        ("&bne; &fjlig; &ThickSpace; &nGg;", "=\u{20E5} fj ⋙\u{338}"),
        // Completed by characters that are removed.
        ("&am\u{200B}p; &am&shy;p;lt; &lt\u{AD}; &\u{7}amp;", "& < < &"),
        ("&amp\u{37E} &copy\u{37E} &\u{212A}appa; &\u{1FEF}", "& © Κ &`"),
        ("&hellip&semi&semi; &hellip&#59 &l&#116; &a&fjlig;", "… … < &afj"),
        ("&am\u{1B}[0mp;\u{1B}", "&"),
        ("&lt&shy;=1 &lt\u{200B}=1", "<=1 &lt=1"),
    ]);
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
