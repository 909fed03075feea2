//! A phrase as the matcher uses it: folded literals and placeholders.
//!
//! `Get {title} in your inbox` → `Literal("get ")`, `Placeholder(title)`, `Literal(" in your inbox")`.

use serde::{Deserialize, Serialize};

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Token {
    /// Folded text that must be here.
    Literal(Box<str>),
    /// A text of the placeholder with that number.
    Placeholder(usize),
}
