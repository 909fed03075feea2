//! The rules and fixes that occur, as the page shows them.
//!
//! Goes in: the rules, and who made changes. Comes out: for each, in the same order, its id, category, reason, and what
//! `unboil rules show --json` says of it. A fix of the normalizer has a reason and no examples.

use serde_json::{Value, json};
use unboil::{Cause, RuleSet};

use crate::cli::rules::value;

/// The cards, in the order of `causes`.
pub(super) fn cards(rules: &RuleSet, causes: &[Cause]) -> Vec<Value> {
    let catalog = unboil::Catalog::new(rules);
    let card = |cause: &Cause| match cause {
        Cause::Fix(fix) => json!({
            "id": fix.id(), "category": "normalize", "why": fix.description(), "guess": fix.is_guess()
        }),
        cause => {
            let found = catalog.find(cause.id()).ok();
            let Some(rule) = found.iter().flatten().find(|rule| rule.id() == cause.id()) else {
                let category = cause.category().map_or("", |category| category.name());
                return json!({ "id": cause.id(), "category": category, "why": "" });
            };
            let mut card = value(rule);
            card["takes"] = rule.takes().into();
            card
        }
    };
    causes.iter().map(card).collect()
}
