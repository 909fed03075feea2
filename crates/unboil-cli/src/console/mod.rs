//! What the command prints: messages, colours, diffs, and the exit codes.

pub(crate) mod answer;
pub(crate) mod color;
pub(crate) mod exit;
pub(crate) mod messages;
pub(crate) mod unified;
