//! Compiled rules: numbers, sets and tables, as matching uses them.

mod automaton;
pub mod byte_set;
pub mod codec;
pub mod index;
pub mod lazy_list;
pub mod model;
pub mod placeholder;
pub mod prebuilt;
mod prefilter;
pub mod prefixes;
pub mod rule_id;
pub mod token;
pub mod trie;
