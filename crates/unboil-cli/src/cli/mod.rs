//! The command line: one file per subcommand, and shared options.
//!
//! Returns an [`Exit`] code. Only this folder uses clap. A new subcommand is a file with its arguments and a `run`, and a line
//! in the list of [`Command`].
//!
//! `unboil -q clean in -o out` → global options here, `clean in -o out` in [`clean`]

mod cleaning;
mod config;
mod context;
pub(crate) mod format_options;
mod learn_update;
mod learning;
mod output_place;
mod run_files;
mod settings;
mod subcommands;
mod threads;
mod trust;

use std::cell::LazyCell;
use std::ffi::OsString;
use std::path::Path;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum as _};

use crate::console::answer;
use crate::console::color::Color;
use crate::console::escape::Escaped;
use crate::console::exit::Exit;
use crate::console::messages::{self, Messages, Problem};
use crate::files::reading::is_stdin;
use context::Context;
use subcommands::subcommands;

// To add a subcommand, write its file and add a line here.
subcommands! { Command:
    clean: Clean,
    check: Check,
    diff: Diff,
    learn: Learn,
    pub(crate) explain: Explain,
    restore: Restore,
    review: Review,
    report: ReportArgs,
    encodings: Encodings,
    pub(crate) rules: RulesArgs,
    stats: Stats,
    #[cfg(feature = "watch")]
    watch: Watch,
    completions: Completions,
    man: Man,
}

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
  unboil page.txt                      one file, as `unboil clean page.txt`
  unboil clean corpus -o cleaned       a folder; `cleaned` gets the same tree
  unboil diff page.txt                 what would be removed, and by which rule
  unboil explain page.txt:12           why line 12 is removed or kept
  unboil help clean                    all options of `clean`

Exit codes: 0 success; 1 a check found something; 2 usage or rule error, nothing was written;
3 an input or an output failed, the rest was written.";

/// Global options.
#[derive(Debug, clap::Args)]
struct Global {
    /// Print errors only: no warnings, no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print a line for each input and for each skipped file
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// Print the options of this call as an unboil.toml and exit
    #[arg(long, global = true)]
    dump_config: bool,
}

impl Global {
    fn messages(&self) -> Messages {
        match self {
            Self { quiet: true, .. } => Messages::Errors,
            Self { verbose: true, .. } => Messages::Details,
            _ => Messages::Summaries,
        }
    }
}

/// Parses the arguments, which begin with the name of the program, and runs the subcommand.
pub(crate) fn main(args: Vec<OsString>) -> Exit {
    let args = with_subcommand(args);
    color_of(&args).apply_to_messages();
    let cli = match parse(&args) {
        Ok(Action::Run(cli)) => cli,
        Ok(Action::Dump(text)) => {
            return answer::print(&text).map_or_else(|problem| failed(Messages::Summaries, &problem), |()| Exit::Done);
        }
        Err(Refused::Arguments(error)) => {
            print_refusal(&error);
            // Help and version are not errors.
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
        Err(Refused::Config(problem)) => return failed(Messages::Summaries, &problem),
    };
    let messages = cli.global.messages();
    cli.global.color.apply_to_messages();
    let context = Context { messages, color: cli.global.color, command_line: Cli::command };
    cli.command.run(&context).unwrap_or_else(|problem| failed(messages, &problem))
}

fn failed(messages: Messages, problem: &Problem) -> Exit {
    messages.error(problem);
    if problem.is_partial() { Exit::SomeFailed } else { Exit::Usage }
}

/// `unboil FILE …` as `unboil clean FILE …`: if the first argument after the global options is not a subcommand but a file or
/// folder, or looks like a path, `clean` is inserted before it.
fn with_subcommand(mut args: Vec<OsString>) -> Vec<OsString> {
    let command = LazyCell::new(Cli::command);
    let mut at = 1;
    while let Some(arg) = args.get(at).and_then(|arg| arg.to_str())
        && arg.starts_with('-')
        && arg.len() > 1
    {
        let is_value_next = command.get_arguments().any(|option| {
            let takes_value = option.get_action().takes_values();
            takes_value && option.get_long().is_some_and(|long| arg.strip_prefix("--") == Some(long))
        });
        at += if is_value_next { 2 } else { 1 };
    }
    if let Some(arg) = args.get(at)
        && (is_stdin(Path::new(arg)) || Path::new(arg).exists() || is_path_like(Path::new(arg)))
        && arg.to_str().is_none_or(|name| name != "help" && command.find_subcommand(name).is_none())
    {
        args.insert(at, OsString::from("clean"));
    }
    args
}

/// Whether an argument is written as a path to a file, which may be misspelled: it has an extension or several parts.
fn is_path_like(path: &Path) -> bool {
    path.extension().is_some() || path.components().count() > 1
}

/// The value of `--color`, which a call that is refused has too.
fn color_of(args: &[OsString]) -> Color {
    let option = |i: usize| args.get(i).and_then(|arg| arg.to_str());
    let value = (0..args.len()).find_map(|i| match option(i)?.strip_prefix("--color")? {
        "" => option(i + 1),
        rest => rest.strip_prefix('='),
    });
    value.and_then(|value| Color::from_str(value, false).ok()).unwrap_or(Color::Auto)
}

/// Prints an error of clap, help or the version. A failure to print is ignored.
fn print_refusal(error: &clap::Error) {
    if error.use_stderr() {
        // clap quotes arguments unescaped.
        let text = error.render().to_string();
        messages::print_refusal(&Escaped::lines(text.strip_prefix("error: ").unwrap_or(&text)));
    } else {
        let _ = error.print();
    }
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
    let mut config = None;
    if let Some((name, sub)) = matches.subcommand()
        && sub.try_contains_id("isolated").is_ok()
    {
        let (named, isolated) = settings::config_of(sub);
        config = config::configuration(named, isolated).map_err(Refused::Config)?;
        if let Some(loaded) = &config {
            let call = settings::Call { command: &command, name, matches: sub };
            let args = call.with_settings(loaded, args).map_err(Refused::Config)?;
            matches = command.clone().try_get_matches_from(args)?;
        }
    }
    let cli = Cli::from_arg_matches(&matches)?;
    match matches.subcommand() {
        Some((name, sub)) if cli.global.dump_config => Ok(Action::Dump(
            settings::Call { command: &command, name, matches: sub }.dump(config.map(|loaded| loaded.config).as_ref()),
        )),
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
