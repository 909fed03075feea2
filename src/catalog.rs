//! Rules for people: what each looks for, on which conditions, what it removes, and why; for lists, pages and look-ups.
//!
//! Goes in: a compiled [`RuleSet`]. Comes out: views of its rules in the words of rule files.
//!
//! `zone = "tail"`, `max_words = 12` → `conditions()` gives `("zone", "tail")`, `("max_words", "12")`.

use crate::lint::line_of;
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::UnknownRule;
use unboil_rules::ruleset::model::{Example, Part, Rule, RuleKind, RuleSet};
use unboil_rules::ruleset::token::Token;

/// The rules of a set as people want to see them.
#[derive(Debug)]
pub struct Catalog<'r> {
    rules: &'r RuleSet,
    /// For each rule, its phrases.
    patterns: Vec<Vec<usize>>,
}

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct RuleView<'c> {
    rules: &'c RuleSet,
    rule: &'c Rule,
    patterns: &'c [usize],
}

/// An example of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleView<'c> {
    /// The text.
    pub text: &'c str,
    /// What it becomes; `None` if it is removed.
    pub becomes: Option<&'c str>,
    /// Whether it is a document of its own.
    pub bare: bool,
}

impl<'r> Catalog<'r> {
    /// The rules of `rules`, for people.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let rules = rules.whole();
        let mut patterns = vec![Vec::new(); rules.rules.len()];
        for (number, pattern) in rules.patterns.iter().enumerate() {
            patterns[pattern.rule as usize].push(number);
        }
        Self { rules, patterns }
    }
}

impl Catalog<'_> {
    /// All rules, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = RuleView<'_>> {
        self.rules.rules.iter().zip(&self.patterns).map(|(rule, patterns)| RuleView {
            rules: self.rules,
            rule,
            patterns,
        })
    }

    /// The rules of that name: one by its id in full or an old one, one of each language by its name alone.
    ///
    /// # Errors
    /// There is none; the error knows the nearest.
    pub fn find(&self, name: &str) -> Result<Vec<RuleView<'_>>, UnknownRule> {
        let found: Vec<_> = self.iter().filter(|view| unboil_rules::is_named(view.rule, name)).collect();
        if found.is_empty() { Err(self.rules.unknown(name)) } else { Ok(found) }
    }
}

impl<'c> RuleView<'c> {
    /// Such as `en/newsletter-signup`.
    #[must_use]
    pub fn id(&self) -> &'c str {
        &self.rule.id
    }

    /// Old ids, in full.
    pub fn aliases(&self) -> impl Iterator<Item = &'c str> {
        self.rule.aliases.iter().map(|alias| &**alias)
    }

    /// What kind of thing it removes.
    #[must_use]
    pub fn category(&self) -> Category {
        self.rule.category
    }

    /// The language of its file, or `any`.
    #[must_use]
    pub fn lang(&self) -> &'c str {
        &self.rules.files[self.rule.file].lang
    }

    /// Why texts contain what it removes although it is not part of them.
    #[must_use]
    pub fn why(&self) -> &'c str {
        &self.rule.why
    }

    /// The name of its table in rule files: `rule`, or that of a detector, such as `echo`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.rule.kind {
            RuleKind::Phrases(_) => "rule",
            RuleKind::Detector(detector) => detector.name(),
        }
    }

    /// What it finds, for a detector; `None` for a rule with phrases.
    #[must_use]
    pub fn finds(&self) -> Option<&'static str> {
        match &self.rule.kind {
            RuleKind::Phrases(_) => None,
            RuleKind::Detector(detector) => Some(detector.finds()),
        }
    }

    /// The file it is in.
    #[must_use]
    pub fn file(&self) -> &'c str {
        &self.rules.files[self.rule.file].name
    }

    /// What that file says it is for.
    #[must_use]
    pub fn about(&self) -> &'c str {
        &self.rules.files[self.rule.file].about
    }

    /// The line in it, from 1, of its first `removes` example.
    #[must_use]
    pub fn line(&self) -> usize {
        let text = &*self.rules.files[self.rule.file].text;
        let first = self.patterns.iter().filter_map(|&i| self.rules.patterns.get(i)).find(|p| p.file == self.rule.file);
        let at = first.map(|p| p.at.start).or(self.rule.removes.first().map(|e| e.at.start)).unwrap_or_default();
        // Back to the head of its table: every rule begins with one.
        let head = text.get(..at).and_then(|before| before.rfind("\n[[")).map_or(0, |head| head + 1);
        line_of(text, head)
    }

    /// What it looks for: each phrase as it is written in the rule file, with its key there.
    pub fn phrases(&self) -> impl Iterator<Item = (&'static str, &'c str)> {
        let rules = self.rules;
        self.patterns.iter().filter_map(move |&number| {
            let pattern = rules.patterns.get(number)?;
            let key = match pattern.part {
                Part::Line(_) => "line",
                Part::Start(_) => "start",
                Part::End(_) => "end",
                Part::Contains(_) => "contains",
                Part::WholeRegex(_) | Part::SearchRegex(_) => "regex",
            };
            Some((key, &*pattern.written))
        })
    }

    /// Whether it acts alone: `strong`, or `weak`.
    #[must_use]
    pub fn strength(&self) -> &'static str {
        match &self.rule.kind {
            RuleKind::Phrases(action) if action.conditions.strength.is_some() => "weak",
            _ => "strong",
        }
    }

    /// The zones it acts in; none means everywhere.
    #[must_use]
    pub fn zones(&self) -> Vec<&'static str> {
        match &self.rule.kind {
            RuleKind::Phrases(action) => action.conditions.zone.as_ref().map_or(Vec::new(), |zone| zone.0.names()),
            RuleKind::Detector(_) => Vec::new(),
        }
    }

    /// What must hold beside the phrase, or the parameters of a detector, as keys and values of rule files.
    #[must_use]
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        let mut all = match &self.rule.kind {
            RuleKind::Phrases(action) => {
                let mut all = action.conditions.describe();
                all.extend(action.glued.then(|| ("glued", "true".to_owned())));
                all
            }
            RuleKind::Detector(detector) => detector.describe(),
        };
        if self.rule.level > Level::default() {
            all.push(("level", self.rule.level.name().to_owned()));
        }
        all
    }

    /// The value of `remove`; for a detector, the name of its table.
    #[must_use]
    pub fn remove(&self) -> &'static str {
        match &self.rule.kind {
            RuleKind::Phrases(action) => action.removal.name(),
            RuleKind::Detector(detector) => detector.name(),
        }
    }

    /// What it removes, in words.
    #[must_use]
    pub fn takes(&self) -> String {
        match &self.rule.kind {
            RuleKind::Phrases(action) => action.removal.describe(&|tokens| self.written(tokens)),
            RuleKind::Detector(detector) => detector.removes().to_owned(),
        }
    }

    fn written(&self, tokens: &[Token]) -> String {
        let mut text = String::new();
        for token in tokens {
            match token {
                Token::Literal(literal) => text.push_str(literal),
                Token::Placeholder(hole) => {
                    text.extend(["{", &self.rules.placeholders[*hole].name, "}"]);
                }
            }
        }
        text
    }

    /// Texts it removes.
    pub fn removes(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.rule.removes.iter().map(view)
    }

    /// Texts that look like it and stay.
    pub fn keeps(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.rule.keeps.iter().map(view)
    }

    /// Texts it should remove and does not yet.
    pub fn todo(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.rule.todo.iter().map(view)
    }
}

fn view(example: &Example) -> ExampleView<'_> {
    ExampleView { text: &example.text, becomes: example.becomes.as_deref(), bare: example.bare }
}
