//! The `unboil` command, which the library runs.

use std::process::ExitCode;

fn main() -> ExitCode {
    unboil_cli::run(std::env::args_os().collect()).into()
}
