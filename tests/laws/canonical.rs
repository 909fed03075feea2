//! The definition of canonical text, written without the library and without regard to speed.
//!
//! Input: a text. Output: the first reason why it is not canonical: `"a  b\n"` has two spaces in a row.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Why `text` is not canonical, if it is not.
pub(crate) fn fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if !text.ends_with('\n') || text.ends_with("\n\n") {
        return Some("it does not end in one line end".to_owned());
    }
    if text.starts_with('\n') {
        return Some("it begins with a blank line".to_owned());
    }
    if text.contains("\n\n\n") {
        return Some("two blank lines stand in a row".to_owned());
    }
    if !ComposingNormalizerBorrowed::new_nfc().is_normalized(text) {
        return Some("it is not NFC".to_owned());
    }
    text.lines().find_map(|line| {
        if line != line.trim() {
            Some(format!("spaces stand around {line:?}"))
        } else if line.contains("  ") {
            Some(format!("two spaces stand in a row in {line:?}"))
        } else {
            line.chars().find(|&c| is_junk(c)).map(|c| format!("U+{:04X} stands in {line:?}", u32::from(c)))
        }
    })
}

/// Controls, white space other than a space, and invisible characters nobody needs. Direction marks (which right to
/// left text needs), joiners, variation selectors and tags are not among them.
fn is_junk(c: char) -> bool {
    let white = c.is_whitespace() && c != ' ';
    white
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '\u{FDD0}'..='\u{FDEF}' | '\u{FFF9}'..='\u{FFFC}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[test]
fn the_checker_knows_canonical_text() {
    for text in ["", "a\n", "a b\nc\n\nd\n", "می‌خوانید\n", "👩\u{200D}👧\n"] {
        assert_eq!(fault(text), None, "{text:?}");
    }
    for text in
        ["a", "\na\n", "a\n\n", "a\n\n\nb\n", "a  b\n", " a\n", "a\u{A0}b\n", "e\u{301}\n", "a\u{AD}b\n", "\u{7}\n"]
    {
        assert!(fault(text).is_some(), "{text:?}");
    }
}
