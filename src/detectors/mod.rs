//! Finds by shape what has no phrase: a text twice in one line, lines that come again. Parameters are rules too.

pub(crate) mod echo;
pub(crate) mod repeat;
mod spare;
