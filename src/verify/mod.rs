//! Tests rules with their examples.
//!
//! Each example is put into a document with prose around it, in the zone of its rule and next to another finding. The document is
//! cleaned and compared with what it must become. The example `Share` of a weak rule for the tail becomes the document *prose, prose,
//! finding, Share*, of which only the prose may be left. A `keeps` example must be kept in the same document with all packs loaded.

use std::fmt;
use std::sync::Arc;

use crate::cleaner::Cleaner;
use crate::error::Error;
use crate::lint::{Scope, line_of};
use crate::matcher::Scanner;
use crate::options::Options;
use unboil_normalize::normalize;
use unboil_rules::Level;
use unboil_rules::RuleMask;
use unboil_rules::RuleSet;
use unboil_rules::RuleSetBuilder;
use unboil_rules::conditions::Conditions;
use unboil_rules::ruleset::model::{Action, Rule, RuleId, RuleKind};
use unboil_rules::ruleset::source::{Example, RuleSource, SourceFile, SourceRule};
use unboil_rules::zones::Zones;

const FIXTURE: &str = include_str!("fixture.toml");
const FIXTURE_NAME: &str = "fixture.toml";
const FIXTURE_RULE: &str = "fixture/cluster";

/// The result of testing the examples of a rule set.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Verification {
    /// How many rules were tested.
    pub rules: usize,
    /// How many examples were tried.
    pub examples: usize,
    /// What is wrong, in the order of the files.
    pub failures: Vec<Failure>,
}

/// An example that does not do what it says, or a phrase without example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The rule's id.
    pub rule: String,
    /// The file it is in.
    pub file: String,
    /// The line of the example or phrase in it, from 1.
    pub line: usize,
    /// What is wrong.
    pub kind: FailureKind,
    /// The example or phrase.
    pub text: String,
}

/// What is wrong with an example or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// A `removes` example does not become what it should.
    NotRemoved {
        /// What is left of the example.
        left: String,
    },
    /// A `keeps` example loses something.
    NotKept {
        /// The rules that removed something.
        by: Vec<String>,
    },
    /// No `removes` example has this phrase.
    NotReached,
    /// A `todo` example is removed now.
    GapClosed,
    /// An example is empty.
    Empty,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, file, line, kind, text } = self;
        write!(f, "{file}:{line}: {rule}: ")?;
        match kind {
            FailureKind::NotRemoved { left } => write!(f, "not removed: {text:?} leaves {left:?}"),
            FailureKind::NotKept { by } => write!(f, "not kept: {text:?} is removed by {}", by.join(", ")),
            FailureKind::NotReached => write!(f, "never reached: no `removes` example has the phrase {text:?}"),
            FailureKind::Empty => f.write_str("an example is empty; write its text"),
            FailureKind::GapClosed => {
                write!(f, "gap closed: {text:?} is removed now; move it from `todo` to `removes`")
            }
        }
    }
}

/// Compiles the rules and tries the examples of those in `scope`, with all rules loaded.
///
/// # Errors
/// As for [`build`](RuleSetBuilder::build).
pub fn verify(builder: RuleSetBuilder, scope: Scope) -> Result<Verification, Error> {
    let rules = Arc::new(builder.source(FIXTURE_NAME, FIXTURE).build()?);
    let source = rules.source();
    let fixture = Fixture::read(&rules, &source);
    let everything = Options::default().level(Level::Bold).budget(1.0);
    let all = Cleaner::new(Arc::clone(&rules), everything.clone());
    let mut patterns = vec![Vec::new(); rules.len()];
    for (pattern, number) in source.patterns().zip(0..) {
        // What an `unboil.toml` adds to a rule has no examples.
        if source.rule(pattern.rule).file == pattern.file {
            patterns[pattern.rule as usize].push(number);
        }
    }
    let mut verification = Verification { rules: 0, examples: 0, failures: Vec::new() };
    for (id, (rule, written)) in rules.rules().zip(source.rules()).enumerate() {
        let file = source.file(written.file);
        if file.name == FIXTURE_NAME || (scope == Scope::Own && file.is_standard) {
            continue;
        }
        let mut alone = Cleaner::new(Arc::clone(&rules), everything.clone());
        let alone_on = rules.rules().enumerate().map(|(i, r)| i == id || &*r.id == FIXTURE_RULE);
        alone.engine.active = Arc::new(alone_on.collect());
        // An example of a rule with `site` is a document of that site, where its other rules act too.
        let mut together = at_site_of(&all, rule);
        let together_on = together.engine.active.iter().enumerate().map(|(i, on)| on || i == id);
        together.engine.active = Arc::new(together_on.collect());
        let case = Trial { source: &source, rule, written, fixture: &fixture, alone: &alone, all: &together };
        verification.rules += 1;
        verification.examples += written.removes.len() + written.keeps.len() + written.todo.len();
        case.run(&mut verification.failures);
        unreached(&rules, &source, id, &patterns[id], &mut verification.failures);
    }
    Ok(verification)
}

/// The cleaner for documents of the first site that a rule is bound to.
fn at_site_of(cleaner: &Cleaner, rule: &Rule) -> Cleaner {
    let RuleKind::Phrases(action) = &rule.kind else { return cleaner.clone() };
    let host = action.conditions.site.as_ref().and_then(|hosts| hosts.0.first());
    host.map_or_else(|| cleaner.clone(), |host| cleaner.for_site(&host.parse().expect("the compiler checked the host")))
}

