//! `unboil rules …`: tools for authors of rules.

mod docs;
mod impact;
mod lint;
mod list;
mod new;
mod schema;
mod show;
mod test;

use clap::Subcommand;

pub(crate) use show::{takes, value};

use super::print;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// List, test and write rules
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Test(test::Test),
    Lint(lint::Lint),
    Schema(schema::Schema),
    Docs(docs::Docs),
    New(new::New),
    Impact(impact::Impact),
}

impl Rules {
    /// Runs the subcommand.
    pub(crate) fn run(&self, messages: Messages) -> Result<Exit, Problem> {
        match &self.command {
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Test(test) => test.run(messages),
            Command::Lint(lint) => lint.run(messages),
            Command::Schema(schema) => schema.run(),
            Command::Docs(docs) => docs.run(),
            Command::New(new) => new.run(messages),
            Command::Impact(impact) => impact.run(messages),
        }
    }
}

/// A value as JSON, with a final newline.
fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
