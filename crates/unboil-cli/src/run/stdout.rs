//! Standard output: the clean bytes of one input as a stream.

use std::io::{self, BufWriter, IsTerminal as _, Write};

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
    compress: Compression,
}

/// The writer to standard output.
pub(crate) struct StdoutOutput {
    /// `None` after an error.
    encoder: Option<Encoder<BufWriter<io::Stdout>>>,
}

impl Stdout {
    pub(crate) fn new(compress: Option<Compression>) -> Self {
        Self { compress: compress.unwrap_or(Compression::None) }
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

    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<StdoutOutput, Problem> {
        if (self.compress != Compression::None || opened.format.is_binary) && io::stdout().is_terminal() {
            let what = "the output is binary data and cannot be written to a terminal";
            let help = "write it to a folder with -o DIR, or to a file or a pipe";
            return Err(Problem::with_help(input.place(), what, help));
        }
        let encoder = self.compress.encoder(BufWriter::with_capacity(BUFFER, io::stdout()));
        let encoder = encoder.map_err(|error| Problem::new(STDOUT, error.to_string()))?;
        Ok(StdoutOutput { encoder: Some(encoder) })
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
