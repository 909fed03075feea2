//! Holds restored bytes, compressed like the clean file, until they are known to be complete.
//!
//! Input: bytes. Output: a reader of the compressed bytes. A small file is kept in memory, a large one in a temporary file.

use std::io::{self, BufWriter, Seek as _, Write};

use tempfile::SpooledTempFile;

use crate::formats::compression::{Compression, Encoder};
use crate::formats::writer::Output;

/// Bytes that are held in memory: enough for most pages, but not for a corpus.
const IN_MEMORY: usize = 1 << 20;

/// The bytes restored so far.
pub(super) struct RestoredOutput {
    /// `None` after an error.
    encoder: Option<Encoder<BufWriter<SpooledTempFile>>>,
}

impl RestoredOutput {
    /// # Errors
    /// The encoder cannot be created.
    pub(super) fn new(compression: Compression) -> io::Result<Self> {
        let output = BufWriter::new(SpooledTempFile::new(IN_MEMORY));
        Ok(Self { encoder: Some(compression.encoder(output)?) })
    }

    /// A reader of the bytes from the beginning.
    ///
    /// # Errors
    /// They cannot be written.
    pub(super) fn finish(self) -> io::Result<SpooledTempFile> {
        let encoder = self.encoder.ok_or(io::ErrorKind::BrokenPipe)?;
        let mut bytes = encoder.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        bytes.rewind()?;
        Ok(bytes)
    }
}

impl Write for RestoredOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder.as_mut().map_or(Err(io::ErrorKind::BrokenPipe.into()), |encoder| encoder.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for RestoredOutput {
    fn end_member(&mut self) -> io::Result<()> {
        self.encoder = self.encoder.take().map(Encoder::end_member).transpose()?;
        Ok(())
    }
}
