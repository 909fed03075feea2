//! `unboil report …`: describes reports for other programs.

use clap::{Args, Subcommand};

use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Describe the reports that --report writes
#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the JSON Schema of report lines
    Schema,
}

impl Report {
    /// Runs the subcommand.
    pub(crate) fn run(&self) -> Result<Exit, Problem> {
        match self.command {
            Command::Schema => super::print(&unboil::report::report_schema())?,
        }
        Ok(Exit::Done)
    }
}
