//! Rule files to a [`RuleSet`]: TOML in, numbers, tables and one automaton out; or an error that shows the place.

mod build;
mod builder;
mod first_bytes;
#[cfg(feature = "schema")]
mod json_schema;
mod literal;
mod overlay;
mod phrase;
mod placeholder;
mod report;
mod ruleset;
mod schema;

pub use builder::RuleSetBuilder;
#[cfg(feature = "schema")]
pub use json_schema::rule_schema;
pub(crate) use overlay::ExtendDef;
pub(crate) use phrase::{Token, canonical};
pub(crate) use placeholder::{Placeholder, Trie, Words};
pub(crate) use report::{Fault, nearest, toml_fault};
pub use ruleset::RuleSet;
pub(crate) use ruleset::{
    Action, Echo, Example, Near, Part, Pattern, Remove, Repeat, Rule, RuleId, RuleKind, Unit, Zones,
};
pub(crate) use schema::{FileDef, LevelDef, Text};
