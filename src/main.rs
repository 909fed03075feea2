//! The `unboil` command: arguments in, exit code out. Everything else is in [`cli`].

mod cli;
mod formats;
mod review;
#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main().into()
}
