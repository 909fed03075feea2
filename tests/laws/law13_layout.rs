//! Law 13: with `keep_indent` and `only_rules` the same lines are removed, cleaning twice is cleaning once, and the ledger replays.

use std::sync::Arc;

use proptest::prelude::*;
use unboil::{Cause, Cleaner, Fix, Options, RuleSet, replay};

use crate::support::{cases, normalized, standard_rules};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law13.txt";

fn modes() -> [Options; 3] {
    let all = || Options::default().force(true);
    [all().keep_indent(true), all().only_rules(true), all().keep_indent(true).only_rules(true)]
}

fn holds(rules: &Arc<RuleSet>, text: &str) -> Result<(), TestCaseError> {
    let canonical = Cleaner::new(Arc::clone(rules), Options::default().force(true)).clean_str(text).text;
    for options in modes() {
        let cleaner = Cleaner::new(Arc::clone(rules), options.clone());
        let once = cleaner.clean_str(text);
        let edits = &once.edits;
        prop_assert_eq!(replay(text, edits), Ok(once.text.to_string()), "{:?}", edits);
        prop_assert_eq!(normalized(&once.text), &*canonical, "{:?} {:?}", options, edits);
        let twice = cleaner.clean_str(&once.text);
        prop_assert_eq!(&twice.text, &once.text, "{:?}\nfirst {:?}\nsecond {:?}", options, edits, twice.edits);
        prop_assert!(twice.edits.is_empty(), "{:?}", twice.edits);
        let unrecorded = Cleaner::new(Arc::clone(rules), options.record_edits(false)).clean_str(text);
        prop_assert_eq!((unrecorded.text, unrecorded.status), (once.text, once.status));
    }
    Ok(())
}

/// Lines with white space before them.
fn indented() -> impl Strategy<Value = String> {
    (
        texts::spliced(),
        prop::collection::vec(prop::sample::select(&["", "  ", "\t", "    ", "\u{3000}", "\u{A0} "][..]), 1..9),
    )
        .prop_map(|(text, indents)| {
            let lines = text.split_inclusive('\n').zip(indents.iter().cycle());
            lines.map(|(line, indent)| format!("{indent}{line}")).collect()
        })
}

proptest! {
    #![proptest_config(cases(600, FILE))]

    #[test]
    fn with_the_standard_packs(text in indented()) {
        holds(standard_rules(), &text)?;
    }
}

proptest! {
    #![proptest_config(cases(3000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in packs::text(), indent in prop::sample::select(&["", "  ", "\t"][..])) {
        let text = format!("{indent}{}", text.replace("\n", &format!("\n{indent}")));
        holds(&pack.rules(), &text)?;
    }
}

#[test]
fn the_line_that_goes_takes_its_indentation_along() {
    let text = "def f():\n    x  = 1  \n\n\n    Leave a Reply\n\treturn &amp;\r\n   \nEnd";
    let clean = |options| Cleaner::new(Arc::clone(standard_rules()), options).clean_str(text);
    let [keep_indent, only_rules, _] = modes();
    assert_eq!(clean(keep_indent).text, "def f():\n    x = 1\n\n\treturn &\n\nEnd\n");
    let cleaned = clean(only_rules);
    assert_eq!(cleaned.text, "def f():\n    x  = 1  \n\n\n\treturn &amp;\r\n   \nEnd");
    assert!(cleaned.edits.iter().all(|edit| !matches!(edit.cause, Cause::Fix(_))), "{:?}", cleaned.edits);
}

/// What is never kept before a line, such as `&nbsp;`, is not left to the next line.
#[test]
fn the_line_that_goes_leaves_nothing_before_the_next() {
    let [_, only_rules, _] = modes();
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), only_rules);
    for before in ["&nbsp; ", "\u{200b}", " \u{200b} &nbsp;", "\u{200b}\u{200b}\t"] {
        let text = format!("The ferry sailed.\n{before}Leave a Reply\nIt came back.\n");
        assert_eq!(cleaner.clean_str(&text).text, "The ferry sailed.\nIt came back.\n", "{before:?}");
    }
}

/// `U+0085` is a line end only where there are several, so it becomes one that stays one.
#[test]
fn next_line_characters_become_line_ends() {
    let text = "The ferry sailed.\u{85}Leave a Reply\u{85}It came back.";
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), Options::default().only_rules(true));
    let once = cleaner.clean_str(text);
    assert_eq!(once.text, "The ferry sailed.\nIt came back.");
    assert!(once.edits.iter().any(|edit| edit.cause == Cause::Fix(Fix::Lines)), "{:?}", once.edits);
}

/// A record keeps its own final line end, and gets none.
#[test]
fn records_end_as_they_did() {
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), Options::default().only_rules(true));
    for (text, want) in [("a  b\n", "a  b\n"), ("a  b", "a  b"), ("a  b\nLeave a Reply", "a  b"), ("a\r\n", "a\r\n")] {
        let decoded = text.into();
        let cleaned = cleaner.clean_record(&decoded);
        assert_eq!(cleaned.text, want);
        assert_eq!(replay(text, &cleaned.edits).as_deref(), Ok(want));
    }
}

/// A mark combines with the space before it. The line above is blank, so its indentation goes with it.
#[test]
fn a_mark_does_not_end_the_indentation() {
    let cleaner = Cleaner::new(Arc::clone(standard_rules()), Options::default().keep_indent(true));
    for text in ["  \u{200b}\n  \u{1e000}\n", " \u{301}x\n", "\u{200b} \n\n\t x\n"] {
        let once = cleaner.clean_str(text).text;
        assert_eq!(cleaner.clean_str(&once).text, once, "{text:?}");
        assert!(once.starts_with([' ', '\t']), "{once:?}");
    }
}
