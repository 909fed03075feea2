//! Compiles rule files to a [`RuleSet`](crate::RuleSet): TOML in, numbers and tables out; or an error that shows the place.

mod assemble;
pub mod builder;
mod extend;
mod first_sets;
pub mod key_tables;
mod layer;
mod literal;
mod patterns;
pub mod phrase;
mod placeholders;
mod rule_source;
pub mod schema;

pub use assemble::DISTINCT_WORDS;
pub(crate) use extend::Extensions;
