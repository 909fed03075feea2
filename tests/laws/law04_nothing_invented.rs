//! Law 4: output is decoded text minus removals plus declared normalization; nothing is invented.
//!
//! Three statements, each checked independently of the engine:
//! - each line of the output is a line of the normal text without some of its characters, in the same order;
//! - the text that an edit by a rule leaves is part of what normalization alone makes of the document;
//! - normalization adds no character that was not there, except for entities, C1 bytes and mojibake, which represent other
//!   characters.

use std::collections::HashMap;

use icu_normalizer::DecomposingNormalizerBorrowed;
use proptest::prelude::*;
use unboil::{Cleaner, Level};

use crate::support::{cases, cleaner, normalized, pack, standard, unrepaired};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law04.txt";

/// Whether the characters of `part` stand in `whole` in the same order.
fn is_subsequence(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|c| rest.any(|w| w == c))
}

/// Whether each line of `output` comes from a line of `normal`, in order. Taking the first line that will do is safe:
/// it leaves the most lines for the rest.
fn lines_come_from(output: &str, normal: &str) -> bool {
    let mut rest = normal.lines();
    output.lines().filter(|line| !line.is_empty()).all(|line| rest.any(|from| is_subsequence(line, from)))
}

fn nothing_invented(cleaner: &Cleaner, text: &str) -> Result<(), TestCaseError> {
    let cleaned = cleaner.clean_str(text);
    let normal = normalized(text);
    prop_assert!(lines_come_from(&cleaned.text, &normal), "{:?} is not from {:?}", cleaned.text, normal);
    for edit in cleaned.edits.iter().filter(|edit| edit.cause.category().is_some()) {
        prop_assert!(is_subsequence(&edit.content, &normal), "{:?} invents", edit);
    }
    Ok(())
}

fn letters(text: &str) -> HashMap<char, usize> {
    let mut letters = HashMap::new();
    for c in DecomposingNormalizerBorrowed::new_nfd().normalize(text).chars().filter(|c| !c.is_whitespace()) {
        *letters.entry(c).or_insert(0) += 1;
    }
    letters
}

proptest! {
    #![proptest_config(cases(1500, FILE))]

    #[test]
    fn with_the_standard_packs(text in texts::spliced()) {
        nothing_invented(standard(Level::Bold), &text)?;
    }

    #[test]
    fn normalization_makes_no_characters(text in texts::spliced()) {
        let text: String = text.chars().filter(|c| *c != '&' && !('\u{80}'..='\u{9F}').contains(c)).collect();
        let before = letters(&text);
        for (c, n) in letters(&unrepaired(&text)) {
            prop_assert!(before.get(&c).is_some_and(|had| *had >= n), "{:?} comes from nowhere", c);
        }
    }
}

proptest! {
    #![proptest_config(cases(4000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text()) {
        nothing_invented(&cleaner(&pack.rules(), Level::Careful), &text)?;
    }

    /// A cut inside a line removes no word that is not in a phrase, even if the cut cannot be made.
    #[test]
    fn a_cut_takes_its_match_alone(pack in packs::cutting_pack(), text in packs::text()) {
        let cleaned = cleaner(&pack.rules(), Level::Careful).clean_str(&text);
        for word in ["zig", "12", "&am", "river"] {
            let count = |text: &str| text.matches(word).count();
            prop_assert_eq!(count(&cleaned.text), count(&normalized(&text)), "{:?} in {:?}", word, cleaned.text);
        }
    }
}

/// A cut that would leave `&amp;` is not made, and the line is kept, because its rule removes the match alone.
#[test]
fn a_line_that_cannot_be_cut_stays_whole() {
    let cleaner = pack(
        r#"
        [[rule]]
        id = "aside"
        category = "share"
        why = "A test."
        contains = ["(eve)"]
        remove = "match"
        removes = ["(eve)"]
        keeps = ["b"]
        "#,
    );
    assert_eq!(cleaner.clean_str("one &am(eve)p; two\n").text, "one &am(eve)p; two\n");
    assert_eq!(cleaner.clean_str("one (eve) two\n").text, "one two\n");
}
