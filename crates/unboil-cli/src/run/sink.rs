//! Where outputs go.
//!
//! Input: for each input a beginning, bytes, and an end. Output: what the kind of sink makes of it. Only sinks create
//! outputs, and none knows what is written. An output that is dropped before its end leaves nothing behind, except in a stream.
//!
//! begin `in/a.txt`, write `Boats.\n`, finish → `out/a.txt`

use std::io;

use super::counts::Counts;
use super::opened::Opened;
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::writer::Output;

/// Why an output cannot be written further.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It is not read any more, which is not an error.
    Closed,
    /// It cannot be written.
    Failed(Problem),
}

/// Takes the outputs of a run, one after the other.
pub(crate) trait Sink: Send {
    /// What bytes are written to.
    type Destination: Output;

    /// Begins the output of an input. Nothing is created before the first byte is written.
    ///
    /// # Errors
    /// The output must not be written.
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<Self::Destination, Problem>;

    /// Keeps the output of an input, which was complete before.
    ///
    /// # Errors
    /// It belongs to another input.
    fn keep(&mut self, _: &Input) -> Result<(), Problem> {
        Ok(())
    }

    /// What it means that the output of `input` could not be written.
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

    /// What there is to warn of since the last call.
    fn take_warnings(&mut self) -> Vec<Problem> {
        Vec::new()
    }

    /// Whether what was written stays, even if the input fails later.
    fn is_stream(&self) -> bool {
        false
    }
}
