//! Finds the lines that rules match.
//!
//! Input: the lines of normal text. Output: matches, each a rule and the matched bytes of a line. The compiler indexes phrases by their
//! position. A whole-line phrase is a look-up of the hash of the folded line. All phrases at the start of a line are one walk of a
//! trie per layer of rules. Only phrases that may be anywhere are searched for, where words begin: tables of the first bytes say where
//! a phrase may begin, and a walk of a trie over the folded text says which. Each hit is then confirmed: the rest of the phrase
//! (`SUBSCRIBE TO {title}`), word boundaries, and the rule's conditions on the line (`max_words`, `unless`). Conditions on other lines
//! belong to [`decide`](crate::decide).

mod cache;
mod confirm;
mod found;
mod placeholders;
mod scan;

pub(crate) use cache::{LineCache, LineCaches};
pub(crate) use found::Match;
pub(crate) use placeholders::{longest_placeholder, match_tokens_at};
pub(crate) use scan::Scanner;
