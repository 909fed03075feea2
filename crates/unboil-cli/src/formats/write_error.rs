//! Errors of writing an output.

use std::io;

/// Why an output cannot be written.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// The output cannot take the bytes.
    Output(io::Error),
    /// The records cannot be written as an output; a phrase that completes "it …".
    Records(String),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
