//! Law 5: edits are sorted, disjoint, on grapheme boundaries, and each names its rule.

use std::collections::HashSet;

use proptest::prelude::*;
use unboil::{Cleaner, Fix, Level};
use unicode_segmentation::UnicodeSegmentation;

use crate::support::{cases, cleaner, pack, standard, standard_ids};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law05.txt";

fn in_order(cleaner: &Cleaner, ids: &[String], text: &str) -> Result<(), TestCaseError> {
    let edits = cleaner.clean_str(text).edits;
    let mut boundaries: HashSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
    boundaries.insert(text.len());
    let mut end = 0;
    for edit in &edits {
        prop_assert!(edit.span.start >= end, "{:?} begins before byte {} in {:?}", edit, end, edits);
        prop_assert!(edit.span.start <= edit.span.end, "{:?}", edit);
        end = edit.span.end;
        for at in [edit.span.start, edit.span.end] {
            prop_assert!(boundaries.contains(&at), "byte {} of {:?} is inside a grapheme", at, edit);
        }
        prop_assert_ne!(text.get(edit.span.range()), Some(&*edit.content), "{:?} changes nothing", edit);
        let id = edit.cause.id();
        let is_fix = || Fix::ALL.iter().any(|fix| fix.id() == id);
        let known = if edit.cause.category().is_some() { ids.iter().any(|i| i == id) } else { is_fix() };
        prop_assert!(known, "{:?} names no rule", edit);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(2500, FILE))]

    #[test]
    fn with_the_standard_packs(text in texts::spliced()) {
        in_order(standard(Level::Bold), &standard_ids(), &text)?;
    }

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text(), loose in any::<bool>()) {
        let text = if loose { text.replace('\n', "\r\n\u{301}").replace(" - ", " \u{20DD}- \u{200D}") } else { text };
        let rules = pack.rules();
        let ids: Vec<String> = rules.ids().map(str::to_owned).collect();
        in_order(&cleaner(&rules, Level::Careful), &ids, &text)?;
    }
}

/// A phrase is removed, and the two marks on its last letter change places: the letter is in both changes, so they become one.
#[test]
fn a_change_that_a_rule_and_a_fix_share_is_told_as_the_rules() {
    let phrase = "[[rule]]\nid = \"quack\"\ncategory = \"promo\"\nwhy = \"A test.\"\ncontains = [\"the quack\"]\n\
        remove = \"match\"\nremoves = [\"a\"]\nkeeps = [\"b\"]\n";
    let cleaned = pack(phrase).clean_str("Boats the quack\u{20D0}\u{20D2} came home.\n");
    assert_eq!(cleaned.text, "Boats \u{20D2}\u{20D0} came home.\n");
    let causes: Vec<&str> = cleaned.edits.iter().map(|edit| edit.cause.id()).collect();
    assert_eq!(causes, ["en/quack"], "{:?}", cleaned.edits);
}
