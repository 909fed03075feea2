//! Rules for people: what each looks for, on which conditions, what goes, and why; for lists, pages and look-ups.
//!
//! Goes in: a compiled [`RuleSet`] and its source. Comes out: views of its rules in the words of rule files.
//!
//! `zone = "tail"`, `max_words = 12` → `conditions()` gives `("zone", "tail")`, `("max_words", "12")`.

use crate::lint::line_of;
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::UnknownRule;
use unboil_rules::ruleset::model::{Action, Near, Remove, Rule, RuleKind, Unit, Zones};
use unboil_rules::ruleset::source::{Example, RuleSource, SourceFile, SourcePattern, SourceRule};
use unboil_rules::ruleset::token::Token;

/// All rules of a set, ready to be looked at.
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
    /// What it becomes; nothing where it goes whole.
    pub becomes: Option<&'c str>,
    /// Whether it is a document of its own.
    pub bare: bool,
}

impl<'r> Catalog<'r> {
    /// The rules of `rules`, for people.
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

    /// What kind of thing it takes.
    #[must_use]
    pub fn category(&self) -> Category {
        self.rule.category
    }

    /// The language of its file, or `any`.
    #[must_use]
    pub fn lang(&self) -> &'c str {
        self.file.lang
    }

    /// Why what it takes is none of the text.
    #[must_use]
    pub fn why(&self) -> &'c str {
        &self.source.why
    }

    /// `rule`, `echo` or `repeat`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.rule.kind {
            RuleKind::Phrases(_) => "rule",
            RuleKind::Echo(_) => "echo",
            RuleKind::Repeat(_) => "repeat",
        }
    }

    /// The file it stands in.
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

    /// What it looks for, each with its key in rule files, as it is written there.
    pub fn phrases(&self) -> impl Iterator<Item = (&'static str, &'c str)> {
        self.patterns.iter().map(|pattern| (pattern.phrase.name(), &*pattern.written))
    }

    /// Whether it acts alone: `strong`, or `weak`.
    #[must_use]
    pub fn strength(&self) -> &'static str {
        match &self.rule.kind {
            RuleKind::Phrases(Action { weak: true, .. }) => "weak",
            _ => "strong",
        }
    }

    /// The zones it acts in; none means everywhere.
    #[must_use]
    pub fn zones(&self) -> Vec<&'static str> {
        let RuleKind::Phrases(action) = &self.rule.kind else { return Vec::new() };
        if action.zones.anywhere() {
            return Vec::new();
        }
        let all = [(Zones::HEAD, "head"), (Zones::BODY, "body"), (Zones::TAIL, "tail")];
        all.into_iter().filter(|(zone, _)| action.zones.0 & zone != 0).map(|(_, name)| name).collect()
    }

    /// What must hold beside the phrase, as key and value of rule files.
    #[must_use]
    pub fn conditions(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        match &self.rule.kind {
            RuleKind::Phrases(action) => self.of_phrases(action, &mut all),
            RuleKind::Echo(echo) => {
                all.push(("min_words", echo.min_words.to_string()));
                all.extend(listed("labels", &echo.labels));
                all.extend(listed("credits", &echo.credits));
            }
            RuleKind::Repeat(repeat) => {
                let unit = match repeat.unit {
                    Unit::Group(1) => "line".to_owned(),
                    Unit::Group(lines) => format!("group of up to {lines} lines"),
                    Unit::Anywhere => "anywhere".to_owned(),
                };
                all.push(("unit", unit));
                all.push(("min_words", repeat.min_words.to_string()));
                let spared =
                    [(repeat.spare_tables, "table"), (repeat.spare_code, "code"), (repeat.spare_verse, "verse")];
                let spared: Vec<&str> = spared.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
                if !spared.is_empty() {
                    all.push(("spare", spared.join(", ")));
                }
                if repeat.doubled > 0.0 {
                    all.push(("doubled", repeat.doubled.to_string()));
                }
            }
        }
        if self.rule.level > Level::Careful {
            all.push(("level", "bold".to_owned()));
        }
        all
    }

    fn of_phrases(&self, action: &Action, all: &mut Vec<(&'static str, String)>) {
        if action.weak {
            all.push(("strength", "weak".to_owned()));
        }
        let zones = self.zones();
        if !zones.is_empty() {
            all.push(("zone", zones.join(", ")));
        }
        if action.min_words > 0 {
            all.push(("min_words", action.min_words.to_string()));
        }
        if action.max_words < usize::MAX {
            all.push(("max_words", action.max_words.to_string()));
        }
        if action.at_most < usize::MAX {
            all.push(("at_most", action.at_most.to_string()));
        }
        if !action.near.is_empty() {
            let name = |near: &Near| match near {
                Near::Category(category) => category.name().to_owned(),
                Near::Rule(id) => id.to_string(),
            };
            all.push(("near", action.near.iter().map(name).collect::<Vec<_>>().join(", ")));
        }
        all.extend(listed("unless", &action.unless));
        all.extend(listed("site", &action.sites));
        if action.glued {
            all.push(("glued", "true".to_owned()));
        }
    }

    /// What goes, as the value of `remove`; `echo` and `repeat` for the rules of that kind.
    #[must_use]
    pub fn remove(&self) -> &'static str {
        let RuleKind::Phrases(action) = &self.rule.kind else { return self.kind() };
        action.remove.name()
    }

    /// How far a run goes: the most lines, and the phrases that end it.
    #[must_use]
    pub fn run(&self) -> Option<(usize, Vec<String>)> {
        match &self.rule.kind {
            RuleKind::Phrases(Action { remove: Remove::Run { max_lines, until }, .. }) => {
                Some((*max_lines, until.iter().map(|tokens| self.written(tokens)).collect()))
            }
            _ => None,
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

    /// Texts it takes.
    pub fn removes(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.removes.iter().map(view)
    }

    /// Texts that look like it and stay.
    pub fn keeps(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.keeps.iter().map(view)
    }

    /// Texts it should take and does not yet.
    pub fn todo(&self) -> impl Iterator<Item = ExampleView<'c>> {
        self.source.todo.iter().map(view)
    }
}

fn view(example: &Example) -> ExampleView<'_> {
    ExampleView { text: &example.text, becomes: example.becomes.as_deref(), bare: example.bare }
}

fn listed(key: &'static str, values: &[Box<str>]) -> Option<(&'static str, String)> {
    (!values.is_empty()).then(|| (key, values.join(" | ")))
}
