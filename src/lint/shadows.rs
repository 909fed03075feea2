//! Finds phrases that are not needed, because another phrase matches all their lines.
//!
//! `start = ["share this article"]` beside `start = ["share this"]`; `line = ["sign up today"]` beside
//! `contains = ["sign up today"]`. Each plain phrase is scanned as if it were a line.

use super::context::{Lint, Raw};
use super::covers::covers;
use crate::matcher::Scanner;
use unboil_rules::LintKind;
use unboil_rules::RuleMask;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::RuleKind;
use unboil_rules::ruleset::pattern::Position;
use unboil_rules::ruleset::source::Phrase;
use unboil_rules::ruleset::token::Token;
use unboil_text::words;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    let active: RuleMask = std::iter::repeat_n(true, lint.rules.len()).collect();
    let mut scanner = Scanner::new(lint.rules, &active);
    scanner.all_patterns();
    let mut matches = Vec::new();
    for (number, pattern, rule, action) in lint.patterns() {
        let Some(text) = plain(&pattern.phrase) else { continue };
        matches.clear();
        scanner.line(text, &mut matches);
        let words = matches!(pattern.phrase, Phrase::Tokens(Position::Line, _)).then(|| words::count(text));
        let other = matches.iter().filter(|hit| hit.pattern as usize != number).find(|hit| {
            let other = lint.source.pattern(hit.pattern);
            let other_rule = lint.rules.rule(other.rule);
            let RuleKind::Phrases(other_action) = &other_rule.kind else { return false };
            always(&pattern.phrase, &other.phrase)
                && lint.meet(pattern.rule, other.rule)
                && covers((other_rule, other_action), (rule, action), words)
        });
        if let Some(other) = other.map(|hit| lint.source.pattern(hit.pattern)) {
            let id = &lint.rules.rule(other.rule).id;
            let place = lint.place(other.file, other.at.start);
            let fault = Fault::new("another phrase matches every line that this one matches", pattern.at.clone())
                .label(format!("`{} = {:?}` of {id}, {place}", other.phrase.name(), other.written))
                .help("remove it, or give the other rule a condition");
            found.push(Raw { kind: LintKind::Shadowed, rule: Some(pattern.rule as usize), file: pattern.file, fault });
        }
    }
}

/// The text of a phrase without placeholders.
fn plain(phrase: &Phrase) -> Option<&str> {
    match phrase {
        Phrase::Tokens(_, tokens) => match &**tokens {
            [Token::Literal(literal)] => Some(literal),
            _ => None,
        },
        Phrase::WholeRegex | Phrase::SearchRegex => None,
    }
}

/// Whether `other`, which matches the text of `phrase`, matches every line that `phrase` does. Equal phrases are
/// [duplicates](super::duplicates).
fn always(phrase: &Phrase, other: &Phrase) -> bool {
    let longer = || plain(phrase).map(str::len) > plain(other).map(str::len) && plain(other).is_some();
    let Phrase::Tokens(position, _) = phrase else { return false };
    let Phrase::Tokens(of_other, _) = other else { return *position == Position::Line };
    match (position, of_other) {
        (Position::Line, Position::Line) => plain(other).is_none(),
        (Position::Line, _) => true,
        (Position::Start | Position::End, Position::Contains) => plain(other).is_some(),
        (position, of_other) => position == of_other && longer(),
    }
}
