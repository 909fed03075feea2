//! `unboil completions`: shell completions, generated from the argument definitions.
//!
//! `unboil completions bash > ~/.local/share/bash-completion/completions/unboil`

use clap::Args;
use clap_complete::Shell;

use super::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    ///
    /// # Errors
    /// The script cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut (context.command_line)(), "unboil", &mut script);
        print(&String::from_utf8_lossy(&script)).map(|()| Exit::Done)
    }
}
