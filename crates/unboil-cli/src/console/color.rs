//! Colours of answers on standard output: which there are, and whether they are used.
//!
//! Goes in: `--color` and where standard output goes. Comes out: the sequences to write, empty ones where there is to be
//! no colour. `auto` colours for a terminal, unless `NO_COLOR` is set or the terminal is `dumb`.

use std::env;
use std::io::{self, IsTerminal as _};

use clap::ValueEnum;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Palette {
    /// Names of documents.
    pub header: &'static str,
    /// Places and ids.
    pub place: &'static str,
    /// What goes.
    pub gone: &'static str,
    /// What stands there instead.
    pub new: &'static str,
    /// What explains.
    pub faint: &'static str,
    /// The end of any of these.
    pub reset: &'static str,
}

impl Color {
    /// The colours of standard output.
    pub(crate) fn palette(self) -> Palette {
        let is_wanted = match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let forbidden = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
                io::stdout().is_terminal() && !forbidden && !dumb
            }
        };
        if !is_wanted {
            return Palette::default();
        }
        Palette {
            header: "\x1b[1m",
            place: "\x1b[36m",
            gone: "\x1b[31m",
            new: "\x1b[32m",
            faint: "\x1b[2m",
            reset: "\x1b[0m",
        }
    }
}
