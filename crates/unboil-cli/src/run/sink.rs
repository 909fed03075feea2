//! Where the clean bytes of an input go.
//!
//! Goes in: for each input a beginning, bytes in order, and an end, or the news that it failed. Comes out: what the kind of
//! sink makes of it. Nothing but sinks writes outputs, and none of them knows what it writes.
//!
//! begin `in/a.txt`, write `Boats.\n`, finish → `out/a.txt`

#[cfg(feature = "parquet")]
use std::io;

use crate::console::messages::Problem;
use crate::files::inputs::Input;
use crate::formats::Format;
use crate::formats::compression::Compression;
use crate::formats::desk::Tally;

/// What is known of an input when it is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    pub format: Format,
    pub compression: Compression,
    /// Hash of its bytes, if outputs are remembered.
    pub hash: Option<u128>,
}

/// Why an output ends before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Nobody reads it any more, which is no error.
    Closed,
    /// It cannot be read or written.
    Failed(Problem),
}

/// Takes the outputs of a run, one after the other.
pub(crate) trait Sink: Send {
    /// An input begins. Of its output nothing need be there yet.
    ///
    /// # Errors
    /// It may not be written.
    fn begin(&mut self, input: &Input, opened: &Opened) -> Result<(), Problem>;

    /// The output of an input was complete before and stays.
    ///
    /// # Errors
    /// It is that of another input.
    fn keep(&mut self, _: &Input) -> Result<(), Problem> {
        Ok(())
    }

    /// Its next bytes.
    ///
    /// # Errors
    /// They cannot be written.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Stop>;

    /// A gzip member ends here, and another begins.
    ///
    /// # Errors
    /// The last of it cannot be written.
    fn end_member(&mut self) -> Result<(), Stop>;

    /// What was written should be seen by now.
    ///
    /// # Errors
    /// It cannot be written.
    fn flush(&mut self) -> Result<(), Stop>;

    /// All of it was written.
    ///
    /// # Errors
    /// The last bytes cannot be written, or the output cannot get its name.
    fn finish(&mut self, input: &Input, opened: &Opened, tally: &Tally) -> Result<(), Stop>;

    /// The output will not be complete.
    fn abandon(&mut self);

    /// Whether what was written is out and stays, though the input fails later.
    fn is_stream(&self) -> bool {
        false
    }
}

/// A sink as a writer, for libraries that write on their own.
#[cfg(feature = "parquet")]
pub(crate) struct Writer<'s> {
    pub sink: &'s mut dyn Sink,
    /// Why the last write failed.
    pub stopped: Option<Stop>,
}

#[cfg(feature = "parquet")]
impl io::Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.sink.write(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(stop) => {
                self.stopped = Some(stop);
                Err(io::Error::other("the output cannot be written"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
