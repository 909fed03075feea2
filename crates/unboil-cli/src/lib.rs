//! The `unboil` command: arguments in, exit code out. Everything else is in [`cli`].
//!
//! A library, so that the Python package can run the command, and the targets in `fuzz/` can call the readers and writers. Programs use
//! the crate `unboil`.

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

use std::ffi::OsString;

/// Runs the command with these arguments, the first of which is the name of the program, and returns its exit code.
#[must_use]
pub fn run(args: Vec<OsString>) -> u8 {
    panics::install_hook();
    cli::main(args).code()
}
