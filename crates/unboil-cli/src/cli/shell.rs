//! `unboil completions` and `unboil man`: shell completions and manual pages.
//!
//! Both are generated from the definitions that parse the arguments, so they are never out of date.
//!
//! `unboil completions bash > ~/.local/share/bash-completion/completions/unboil`

use std::fs;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::{Problem, display_path};

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page, or write one per subcommand
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write unboil.1, unboil-clean.1 and so on to DIR
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Completions {
    /// Prints the script.
    ///
    /// # Errors
    /// The script cannot be written.
    pub(crate) fn run(&self, mut command: Command) -> Result<Exit, Problem> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "unboil", &mut script);
        print(&String::from_utf8_lossy(&script)).map(|()| Exit::Done)
    }
}

impl Man {
    /// Prints or writes the pages.
    ///
    /// # Errors
    /// A page cannot be written.
    pub(crate) fn run(&self, command: Command) -> Result<Exit, Problem> {
        let Some(dir) = &self.output else {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command).render(&mut page);
            rendered.map_err(|error| Problem::writing("<stdout>", &error))?;
            return print(&String::from_utf8_lossy(&page)).map(|()| Exit::Done);
        };
        let written = fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(command, dir));
        written.map(|()| Exit::Done).map_err(|error| Problem::writing(display_path(dir), &error))
    }
}
