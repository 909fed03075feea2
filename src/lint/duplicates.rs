//! Finds duplicate phrases, of which one is not needed.
//!
//! "Share" and "SHARE:" are the same whole line. The same phrase in a weak rule and in a strong rule for the tail is not a duplicate,
//! because neither rule acts wherever the other does.

use std::collections::HashMap;

use super::context::{Lint, Raw};
use super::covers::covers;
use unboil_rules::LintKind;
use unboil_rules::diagnostic::Fault;
use unboil_rules::ruleset::model::RuleKind;
use unboil_rules::ruleset::pattern::Position;
use unboil_rules::ruleset::source::Phrase;
use unboil_rules::ruleset::token::Token;
use unboil_text::words;

pub(super) fn check(lint: &Lint<'_>, found: &mut Vec<Raw>) {
    let mut same: HashMap<(u8, String), Vec<usize>> = HashMap::new();
    for (number, pattern) in lint.source.patterns().enumerate() {
        same.entry(key(&pattern.phrase, &pattern.written)).or_default().push(number);
    }
    for (number, pattern, rule, action) in lint.patterns() {
        let group = &same[&key(&pattern.phrase, &pattern.written)];
        let whole = match &pattern.phrase {
            Phrase::Tokens(Position::Line, tokens) => match &**tokens {
                [Token::Literal(literal)] => Some(words::count(literal)),
                _ => None,
            },
            _ => None,
        };
        // Apart from duplicates, a group has at most one phrase per language.
        let twin = group.iter().copied().filter(|&other| other != number).find(|&other| {
            let twin = lint.source.pattern(other as u32);
            let twin_rule = lint.rules.rule(twin.rule);
            let RuleKind::Phrases(twin_action) = &twin_rule.kind else { return false };
            let covered = |words| covers((twin_rule, twin_action), (rule, action), words);
            let covering = |words| covers((rule, action), (twin_rule, twin_action), words);
            // Of two that cover each other, the later one is the duplicate.
            lint.meet(pattern.rule, twin.rule)
                && covered(whole)
                && (other < number || !covering(whole) || !lint.in_scope(twin.file))
        });
        if let Some(twin) = twin.map(|twin| lint.source.pattern(twin as u32)) {
            let other = &lint.rules.rule(twin.rule).id;
            let fault = Fault::new("duplicate phrase", pattern.at.clone())
                .label(format!("also in {other}, {}", lint.place(twin.file, twin.at.start)))
                .help("remove one of them");
            found.push(Raw { kind: LintKind::Duplicate, rule: Some(pattern.rule as usize), file: pattern.file, fault });
        }
    }
}

/// What equal phrases share: their position in the line and their folded text.
fn key(phrase: &Phrase, written: &str) -> (u8, String) {
    let (position, tokens) = match phrase {
        Phrase::Tokens(position, tokens) => (*position as u8, tokens),
        Phrase::WholeRegex => return (4, written.to_owned()),
        Phrase::SearchRegex => return (5, written.to_owned()),
    };
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            // Folded text has no control characters.
            Token::Placeholder(number) => text.push_str(&format!("\u{1}{number}\u{2}")),
        }
    }
    (position, text)
}
