//! `unboil rules …`: tools for authors of rules.

mod compile;
mod docs;
mod impact;
mod lint;
mod list;
mod new;
mod schema;
mod show;
mod test;

use clap::Subcommand;

pub(crate) use show::value;

use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// List, test and write rules
#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    List(list::List),
    Show(show::Show),
    Test(test::Test),
    Lint(lint::Lint),
    Schema(schema::Schema),
    Docs(docs::Docs),
    New(new::New),
    Impact(impact::Impact),
    Compile(compile::Compile),
}

impl RulesArgs {
    /// Runs the subcommand.
    pub(crate) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        match &self.command {
            RulesCommand::List(list) => list.run(),
            RulesCommand::Show(show) => show.run(),
            RulesCommand::Test(test) => test.run(messages),
            RulesCommand::Lint(lint) => lint.run(messages),
            RulesCommand::Schema(schema) => schema.run(),
            RulesCommand::Docs(docs) => docs.run(),
            RulesCommand::New(new) => new.run(messages),
            RulesCommand::Impact(impact) => impact.run(messages),
            RulesCommand::Compile(compile) => compile.run(messages),
        }
    }
}
