//! `unboil rules …`: for people who write rules.

mod test;

use clap::Subcommand;

use super::exit::Exit;
use super::messages::Messages;

/// See, test and check rules
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Test(test::Test),
}

impl Rules {
    /// Does what the subcommand says.
    pub(crate) fn run(&self, messages: Messages) -> Exit {
        match &self.command {
            Command::Test(test) => test.run(messages),
        }
    }
}
