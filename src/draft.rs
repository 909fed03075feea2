//! A line somebody wants gone becomes the beginning of a rule.
//!
//! Goes in: the line. Comes out: an id from its words, the phrase with numbers and dates as placeholders, and the
//! category and language of the rule that shares most words with it.
//!
//! `12 people are reading this on May 3, 2021` → `{number} people are reading this on {date}`, `people-are-reading-this`

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::category::Category;
use crate::compiler::{Part, RuleKind, RuleSet, Token};
use crate::matcher::fold::{fold, is_word, without_spaces};
use crate::matcher::{FoldedLine, key, longest_hole, words};
use crate::normalize::normalize;

/// What a rule for a line may begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Draft {
    /// An id, without the language, that no rule of the language has.
    pub id: String,
    /// The category of the rule that shares most words with the line.
    pub category: Option<Category>,
    /// Its language.
    pub lang: Option<String>,
    /// That rule's id.
    pub like: Option<String>,
    /// The phrase for `line`.
    pub phrase: String,
    /// The line in canonical form, for `removes`.
    pub example: String,
    /// Words of the line.
    pub words: usize,
    /// Rules that lay claim to the line as it is.
    pub claimed_by: Vec<String>,
}

/// The placeholders tried at each word, the long ones first.
const TRIED: [&str; 7] = ["date", "time", "url", "email", "handle", "phone", "number"];

/// The most words of an id.
const ID_WORDS: usize = 4;

impl RuleSet {
    /// A draft for `line`, the first line of it that is not blank. `lang` settles the language.
    ///
    /// ```
    /// let rules = unboil::RuleSet::standard()?;
    /// let draft = rules.draft("12 people are reading this", Some("en"));
    /// assert_eq!(draft.phrase, "{number} people are reading this");
    /// assert_eq!(draft.id, "people-are-reading-this");
    /// # Ok::<(), unboil::Error>(())
    /// ```
    #[must_use]
    pub fn draft(&self, line: &str, lang: Option<&str>) -> Draft {
        let normal = normalize(line, &mut ());
        let line = normal.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let phrase = self.generalized(&line[key(line).range()]);
        let like = self.most_alike(line, lang);
        let lang = lang.map(str::to_owned).or_else(|| Some(self.language(like?).to_owned()));
        let rule = like.and_then(|number| self.rules.get(number));
        let mut draft = Draft {
            id: String::new(),
            category: rule.map(|rule| rule.category),
            lang,
            like: rule.map(|rule| rule.id.to_string()),
            words: words::count(line),
            example: line.to_owned(),
            claimed_by: self.claims(line),
            phrase,
        };
        draft.id = self.free_id(&draft);
        draft
    }

    fn language(&self, rule: usize) -> &str {
        let file = self.rules.get(rule).and_then(|rule| self.files.get(rule.file));
        file.map_or("any", |file| file.lang.as_str())
    }

