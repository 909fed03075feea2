//! The `unboil` command: arguments in, exit code out. Everything else is in [`cli`].
//!
//! A library, so that the targets in `fuzz/` can call the readers and writers. Programs use the crate `unboil`.

mod cli;
mod console;
mod fault_injection;
mod files;
mod formats;
#[cfg(fuzzing)]
pub mod fuzzing;
mod pages;
mod panics;
mod review;
mod run;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

/// Runs the command with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    panics::install_hook();
    cli::main(std::env::args_os().collect()).into()
}
