//! Does one rule act wherever another would?

use unboil_rules::ruleset::model::{Action, Rule};

/// Whether the rule of `a` acts on every line of `words` words that contains no phrase of its `unless`, wherever the rule of `b`
/// would act on it, and removes as much. `words` is `None` where a phrase is only part of the line.
pub(super) fn covers((a_rule, a): (&Rule, &Action), (b_rule, b): (&Rule, &Action), words: Option<usize>) -> bool {
    a_rule.level <= b_rule.level && a.conditions.cover(&b.conditions, words) && a.removal.covers(&b.removal)
}
