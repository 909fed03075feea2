//! The `unboil` command: arguments in, exit code out. Everything else is in [`cli`].

mod cli;
mod console;
mod fault_injection;
mod files;
mod formats;
mod panics;
mod review;
mod run;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

fn main() -> ExitCode {
    panics::install_hook();
    cli::main().into()
}
