//! What a rule file is made of: keys with their documentation, and the types of their values.

pub(crate) mod config_file;
pub mod context;
pub mod definition;
#[cfg(feature = "schema")]
pub mod json_schema;
pub mod keys;
#[cfg(feature = "schema")]
pub mod value_schema;
pub mod values;
