//! The rule language of [unboil](https://docs.rs/unboil): rule files, their compiler, and the compiled rule sets that matching uses.
//!
//! An internal crate: its interface may change in any release. Use `unboil`.
//!
//! [`ruleset`] holds what matching needs, and knows no TOML. [`compiler`] turns rule files into it. [`Config`] reads `unboil.toml`.

mod category;
pub mod compiler;
pub mod conditions;
mod config;
pub mod detectors;
pub mod diagnostic;
mod error;
mod level;
pub mod lines;
mod lint_kind;
pub mod removals;
pub mod ruleset;
mod selection;
mod site;
pub mod syntax;
pub mod zones;

pub use category::{Category, UnknownCategory};
pub use compiler::DISTINCT_WORDS;
pub use compiler::builder::RuleSetBuilder;
pub use compiler::key_tables::with_key_tables;
#[cfg(feature = "schema")]
pub use compiler::schema::rule_schema;
pub use config::{CONFIG_FILE, Config, Setting};
pub use error::{RuleError, RuleFault};
pub use level::{Level, UnknownLevel};
pub use lint_kind::LintKind;
pub use ruleset::set::RuleSet;
pub use selection::{Selection, UnknownRule, is_named};
pub use site::{NoHost, RuleMask, Site, SiteMasks};
