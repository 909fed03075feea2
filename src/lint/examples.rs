//! Finds phrases that would remove a `keeps` example of another rule.
//!
//! `unboil rules test` tries a `keeps` example in the zone of its own rule only. A strong rule for another zone may still remove the
//! same line there.

use super::context::{Lint, Raw};
use crate::matcher::Scanner;
use unboil_normalize::normalize;
use unboil_rules::Level;
use unboil_rules::LintKind;
use unboil_rules::RuleMask;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::RuleKind;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    let active: RuleMask = std::iter::repeat_n(true, lint.rules.len()).collect();
    let mut scanner = Scanner::new(lint.rules, &active);
    let mut matches = Vec::new();
    for ((owner, rule), written) in (0..).zip(lint.rules.rules()).zip(lint.source.rules()) {
        // A `bare` example is a document, and about more than one line.
        for example in written.keeps.iter().filter(|example| !example.bare) {
            let normal = normalize(&example.text, &mut ());
            matches.clear();
            for line in normal.lines() {
                scanner.line(line, &mut matches);
            }
            for hit in matches.iter().filter(|hit| hit.rule != owner) {
                let other = lint.rules.rule(hit.rule);
                let RuleKind::Phrases(action) = &other.kind else { continue };
                let alone = !action.conditions.excuse_keeps() && other.level == Level::Careful;
                let pattern = lint.source.pattern(hit.pattern);
                let in_scope = lint.in_scope(pattern.file) || lint.in_scope(written.file);
                if !alone || !lint.meet(owner, hit.rule) || !in_scope {
                    continue;
                }
                let place = lint.place(written.file, example.at.start);
                // The mark must be in a file that is checked.
                let (marked, file, about) = if lint.in_scope(pattern.file) {
                    let fault = Fault::new("this phrase removes a line that another rule keeps", pattern.at.clone())
                        .label(format!("{:?}, kept by {}, {place}", shortened(&example.text), rule.id));
                    (fault, pattern.file, hit.rule)
                } else {
                    let fault = Fault::new("another rule removes what this one keeps", example.at.clone())
                        .label(format!("removed by {:?} of {}", pattern.written, other.id));
                    (fault, written.file, owner)
                };
                let fault = marked.help("make the phrase longer, or give its rule a zone, `max_words` or `unless`");
                found.push(Raw { kind: LintKind::HitsKeeps, rule: Some(about as usize), file, fault });
            }
        }
    }
}

/// The beginning of an example, so that a report stays readable.
fn shortened(text: &str) -> String {
    const CHARS: usize = 60;
    let mut short: String = text.chars().take(CHARS).collect();
    if text.chars().nth(CHARS).is_some() {
        short.push('…');
    }
    short
}
