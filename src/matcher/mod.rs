//! Finds the lines that rules lay claim to.
//!
//! Normal text and its lines go in, claims come out: line, rule, matched bytes. Phrases are split by anchor when rules
//! are compiled. A phrase that is a whole line costs a look-up of the folded line's hash; all that begins at the beginning
//! of a line is one walk of a trie; only what may stand anywhere is scanned for, at the beginnings of words: tables of the
//! first bytes say where a phrase may begin, and there one walk of a trie over the folded text tells which. Each hit is
//! then confirmed by its rule's conditions on the line itself (`SUBSCRIBE TO {title}`, word boundaries, `max_words`,
//! `unless`). Conditions on the line's surroundings belong to [`decide`](crate::decide).

mod cache;
mod confirm;
mod placeholders;
mod scan;

pub(crate) use cache::{LineCache, LineCaches};
pub(crate) use placeholders::{longest_hole, match_tokens_at};
pub(crate) use scan::{Claim as Match, Scanner};
