//! The command line: one file per subcommand, and what they share.
//!
//! Goes in: arguments. Comes out: an [`Exit`] code. Only this folder knows clap and prints; a new subcommand is a file
//! with its arguments and a `run`, a variant of [`Command`] and a line in [`main`].
//!
//! `unboil -q clean in -o out` → global options here, `clean in -o out` in [`clean`]

mod clean;
mod cleaning;
mod config;
mod encodings;
mod exit;
mod file_id;
mod inputs;
mod messages;
mod output;
mod quarantine;
mod rules;

use clap::{Parser, Subcommand, ValueEnum};

use exit::Exit;
use messages::Messages;

/// Dirty text in, clean canonical text out, by rules anybody can read.
///
/// unboil takes out of a text what a scraper or an extractor left in it (sign-up calls, menus, captions printed twice,
/// comment forms) and brings the rest into one canonical form: UTF-8, NFC, plain line ends and spaces.
#[derive(Debug, Parser)]
#[command(name = "unboil", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  unboil clean < page.txt              one text through a pipe
  unboil clean corpus -o cleaned       a folder; its tree is mirrored below `cleaned`
  unboil help clean                    all that `clean` can do

Exit codes: 0 done; 2 wrong call or rule; 3 some inputs failed, the rest were written.";

/// Options of every subcommand.
#[derive(Debug, clap::Args)]
struct Global {
    /// Say nothing but errors: no warnings, no summary
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// When to use colour. No output has any yet; scripts may say `never` today and keep what they get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Clean(clean::Clean),
    Encodings(encodings::Encodings),
    Rules(rules::Rules),
}

/// Runs the command that the arguments of this process name.
pub(crate) fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors. Where nobody reads them there is nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let messages = Messages { quiet: cli.global.quiet };
    // `auto` and `never` are the same as long as nothing is coloured.
    let _ = cli.global.color;
    match cli.command {
        Command::Clean(clean) => clean.run(messages),
        Command::Encodings(encodings) => encodings.run(messages),
        Command::Rules(rules) => rules.run(messages),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::Cli::command().debug_assert();
    }
}
