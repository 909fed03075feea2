//! `unboil rules list`: one line per rule.

use std::fmt::Write as _;

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};
use unboil::{Category, RuleView};

use crate::cli::config::Sources;
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// List the rules: id, category, language, conditions, first phrase
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only rules of these languages (en, de, any, …)
    #[arg(long, value_name = "LANG,…", value_delimiter = ',')]
    lang: Vec<String>,
    /// Only rules of these categories
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',', value_parser = categories(), hide_possible_values = true)]
    category: Vec<String>,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    sources: Sources,
}

/// Maximum number of characters of a phrase in the list.
const PHRASE: usize = 60;

impl List {
    pub(super) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        let rules = self.sources.compile()?;
        let catalog = unboil::Catalog::new(&rules);
        if let Some(lang) = self.lang.iter().find(|lang| !catalog.iter().any(|rule| rule.lang() == **lang)) {
            let mut known: Vec<&str> = catalog.iter().map(|rule| rule.lang()).collect();
            known.sort_unstable();
            known.dedup();
            let help = format!("expected one of {}", known.join(", "));
            return Err(Problem::with_help("", format!("no rules for the language `{lang}`"), help));
        }
        let wanted: Vec<RuleView<'_>> = catalog
            .iter()
            .filter(|rule| self.lang.is_empty() || self.lang.iter().any(|lang| lang == rule.lang()))
            .filter(|rule| self.category.is_empty() || self.category.iter().any(|name| name == rule.category().name()))
            .collect();
        print(&if self.json {
            crate::console::answer::json(&wanted.iter().map(value).collect())
        } else {
            table(&wanted)
        })?;
        Ok(Exit::Done)
    }
}

/// Names of categories, which clap lists and completes.
fn categories() -> PossibleValuesParser {
    PossibleValuesParser::new(Category::ALL.iter().map(|category| category.name()))
}

/// How a rule acts: `strong`, `weak tail`, `bold` …
fn acts(rule: &RuleView<'_>) -> String {
    let mut words = vec![rule.strength()];
    words.extend(rule.zones());
    if rule.conditions().iter().any(|(key, _)| *key == "level") {
        words.push("bold");
    }
    words.join(" ")
}

fn first_phrase(rule: &RuleView<'_>) -> String {
    let phrase = rule.phrases().next().map_or_else(|| format!("[[{}]]", rule.kind()), |(_, phrase)| phrase.to_owned());
    let mut short: String = phrase.chars().take(PHRASE).collect();
    if short.len() < phrase.len() {
        short.push('…');
    }
    short
}

fn table(rules: &[RuleView<'_>]) -> String {
    let rows: Vec<[String; 5]> = rules
        .iter()
        .map(|r| [r.id().to_owned(), r.category().to_string(), r.lang().to_owned(), acts(r), first_phrase(r)])
        .collect();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or_default();
    let (id, category, lang, acts) = (width(0), width(1), width(2), width(3));
    let mut text = String::new();
    for [a, b, c, d, phrase] in &rows {
        let _ = writeln!(text, "{a:id$}  {b:category$}  {c:lang$}  {d:acts$}  {phrase}");
    }
    text
}

fn value(rule: &RuleView<'_>) -> Value {
    json!({
        "id": rule.id(),
        "category": rule.category().name(),
        "lang": rule.lang(),
        "kind": rule.kind(),
        "strength": rule.strength(),
        "zones": rule.zones(),
        "phrases": rule.phrases().count(),
        "first_phrase": rule.phrases().next().map(|(_, phrase)| phrase),
        "why": rule.why(),
        "file": rule.file(),
        "line": rule.line(),
    })
}
