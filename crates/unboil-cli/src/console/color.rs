//! Colours on standard output, and whether to use them.
//!
//! The palette depends on `--color` and on standard output. Without colour, all its sequences are empty. `auto` uses
//! colour on a terminal, unless `NO_COLOR` is set or the terminal is `dumb`.

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

/// Escape sequences, empty without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Palette {
    /// Names of documents.
    pub header: &'static str,
    /// Locations and ids.
    pub place: &'static str,
    /// Removed text.
    pub gone: &'static str,
    /// New text.
    pub new: &'static str,
    /// Secondary text.
    pub faint: &'static str,
    /// Ends any of the above.
    pub reset: &'static str,
}

impl Color {
    /// The palette for standard output.
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
