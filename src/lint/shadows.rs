//! Phrases that are never needed, because another takes all their lines.
//!
//! `start = ["share this article"]` beside `start = ["share this"]`; `line = ["sign up today"]` beside
//! `contains = ["sign up today"]`. Each plain phrase is scanned as if it were a line.

use super::covers::covers;
use super::{Lint, LintKind, Raw};
use crate::matcher::Scanner;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::{Part, RuleKind};
use unboil_rules::ruleset::token::Token;
use unboil_text::words;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    let active = vec![true; lint.rules.rules.len()];
    let mut scanner = Scanner::new(lint.rules, &active);
    scanner.all_patterns();
    let mut claims = Vec::new();
    for (number, pattern, rule, action) in lint.patterns() {
        let Some(text) = plain(&pattern.part) else { continue };
        claims.clear();
        scanner.line(text, &mut claims);
        let words = matches!(pattern.part, Part::Line(_)).then(|| words::count(text));
        let other = claims.iter().filter(|claim| claim.pattern as usize != number).find(|claim| {
            let Some(other) = lint.rules.patterns.get(claim.pattern as usize) else { return false };
            let other_rule = lint.rules.rule(other.rule);
            let RuleKind::Phrases(other_action) = &other_rule.kind else { return false };
            always(&pattern.part, &other.part)
                && lint.meet(rule, other_rule)
                && covers((other_rule, other_action), (rule, action), words)
        });
        if let Some(other) = other.and_then(|claim| lint.rules.patterns.get(claim.pattern as usize)) {
            let id = &lint.rules.rule(other.rule).id;
            let place = lint.place(other.file, other.at.start);
            let fault = Fault::new("another phrase takes all lines this one finds", pattern.at.clone())
                .label(format!("`{} = {:?}` of {id}, {place}", name(&other.part), other.written))
                .help("take it out, or give the other rule a condition");
            found.push(Raw { kind: LintKind::Shadowed, rule: Some(pattern.rule as usize), file: pattern.file, fault });
        }
    }
}

/// The text of a phrase without placeholders.
fn plain(part: &Part) -> Option<&str> {
    match part {
        Part::Line(tokens) | Part::Start(tokens) | Part::End(tokens) | Part::Contains(tokens) => match &**tokens {
            [Token::Literal(literal)] => Some(literal),
            _ => None,
        },
        Part::WholeRegex(_) | Part::SearchRegex(_) => None,
    }
}

/// Whether `other`, which matches the text of `part`, matches every line that `part` does. Equal phrases are
/// [duplicates](super::duplicates).
fn always(part: &Part, other: &Part) -> bool {
    let longer = || plain(part).map(str::len) > plain(other).map(str::len) && plain(other).is_some();
    match (part, other) {
        (Part::Line(_), Part::Line(_)) => plain(other).is_none(),
        (Part::Line(_), _) => true,
        (Part::Start(_), Part::Start(_)) | (Part::End(_), Part::End(_)) | (Part::Contains(_), Part::Contains(_)) => {
            longer()
        }
        (Part::Start(_) | Part::End(_), Part::Contains(_)) => plain(other).is_some(),
        _ => false,
    }
}

fn name(part: &Part) -> &'static str {
    match part {
        Part::Line(_) => "line",
        Part::Start(_) => "start",
        Part::End(_) => "end",
        Part::Contains(_) => "contains",
        Part::WholeRegex(_) | Part::SearchRegex(_) => "regex",
    }
}
