//! Checks rules that compile for likely mistakes.
//!
//! Input: compiled rules. Output: findings, each with a place in a rule file, what is suspicious about it, and one suggestion. A
//! finding is not an error, so a rule can allow it: `allow = { too-common = "no sentence is this one word" }`.
//!
//! Each check is one pass over the phrases. To find the other phrases that match a phrase, the phrase is scanned as if it were a
//! line; comparing each pair would take too long (the packs have 30,000 phrases).
//!
//! `line = ["share"]`, strong, without a condition → `too-common`: a caption or a heading may be just this word.

mod commonness;
mod context;
mod covers;
mod duplicates;
mod evidence;
mod examples;
mod files;
mod marks;
mod shadows;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::RuleId;
use unboil_rules::{LintKind, RuleSet};

pub use context::Scope;
pub(crate) use context::line_of;
use context::{Lint, Raw};
pub use evidence::PhraseEvidence;

/// Something suspicious in a rule file. It displays as file, line, the marked place and a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of finding.
    pub kind: LintKind,
    /// The rule's id; empty if it is about the file.
    pub rule: String,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// The marked text, such as a phrase.
    pub text: String,
    report: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)
    }
}

/// The findings, in the order of the files.
///
/// ```
/// let rules = unboil::RuleSet::builder().source("a.toml", r#"
///     about = "Buttons"
///     lang = "en"
///     [[rule]]
///     id = "share-button"
///     category = "share"
///     why = "A button."
///     line = ["share"]
///     removes = ["Share"]
///     keeps = ["Share the bread."]
/// "#).build()?;
/// let findings = unboil::lint(&rules, unboil::Scope::All);
/// assert_eq!(findings[0].kind, unboil::LintKind::TooCommon);
/// # Ok::<(), unboil::Error>(())
/// ```
#[must_use]
pub fn lint(rules: &RuleSet, scope: Scope) -> Vec<Finding> {
    let lint = Lint::new(rules, scope);
    let found = lint.by_text();
    lint.settle(found, false)
}

/// The same, with findings on phrases that remove more than `evidence` supports ([`LintKind::OneSite`], [`LintKind::BigBite`]).
#[must_use]
pub fn lint_with_evidence(rules: &RuleSet, scope: Scope, evidence: &[PhraseEvidence]) -> Vec<Finding> {
    let lint = Lint::new(rules, scope);
    let mut found = lint.by_text();
    evidence::check(&lint, evidence, &mut found);
    lint.settle(found, true)
}

impl Lint<'_> {
    /// What the rule files alone show.
    fn by_text(&self) -> Vec<Raw> {
        let lint = self;
        let mut found = Vec::new();
        commonness::check(lint, &mut found);
        duplicates::check(lint, &mut found);
        shadows::check(lint, &mut found);
        marks::check(lint, &mut found);
        examples::check(lint, &mut found);
        files::check(lint, &mut found);
        found
    }

    /// Findings in the order of the files, without those that are allowed; and allowances that are not needed. Whether an allowance that
    /// depends on evidence is needed is known only if there is evidence.
    fn settle(&self, mut found: Vec<Raw>, has_evidence: bool) -> Vec<Finding> {
        let mut allowed: BTreeMap<(usize, LintKind), bool> = BTreeMap::new();
        let mut stale =
            |file, rule, fault| found.push(Raw { kind: LintKind::StaleAllow, rule: Some(rule), file, fault });
        for (file, number, rule) in self.rule_tables() {
            let id = &rule.head.id;
            for (kind, reason) in &rule.head.allow {
                if reason.trim().is_empty() {
                    let fault = Fault::new(format!("`allow` of `{}` gives no reason", id.get_ref()), id.span());
                    stale(file, number, fault.help(format!("write {kind} = \"the reason\"")));
                }
                allowed.insert((number, *kind), false);
            }
        }
        found.retain(|raw| match raw.rule.and_then(|rule| allowed.get_mut(&(rule, raw.kind))) {
            Some(used) => {
                *used = true;
                false
            }
            None => true,
        });
        for (file, number, rule) in self.rule_tables() {
            let id = &rule.head.id;
            let is_stale = |kind: &&LintKind| !allowed[&(number, **kind)] && (has_evidence || !kind.needs_evidence());
            for kind in rule.head.allow.keys().filter(is_stale) {
                let title = format!("`{}` allows a finding that it does not have", id.get_ref());
                let fault = Fault::new(title, id.span())
                    .label(format!("nothing in it is {kind}"))
                    .help(format!("remove `{kind}` from `allow`"));
                found.push(Raw { kind: LintKind::StaleAllow, rule: Some(number), file, fault });
            }
        }
        found.sort_by_key(|raw| (raw.file, raw.fault.span.start, raw.kind));
        found.into_iter().map(|raw| self.finding(raw)).collect()
    }

    fn finding(&self, raw: Raw) -> Finding {
        let file = self.source.file(raw.file);
        let rule = raw.rule.map_or_else(String::new, |rule| self.rules.rule(rule as RuleId).id.to_string());
        let Range { start, end } = raw.fault.span.clone();
        Finding {
            kind: raw.kind,
            rule,
            file: file.name.to_owned(),
            line: line_of(file.text, start),
            text: file.text[start..end].to_owned(),
            report: raw.fault.warning(raw.kind.name(), file.name, file.text),
        }
    }
}
