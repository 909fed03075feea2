//! `unboil rules …`: tools for authors of rules.

use crate::cli::context::Context;
use crate::cli::subcommands::subcommands;
use crate::console::exit::Exit;
use crate::console::messages::Problem;

pub(crate) use show::value;

subcommands! { RulesCommand:
    list: List,
    show: Show,
    test: Test,
    lint: Lint,
    schema: Schema,
    docs: Docs,
    new: New,
    trial as "try": Try,
    impact: Impact,
    evidence: Evidence,
    compile: Compile,
}

/// List, test and write rules
#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

impl RulesArgs {
    /// Runs the subcommand.
    pub(crate) fn run(self, context: &Context) -> Result<Exit, Problem> {
        self.command.run(context)
    }
}
