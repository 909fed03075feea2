//! Output of the command: messages, answers, colours, diffs, exit codes.

pub(crate) mod answer;
pub(crate) mod color;
pub(crate) mod count;
pub(crate) mod escape;
pub(crate) mod exit;
pub(crate) mod fold;
pub(crate) mod input_refusal;
pub(crate) mod messages;
pub(crate) mod unified;
