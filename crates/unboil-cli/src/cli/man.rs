//! `unboil man`: manual pages, generated from the argument definitions.
//!
//! `unboil man -o ~/.local/share/man/man1` → `unboil.1`, `unboil-clean.1`, …

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::context::Context;
use crate::console::answer::print;
use crate::console::exit::Exit;
use crate::console::messages::{Problem, display_path};

/// Print the manual page, or write one per subcommand
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Write unboil.1, unboil-clean.1 and so on to DIR
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages.
    ///
    /// # Errors
    /// A page cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Result<Exit, Problem> {
        let command = (context.command_line)();
        let Some(dir) = &self.output else {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command).render(&mut page);
            rendered.map_err(|error| Problem::stdout(&error))?;
            return print(&String::from_utf8_lossy(&page)).map(|()| Exit::Done);
        };
        let written = fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(command, dir));
        written.map(|()| Exit::Done).map_err(|error| Problem::writing(display_path(dir), &error))
    }
}
