//! Output of the command: messages, colours, diffs, exit codes.

pub(crate) mod answer;
pub(crate) mod color;
pub(crate) mod exit;
pub(crate) mod messages;
pub(crate) mod plural;
pub(crate) mod unified;
