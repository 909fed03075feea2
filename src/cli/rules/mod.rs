//! `unboil rules …`: for people who write rules.

mod docs;
mod lint;
mod list;
mod new;
mod schema;
mod show;
mod test;

use std::io::{self, Write as _};

use clap::Subcommand;

use super::exit::Exit;
use super::messages::{Messages, Problem};

/// See, test and check rules
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
}

impl Rules {
    /// Does what the subcommand says.
    pub(crate) fn run(&self, messages: Messages) -> Exit {
        let ended = match &self.command {
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Test(test) => test.run(messages),
            Command::Lint(lint) => lint.run(messages),
            Command::Schema(schema) => schema.run(),
            Command::Docs(docs) => docs.run(),
            Command::New(new) => new.run(messages),
        };
        ended.unwrap_or_else(|problem| {
            messages.error(&problem);
            Exit::Usage
        })
    }
}

/// Writes an answer to standard output. A reader that wanted no more of it is no error.
fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::writing("<stdout>", &error)),
        _ => Ok(()),
    }
}

/// A value as JSON, with a final newline.
fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
