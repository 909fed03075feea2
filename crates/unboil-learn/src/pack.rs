//! A rule file that is there already, with what people have made of it.
//!
//! Input: its text. Output: which phrases and slots its rules have.

use std::collections::BTreeSet;

use crate::notes::{Cut, Entry, Notes, UnreadableNote};

/// A rule file that new rules are added to.
#[derive(Debug)]
pub(crate) struct Pack<'t> {
    /// Its name in errors.
    pub name: &'t str,
    pub text: &'t str,
    pub cut: Cut<'t>,
    lang: String,
    rules: Vec<PackRule>,
}

/// What matters of a rule.
#[derive(Debug, Default)]
struct PackRule {
    id: String,
    lines: BTreeSet<String>,
    /// Phrases for parts of lines.
    parts: BTreeSet<String>,
    until: BTreeSet<String>,
}

impl<'t> Pack<'t> {
    /// Reads a file, which compiles.
    ///
    /// # Errors
    /// Its notes cannot be read.
    pub(crate) fn read(name: &'t str, text: &'t str) -> Result<Self, UnreadableNote> {
        let cut = Notes::cut(text)?;
        // What compiles is TOML.
        let table: toml::Table = toml::from_str(text).unwrap_or_default();
        let rules = table.get("rule").and_then(toml::Value::as_array).into_iter().flatten();
        let rules = rules.filter_map(toml::Value::as_table).map(|rule| {
            let phrases = |keys: &[&str]| -> BTreeSet<String> {
                keys.iter().filter_map(|&key| rule.get(key)).flat_map(strings).map(str::to_owned).collect()
            };
            PackRule {
                id: rule.get("id").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
                lines: phrases(&["line"]),
                parts: phrases(&["start", "end", "contains"]),
                until: phrases(&["until"]),
            }
        });
        let rules = rules.collect();
        let lang = table.get("lang").and_then(toml::Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { name, text, cut, lang, rules })
    }

    /// Whether a rule has this.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        self.rules.iter().any(|rule| match entry {
            Entry::Line(phrase) => rule.lines.contains(phrase) || rule.parts.contains(phrase),
            Entry::Slot(first, last) => rule.lines.contains(first) && rule.until.contains(last),
        })
    }

    /// The phrases for whole lines.
    pub(crate) fn lines(&self) -> BTreeSet<&str> {
        self.rules.iter().flat_map(|rule| &rule.lines).map(String::as_str).collect()
    }

    /// The ids of its rules, with their language.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.rules.iter().map(|rule| format!("{}/{}", self.lang, rule.id)).collect()
    }

    /// An id that no rule has: this one, or this one with a number.
    pub(crate) fn unused(&self, id: &str) -> String {
        let is_used = |id: &str| self.rules.iter().any(|rule| rule.id == id);
        let numbered = (2_u64..).map(|number| format!("{id}-{number}"));
        std::iter::once(id.to_owned()).chain(numbered).find(|id| !is_used(id)).expect("numbers are not exhausted")
    }
}

/// The strings of a value: a list may be written without brackets if it has one.
fn strings(value: &toml::Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().into_iter().flatten().filter_map(toml::Value::as_str);
    value.as_str().into_iter().chain(list)
}
