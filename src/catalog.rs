//! Readable views of rules: what each looks for, its conditions, what it removes, and why.
//!
//! Input: a compiled [`RuleSet`] and its source. Output: views of its rules in the terms of rule files.
//!
//! `zone = "tail"`, `max_words = 12` → `conditions()` gives `("zone", "tail")`, `("max_words", "12")`.

use crate::lint::line_of;
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::UnknownRule;
use unboil_rules::ruleset::model::{Rule, RuleKind};
use unboil_rules::ruleset::source::{Example, RuleSource, SourceFile, SourcePattern, SourceRule};
use unboil_rules::ruleset::token::Token;

/// The rules of a set, with what their authors wrote.
#[derive(Debug)]
pub struct Catalog<'r> {
    rules: &'r RuleSet,
    source: RuleSource<'r>,
    /// For each rule, its phrases.
    patterns: Vec<Vec<&'r SourcePattern>>,
}

/// One rule.
#[derive(Debug, Clone, Copy)]
pub struct RuleView<'c> {
    rules: &'c RuleSet,
    rule: &'c Rule,
    source: &'c SourceRule,
    file: SourceFile<'c>,
    patterns: &'c [&'c SourcePattern],
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
    /// The catalog of a rule set.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let source = rules.source();
        let mut patterns = vec![Vec::new(); rules.len()];
        source.patterns().for_each(|pattern| patterns[pattern.rule as usize].push(pattern));
        Self { rules, source, patterns }
    }
}

impl Catalog<'_> {
    /// All rules, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = RuleView<'_>> {
        let rules = self.rules.rules().zip(self.source.rules()).zip(&self.patterns);
        rules.map(|((rule, source), patterns)| RuleView {
            rules: self.rules,
            rule,
            source,
            file: self.source.file(source.file),
            patterns,
        })
    }

    /// The rules of that name: one by its id in full or an old one, one of each language by its name alone.
    ///
    /// # Errors
    /// There is no such rule; the error has the nearest name.
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
        self.file.lang
    }

    /// Why texts contain what it removes although it is not part of them.
    #[must_use]
    pub fn why(&self) -> &'c str {
        &self.source.why
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
        self.file.name
    }

    /// What that file says it is for.
    #[must_use]
    pub fn about(&self) -> &'c str {
        self.file.about
    }

    /// The line in it, from 1, of its first `removes` example.
    #[must_use]
    pub fn line(&self) -> usize {
        let first =
            self.patterns.iter().find(|pattern| pattern.file == self.source.file).map(|pattern| pattern.at.start);
        // The compiler demands an example.
        let at = first.unwrap_or_else(|| self.source.removes[0].at.start);
        // Back to the head of its table: every rule begins with one.
        let head = self.file.text[..at].rfind("\n[[").map_or(0, |head| head + 1);
        line_of(self.file.text, head)
    }

    /// What it looks for: each phrase as it is written in the rule file, with its key there.
    pub fn phrases(&self) -> impl Iterator<Item = (&'static str, &'c str)> {
        self.patterns.iter().map(|pattern| (pattern.phrase.name(), &*pattern.written))
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
                Token::Placeholder(number) => text.extend(["{", &self.rules.placeholders()[*number].name, "}"]),
            }
        }
        text
    }

    /// Texts it removes.
    pub fn removes(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.removes.iter().map(view)
    }

    /// Similar texts that it keeps.
    pub fn keeps(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.keeps.iter().map(view)
    }

    /// Texts that it should remove but does not yet.
    pub fn todo(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.todo.iter().map(view)
    }
}

fn view(example: &Example) -> ExampleView<'_> {
    ExampleView { text: &example.text, becomes: example.becomes.as_deref(), bare: example.bare }
}