    /// `line` with numbers, dates and the like as placeholders, and braces doubled.
    fn generalized(&self, line: &str) -> String {
        let mut folded = FoldedLine::default();
        folded.set(line);
        let holes: Vec<(&str, usize)> = TRIED
            .iter()
            .filter_map(|name| Some((*name, self.placeholders.iter().position(|p| p.name == *name)?)))
            .collect();
        let mut phrase = String::new();
        let mut at = 0;
        while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
            let begins = words::boundary(line, at) && !c.is_whitespace();
            // Words alone are left as they are: "may" begins a sentence more often than a date.
            let found = holes.iter().filter(|_| begins).find_map(|(name, hole)| {
                let end = longest_hole(line, &folded, &self.placeholders, *hole, at)?;
                let says = line.get(at..end)?;
                says.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '/')).then_some((*name, end))
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

    /// The rule that is most like `line`: first its language by the words, then its category, then the rule in it.
    ///
    /// A word speaks for a category by the share of the rules with it that are of the category, less where few rules
    /// have it: one rule with "sich" says nothing, ten promo rules with "newsletter" do.
    fn most_alike(&self, line: &str, lang: Option<&str>) -> Option<usize> {
        const RARE: f64 = 2.0;
        let wanted: HashSet<String> = pieces(&fold(line)).map(str::to_owned).collect();
        let mut holders: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for pattern in self.whole().patterns.iter() {
            let (Part::Line(tokens) | Part::Start(tokens) | Part::End(tokens) | Part::Contains(tokens)) = &pattern.part
            else {
                continue;
            };
            for token in tokens {
                let Token::Lit(literal) = token else { continue };
                for word in pieces(literal).filter(|word| wanted.contains(*word)) {
                    holders.entry(word).or_default().insert(pattern.rule as usize);
                }
            }
        }
        let lang = match lang {
            Some(lang) => lang,
            None => best(holders.values().flat_map(|rules| {
                let langs: BTreeSet<&str> = rules.iter().map(|&rule| self.language(rule)).collect();
                let share = 1.0 / langs.len() as f64;
                langs.into_iter().map(move |lang| (lang, share))
            }))?,
        };
        let votes: Vec<Vec<usize>> = holders
            .values()
            .map(|rules| rules.iter().copied().filter(|&rule| self.language(rule) == lang).collect())
            .collect();
        let weighted = |rules: &Vec<usize>| {
            let share = 1.0 / (rules.len() as f64 + RARE);
            rules.clone().into_iter().map(move |rule| (rule, share))
        };
        let category_of = |rule: usize| self.rules.get(rule).map(|rule| rule.category);
        let category = best(votes.iter().flat_map(weighted).map(|(rule, share)| (category_of(rule), share)))?;
        best(votes.iter().flat_map(weighted).filter(|(rule, _)| category_of(*rule) == category))
    }

    fn claims(&self, line: &str) -> Vec<String> {
        let active: Vec<bool> = self.rules.iter().map(|rule| matches!(rule.kind, RuleKind::Phrases(_))).collect();
        let mut claims = Vec::new();
        crate::matcher::Scanner::new(self, &active).line(line, &mut claims);
        claims.iter().map(|claim| self.rule(claim.rule).id.to_string()).collect()
    }

    /// An id from the words of the phrase, with a number behind it where a rule has it.
    fn free_id(&self, draft: &Draft) -> String {
        let words = TRIED.iter().fold(draft.phrase.clone(), |phrase, hole| phrase.replace(&format!("{{{hole}}}"), " "));
        let folded = fold(&words);
        let plain = |word: &&str| word.bytes().all(|b| b.is_ascii_alphanumeric());
        let mut id = split(&folded).filter(plain).take(ID_WORDS).collect::<Vec<_>>().join("-");
        if id.is_empty() {
            // The words are not in Latin letters: what the rule most like it is called comes nearest.
            let like = draft.like.as_deref().and_then(|id| id.split_once('/')).map(|(_, name)| name);
            id = like.or(draft.category.map(Category::name)).unwrap_or("new-rule").to_owned();
        }
        let lang = draft.lang.as_deref().unwrap_or("any");
        let taken = |id: &str| {
            let full = format!("{lang}/{id}");
            self.rules.iter().any(|rule| *rule.id == *full || rule.aliases.iter().any(|alias| **alias == *full))
        };
        let mut free = id.clone();
        let mut number = 2;
        while taken(&free) {
            free = format!("{id}-{number}");
            number += 1;
        }
        free
    }
}

/// What has the highest sum; of equals the first, so that the answer does not change from run to run.
fn best<T: Ord + Copy>(votes: impl Iterator<Item = (T, f64)>) -> Option<T> {
    let mut sums: BTreeMap<T, f64> = BTreeMap::new();
    for (what, vote) in votes {
        *sums.entry(what).or_default() += vote;
    }
    sums.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(what, _)| what)
}

/// The words of a folded text; apostrophes part them, so "don't" is "don" and "t".
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

/// The words of a folded text; of a script without spaces the pairs of characters, which are most of its words.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    split(text).flat_map(|word| {
        let dense = word.chars().next().is_some_and(without_spaces) && word.chars().nth(1).is_some();
        let whole = (!dense).then_some(word);
        let ends =
            word.char_indices().map(|(at, _)| at).chain([word.len()]).skip(2).take(if dense { usize::MAX } else { 0 });
        whole.into_iter().chain(word.char_indices().zip(ends).filter_map(|((from, _), to)| word.get(from..to)))
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn scripts_without_spaces_are_taken_in_pairs() {
        assert_eq!(pieces("read this, too").collect::<Vec<_>>(), ["read", "this", "too"]);
        assert_eq!(pieces("关注我 x").collect::<Vec<_>>(), ["关注", "注我", "x"]);
    }
}
