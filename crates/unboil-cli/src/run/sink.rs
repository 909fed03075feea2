//! Destinations of outputs.
//!
//! Input: for each input a beginning, bytes, and an end. Output: a file, or part of a stream, depending on the sink. Only sinks
//! create outputs, and they know nothing of the content. An output that is dropped before its end is removed, except in a stream.
//!
//! begin `in/a.txt`, write `Boats.\n`, finish → `out/a.txt`

use std::io;

use super::counts::Counts;
use super::opened::Opened;
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::writer::Output;

/// Why writing an output ended early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Its reader has closed it, which is not an error.
    Closed,
    /// It cannot be written.
    Failed(Problem),
}

/// Takes the outputs of a run, one after the other.
pub(crate) trait Sink: Send {
    /// The destination of bytes.
    type Destination: Output;

    /// Begins the output of an input. Nothing is created before the first byte is written.
    ///
    /// # Errors
    /// The output must not be written.
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<Self::Destination, Problem>;

    /// Keeps an output that was already complete.
    ///
    /// # Errors
    /// It belongs to another input.
    fn keep(&mut self, _: &Input) -> Result<(), Problem> {
        Ok(())
    }

    /// The problem to report if the output of `input` could not be written.
    fn write_failed(&self, input: &Input, error: &io::Error) -> Stop;

    /// Completes the output of an input.
    ///
    /// # Errors
    /// The last bytes cannot be written, or the output cannot get its name.
    fn finish(
        &mut self,
        input: &Input,
        opened: &Opened,
        counts: &Counts,
        output: Self::Destination,
    ) -> Result<(), Stop>;

    /// Whether outputs replace their inputs, so that the report must be durable before each of them.
    fn replaces_inputs(&self) -> bool {
        false
    }

    /// Warnings since the last call.
    fn take_warnings(&mut self) -> Vec<Problem> {
        Vec::new()
    }

    /// Whether what was written is kept even if the input fails later.
    fn is_stream(&self) -> bool {
        false
    }
}
