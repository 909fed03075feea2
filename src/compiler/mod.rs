//! Rule files to a [`RuleSet`]: TOML in, numbers, tables and one automaton out; or an error that shows the place.

mod build;
mod builder;
mod first_bytes;
mod literal;
mod phrase;
mod placeholder;
mod report;
mod ruleset;
mod schema;

pub use builder::RuleSetBuilder;
pub(crate) use phrase::Token;
pub(crate) use placeholder::{Placeholder, Trie, Words};
pub(crate) use report::nearest;
pub use ruleset::RuleSet;
pub(crate) use ruleset::{
    Action, Echo, Example, Near, Part, Pattern, Remove, Repeat, Rule, RuleFile, RuleId, RuleKind, Unit, Zones,
};
