//! Law 14: from Markdown, rules remove lines and parts of lines and nothing else is changed; code and tables stay byte for byte;
//! cleaning twice is cleaning once, and the ledger replays.

use std::sync::Arc;

use proptest::prelude::*;
use unboil::{Cause, Cleaner, Ledger, Options, RuleSet, Status, replay};

use crate::support::{cases, standard_rules};
use crate::{packs, texts};

const FILE: &str = "tests/laws/proptest-regressions/law14.txt";

fn cleaner(rules: &Arc<RuleSet>) -> Cleaner {
    Cleaner::new(Arc::clone(rules), Options::default().force(true).markdown(true))
}

fn holds(rules: &Arc<RuleSet>, text: &str) -> Result<(), TestCaseError> {
    let cleaner = cleaner(rules);
    let once = cleaner.clean_str(text);
    let edits = &once.edits;
    prop_assert_eq!(replay(text, edits), Ok(once.text.to_string()), "{:?}", edits);
    prop_assert!(Ledger::new(text, edits).check().is_ok());
    let is_removal = edits.iter().all(|edit| edit.content.is_empty() && matches!(edit.cause, Cause::Rule { .. }));
    prop_assert!(is_removal, "{:?}", edits);
    let twice = cleaner.clean_str(&once.text);
    prop_assert_eq!(&twice.text, &once.text, "first {:?}\nsecond {:?}", edits, twice.edits);
    prop_assert!(twice.edits.is_empty(), "{:?}", twice.edits);
    let unrecorded = Cleaner::new(Arc::clone(rules), cleaner.options().clone().record_edits(false)).clean_str(text);
    prop_assert_eq!((unrecorded.text, unrecorded.status), (once.text.clone(), once.status));
    // Lines of fenced code and of tables, as the generator marks them. A carriage return ends a line in Markdown too.
    let is_end = |c: char| matches!(c, '\n' | '\r');
    let kept = |text: &str| text.split(is_end).filter(|line| line.contains('¤')).map(str::to_owned).collect::<Vec<_>>();
    prop_assert_eq!(kept(&once.text), kept(text));
    Ok(())
}

/// How a line is written in Markdown.
const SHAPES: &[&str] = &[
    "@",
    "@",
    "# @",
    "## @ ##",
    "**@**",
    "*@*",
    "[@](https://x.example/a)",
    "**[@](b)**",
    "- @",
    "* [@](c)",
    "  + @",
    "1. @",
    "> @",
    "> > **@**",
    "> - @",
    "@\n===",
    "@\n---",
    "\n@\n",
    "\n@\n",
    "---",
    "```\n@ ¤\n```",
    "\n| @ ¤ | b |\n|---|---|\n| @ ¤ | d |\n",
    "![@](d.png)",
    "[![@](e.png)](f)",
    "<div>\n@\n</div>\n",
    "[@\n@](g)",
    "`@`",
    "@\\",
    "\\- @",
    "- @\n\n  @\n",
];

fn markdown(lines: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (lines, prop::collection::vec(prop::sample::select(SHAPES), 1..12)).prop_map(|(text, shapes)| {
        let lines = text.lines().zip(shapes.iter().cycle());
        let written = |(line, shape): (&str, &&str)| {
            // A line that would end the code, or add a column, is written without the characters that do.
            let is_marked = shape.contains('¤');
            let line = line.replace('¤', "");
            let line: String = line.chars().filter(|c| !is_marked || !['|', '`', '\\', '\r'].contains(c)).collect();
            if line.is_empty() { "\n".to_owned() } else { shape.replace('@', &line) + "\n" }
        };
        lines.map(written).collect()
    })
}

proptest! {
    #![proptest_config(cases(600, FILE))]

    #[test]
    fn with_the_standard_packs(text in markdown(texts::spliced())) {
        holds(standard_rules(), &text)?;
    }
}

proptest! {
    #![proptest_config(cases(3000, FILE))]

    #[test]
    fn with_random_packs(pack in packs::pack(packs::ALL), text in markdown(packs::text())) {
        holds(&pack.rules(), &text)?;
    }
}

#[test]
fn a_record_ends_as_it_did() {
    let cleaner = cleaner(standard_rules());
    for (text, want) in
        [("a  b\n", "a  b\n"), ("a  b", "a  b"), ("a  b\n\n**Leave a Reply**", "a  b"), ("a\r\n", "a\r\n")]
    {
        let decoded = text.into();
        let cleaned = cleaner.clean_record(&decoded);
        assert_eq!(cleaned.text, want);
        assert_eq!(replay(text, &cleaned.edits).as_deref(), Ok(want));
    }
}

#[test]
fn a_clean_document_is_unchanged() {
    let text = "# The  ferry\n\n  It sailed &amp; came back.\u{a0}\n\n```\nLeave a Reply\n```";
    let cleaned = cleaner(standard_rules()).clean_str(text);
    assert_eq!((&*cleaned.text, cleaned.status), (text, Status::Unchanged));
}

/// Without the quote, the code would be text of the list item, in which its first line would be removed.
#[test]
fn what_keeps_code_from_becoming_text_stays() {
    let text = "The ferry sailed on Monday.\n\n* It came back.\n\n> [Share on Facebook](a)\n\n    Share on Facebook\n    x = 1\n\n\
                The pier is closed on Tuesday.\n\n## Leave a Reply\n";
    let cleaned = cleaner(standard_rules()).clean_str(text);
    assert_eq!(cleaned.text, text.replace("\n## Leave a Reply\n", ""));
}
