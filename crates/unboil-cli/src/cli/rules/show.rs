//! `unboil rules show ID`: all details of a rule.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};
use unboil::{ExampleView, RuleView};

use crate::cli::config::{RULES_HELP, Sources};
use crate::cli::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Show a rule: its reason, phrases, conditions, examples and file
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Id of the rule (en/byline), a former id, or its name without the language
    #[arg(value_name = "ID")]
    id: String,
    /// Print a JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    sources: Sources,
}

impl Show {
    pub(super) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        let rules = self.sources.compile()?;
        let catalog = unboil::Catalog::new(&rules);
        let found = catalog.find(&self.id).map_err(|unknown| {
            if let Ok(category) = self.id.parse::<unboil::Category>() {
                let help = format!("`unboil rules list --category {category}` lists its rules");
                return Problem::with_help("", format!("`{category}` is a category, not a rule"), help);
            }
            let what = format!("unknown rule `{}`", unknown.name);
            let help = match unknown.near {
                Some(near) => format!("did you mean `{near}`?"),
                None => RULES_HELP.to_owned(),
            };
            Problem::with_help("", what, help)
        })?;
        let text = if self.json {
            crate::console::answer::json(&found.iter().map(value).collect())
        } else {
            found.iter().map(page).collect::<Vec<_>>().join("\n")
        };
        print(&text)?;
        Ok(Exit::Done)
    }
}

fn page(rule: &RuleView<'_>) -> String {
    let mut text = String::new();
    let mut line = |words: std::fmt::Arguments<'_>| {
        let _ = text.write_fmt(words);
        text.push('\n');
    };
    line(format_args!("{} ({})", rule.id(), rule.category()));
    line(format_args!("{}", rule.why()));
    let aliases: Vec<&str> = rule.aliases().collect();
    if !aliases.is_empty() {
        line(format_args!("\nformer ids\n  {}", aliases.join(", ")));
    }
    if rule.phrases().next().is_some() {
        line(format_args!("\nphrases"));
        for (key, phrase) in rule.phrases() {
            line(format_args!("  {key:8}  {phrase}"));
        }
    }
    let conditions = rule.conditions();
    if !conditions.is_empty() {
        line(format_args!("\nconditions"));
        for (key, value) in &conditions {
            line(format_args!("  {key:9} {value}"));
        }
    }
    line(format_args!("\nremoved\n  {}", rule.takes()));
    for (title, examples) in
        [("removes", list(rule.removes())), ("keeps", list(rule.keeps())), ("todo", list(rule.todo()))]
    {
        if !examples.is_empty() {
            line(format_args!("\n{title}"));
            for example in examples {
                line(format_args!("  {example}"));
            }
        }
    }
    line(format_args!("\nfile\n  {}:{}", rule.file(), rule.line()));
    text
}

fn list<'c>(examples: impl Iterator<Item = ExampleView<'c>>) -> Vec<String> {
    examples
        .map(|example| {
            let text = example.text.replace('\n', "\n  ");
            match example.becomes {
                Some(becomes) => format!("{text}\n    → {}", becomes.replace('\n', "\n      ")),
                None => text,
            }
        })
        .collect()
}

/// All details of a rule, as JSON.
pub(crate) fn value(rule: &RuleView<'_>) -> Value {
    let examples = |examples: Vec<ExampleView<'_>>| -> Value {
        examples.iter().map(|e| json!({ "text": e.text, "becomes": e.becomes, "bare": e.bare })).collect()
    };
    let conditions: serde_json::Map<String, Value> =
        rule.conditions().into_iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect();
    json!({
        "id": rule.id(),
        "aliases": rule.aliases().collect::<Vec<_>>(),
        "category": rule.category().name(),
        "lang": rule.lang(),
        "kind": rule.kind(),
        "why": rule.why(),
        "phrases": rule.phrases().map(|(key, phrase)| json!({ "in": key, "phrase": phrase })).collect::<Vec<_>>(),
        "conditions": conditions,
        "remove": rule.remove(),
        "removes": examples(rule.removes().collect()),
        "keeps": examples(rule.keeps().collect()),
        "todo": examples(rule.todo().collect()),
        "file": rule.file(),
        "line": rule.line(),
    })
}
