//! Tests of the limits that DESIGN.md lists: for each a document at the limit and one just beyond it, named after what a reader of the
//! output notices. Those of the command are in `tests/cli/limits.rs`, those of the watcher in `tests/watch`.
//!
//! `near = "share"` reaches over one line but not over two: `Share this page`, `(a matched line)`, `Ask the harbour master` are all
//! removed; with two lines between, the last one is kept.

mod bytes;
mod edits;
mod lines;
mod parts;
mod repeats;
mod rules;

use std::sync::Arc;

use unboil::{Cleaned, Cleaner, Options, RuleSet, replay};

/// Two lines of prose that no rule here knows, around what is tried. Long, so that the budget is no question.
const BEFORE: &str = "The ferry sailed half empty that night, although every bed on board had been sold weeks before, the captain said, \
     and nobody on the quay could tell him where all those travellers had gone.";
const AFTER: &str = "On the next morning the harbour was as full as ever, and those who had stayed away came one after the other to \
     ask for their money, which the company paid back without another word.";

/// A rule of category `promo` named `id`, with these lines of TOML.
fn rule(id: &str, body: &str) -> String {
    rule_of("promo", id, body)
}

fn rule_of(category: &str, id: &str, body: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\ncategory = \"{category}\"\nwhy = \"A test.\"\n{body}\nremoves = [\"a\"]\nkeeps = [\"b\"]\n"
    )
}

/// The rules of a file, or what is wrong with it.
fn compiled(rules: &str) -> Result<RuleSet, unboil::RuleError> {
    let toml = format!("about = \"A test\"\nlang = \"en\"\n{rules}");
    RuleSet::builder().source("pack.toml", toml).build()
}

/// A text cleaned by these rules alone, with an unlimited budget. Its edits replay.
#[track_caller]
fn cleaned(rules: &str, text: &str) -> Cleaned<'static> {
    cleaned_with(Options::default().budget(1.0), rules, text)
}

#[track_caller]
fn cleaned_with(options: Options, rules: &str, text: &str) -> Cleaned<'static> {
    let rules = compiled(rules).unwrap_or_else(|error| panic!("{error}\n{rules}"));
    let cleaned = Cleaner::new(Arc::new(rules), options).clean_str(text).into_owned();
    assert_eq!(replay(text, &cleaned.edits).as_deref(), Ok(&*cleaned.text));
    cleaned
}

/// Lines between the two lines of prose, each block parted by a blank line from them.
fn in_article(lines: &[String]) -> String {
    format!("{BEFORE}\n\n{}\n\n{AFTER}\n", lines.join("\n"))
}

/// What is left of the lines between.
#[track_caller]
fn left(rules: &str, lines: &[String]) -> Vec<String> {
    let text = cleaned(rules, &in_article(lines)).text;
    let inside = text.strip_prefix(BEFORE).and_then(|text| text.trim_end().strip_suffix(AFTER));
    let inside = inside.unwrap_or_else(|| panic!("the prose around was touched: {text}"));
    inside.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}
