//! Answers on standard output.

use std::io::{self, Write as _};

use super::messages::Problem;

/// Writes an answer to standard output. A reader that wanted no more of it is no error.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::writing("<stdout>", &error)),
        _ => Ok(()),
    }
}

/// A value as indented JSON, with a final newline.
pub(crate) fn json(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
