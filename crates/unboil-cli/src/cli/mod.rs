//! The command line: one file per subcommand, and shared options.
//!
//! Returns an [`Exit`] code. Only this folder uses clap and prints to standard output. A new subcommand is a file
//! with its arguments and a `run`, a variant of [`Command`], and a line in [`main`].
//!
//! `unboil -q clean in -o out` → global options here, `clean in -o out` in [`clean`]

mod check;
mod clean;
mod cleaning;
mod config;
mod diff;
mod encodings;
pub(crate) mod explain;
pub(crate) mod format_options;
mod report;
mod restore;
mod review;
pub(crate) mod rules;
mod run_files;
mod settings;
mod shell;
mod stats;
mod trust;
#[cfg(feature = "watch")]
mod watch;

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::console::color::Color;
use crate::console::exit::Exit;
use crate::console::messages::{Messages, Problem};

/// Remove boilerplate from scraped text, by rules that anyone can read
///
/// unboil removes the lines that a scraper or an extractor left in a text (sign-up calls, menus, duplicated captions,
/// comment forms) and brings the rest into canonical form: UTF-8, NFC, plain line ends and spaces.
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
  unboil clean < page.txt              one text from a pipe
  unboil clean corpus -o cleaned       a folder; `cleaned` gets the same tree
  unboil diff page.txt                 what would be removed, and by which rule
  unboil explain page.txt:12           why line 12 is removed or kept
  unboil help clean                    all options of `clean`

Exit codes: 0 success; 1 a check found something; 2 usage or rule error; 3 some inputs failed, the rest were written.";

/// Global options.
#[derive(Debug, clap::Args)]
struct Global {
    /// Print errors only: no warnings, no summary
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Print the options of this call as an unboil.toml and exit
    #[arg(long, global = true)]
    dump_config: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    Clean(clean::Clean),
    Check(check::Check),
    Diff(diff::Diff),
    Explain(explain::Explain),
    Restore(restore::Restore),
    Review(review::Review),
    Report(report::ReportArgs),
    Encodings(encodings::Encodings),
    Rules(rules::RulesArgs),
    Stats(stats::Stats),
    #[cfg(feature = "watch")]
    Watch(Box<watch::Watch>),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// Parses the arguments of this process and runs the subcommand.
pub(crate) fn main() -> Exit {
    let args: Vec<OsString> = std::env::args_os().collect();
    let loud = Messages { quiet: false };
    let cli = match parse(&args) {
        Ok(Action::Run(cli)) => cli,
        Ok(Action::Dump(text)) => {
            let _ = io::stdout().lock().write_all(text.as_bytes());
            return Exit::Done;
        }
        Err(Refused::Arguments(error)) => {
            // Help and version are not errors. A failure to print them is ignored.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
        Err(Refused::Config(problem)) => {
            loud.error(&problem);
            return Exit::Usage;
        }
    };
    let messages = Messages { quiet: cli.global.quiet };
    let color = cli.global.color;
    let ended = match cli.command {
        Command::Clean(clean) => clean.run(messages),
        Command::Check(check) => check.run(messages),
        Command::Diff(diff) => diff.run(messages, color.palette()),
        Command::Explain(explain) => explain.run(messages, color.palette()),
        Command::Restore(restore) => restore.run(messages),
        Command::Review(review) => review.run(messages),
        Command::Report(report) => report.run(),
        Command::Encodings(encodings) => encodings.run(messages),
        Command::Rules(rules) => rules.run(messages),
        Command::Stats(stats) => stats.run(),
        #[cfg(feature = "watch")]
        Command::Watch(watch) => watch.run(messages),
        Command::Completions(completions) => completions.run(Cli::command()),
        Command::Man(man) => man.run(Cli::command()),
    };
    ended.unwrap_or_else(|problem| {
        messages.error(&problem);
        Exit::Usage
    })
}

/// A parsed call.
enum Action {
    Run(Box<Cli>),
    /// Text to print.
    Dump(String),
}

/// Why the arguments are not a valid call.
enum Refused {
    Arguments(clap::Error),
    Config(Problem),
}

impl From<clap::Error> for Refused {
    fn from(error: clap::Error) -> Self {
        Self::Arguments(error)
    }
}

/// Parses the arguments, with the options of the configuration file.
fn parse(args: &[OsString]) -> Result<Action, Refused> {
    let command = Cli::command();
    let mut matches = command.clone().try_get_matches_from(args)?;
    let with_settings = match matches.subcommand() {
        Some((name, sub)) if sub.try_contains_id("isolated").is_ok() => {
            let (named, isolated) = settings::config_of(sub);
            let config = config::configuration(named, isolated).map_err(Refused::Config)?;
            let call = settings::Call { command: &command, name, matches: sub };
            config.map(|loaded| call.with_settings(&loaded, args)).transpose().map_err(Refused::Config)?
        }
        _ => None,
    };
    if let Some(args) = with_settings {
        matches = command.clone().try_get_matches_from(args)?;
    }
    let cli = Cli::from_arg_matches(&matches)?;
    match matches.subcommand() {
        Some((name, sub)) if cli.global.dump_config => {
            Ok(Action::Dump(settings::Call { command: &command, name, matches: sub }.dump()))
        }
        _ => Ok(Action::Run(Box::new(cli))),
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
