//! Standard output: the clean bytes of one input as a stream.

use std::io::{self, BufWriter, Write};

use super::counts::Counts;
use super::opened::Opened;
use super::sink::{Sink, Stop};
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::compression::{Compression, Encoder};
use crate::formats::writer::Output;

/// Bytes written at once: the capacity of a pipe on Linux, so that one call fills it.
const BUFFER: usize = 1 << 16;
/// The name of standard output in messages.
const STDOUT: &str = "<stdout>";

/// Writes to standard output. It is compressed only on request, whatever the compression of the input.
pub(crate) struct Stdout {
    /// Nothing once an input was begun, and there is only one.
    output: Option<StdoutOutput>,
}

/// What is written to standard output.
pub(crate) struct StdoutOutput {
    /// Nothing after an error.
    encoder: Option<Encoder<BufWriter<io::Stdout>>>,
}

impl Stdout {
    /// # Errors
    /// The encoder cannot be created.
    pub(crate) fn new(compress: Option<Compression>) -> io::Result<Self> {
        let output = BufWriter::with_capacity(BUFFER, io::stdout());
        let encoder = compress.unwrap_or(Compression::None).encoder(output)?;
        Ok(Self { output: Some(StdoutOutput { encoder: Some(encoder) }) })
    }
}

impl Write for StdoutOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder.as_mut().map_or(Ok(bytes.len()), |encoder| encoder.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Output for StdoutOutput {
    fn end_member(&mut self) -> io::Result<()> {
        self.encoder = self.encoder.take().map(Encoder::end_member).transpose()?;
        Ok(())
    }
}

impl Sink for Stdout {
    type Destination = StdoutOutput;

    fn begin(&mut self, _: &Input, _: &Opened) -> Result<StdoutOutput, Problem> {
        Ok(self.output.take().expect("standard output takes one input"))
    }

    fn write_failed(&self, _: &Input, error: &io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Closed,
            _ => Stop::Failed(Problem::writing(STDOUT, error)),
        }
    }

    fn finish(&mut self, input: &Input, _: &Opened, _: &Counts, output: StdoutOutput) -> Result<(), Stop> {
        let Some(encoder) = output.encoder else { return Ok(()) };
        let finished = encoder.finish().and_then(|mut output| output.flush());
        finished.map_err(|error| self.write_failed(input, &error))
    }

    fn is_stream(&self) -> bool {
        true
    }
}
