//! Law 10: dropping one removing rule never removes more.
//!
//! It holds, with an unlimited budget and over documents whose prose no rule matches, for packs of `[[rule]]`s with any conditions on
//! the line itself and any `zone`, if rules that remove more than their line are strong and have no `at_most`, and the others are weak
//! or have an `at_most`, not both. For other packs it cannot hold, which is intended:
//! - a cut inside a line makes another line, which another rule may no longer match;
//! - prose that a rule matches does not count as prose, so without the rule zones are measured between other lines;
//! - repetitions are searched for among the lines that are left, so it matters which copy a rule removed;
//! - `near`, `strength` and `at_most` may begin to hold only after other lines were removed. A line that one rule removes at once is
//!   then no longer there for another rule, whose block or run would have begun with it.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;
use unboil::{Cleaner, Options, RuleSet};

use crate::packs::{self, Kinds};
use crate::support::{cases, pack};

const FILE: &str = "tests/laws/proptest-regressions/law10.txt";

const NO_CUTS: Kinds = Kinds { zones: true, cuts: false, repeats: false, late: false };

fn clean(rules: Arc<RuleSet>, text: &str) -> unboil::Cleaned<'_> {
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

/// A line that two rules remove is removed by the first, but the lines that the second reaches are removed too.
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

/// A removed line does not support itself: another, weak rule that matches it removes nothing more.
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
