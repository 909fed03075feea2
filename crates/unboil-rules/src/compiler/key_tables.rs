//! The keys of rule files as Markdown tables, for `rules/README.md`: made of what each condition, kind of removal and detector
//! says about itself.

use std::fmt::Write as _;

use super::schema::PatternKeys;
use crate::conditions::ConditionKeys;
use crate::detectors::DetectorTables;
use crate::removals::{RemovalKeys, RemovalName};
use crate::syntax::definition::Head;
use crate::syntax::keys::{Key, KeySet};

/// The tables, each with its name in the README.
#[must_use]
pub fn key_tables() -> Vec<(&'static str, String)> {
    let mut tables = vec![
        ("rule", table("key", &rows(&Head::all()))),
        ("patterns", table("key", &rows(&PatternKeys::all()))),
        ("conditions", table("key", &rows(&ConditionKeys::all()))),
        ("remove", table("value", &kinds())),
        ("removals", table("key", &rows(&RemovalKeys::of_kinds()))),
    ];
    tables.extend(DetectorTables::own_keys().into_iter().map(|(name, keys)| (name, table("key", &rows(&keys)))));
    tables
}

/// Puts the current tables into a text that has them between `<!-- keys: NAME -->` and `<!-- end -->`.
///
/// # Panics
/// A table is missing from the text.
#[must_use]
pub fn with_key_tables(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, table) in key_tables() {
        let begin = format!("<!-- keys: {name} -->\n");
        let from = text.find(&begin).unwrap_or_else(|| panic!("the text has no line {}", begin.trim())) + begin.len();
        let to = from + text[from..].find("<!-- end -->").expect("a table ends with a line <!-- end -->");
        text.replace_range(from..to, &format!("\n{table}\n"));
    }
    text
}

fn rows(keys: &[Key]) -> Vec<(String, String)> {
    let required = |key: &Key| if key.is_required { " Required." } else { "" };
    keys.iter().map(|key| (format!("`{}`", key.name), [key.doc, required(key)].concat())).collect()
}

fn kinds() -> Vec<(String, String)> {
    RemovalName::ALL.iter().map(|(name, doc)| (format!("`\"{name}\"`"), (*doc).to_owned())).collect()
}

fn table(first: &str, rows: &[(String, String)]) -> String {
    let mut text = format!("| {first} | |\n| --- | --- |\n");
    for (name, doc) in rows {
        writeln!(text, "| {name} | {} |", doc.replace('|', "\\|")).expect("a string takes all that is written");
    }
    text
}
