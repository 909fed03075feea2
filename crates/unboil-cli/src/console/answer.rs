//! Answers on standard output, with everything a terminal would act on as escapes.

use std::io::{self, Write as _};

use super::escape::{self, Escaped};
use super::messages::Problem;

/// Writes an answer to standard output. A reader that wanted no more of it is no error.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    match write(text).and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::stdout(&error)),
        _ => Ok(()),
    }
}

/// Writes a part of an answer.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn write(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(Escaped::lines(text).as_str().as_bytes())
}

/// Writes a part of an answer whose colours must reach the terminal. Only a palette's sequences and [`Escaped`] text may be in
/// it.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn write_colored(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}

/// A value as indented JSON, with a final newline.
pub(crate) fn json(value: &serde_json::Value) -> String {
    escape::json(&format!("{value:#}\n"), |c| c != '\n' && escape::is_control(c))
}

/// A value as JSON on one line, with a final newline.
pub(crate) fn json_line(value: &serde_json::Value) -> String {
    escape::json(&value.to_string(), escape::is_control) + "\n"
}
