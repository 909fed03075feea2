//! Law 10: dropping one removing rule never removes more.
//!
//! It holds, with the budget set to all and over documents whose prose no rule claims, for packs of `[[rule]]`s with
//! any conditions on the line itself and any `zone`, of which those that take more than their line are strong and without
//! `at_most`, and the others are weak or have an `at_most`, not both. It cannot hold for the rest, and that is wanted:
//! - a cut inside a line makes another line of it, which another rule may then no longer know;
//! - prose that a rule claims is not the article's own, so without the rule zones are measured between other lines;
//! - a repetition is looked for among the lines that are left, and which copy a rule took decides what comes again;
//! - `near`, company and `at_most` may come to hold only after other lines have gone. A line that one rule takes at once
//!   is then no longer there for the other, whose block or run it would have begun.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;
use unboil::{Cleaner, Options, RuleSet};

use crate::packs::{self, Kinds};
use crate::support::{cases, pack};

const FILE: &str = "tests/laws/proptest-regressions/law10.txt";

const NO_CUTS: Kinds = Kinds { zones: true, cuts: false, repeats: false, late: false };

fn clean(rules: Arc<RuleSet>, text: &str) -> unboil::Cleaned {
    Cleaner::new(rules, Options::default().budget(1.0)).clean_str(text)
}

proptest! {
    #![proptest_config(cases(8000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(NO_CUTS), text in packs::text_with_free_prose(), dropped in any::<Index>()) {
        let with = clean(pack.rules(), &text);
        let without = clean(pack.without(Some(dropped.index(pack.rules.len()))), &text);
        prop_assert!(
            without.text.len() >= with.text.len(),
            "with {:?} by {:?}\nwithout {:?} by {:?}", with.text, with.edits, without.text, without.edits
        );
    }
}

const LINE: &str = r#"
[[rule]]
id = "flag"
category = "share"
why = "A test."
line = ["breaking news"]
removes = ["a"]
keeps = ["b"]
"#;

/// A line that two rules take goes by the first, and still takes along what the second takes.
#[test]
fn each_rule_of_a_line_takes_what_it_takes() {
    let block = r#"
        [[rule]]
        id = "box"
        category = "promo"
        why = "A test."
        start = ["breaking"]
        remove = "block"
        removes = ["a"]
        keeps = ["b"]
    "#;
    for rules in [block.to_owned(), format!("{LINE}{block}"), format!("{block}{LINE}")] {
        assert_eq!(pack(&rules).clean_str("Breaking news\nAll day\n\nHome\n").text, "Home\n");
    }
}

/// A line that goes is no company for itself: another rule's weak claim to it takes nothing more.
#[test]
fn a_line_that_goes_is_no_company_for_itself() {
    let run = r#"
        [[rule]]
        id = "list"
        category = "related"
        why = "A test."
        line = ["breaking news"]
        strength = "weak"
        remove = "run"
        removes = ["a"]
        keeps = ["b"]
    "#;
    assert_eq!(pack(&format!("{LINE}{run}")).clean_str("Breaking news\n\nA headline\n").text, "A headline\n");
}
