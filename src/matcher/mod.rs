//! Finds the lines that rules match.
//!
//! Normal text and its lines go in, matches come out: line, rule, matched bytes. The compiler indexes phrases by their position.
//! A phrase that is a whole line costs a look-up of the folded line's hash; all phrases at the start of a line are one walk
//! of a trie per layer of rules; only phrases that may be anywhere are searched for, at the beginnings of words: tables of the
//! first bytes say where a phrase may begin, and there a walk of a trie over the folded text finds which. Each hit is
//! then confirmed by its rule's conditions on the line itself (`SUBSCRIBE TO {title}`, word boundaries, `max_words`,
//! `unless`). Conditions on the line's surroundings belong to [`decide`](crate::decide).

mod cache;
mod confirm;
mod found;
mod placeholders;
mod scan;

pub(crate) use cache::{LineCache, LineCaches};
pub(crate) use found::Match;
pub(crate) use placeholders::{longest_placeholder, match_tokens_at};
pub(crate) use scan::Scanner;
