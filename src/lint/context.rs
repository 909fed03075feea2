//! What the checks share: the rules, their files, and findings that are not yet filtered.

use std::collections::HashMap;

use unboil_rules::LintKind;
use unboil_rules::RuleSet;
use unboil_rules::compiler::schema::{FileDef, RuleDef};
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::{Action, Rule, RuleId, RuleKind};
use unboil_rules::ruleset::source::{RuleFile, RuleSource, SourcePattern};

/// Which rules to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those that were added to the standard packs. They are compared with the standard ones as well.
    Own,
}

/// A finding of a check, before `allow` is applied.
pub(super) struct Raw {
    pub(super) kind: LintKind,
    /// The rule it is about, unless it is about the file.
    pub(super) rule: Option<usize>,
    /// The number of the file.
    pub(super) file: usize,
    pub(super) fault: Fault,
}

/// What the checks share.
pub(super) struct Lint<'r> {
    pub(super) rules: &'r RuleSet,
    pub(super) source: RuleSource<'r>,
    /// The parsed files; `None` for those out of scope and for `unboil.toml`.
    pub(super) files: Vec<Option<FileDef>>,
    pub(super) numbers: HashMap<&'r str, usize>,
}

impl<'r> Lint<'r> {
    pub(super) fn new(rules: &'r RuleSet, scope: Scope) -> Self {
        let wanted = |file: &RuleFile| !file.is_config && (scope == Scope::All || !file.is_standard);
        let parse = |file: &RuleFile| toml::from_str(file.text()).expect("the file was compiled");
        let files = rules.files().map(|file| wanted(file).then(|| parse(file))).collect();
        let numbers = rules.rules().enumerate().flat_map(|(number, rule)| rule.names().map(move |name| (name, number)));
        Self { rules, source: rules.source(), files, numbers: numbers.collect() }
    }

    /// Whether the file with that number is checked.
    pub(super) fn in_scope(&self, file: usize) -> bool {
        self.files[file].is_some()
    }

    /// The phrases of the files that are checked, with their rules.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (usize, &'r SourcePattern, &'r Rule, &'r Action)> + '_ {
        self.source.patterns().enumerate().filter_map(|(number, pattern)| {
            let rule = self.rules.rule(pattern.rule);
            match &rule.kind {
                RuleKind::Phrases(action) if self.in_scope(pattern.file) => Some((number, pattern, rule, action)),
                _ => None,
            }
        })
    }

    /// The `[[rule]]` tables of the files that are checked: the number of the file, that of the rule, and the table.
    pub(super) fn rule_tables(&self) -> impl Iterator<Item = (usize, usize, &RuleDef)> {
        let files = self.files.iter().enumerate().filter_map(|(file, def)| def.as_ref().map(|def| (file, def)));
        files.flat_map(|(file, def)| def.rule.iter().map(move |rule| (file, def, rule))).map(|(file, def, rule)| {
            let id = format!("{}/{}", def.lang.get_ref(), rule.head.id.get_ref());
            (file, self.numbers[id.as_str()], rule)
        })
    }

    pub(super) fn lang(&self, rule: RuleId) -> &'r str {
        self.source.file(self.source.rule(rule).file).lang
    }

    /// Whether two rules are for the same language, or one of them is for any. Packs of two languages may have the same phrases, because
    /// each must work without the other.
    pub(super) fn meet(&self, a: RuleId, b: RuleId) -> bool {
        let (a, b) = (primary(self.lang(a)), primary(self.lang(b)));
        a == b || a == "any" || b == "any"
    }

    /// File and line, for the text of a finding.
    pub(super) fn place(&self, file: usize, at: usize) -> String {
        let file = self.source.file(file);
        format!("{}:{}", file.name, line_of(file.text, at))
    }
}

/// The language of a tag without its region: `pt` of `pt-BR`.
pub(super) fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(primary, _)| primary)
}

/// The line, from 1, on which byte `at` of `text` is.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() + 1
}
