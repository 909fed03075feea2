//! `unboil completions` and `unboil man`: what a shell and a reader of manuals want to know of the command.
//!
//! Goes in: the command line as clap knows it. Comes out: a script for a shell, or pages for man. They are made from the
//! same definitions that parse arguments, so they cannot be out of date.
//!
//! `unboil completions bash > ~/.local/share/bash-completion/completions/unboil`

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use super::exit::Exit;
use super::messages::{Messages, Problem, shown};

/// Print a script that completes arguments in a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual, or write a page for each subcommand
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write unboil.1, unboil-clean.1 and so on into DIR
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Completions {
    /// Does it.
    pub(crate) fn run(&self, mut command: Command, messages: Messages) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "unboil", &mut script);
        print(&script, messages)
    }
}

impl Man {
    /// Does it.
    pub(crate) fn run(&self, command: Command, messages: Messages) -> Exit {
        let Some(dir) = &self.output else {
            let mut page = Vec::new();
            return match clap_mangen::Man::new(command).render(&mut page) {
                Ok(()) => print(&page, messages),
                Err(error) => failed(&Problem::writing("<stdout>", &error), messages),
            };
        };
        match fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(command, dir)) {
            Ok(()) => Exit::Done,
            Err(error) => failed(&Problem::writing(shown(dir), &error), messages),
        }
    }
}

fn print(bytes: &[u8], messages: Messages) -> Exit {
    match io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            failed(&Problem::writing("<stdout>", &error), messages)
        }
        _ => Exit::Done,
    }
}

fn failed(problem: &Problem, messages: Messages) -> Exit {
    messages.error(problem);
    Exit::SomeFailed
}
