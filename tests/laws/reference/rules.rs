//! Rule files as the reference reads them: TOML values, no compiler.
//!
//! `contains = ["ada {who}"]` becomes a phrase at [`Place::Contains`] of two pieces, the folded text `ada ` and the
//! placeholder `who`.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use toml::{Table, Value};

use super::fold::{Line, fold};
use crate::support::normalized;

/// A piece of a phrase: folded text, or a placeholder.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(String),
    Hole(String),
}

pub(super) type Pieces = Vec<Piece>;

/// What a placeholder matches: any of these.
#[derive(Debug, Default)]
pub(super) struct Hole {
    pub(super) any_of: Vec<Pieces>,
    pub(super) regexes: Vec<Regex>,
    /// Fewest, most, and whether they must look like a name.
    pub(super) words: Option<(usize, usize, bool)>,
}

/// Where in a line a phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Line,
    Start,
    End,
    Contains,
}

#[derive(Debug)]
pub(super) enum Pattern {
    Phrase(Place, Pieces),
    Whole(Regex),
    Search(Regex),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Remove {
    Line,
    Match,
    Block,
    Run(usize),
    ToEnd,
    FromStart,
}

/// `[[rule]]`.
#[derive(Debug)]
pub(super) struct Phrases {
    pub(super) patterns: Vec<Pattern>,
    pub(super) zones: Vec<String>,
    pub(super) words: (usize, usize),
    pub(super) at_most: usize,
    pub(super) near: Vec<String>,
    pub(super) unless: Vec<String>,
    pub(super) weak: bool,
    pub(super) glued: bool,
    pub(super) remove: Remove,
    pub(super) until: Vec<Pieces>,
}

/// `[[echo]]`.
#[derive(Debug)]
pub(super) struct Echo {
    pub(super) min_words: usize,
    pub(super) labels: Vec<String>,
    pub(super) credits: Vec<String>,
}

/// `[[repeat]]`.
#[derive(Debug)]
pub(super) struct Repeat {
    /// The most lines of a group; nothing for lines anywhere.
    pub(super) window: Option<usize>,
    pub(super) min_words: usize,
    pub(super) spare: Vec<String>,
    pub(super) doubled: f64,
}

#[derive(Debug)]
pub(super) enum Kind {
    Phrases(Phrases),
    Echo(Echo),
    Repeat(Repeat),
}

#[derive(Debug)]
pub(super) struct Rule {
    /// With the language before it.
    pub(super) id: String,
    pub(super) category: String,
    pub(super) bold: bool,
    pub(super) kind: Kind,
}

/// A rule file.
#[derive(Debug)]
pub(super) struct Pack {
    pub(super) rules: Vec<Rule>,
    pub(super) holes: BTreeMap<String, Hole>,
}

fn text(table: &Table, key: &str) -> String {
    table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(table: &Table, key: &str) -> Option<usize> {
    table.get(key)?.as_integer()?.try_into().ok()
}

/// A text, or a list of texts.
fn texts(table: &Table, key: &str) -> Vec<String> {
    match table.get(key) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn regex(pattern: &str) -> Regex {
    RegexBuilder::new(pattern).case_insensitive(true).build().expect("a regular expression")
}

/// Splits a phrase at its placeholders and folds the rest. Decoration at the ends, which the trimmed line does not have, is removed.
fn pieces(phrase: &str, left: bool, right: bool) -> Pieces {
    let canonical = normalized(phrase).trim_end().replace('\n', " ");
    let line = Line::new(&canonical);
    let (from, to) = line.key();
    let mut rest = line.text(if left { from } else { 0 }, if right { to } else { line.chars.len() });
    let mut found = Vec::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a placeholder ends");
        if !fold(before).is_empty() {
            found.push(Piece::Text(fold(before)));
        }
        found.push(Piece::Hole(name.to_owned()));
        rest = after.to_owned();
    }
    if !fold(&rest).is_empty() {
        found.push(Piece::Text(fold(&rest)));
    }
    found
}

fn phrases(table: &Table) -> Phrases {
    let mut patterns = Vec::new();
    let places = [("line", Place::Line), ("start", Place::Start), ("end", Place::End), ("contains", Place::Contains)];
    for (key, place) in places {
        let (left, right) = (matches!(place, Place::Line | Place::Start), matches!(place, Place::Line | Place::End));
        let all = texts(table, key);
        patterns.extend(all.iter().map(|phrase| Pattern::Phrase(place, pieces(phrase, left, right))));
    }
    let search = table.get("search").and_then(Value::as_bool).unwrap_or_default();
    patterns.extend(texts(table, "regex").iter().map(|pattern| match search {
        true => Pattern::Search(regex(pattern)),
        false => Pattern::Whole(regex(&format!(r"\A(?:{pattern})\z"))),
    }));
    Phrases {
        patterns,
        zones: texts(table, "zone"),
        words: (number(table, "min_words").unwrap_or(0), number(table, "max_words").unwrap_or(usize::MAX)),
        at_most: number(table, "at_most").unwrap_or(usize::MAX),
        near: texts(table, "near"),
        unless: texts(table, "unless").iter().map(|phrase| plain(&pieces(phrase, true, true))).collect(),
        weak: text(table, "strength") == "weak",
        glued: table.get("glued").and_then(Value::as_bool).unwrap_or_default(),
        remove: match text(table, "remove").as_str() {
            "match" => Remove::Match,
            "block" => Remove::Block,
            "run" => Remove::Run(number(table, "max_lines").unwrap_or(8)),
            "to-end" => Remove::ToEnd,
            "from-start" => Remove::FromStart,
            _ => Remove::Line,
        },
        until: texts(table, "until").iter().map(|phrase| pieces(phrase, true, false)).collect(),
    }
}

/// The text of a phrase without placeholders.
fn plain(pieces: &[Piece]) -> String {
    match pieces {
        [Piece::Text(text)] => text.clone(),
        _ => panic!("a plain phrase: {pieces:?}"),
    }
}

fn canonical(phrases: &[String]) -> Vec<String> {
    phrases.iter().map(|phrase| fold(normalized(phrase).trim_end())).collect()
}

impl Pack {
    /// Reads a rule file that the engine accepts.
    pub(super) fn read(toml: &str) -> Self {
        let file: Table = toml.parse().expect("TOML");
        let lang = text(&file, "lang");
        let mut holes: BTreeMap<String, Hole> = BTreeMap::new();
        for table in tables(&file, "placeholder") {
            let hole = holes.entry(text(table, "name")).or_default();
            hole.any_of.extend(texts(table, "any_of").iter().map(|phrase| pieces(phrase, false, false)));
            if let Some(pattern) = table.get("regex").and_then(Value::as_str) {
                hole.regexes.push(regex(&format!(r"\A(?:{pattern})")));
            }
            if let Some(words) = table.get("words").and_then(Value::as_table) {
                let limit = |key| number(words, key).unwrap_or_default();
                hole.words = Some((limit("min"), limit("max"), text(words, "shape") == "name"));
            }
        }
        let mut rules = Vec::new();
        let mut add = |table: &Table, kind: Kind| {
            let (id, category) = (format!("{lang}/{}", text(table, "id")), text(table, "category"));
            rules.push(Rule { id, category, bold: text(table, "level") == "bold", kind });
        };
        for table in tables(&file, "rule") {
            let mut rule = phrases(table);
            let full = |near: &String| match near.contains('/') || near.parse::<unboil::Category>().is_ok() {
                true => near.clone(),
                false => format!("{lang}/{near}"),
            };
            rule.near = rule.near.iter().map(full).collect();
            add(table, Kind::Phrases(rule));
        }
        for table in tables(&file, "echo") {
            let (labels, credits) = (canonical(&texts(table, "labels")), canonical(&texts(table, "credits")));
            let min_words = number(table, "min_words").unwrap_or_default().max(1);
            add(table, Kind::Echo(Echo { min_words, labels, credits }));
        }
        for table in tables(&file, "repeat") {
            let window = match text(table, "unit").as_str() {
                "line" => Some(1),
                "group" => number(table, "window"),
                _ => None,
            };
            let repeat = Repeat {
                window,
                min_words: number(table, "min_words").unwrap_or_default(),
                spare: texts(table, "spare"),
                doubled: table.get("doubled").and_then(Value::as_float).unwrap_or_default(),
            };
            add(table, Kind::Repeat(repeat));
        }
        Self { rules, holes }
    }
}
