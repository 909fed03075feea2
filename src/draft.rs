//! Drafts a rule for a line that a user wants removed.
//!
//! Input: the line. Output: an id made of its words, and a phrase in which numbers and dates are placeholders.
//!
//! `12 people are reading this on May 3, 2021` → `{number} people are reading this on {date}`, `people-are-reading-this`

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::matcher::longest_placeholder;
use unboil_normalize::normalize;
use unboil_rules::ruleset::model::RuleKind;
use unboil_rules::{DISTINCT_WORDS, RuleMask, RuleSet};
use unboil_text::fold::FoldedLine;
use unboil_text::fold::{fold, is_word};
use unboil_text::trim::trimmed;
use unboil_text::words;

/// The draft of a rule for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Draft {
    /// An id, without the language, that no rule of the language has.
    pub id: String,
    /// The language of the rule.
    pub lang: String,
    /// The value of `line`.
    pub phrase: String,
    /// The line in canonical form, for `removes`.
    pub example: String,
    /// The number of words of the line.
    pub words: usize,
    /// Whether the rule needs a `keeps` example. A rule for a whole line of many words does not, because no author writes one.
    pub needs_keeps: bool,
    /// The ids of the rules that already match the line.
    pub matched_by: Vec<String>,
}

/// The placeholders tried at each word, the longest texts first.
const TRIED: [&str; 7] = ["date", "time", "url", "email", "handle", "phone", "number"];

/// The most words of an id.
const ID_WORDS: usize = 4;

impl Draft {
    /// A draft for the first non-blank line of `line`, as a rule of the language `lang`.
    ///
    /// ```
    /// let rules = unboil::standard_rules();
    /// let draft = unboil::Draft::new(&rules, "12 people are reading this", "en");
    /// assert_eq!(draft.phrase, "{number} people are reading this");
    /// assert_eq!(draft.id, "people-are-reading-this");
    /// ```
    #[must_use]
    pub fn new(rules: &RuleSet, line: &str, lang: &str) -> Self {
        let normal = normalize(line, &mut ());
        let line = normal.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let phrase = generalized(rules, &line[trimmed(line).range()]);
        Self {
            needs_keeps: words::count(&without_placeholders(&phrase)) < DISTINCT_WORDS,
            id: free_id(rules, &phrase, lang),
            lang: lang.to_owned(),
            words: words::count(line),
            example: line.to_owned(),
            matched_by: matching_rules(rules, line),
            phrase,
        }
    }

    /// A proposal for `keeps`: of the `keeps` examples of `rules` in the language of the draft, the line that shares most words with
    /// the drafted line, and at least half of them; `None` if there is none.
    ///
    /// ```
    /// let rules = unboil::standard_rules();
    /// let draft = unboil::Draft::new(&rules, "Leave a reply here", "en");
    /// assert!(draft.similar(&rules).is_some_and(|line| line.contains("reply")));
    /// ```
    #[must_use]
    pub fn similar(&self, rules: &RuleSet) -> Option<String> {
        let line = fold(&self.example);
        let wanted: BTreeSet<&str> = split(&line).collect();
        let catalog = Catalog::new(rules);
        let of_language = catalog.iter().filter(|rule| self.lang == "any" || rule.lang() == self.lang);
        let examples = of_language.flat_map(|rule| rule.keeps().map(|example| example.text).collect::<Vec<_>>());
        let scored = examples.filter(|text| !text.contains('\n')).filter_map(|text| {
            let folded = fold(text);
            let shared = split(&folded).collect::<BTreeSet<_>>().intersection(&wanted).count();
            (shared * 2 >= wanted.len() && shared > 0 && folded.trim() != line).then_some((
                shared,
                Reverse(text.len()),
                text,
            ))
        });
        scored.max().map(|(_, _, text)| text.to_owned())
    }

    /// Only the phrase for a line in canonical form: `line` without the signs around it, with numbers, dates and the like as
    /// placeholders of `rules`, and braces doubled.
    ///
    /// ```
    /// let rules = unboil::standard_rules();
    /// assert_eq!(unboil::Draft::phrase_of(&rules, "► Read by 3,000 {people}"), "Read by {number} {{people}}");
    /// ```
    #[must_use]
    pub fn phrase_of(rules: &RuleSet, line: &str) -> String {
        generalized(rules, &line[trimmed(line).range()])
    }
}

/// `line` with numbers, dates and the like as placeholders, and braces doubled.
fn generalized(rules: &RuleSet, line: &str) -> String {
    let mut folded = FoldedLine::default();
    folded.set(line);
    let placeholders: Vec<(&str, usize)> = TRIED
        .iter()
        .filter_map(|name| Some((*name, rules.placeholders().iter().position(|p| p.name == *name)?)))
        .collect();
    let mut phrase = String::new();
    let mut at = 0;
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let begins = words::boundary(line, at) && !c.is_whitespace();
        // Words without digits are left alone: "may" begins a sentence more often than a date.
        let found = placeholders.iter().filter(|_| begins).find_map(|(name, number)| {
            let end = longest_placeholder(line, &folded, rules.placeholders(), *number, at)?;
            line[at..end].contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '/')).then_some((*name, end))
        });
        match found {
            Some((name, end)) if end > at => {
                phrase.extend(["{", name, "}"]);
                at = end;
            }
            _ => {
                if matches!(c, '{' | '}') {
                    phrase.push(c);
                }
                phrase.push(c);
                at += c.len_utf8();
            }
        }
    }
    phrase
}

/// The words of a phrase of a draft.
fn without_placeholders(phrase: &str) -> String {
    TRIED.iter().fold(phrase.to_owned(), |phrase, name| phrase.replace(&format!("{{{name}}}"), " "))
}

/// The ids of the rules that match `line`.
fn matching_rules(rules: &RuleSet, line: &str) -> Vec<String> {
    let active: RuleMask = rules.rules().map(|rule| matches!(rule.kind, RuleKind::Phrases(_))).collect();
    let mut matches = Vec::new();
    crate::matcher::Scanner::new(rules, &active).line(line, &mut matches);
    matches.iter().map(|found| rules.rule(found.rule).id.to_string()).collect()
}

/// An id made of the words of the phrase, followed by a number if a rule has that id already.
fn free_id(rules: &RuleSet, phrase: &str, lang: &str) -> String {
    let folded = fold(&without_placeholders(phrase));
    let plain = |word: &&str| word.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut id = split(&folded).filter(plain).take(ID_WORDS).collect::<Vec<_>>().join("-");
    if id.is_empty() {
        // The words are not in Latin letters.
        id = "new-rule".to_owned();
    }
    let taken = |id: &str| {
        let full = format!("{lang}/{id}");
        rules.rules().any(|rule| rule.names().any(|name| name == full))
    };
    let mut free = id.clone();
    let mut number = 2;
    while taken(&free) {
        free = format!("{id}-{number}");
        number += 1;
    }
    free
}

/// The words of a folded text. Apostrophes separate words: "don't" is "don" and "t".
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}
