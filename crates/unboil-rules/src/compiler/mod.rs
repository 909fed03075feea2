//! Rule files to a [`RuleSet`](crate::RuleSet): TOML in, numbers and tables out; or an error that shows the place.

mod assemble;
pub mod builder;
mod extend;
mod files;
mod first_sets;
mod literal;
mod patterns;
pub mod phrase;
mod placeholders;
pub mod schema;
mod whole;

pub use extend::{ExtendDef, Extensions};
pub use files::save;
