//! `[[placeholder]]` of all rule files to [`Placeholder`]s: what each stands for, what it may begin with, and whether one
//! stands for itself.
//!
//! `name = "day"` with a regex, `name = "date"` with `any_of = ["{day} {month}"]` → `{date}` knows by number which ones are
//! inside it.

use super::assemble::Builder;
use super::files::Parsed;
use super::first_sets::{first_bytes, first_bytes_of, prefixes};
use super::patterns::regex_fault;
use super::schema::{PlaceholderDef, ShapeDef};
use crate::diagnostic::Fault;
use crate::error::RuleError;
use crate::ruleset::placeholder::{LazyRegex, Placeholder, Words};
use crate::ruleset::prefixes::Prefixes;
use crate::ruleset::token::Token;
use crate::ruleset::trie::Trie;

impl Builder {
    /// All files' placeholders first: a phrase may use one of a later file.
    pub(super) fn placeholders(&mut self, parsed: &[Parsed]) -> Result<(), RuleError> {
        for (_, _, def) in parsed {
            for placeholder in &def.placeholder {
                let name = placeholder.name.get_ref();
                if !self.names.contains_key(name) {
                    self.names.insert(name.clone(), self.placeholders.len());
                    self.placeholders.push(Placeholder::named(name));
                }
            }
        }
        let mut phrases = vec![Vec::new(); self.placeholders.len()];
        for (name, text, def) in parsed {
            for placeholder in &def.placeholder {
                let number = self.names.get(placeholder.name.get_ref()).copied().unwrap_or_default();
                self.placeholder(placeholder, number, &mut phrases[number])
                    .map_err(|fault| fault.in_file(name, text))?;
            }
        }
        for (placeholder, phrases) in self.placeholders.iter_mut().zip(&phrases) {
            placeholder.phrases = Trie::build(phrases.iter().map(|tokens: &Vec<Token>| (tokens.as_slice(), 0)));
        }
        for (name, text, def) in parsed {
            for placeholder in &def.placeholder {
                let number = self.names.get(placeholder.name.get_ref()).copied().unwrap_or_default();
                if let Some(inner) = self.circle(number) {
                    let fault = Fault::new(
                        format!("the placeholder `{}` stands for itself", placeholder.name.get_ref()),
                        placeholder.name.span(),
                    )
                    .label(format!("through `{{{inner}}}`"))
                    .help(format!("take `{{{}}}` out of the phrases of `{inner}`", placeholder.name.get_ref()));
                    return Err(fault.in_file(name, text));
                }
            }
        }
        let first = first_bytes(&self.placeholders);
        for (placeholder, first) in self.placeholders.iter_mut().zip(first) {
            placeholder.first = first;
        }
        self.beginnings = prefixes(&self.placeholders);
        for (placeholder, known) in self.placeholders.iter_mut().zip(&self.beginnings) {
            placeholder.lead = known.as_ref().map(Prefixes::filter);
        }
        Ok(())
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
            self.placeholders[number].regexes.push(LazyRegex::new(anchored, first));
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

    /// The name of the placeholder through which placeholder `number` stands for itself.
    fn circle(&self, number: usize) -> Option<String> {
        let mut seen = vec![false; self.placeholders.len()];
        let mut todo = vec![number];
        while let Some(at) = todo.pop() {
            for inner in self.placeholders[at].phrases.all_holes() {
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
