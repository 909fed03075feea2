//! The rules and fixes that occur, as the page shows them.
//!
//! Goes in: the rules, and who made changes. Comes out: for each, in the same order, its id, category, reason, and what
//! `unboil rules show --json` says of it. A fix of the normalizer has a reason and no examples.

use serde_json::{Value, json};
use unboil::{Cause, Fix, RuleSet};

use crate::cli::rules::value;

/// The cards, in the order of `causes`.
pub(super) fn cards(rules: &RuleSet, causes: &[Cause]) -> Vec<Value> {
    let catalog = unboil::Catalog::new(rules);
    let card = |cause: &Cause| match cause {
        Cause::Fix(fix) => {
            // Read back letters are a guess, which a person wants to see; the rest is certain.
            let is_guess = *fix == Fix::Mojibake;
            json!({ "id": fix.id(), "category": "normalize", "why": why(*fix), "guess": is_guess })
        }
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

/// Why the normalizer makes such a change.
fn why(fix: Fix) -> &'static str {
    match fix {
        Fix::Mojibake => "Letters that are UTF-8 read in another encoding were read back.",
        Fix::Entity => "An HTML character reference became the character it stands for.",
        Fix::C1 => "A control character became the one that Windows-1252 has in its place.",
        Fix::Control => "A control character or a terminal escape sequence, which no reader sees.",
        Fix::Invisible => "A character that takes no room and joins nothing: a zero-width space, a soft hyphen.",
        Fix::Nfc => "Letters and marks became their composed form, so that equal text is equal bytes (NFC).",
        Fix::Spaces => "White space became one space, or went at the ends of a line.",
        Fix::Lines => "A line end became a plain one, or surplus blank lines went.",
        _ => "",
    }
}
