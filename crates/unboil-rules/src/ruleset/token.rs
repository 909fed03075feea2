//! A phrase as the matcher wants it: folded literals and placeholders.
//!
//! `Get {title} in your inbox` → `Literal("get ")`, `Placeholder(title)`, `Literal(" in your inbox")`.

use serde::{Deserialize, Serialize};

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Token {
    /// Folded text that must stand here.
    Literal(Box<str>),
    /// Whatever the placeholder of that number stands for.
    Placeholder(usize),
}
