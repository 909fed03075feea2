//! The `unboil` command: arguments in, exit code out. Everything else is in [`cli`].

mod cli;
mod console;
mod files;
mod formats;
mod review;
mod run;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main().into()
}
