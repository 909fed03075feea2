//! Standard output: one input's clean bytes as a stream.

use std::io::{self, BufWriter, Stdout as Handle, Write as _};

use super::sink::{Opened, Sink, Stop};
use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::compression::{Compression, Encoder};
use crate::formats::desk::Tally;

/// Bytes written at once. What a pipe holds on Linux, so one call fills it.
const BUFFER: usize = 1 << 16;
/// How standard output is called in messages.
const STDOUT: &str = "<stdout>";

/// Writes to standard output. What comes through a pipe is seldom wanted compressed as its source was, so it is only where
/// that is asked for.
pub(crate) struct Stdout {
    output: Option<Encoder<BufWriter<Handle>>>,
}

impl Stdout {
    /// # Errors
    /// There is no such encoder.
    pub(crate) fn new(compress: Option<Compression>) -> io::Result<Self> {
        let output = BufWriter::with_capacity(BUFFER, io::stdout());
        Ok(Self { output: Some(compress.unwrap_or(Compression::None).encoder(output)?) })
    }
}

fn stop(error: &io::Error) -> Stop {
    if error.kind() == io::ErrorKind::BrokenPipe { Stop::Closed } else { Stop::Failed(Problem::writing(STDOUT, error)) }
}

impl Sink for Stdout {
    fn begin(&mut self, _: &Input, _: &Opened) -> Result<(), Problem> {
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.output.as_mut().map_or(Ok(()), |output| output.write_all(bytes)).map_err(|error| stop(&error))
    }

    fn end_member(&mut self) -> Result<(), Stop> {
        self.output = self.output.take().map(Encoder::end_member).transpose().map_err(|error| stop(&error))?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.output.as_mut().map_or(Ok(()), io::Write::flush).map_err(|error| stop(&error))
    }

    fn finish(&mut self, _: &Input, _: &Opened, _: &Tally) -> Result<(), Stop> {
        let Some(output) = self.output.take() else { return Ok(()) };
        output.finish().and_then(|mut output| output.flush()).map_err(|error| stop(&error))
    }

    fn abandon(&mut self) {
        self.output = None;
    }

    fn is_stream(&self) -> bool {
        true
    }
}
