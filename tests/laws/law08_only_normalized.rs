//! Law 8: text with no phrase of any rule and no repetition is only normalized.
//!
//! The words of the texts belong to no language, so they contain no phrase of the standard packs; the first word makes each line
//! unique. Word counts, sentence ends, line lengths and blank lines are random: no rule may judge a line by its shape alone.

use proptest::prelude::*;
use unboil::{Level, Status};

use crate::packs;
use crate::support::{cases, cleaner, normalized, standard};

const FILE: &str = "tests/laws/proptest-regressions/law08.txt";

/// A word of four syllables or more that no phrase begins with.
fn word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&["zok", "wux", "qif", "jyv", "xob"][..]), 2..4).prop_map(|s| s.concat())
}

fn line() -> impl Strategy<Value = String> {
    let end = prop::sample::select(&["", ".", "?", "!", ":", "…", ",", "”"][..]);
    let joint = prop::sample::select(&[" ", "  ", ", ", "\u{A0}", " – ", "\t"][..]);
    (prop::collection::vec(word(), 1..40), joint, end).prop_map(|(words, joint, end)| words.join(joint) + end)
}

fn document() -> impl Strategy<Value = String> {
    prop::collection::vec((line(), prop::sample::select(&["\n", "\n\n", "\r\n", "\n\n\n"][..])), 0..14).prop_map(
        |lines| {
            let lines = lines.into_iter().enumerate();
            // `a`, `aa`, `aaa`: no line is repeated or contains a number.
            lines.map(|(number, (line, end))| format!("{}q {line}{end}", "j".repeat(number + 1))).collect()
        },
    )
}

proptest! {
    #![proptest_config(cases(1000, FILE))]

    #[test]
    fn with_the_standard_packs(text in document()) {
        for level in [Level::Careful, Level::Bold] {
            let cleaned = standard(level).clean_str(&text);
            prop_assert_eq!(&cleaned.text, &normalized(&text), "{:?}", cleaned.edits);
            prop_assert!(cleaned.edits.iter().all(|edit| edit.cause.category().is_none()), "{:?}", cleaned.edits);
            prop_assert!(matches!(cleaned.status, Status::Unchanged | Status::Cleaned));
            prop_assert_eq!(cleaned.status == Status::Unchanged, cleaned.text == text);
        }
    }

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in document()) {
        // An echo of one word is a repetition inside a line; the documents here have those.
        prop_assume!(!pack.rules.iter().any(|rule| rule.starts_with("[[echo]]")));
        let cleaned = cleaner(&pack.rules(), Level::Bold).clean_str(&text);
        prop_assert_eq!(&cleaned.text, &normalized(&text), "{:?}", cleaned.edits);
    }
}
