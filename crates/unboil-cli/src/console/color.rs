//! Colours on standard output and standard error, and whether to use them.
//!
//! The palette depends on `--color` and on standard output. Without colour, all its sequences are empty. `auto` uses
//! colour on a terminal, unless `NO_COLOR` is set or the terminal is `dumb`. `FORCE_COLOR` turns colour
//! on, unless it is `0`; `NO_COLOR` overrides it. Messages on standard error follow the same rules.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};

use anstream::ColorChoice;
use clap::ValueEnum;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, or if FORCE_COLOR is set; never if NO_COLOR is set
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
    fn is_wanted(self, is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let is_set = |name| env::var_os(name).is_some_and(|value: OsString| !value.is_empty());
                let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
                let is_forced = is_set("FORCE_COLOR") && env::var_os("FORCE_COLOR").is_none_or(|value| value != "0");
                !is_set("NO_COLOR") && (is_forced || (is_terminal && !is_dumb))
            }
        }
    }

    /// Uses colour in messages from now on, or not.
    pub(crate) fn apply_to_messages(self) {
        let is_wanted = self.is_wanted(io::stderr().is_terminal());
        let choice = if is_wanted { ColorChoice::Always } else { ColorChoice::Never };
        choice.write_global();
    }

    /// The palette for standard output.
    pub(crate) fn palette(self) -> Palette {
        if !self.is_wanted(io::stdout().is_terminal()) {
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
