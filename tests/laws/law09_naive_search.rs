//! Law 9: the engine agrees with a naive search.
//!
//! Packs of plain phrases that remove their line, without conditions, over lines of the same words: what is left must be the lines in
//! which the naive search finds nothing, with a blank line between two where there was one between them.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use unboil::{Cleaner, Options, RuleSet};

use crate::naive::{Place, stands};
use crate::support::{cases, normalized};

const FILE: &str = "tests/laws/proptest-regressions/law09.txt";

/// Words that begin, end and hold each other, and characters that fold.
const WORDS: &[&str] = &[
    "ann",
    "Anna",
    "nan",
    "an",
    "ÉTÉ",
    "été",
    "don’t",
    "don't",
    "12",
    "1",
    "straße",
    "strasse",
    "分享",
    "本文分",
    "ＡＮＮ",
    "e-mail",
    "e—mail",
    "more…",
    "(ann)",
    "#nan",
];

const JOINTS: &[&str] = &[" ", " ", " ", "", ", ", "-", " – ", "…", ". ", " (", ") "];

const DRESS: &[&str] = &["", "", "", "• ", "► ", ":", "…", " |", "“", "”", "?", "(", ")", "***", "@"];

fn phrase() -> impl Strategy<Value = String> {
    (prop::collection::vec(select(WORDS), 1..4), select(JOINTS)).prop_map(|(words, joint)| words.join(joint))
}

fn line() -> impl Strategy<Value = String> {
    let words = prop::collection::vec((select(WORDS), select(JOINTS)), 1..5);
    (select(DRESS), words, select(DRESS), any::<bool>()).prop_map(|(before, words, after, upper)| {
        let mut line = before.to_owned();
        for (word, joint) in words {
            line.push_str(word);
            line.push_str(joint);
        }
        line.push_str(after);
        // ẞ is no capital the test's own fold knows.
        if upper && !line.contains('ß') { line.to_uppercase() } else { line }
    })
}

fn name(place: Place) -> &'static str {
    match place {
        Place::Line => "line",
        Place::Start => "start",
        Place::End => "end",
        Place::Contains => "contains",
    }
}

/// The rules, or nothing where the compiler refuses a phrase (too short, or it begins with a sign).
fn compile(phrases: &[(String, Place)]) -> Option<Arc<RuleSet>> {
    let mut toml = "about = \"Random\"\nlang = \"en\"\n".to_owned();
    for (number, (phrase, place)) in phrases.iter().enumerate() {
        let _ = writeln!(
            toml,
            "[[rule]]\nid = \"r{number}\"\ncategory = \"promo\"\nwhy = \"Random.\"\n{} = [{phrase:?}]\nremoves = [\"a\"]\nkeeps = [\"b\"]",
            name(*place),
        );
    }
    RuleSet::builder().source("pack.toml", toml).build().ok().map(Arc::new)
}

/// What is left of a canonical text when the lines that hold a phrase go.
fn expected(text: &str, phrases: &[(String, Place)]) -> String {
    let mut left = String::new();
    let mut blank = false;
    for line in text.lines() {
        blank |= line.is_empty();
        if !line.is_empty() && !phrases.iter().any(|(phrase, place)| stands(line, phrase, *place)) {
            if blank && !left.is_empty() {
                left.push('\n');
            }
            left.push_str(line);
            left.push('\n');
            blank = false;
        }
    }
    left
}

proptest! {
    #![proptest_config(cases(15_000, FILE))]

    #[test]
    fn the_lines_that_a_naive_search_finds_go(
        phrases in prop::collection::vec((phrase(), select(&[Place::Line, Place::Start, Place::End, Place::Contains][..])), 1..8),
        lines in prop::collection::vec((line(), select(&["\n", "\n\n"][..])), 1..10),
    ) {
        let phrases: Vec<_> = phrases.into_iter().filter(|phrase| compile(std::slice::from_ref(phrase)).is_some()).collect();
        let Some(rules) = compile(&phrases) else { return Err(TestCaseError::reject("phrases that do not compile together")) };
        let text: String = lines.into_iter().flat_map(|(line, end)| [line, end.to_owned()]).collect();
        let cleaner = Cleaner::new(rules, Options::default().budget(1.0));
        let cleaned = cleaner.clean_str(&text);
        prop_assert_eq!(cleaned.text, expected(&normalized(&text), &phrases), "{:?}\n{:?}", phrases, cleaned.edits);
    }
}
