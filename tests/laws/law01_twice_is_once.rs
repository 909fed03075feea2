//! Law 1: cleaning twice is cleaning once.

use proptest::prelude::*;
use unboil::{Cleaner, Level};

use crate::support::{cases, cleaner, pack, standard};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law01.txt";

#[track_caller]
fn twice_is_once(cleaner: &Cleaner, text: &str) -> Result<(), TestCaseError> {
    let once = cleaner.clean_str(text);
    let twice = cleaner.clean_str(&once.text);
    prop_assert_eq!(&twice.text, &once.text, "first {:?}\nsecond {:?}", once.edits, twice.edits);
    prop_assert!(twice.edits.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500, FILE))]

    #[test]
    fn with_the_standard_packs(text in texts::spliced(), level in prop::sample::select(&[Level::Careful, Level::Bold][..])) {
        twice_is_once(standard(level), &text)?;
    }

    #[test]
    fn from_any_bytes(bytes in texts::bytes()) {
        let cleaner = standard(Level::Careful);
        if let Ok(once) = cleaner.clean(&bytes) {
            twice_is_once(cleaner, &once.text)?;
        }
    }
}

proptest! {
    #![proptest_config(cases(12_000, FILE))]

    #[test]
    fn with_random_packs(
        pack in packs::pack(packs::ALL),
        text in packs::text(),
        level in prop::sample::select(&[Level::Careful, Level::Bold][..]),
    ) {
        twice_is_once(&cleaner(&pack.rules(), level), &text)?;
    }
}

/// What a block of verse is must not depend on blank lines that will be there only the next time.
#[test]
fn blank_lines_of_lines_that_go_part_verse() {
    let cleaner = pack(
        r#"
        [[rule]]
        id = "flag"
        category = "share"
        why = "A test."
        contains = ["cyd"]
        removes = ["cyd"]
        keeps = ["b"]
        [[repeat]]
        id = "again"
        category = "duplicate"
        why = "A test."
        unit = "line"
        min_words = 1
        spare = ["verse"]
        removes = ["a"]
        keeps = ["b"]
        "#,
    );
    twice_is_once(&cleaner, "ada\n\ncyd\nbo\ncyd\nbo\ncyd\n\nada\nada\nada\n").expect("the law holds");
}
