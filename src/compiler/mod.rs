//! Rule files to a [`RuleSet`]: TOML in, numbers, tables and one automaton out; or an error that shows the place.

mod automaton;
mod beginnings;
mod build;
mod builder;
mod cache;
mod define;
mod files;
#[cfg(feature = "schema")]
mod json_schema;
mod literal;
mod overlay;
mod patterns;
mod phrase;
mod pieces;
mod placeholder;
mod prebuilt;
mod report;
mod ruleset;
mod saved;
mod schema;
mod shelf;
mod trie;

pub(crate) use beginnings::{Beginnings, ByteSet};
pub use builder::RuleSetBuilder;
#[cfg(feature = "schema")]
pub use json_schema::rule_schema;
pub(crate) use overlay::ExtendDef;
pub(crate) use phrase::{Token, canonical};
pub(crate) use placeholder::{Placeholder, Words};
#[allow(unused_imports, reason = "the build script calls it")]
pub(crate) use prebuilt::save;
pub(crate) use report::{Fault, nearest, toml_fault};
pub use ruleset::RuleSet;
pub(crate) use ruleset::{
    Action, Echo, Example, Near, Part, Pattern, Remove, Repeat, Rule, RuleId, RuleKind, Switch, Unit, Zones,
};
pub(crate) use saved::{Numbers, Reader, Table, Writer};
pub(crate) use schema::{FileDef, LevelDef, Text};
pub(crate) use trie::Trie;
