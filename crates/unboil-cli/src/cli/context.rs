//! The context of a subcommand, in addition to its own arguments.

use clap::Command;

use crate::console::color::{Color, Palette};
use crate::console::messages::Messages;

/// The global options, and the command line as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub messages: Messages,
    pub color: Color,
    /// Builds the definition of all arguments, for documentation made from it.
    pub command_line: fn() -> Command,
}

impl Context {
    /// The colours for standard output.
    pub(crate) fn palette(&self) -> Palette {
        self.color.palette()
    }
}
