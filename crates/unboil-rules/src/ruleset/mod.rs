//! Compiled rules: numbers, sets and tables, as matching uses them, and beside them what their authors wrote.

mod automaton;
pub mod byte_set;
pub mod codec;
pub mod index;
pub(crate) mod layered;
pub(crate) mod lazy_list;
pub mod model;
pub mod pattern;
pub mod placeholder;
pub(crate) mod prebuilt;
pub mod prefilter;
pub mod prefixes;
pub mod rule_id;
pub(crate) mod set;
pub mod source;
pub(crate) mod text_table;
pub mod token;
pub mod trie;
