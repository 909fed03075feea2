//! An output that is compressed as it is written, and created with its first byte.
//!
//! Input: bytes. Output: a compressed file. A document that fails, such as a binary file, creates neither a file nor a folder.

use std::io::{self, BufWriter, Write};

use crate::files::atomic::{AtomicFile, FileSpec};
use crate::formats::compression::{Compression, Encoder};
use crate::formats::writer::Output;

/// Bytes written at once.
const BUFFER: usize = 1 << 16;

/// A file that will become an output.
pub(crate) struct EncodedOutput {
    spec: FileSpec,
    compression: Compression,
    /// `None` before the first byte and after an error.
    encoder: Option<Encoder<BufWriter<AtomicFile>>>,
}

impl EncodedOutput {
    /// The file that `spec` describes.
    pub(crate) fn new(spec: FileSpec, compression: Compression) -> Self {
        Self { spec, compression, encoder: None }
    }

    fn encoder(&mut self) -> io::Result<&mut Encoder<BufWriter<AtomicFile>>> {
        let encoder = match self.encoder.take() {
            Some(encoder) => encoder,
            None => {
                let file = AtomicFile::begin_with_folders(&self.spec)?;
                self.compression.encoder(BufWriter::with_capacity(BUFFER, file))?
            }
        };
        Ok(self.encoder.insert(encoder))
    }

    /// Writes the end. The file is complete but does not have its name yet.
    ///
    /// # Errors
    /// It cannot be created or written.
    pub(crate) fn finish(mut self) -> io::Result<AtomicFile> {
        self.encoder()?;
        let encoder = self.encoder.expect("it was created a line above");
        encoder.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

impl Write for EncodedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Output for EncodedOutput {
    fn end_member(&mut self) -> io::Result<()> {
        self.encoder = self.encoder.take().map(Encoder::end_member).transpose()?;
        Ok(())
    }
}
