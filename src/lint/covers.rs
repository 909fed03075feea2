//! Whether a rule acts wherever another one would.

use unboil_rules::ruleset::model::{Action, Rule};

/// Whether rule `a` acts wherever rule `b` would act, on lines of `words` words without the phrases of `a`'s `unless`, and removes as
/// much. `words` is `None` if the number of words is not known, because the phrase is only a part of the line.
pub(super) fn covers((a_rule, a): (&Rule, &Action), (b_rule, b): (&Rule, &Action), words: Option<usize>) -> bool {
    a_rule.level <= b_rule.level && a.conditions.cover(&b.conditions, words) && a.removal.covers(&b.removal)
}
