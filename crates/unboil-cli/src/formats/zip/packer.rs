//! Compresses the new content of a member, which is held until its sizes are known.

use std::io::{self, BufWriter, Seek as _, Write};

use tempfile::SpooledTempFile;
use xxhash_rust::xxh3::Xxh3;

use super::checked::DEFLATED;
use super::directory::NewContent;

/// Bytes that are held in memory; more are in a temporary file. As much as in a tar archive.
const IN_MEMORY: usize = 1 << 20;

type Held = BufWriter<SpooledTempFile>;

/// The new content of a member.
pub(super) struct Packer {
    out: PackedOutput,
    crc: flate2::Crc,
    hash: Xxh3,
    size: u64,
}

enum PackedOutput {
    Stored(Held),
    Deflated(flate2::write::DeflateEncoder<Held>),
}

impl Packer {
    /// Content that is compressed with `method`, one of those that are read.
    pub(super) fn new(method: u16) -> Self {
        let held = BufWriter::new(SpooledTempFile::new(IN_MEMORY));
        let out = match method {
            // The level of the zip command and of most programs.
            DEFLATED => PackedOutput::Deflated(flate2::write::DeflateEncoder::new(held, flate2::Compression::new(6))),
            _ => PackedOutput::Stored(held),
        };
        Self { out, crc: flate2::Crc::new(), hash: Xxh3::new(), size: 0 }
    }

    /// The hash of what was written.
    pub(super) fn hash(&self) -> u128 {
        self.hash.digest128()
    }

    /// The compressed content from its beginning, and what the archive says about it.
    ///
    /// # Errors
    /// It cannot be held.
    pub(super) fn finish(self) -> io::Result<(SpooledTempFile, NewContent)> {
        let held = match self.out {
            PackedOutput::Stored(held) => held,
            PackedOutput::Deflated(encoder) => encoder.finish()?,
        };
        let mut held = held.into_inner().map_err(io::IntoInnerError::into_error)?;
        let packed = held.stream_position()?;
        held.rewind()?;
        Ok((held, NewContent { crc: self.crc.sum(), packed, size: self.size }))
    }
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match &mut self.out {
            PackedOutput::Stored(held) => held.write(bytes)?,
            PackedOutput::Deflated(encoder) => encoder.write(bytes)?,
        };
        self.size += count as u64;
        self.crc.update(&bytes[..count]);
        self.hash.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
