//! Compiles `[[placeholder]]` of all rule files to [`Placeholder`]s: what each stands for, what it may begin with, and whether one
//! contains itself.
//!
//! `name = "day"` with a regex, `name = "date"` with `any_of = ["{day} {month}"]` → `{date}` refers to the others by number.
//!
//! A layer may define placeholders of its base again; then it has a copy with the phrases of both, and phrases of the base see
//! the new meaning too. The base's index stays valid unless it depends on what the placeholder began with before:
//!
//! - the placeholder may now begin with any word, so phrases of the base that begin with it have to be indexed differently
//! - it began only with certain characters, by which the base may search for its phrases
//!
//! Then [`placeholders`](Builder::placeholders) says so, and everything is compiled from its text.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::assemble::Builder;
use super::first_sets::{PrefixTable, first_bytes, first_bytes_of, reached};
use super::layer::Parsed;
use super::patterns::regex_fault;
use super::schema::{PlaceholderDef, ShapeDef};
use crate::diagnostic::Fault;
use crate::error::RuleError;
use crate::ruleset::placeholder::{LazyRegex, Placeholder, Words};
use crate::ruleset::prefixes::Prefixes;
use crate::ruleset::token::Token;
use crate::ruleset::trie::Trie;

impl Builder<'_> {
    /// Compiles the placeholders of all files, before any phrase: a phrase may use a placeholder of a later file. Returns the
    /// name of a placeholder whose new meaning invalidates the index of the base.
    pub(super) fn placeholders(&mut self, parsed: &[Parsed]) -> Result<Option<String>, RuleError> {
        let mut defined = BTreeSet::new();
        let of_base = self.placeholders.len();
        for (_, def) in parsed {
            for placeholder in &def.placeholder {
                let name = placeholder.name.get_ref();
                let next = self.placeholders.len();
                let number = *self.names.entry(name.clone()).or_insert(next);
                if number == next {
                    self.placeholders.push(Placeholder::named(name));
                }
                defined.insert(number);
                if number < of_base && placeholder.words.is_some() {
                    return Ok(Some(name.clone()));
                }
            }
        }
        self.changed_placeholders.extend(of_base..self.placeholders.len());
        if defined.is_empty() {
            return Ok(None);
        }
        let mut phrases: Vec<Vec<Vec<Token>>> = vec![Vec::new(); self.placeholders.len()];
        for &number in defined.range(..of_base) {
            let known = self.placeholders[number].phrases.phrases();
            phrases[number] = known.into_iter().map(|(tokens, _)| tokens).collect();
        }
        for (file, def) in parsed {
            for placeholder in &def.placeholder {
                let number = self.names[placeholder.name.get_ref()];
                self.placeholder(placeholder, number, &mut phrases[number])
                    .map_err(|fault| fault.in_file(&file.name, file.text()))?;
            }
        }
        for &number in &defined {
            let phrases = phrases[number].iter().map(|tokens| (tokens.as_slice(), 0));
            self.placeholders[number].phrases = Trie::build(phrases);
        }
        for (file, def) in parsed {
            for placeholder in &def.placeholder {
                let name = placeholder.name.get_ref();
                if let Some(inner) = self.circle(self.names[name]) {
                    let fault =
                        Fault::new(format!("the placeholder `{name}` refers to itself"), placeholder.name.span())
                            .label(format!("through `{{{inner}}}`"))
                            .help(format!("take `{{{name}}}` out of the phrases of `{inner}`"));
                    return Err(fault.in_file(&file.name, file.text()));
                }
            }
        }
        for (number, first) in first_bytes(&self.placeholders).into_iter().enumerate() {
            if self.placeholders[number].first != first {
                self.placeholders[number].first = first;
                self.changed_placeholders.insert(number);
            }
        }
        self.prefixes = PrefixTable::new(self.placeholders.len());
        let before = PrefixTable::new(of_base);
        let is_affected = |number: usize| reached(&self.placeholders, number).any(|inner| defined.contains(&inner));
        let affected: Vec<usize> = (0..self.placeholders.len()).filter(|&number| is_affected(number)).collect();
        for number in affected {
            let now = self.prefixes.of(number, &self.placeholders);
            if number < of_base {
                let Some(was) = before.of(number, self.base.placeholders()) else { continue };
                match now {
                    Some(now) if now == was => continue,
                    Some(now) if !was.literals.is_empty() => self.index.prefixes(now),
                    _ => return Ok(Some(self.placeholders[number].name.clone())),
                }
            }
            self.placeholders[number].prefixes = now.map(Prefixes::filter);
        }
        self.changed_placeholders.extend(defined);
        Ok(None)
    }

    fn placeholder(&mut self, def: &PlaceholderDef, number: usize, phrases: &mut Vec<Vec<Token>>) -> Result<(), Fault> {
        let name = def.name.get_ref();
        if name.is_empty()
            || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        {
            return Err(Fault::new(format!("`{name}` cannot be the name of a placeholder"), def.name.span())
                .help("use small letters, digits and hyphens"));
        }
        let kinds =
            usize::from(!def.any_of.is_empty()) + usize::from(def.regex.is_some()) + usize::from(def.words.is_some());
        if kinds != 1 {
            return Err(Fault::new(
                format!("the placeholder `{name}` needs one of any_of, regex, words"),
                def.name.span(),
            )
            .label(if kinds == 0 { "has none of them" } else { "has several" })
            .help(if kinds == 0 {
                "add any_of = [\"…\"]"
            } else {
                "define it once for each; what has one name adds up"
            }));
        }
        for written in &def.any_of {
            phrases.push(self.tokens(written, false, false)?);
        }
        if let Some(written) = &def.regex {
            let anchored = format!(r"\A(?:{})", written.get_ref());
            LazyRegex::check(&anchored).map_err(|e| regex_fault(written, &e))?;
            let first = first_bytes_of(&anchored);
            self.placeholders[number].regexes.push(Arc::new(LazyRegex::new(anchored, first)));
        }
        if let Some(words) = def.words {
            if words.min == 0 || words.max < words.min || words.max > 20 {
                return Err(Fault::new(format!("`words` of `{name}` must be 1 <= min <= max <= 20"), def.name.span())
                    .label(format!("has min = {}, max = {}", words.min, words.max))
                    .help("write words = { min = 1, max = 5 }"));
            }
            self.placeholders[number].words =
                Some(Words { min: words.min, max: words.max, name: words.shape == ShapeDef::Name });
        }
        Ok(())
    }

    /// The name of the placeholder through which placeholder `number` contains itself.
    fn circle(&self, number: usize) -> Option<String> {
        let mut seen = vec![false; self.placeholders.len()];
        let mut todo = vec![number];
        while let Some(at) = todo.pop() {
            for inner in self.placeholders[at].phrases.all_placeholders() {
                if inner == number {
                    return Some(self.placeholders[at].name.clone());
                }
                if !std::mem::replace(&mut seen[inner], true) {
                    todo.push(inner);
                }
            }
        }
        None
    }
}
