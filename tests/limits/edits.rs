//! Which bytes of a document an edit covers.

use unboil::Options;

use crate::{cleaned_with, rule};

/// What an edit replaces, by what, and its cause.
type Replaced<'t> = (&'t str, &'t str, &'t str);

#[test]
fn an_edit_covers_what_its_cause_changes_in_whole_characters() {
    let rules = rule("share", "line = [\"share\"]")
        + &rule("call", "line = [\"call\"]")
        + &rule("summer", "contains = [\"été\"]\nremove = \"match\"")
        + &rule("winter", "contains = [\"hiver\"]\nremove = \"match\"");
    let (entity, nfc, invisible) = ("normalize/entity", "normalize/nfc", "normalize/invisible");
    let (mojibake, lines) = ("normalize/mojibake", "normalize/lines");
    let cases: [(&str, &[Replaced]); 9] = [
        // Letters and the signs around them that they are one character with.
        ("a e\u{301}b&amp;\u{301} b\n", &[("e\u{301}", "é", nfc), ("&amp;\u{301}", "&\u{301}", entity)]),
        ("a&nbsp;\u{301}&nbsp;b\n", &[("&nbsp;\u{301}", " \u{301}", entity), ("&nbsp;", " ", entity)]),
        ("a \u{600}&amp; b\n", &[("\u{600}&amp;", "\u{600}&", entity)]),
        ("a \u{601}&amp; b\n", &[("\u{601}&amp;", "\u{601}&", entity)]),
        ("a \u{200b}\u{301}\u{200b}b\n", &[("\u{200b}", "", invisible), ("\u{200b}", "", invisible)]),
        ("\u{1f1e9}&amp;\u{1f1ea}\u{600}\u{200b}x\n", &[("&amp;", "&", entity), ("\u{200b}", "", invisible)]),
        // A line of which nothing is left goes by the rule that cut it.
        ("The boats.\nÉté\nHiver\nThe pier.\n", &[("Été\n", "", "en/summer"), ("Hiver\n", "", "en/winter")]),
        // What a fix changes beside a removal is an edit of its own.
        (
            "Le quai â€œÃ‰tÃ©â€\u{9d} est petit.\n",
            &[("â€œ", "“", mojibake), ("Ã‰tÃ©", "", "en/summer"), ("â€\u{9d}", "”", mojibake)],
        ),
        (
            "The boats.\r\nShare\r\n\r\n\r\nCall\r\nThe pier.\n",
            &[
                ("\r\n", "\n", lines),
                ("Share\r\n", "", "en/share"),
                ("\r\n\r\n", "\n", lines),
                ("Call\r\n", "", "en/call"),
            ],
        ),
    ];
    for (text, want) in cases {
        let cleaned = cleaned_with(Options::default().budget(1.0), &rules, text);
        let edits: Vec<Replaced> = cleaned
            .edits
            .iter()
            .map(|edit| (&text[edit.span.range()], edit.content.as_str(), edit.cause.id()))
            .collect();
        assert_eq!(edits, want, "{text:?}");
    }
}
