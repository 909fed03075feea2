//! `unboil report …`: describes reports for other programs.

use clap::{Args, Subcommand};

use super::context::Context;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

/// Describe the reports that --report writes
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(subcommand)]
    command: ReportCommand,
}

#[derive(Debug, Subcommand)]
enum ReportCommand {
    /// Print the JSON Schema of report lines
    Schema,
}

impl ReportArgs {
    /// Runs the subcommand.
    pub(crate) fn run(&self, _: &Context) -> Result<Exit, Problem> {
        match self.command {
            ReportCommand::Schema => crate::console::answer::print(&unboil::report::report_schema())?,
        }
        Ok(Exit::Done)
    }
}
