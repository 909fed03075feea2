//! Does one rule act wherever another would?

use unboil_rules::ruleset::model::{Action, Near, Remove, Rule};

/// Whether the rule of `a` acts on every line of `words` words that holds no phrase of `a.unless`, wherever the rule of
/// `b` would act on it, and takes as much. `words` is nothing where a phrase is only part of the line.
pub(super) fn covers((a_rule, a): (&Rule, &Action), (b_rule, b): (&Rule, &Action), words: Option<usize>) -> bool {
    let enough = match words {
        Some(words) => a.min_words <= words && words <= a.max_words,
        None => a.min_words <= b.min_words && a.max_words >= b.max_words,
    };
    let spares = words.is_some() || a.unless.iter().all(|phrase| b.unless.contains(phrase));
    a_rule.level <= b_rule.level
        && (!a.weak || b.weak)
        && (a.zones.anywhere() || (!b.zones.anywhere() && b.zones.0 & !a.zones.0 == 0))
        && enough
        && spares
        && a.at_most >= b.at_most
        && (a.near.is_empty() || same_near(&a.near, &b.near))
        && (a.sites.is_empty() || a.sites == b.sites)
        && takes_as_much(&a.remove, &b.remove)
}

fn same_near(a: &[Near], b: &[Near]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (Near::Category(a), Near::Category(b)) => a == b,
            (Near::Rule(a), Near::Rule(b)) => a == b,
            _ => false,
        })
}

fn takes_as_much(a: &Remove, b: &Remove) -> bool {
    match (a, b) {
        (_, Remove::Match) => true,
        (Remove::Match, _) => false,
        (_, Remove::Line) => true,
        (Remove::Run { max_lines: a, until: ends }, Remove::Run { max_lines: b, until }) => a >= b && ends == until,
        (Remove::Block, Remove::Block) | (Remove::ToEnd, Remove::ToEnd) | (Remove::FromStart, Remove::FromStart) => {
            true
        }
        _ => false,
    }
}