/// The patterns of rule `id` that none of its `removes` and `todo` examples reaches.
fn unreached(rules: &RuleSet, source: &RuleSource<'_>, id: usize, patterns: &[u32], failures: &mut Vec<Failure>) {
    let (rule, written) = (rules.rule(id as RuleId), source.rule(id as RuleId));
    let only: RuleMask = (0..rules.len()).map(|i| i == id).collect();
    let mut scanner = Scanner::new(rules, &only);
    scanner.all_patterns();
    let mut reached = std::collections::HashSet::new();
    let mut matches = Vec::new();
    for example in written.removes.iter().chain(&written.todo) {
        let normal = normalize(&example.text, &mut ());
        for line in normal.lines() {
            matches.clear();
            scanner.line(line, &mut matches);
            reached.extend(matches.iter().map(|hit| hit.pattern));
        }
    }
    for number in patterns.iter().filter(|number| !reached.contains(number)) {
        let pattern = source.pattern(*number);
        let file = source.file(written.file);
        failures.push(failure(file, rule, pattern.at.start, FailureKind::NotReached, &pattern.written));
    }
}

fn failure(file: SourceFile<'_>, rule: &Rule, at: usize, kind: FailureKind, text: &str) -> Failure {
    let line = line_of(file.text, at);
    Failure { rule: rule.id.to_string(), file: file.name.to_owned(), line, kind, text: text.to_owned() }
}

/// The finding and the prose around an example.
struct Fixture {
    cluster: String,
    prose: [String; 2],
}

impl Fixture {
    fn read(rules: &RuleSet, source: &RuleSource<'_>) -> Self {
        let id =
            rules.rules().position(|rule| &*rule.id == FIXTURE_RULE).expect("the fixture was compiled with the rules");
        let rule = source.rule(id as RuleId);
        let text = |example: &Example| example.text.clone();
        Self { cluster: text(&rule.removes[0]), prose: [text(&rule.keeps[0]), text(&rule.keeps[1])] }
    }

    /// The document around `example`, in the given zone.
    fn around(&self, zone: Zones, cluster: bool, example: &str) -> String {
        let cluster = if cluster { format!("{}\n", self.cluster) } else { String::new() };
        let [first, second] = &self.prose;
        match zone {
            Zones::HEAD => format!("{cluster}{example}\n\n{first}\n\n{second}\n"),
            Zones::TAIL => format!("{first}\n\n{second}\n\n{cluster}{example}\n"),
            _ => format!("{first}\n\n{cluster}{example}\n\n{second}\n"),
        }
    }
}

struct Trial<'a> {
    source: &'a RuleSource<'a>,
    rule: &'a Rule,
    written: &'a SourceRule,
    fixture: &'a Fixture,
    alone: &'a Cleaner,
    all: &'a Cleaner,
}

impl Trial<'_> {
    fn run(&self, failures: &mut Vec<Failure>) {
        let all = [&self.written.removes, &self.written.keeps, &self.written.todo];
        let is_written = |example: &&Example| !example.text.trim().is_empty();
        let empty = all.into_iter().flatten().filter(|example| !is_written(example));
        failures.extend(empty.map(|example| self.failure(example, FailureKind::Empty)));
        for example in self.written.removes.iter().filter(is_written) {
            if let Some(left) = self.removes(example) {
                failures.push(self.failure(example, FailureKind::NotRemoved { left }));
            }
        }
        for example in self.written.keeps.iter().filter(is_written) {
            if let Some(by) = self.keeps(example) {
                failures.push(self.failure(example, FailureKind::NotKept { by }));
            }
        }
        for example in self.written.todo.iter().filter(is_written) {
            if self.removes(example).is_none() {
                failures.push(self.failure(example, FailureKind::GapClosed));
            }
        }
    }

    fn failure(&self, example: &Example, kind: FailureKind) -> Failure {
        failure(self.source.file(self.written.file), self.rule, example.at.start, kind, &example.text)
    }

    /// The zones the rule acts in; for one that acts everywhere, the body.
    fn zones(&self) -> Vec<Zones> {
        match &self.rule.kind {
            RuleKind::Phrases(Action { conditions: Conditions { zone: Some(zone), .. }, .. }) => {
                zone.0.each().collect()
            }
            _ => vec![Zones::BODY],
        }
    }

    fn document(&self, zone: Zones, example: &Example, cluster: bool, text: &str) -> String {
        if example.bare { format!("{text}\n") } else { self.fixture.around(zone, cluster, text) }
    }

    /// What is left of the example, if it does not become what it should, neither with the rule alone nor with all rules.
    fn removes(&self, example: &Example) -> Option<String> {
        let becomes = example.becomes.as_deref().unwrap_or_default();
        self.zones().into_iter().find_map(|zone| {
            let dirty = self.document(zone, example, true, &example.text);
            let want = normalize(&self.document(zone, example, false, becomes), &mut ()).into_owned();
            let got = self.alone.clean_str(&dirty).text;
            if got == want || self.all.clean_str(&dirty).text == want {
                return None;
            }
            Some(self.inside(&got))
        })
    }

    /// The rules that removed something from an example that must be kept.
    fn keeps(&self, example: &Example) -> Option<Vec<String>> {
        self.zones().into_iter().find_map(|zone| {
            let dirty = self.document(zone, example, true, &example.text);
            let want = normalize(&self.document(zone, example, false, &example.text), &mut ()).into_owned();
            let cleaned = self.all.clean_str(&dirty);
            if cleaned.text == want {
                return None;
            }
            let mut by: Vec<String> = cleaned.edits.iter().map(|e| e.cause.id().to_owned()).collect();
            by.retain(|id| id != FIXTURE_RULE && !id.starts_with("normalize/"));
            by.dedup();
            Some(by)
        })
    }

    /// The output without the text around the example.
    fn inside(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for fixture in self.fixture.prose.iter().chain([&self.fixture.cluster]) {
            text = text.replace(fixture.as_str(), "");
        }
        text.trim().to_owned()
    }
}
