//! Composed letters come out composed: normal form C is held to the implementation of the `unicode-normalization` crate, which has
//! tables and code of its own.
//!
//! `e` and U+0301, U+0065 U+0301 on their own or far from the end of a long line, all become `é`. Text that is not canonical when
//! composed (a control, a space of another kind) is left to the other laws.

use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::Index;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use crate::canonical;
use crate::support::{cases, unrepaired};

const FILE: &str = "tests/laws/proptest-regressions/normal_forms.txt";

/// What a line becomes by the other implementation, if nothing but composing is to be done to it.
fn composed(line: &str) -> Option<String> {
    // Marks of direction are dropped where no letter is written from right to left.
    let is_direction =
        |c| matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let text = line.nfc().chain(['\n']).collect::<String>();
    (canonical::fault(&text).is_none() && !text.contains(is_direction)).then_some(text)
}

/// How many ways to write the line were compared.
#[track_caller]
fn compare(line: &str) -> usize {
    let Some(want) = composed(line) else { return 0 };
    let forms = [line.to_owned(), line.nfd().collect(), line.nfc().collect()];
    for form in &forms {
        assert_eq!(unrepaired(&format!("{form}\n")), want, "{form:?}");
        // In the middle of a long line, where many bytes are looked at together.
        let far = |middle: &str| {
            format!("So {middle} and a line of more than one chunk of sixty-four bytes, so that all is seen\n")
        };
        assert_eq!(unrepaired(&far(form)), far(want.trim_end_matches('\n')), "{form:?}");
    }
    forms.len()
}

#[test]
fn every_character_of_unicode_is_composed() {
    let compared: usize = (' '..=char::MAX).map(|c| compare(c.encode_utf8(&mut [0; 4]))).sum();
    assert!(compared > 3_000_000, "{compared} comparisons only");
}

/// Characters of which others are made, marks of every class among them; and all that are made of others.
fn pool() -> &'static [char] {
    static POOL: OnceLock<Vec<char>> = OnceLock::new();
    POOL.get_or_init(|| {
        let is_made = |c: char| !std::iter::once(c).eq(std::iter::once(c).nfd());
        let parts = (' '..=char::MAX).filter(|&c| is_made(c)).flat_map(|c| std::iter::once(c).nfd().chain([c]));
        // Syllables of Hangul are ten thousand; their parts are enough of them.
        let parts = parts.filter(|c| !matches!(c, '가'..='힣'));
        let marks = (' '..=char::MAX).filter(|&c| canonical_combining_class(c) != 0);
        let mut pool: Vec<char> = parts.chain(marks).collect();
        pool.sort_unstable();
        pool.dedup();
        assert!(pool.len() > 2_500, "{} characters only", pool.len());
        pool
    })
}

proptest! {
    #![proptest_config(cases(5000, FILE))]

    #[test]
    fn letters_with_any_marks_in_any_order_are_composed(places in prop::collection::vec(any::<Index>(), 1..10)) {
        let line: String = places.into_iter().map(|place| *place.get(pool())).collect();
        compare(&line);
    }

    #[test]
    fn syllables_of_hangul_are_composed(parts in prop::collection::vec("[\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11A7}-\u{11C2}가-힣각]", 1..8)) {
        compare(&parts.concat());
    }
}
