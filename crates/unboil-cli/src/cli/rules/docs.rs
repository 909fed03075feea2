//! `unboil rules docs`: a Markdown page of all rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;
use unboil::RuleView;

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::count::count;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Print all rules as a Markdown page, by language
#[derive(Debug, Args)]
pub(crate) struct Docs {
    #[command(flatten)]
    sources: Sources,
}

impl Docs {
    pub(super) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        let rules = self.sources.compile()?;
        let catalog = unboil::Catalog::new(&rules);
        let mut by_language: BTreeMap<&str, Vec<RuleView<'_>>> = BTreeMap::new();
        for rule in catalog.iter() {
            by_language.entry(rule.lang()).or_default().push(rule);
        }
        print(&page(&by_language))?;
        Ok(Exit::Done)
    }
}

fn page(by_language: &BTreeMap<&str, Vec<RuleView<'_>>>) -> String {
    let mut text = String::from("# The rules of unboil\n\n");
    let total: usize = by_language.values().map(Vec::len).sum();
    let total = count(total, "rule");
    let _ = writeln!(text, "{total}. Made by `unboil rules docs`; `unboil rules show ID` prints all of one.\n");
    for (lang, rules) in by_language {
        let _ = writeln!(text, "- [{lang}](#{lang}): {}", count(rules.len(), "rule"));
    }
    for (lang, rules) in by_language {
        let _ = writeln!(text, "\n## {lang}\n\n| id | category | what | why |\n| --- | --- | --- | --- |");
        for rule in rules {
            let _ = writeln!(text, "| `{}` | {} | {} | {} |", rule.id(), rule.category(), what(rule), cell(rule.why()));
        }
    }
    text
}

/// The first phrases and the most important conditions.
fn what(rule: &RuleView<'_>) -> String {
    const PHRASES: usize = 3;
    let all = rule.phrases().count();
    let mut text =
        rule.phrases().take(PHRASES).map(|(_, phrase)| format!("`{}`", cell(phrase))).collect::<Vec<_>>().join(", ");
    if all > PHRASES {
        let _ = write!(text, " and {} more", all - PHRASES);
    }
    text.push_str(rule.finds().unwrap_or_default());
    let mut conditions = rule.zones();
    if rule.strength() == "weak" {
        conditions.push("weak");
    }
    if rule.conditions().iter().any(|(key, _)| *key == "level") {
        conditions.push("bold");
    }
    if !conditions.is_empty() {
        let _ = write!(text, " ({})", conditions.join(", "));
    }
    text
}

/// Text escaped for a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
