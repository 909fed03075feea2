//! The rules and fixes that occur on the page.
//!
//! For each cause, in the same order: id, category, reason, and the fields of `unboil rules show --json`. A fix of
//! the normalizer has a reason but no examples.

use serde_json::{Value, json};
use unboil::{Cause, RuleSet};

use crate::cli::rules::value;

/// The data of each cause, in the order of `causes`.
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
