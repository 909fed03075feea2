//! A zstd frame, with the size of its content in its header if that is known in time.
//!
//! Some programs, among them `zstandard.decompress` in Python, refuse a frame without that size. It precedes the content, so a small
//! output is held until it is complete. A larger one is compressed as it is written, as `zstd` does with a pipe.
//!
//! `Boats.\n` → a frame whose header says 7 bytes

use std::io::{self, Write};

/// Bytes that are held: enough for most pages. `restore` holds as many.
const HELD: usize = 1 << 20;

/// The default level of the command `zstd`.
const LEVEL: i32 = 3;

/// Compresses an output as one frame.
pub(crate) enum ZstdFrame<W: Write> {
    /// The beginning of an output that may be small.
    Held { output: W, bytes: Vec<u8> },
    /// The output is larger.
    Begun(zstd::Encoder<'static, W>),
    /// Writing has failed.
    Failed,
}

impl<W: Write> ZstdFrame<W> {
    pub(crate) fn new(output: W) -> Self {
        Self::Held { output, bytes: Vec::new() }
    }

    /// Writes the end and returns the output.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Held { output, bytes } => {
                let mut encoder = encoder(output, Some(bytes.len() as u64))?;
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
            Self::Begun(encoder) => encoder.finish(),
            Self::Failed => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

/// An encoder for content of `size` bytes.
fn encoder<W: Write>(output: W, size: Option<u64>) -> io::Result<zstd::Encoder<'static, W>> {
    let mut encoder = zstd::Encoder::new(output, LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(size)?;
    Ok(encoder)
}

impl<W: Write> Write for ZstdFrame<W> {
    fn write(&mut self, new: &[u8]) -> io::Result<usize> {
        match self {
            Self::Held { bytes, .. } if bytes.len() + new.len() <= HELD => {
                bytes.extend_from_slice(new);
                Ok(new.len())
            }
            Self::Held { .. } => {
                let Self::Held { output, bytes } = std::mem::replace(self, Self::Failed) else {
                    unreachable!("it is held")
                };
                let mut encoder = encoder(output, None)?;
                encoder.write_all(&bytes)?;
                let count = encoder.write(new)?;
                *self = Self::Begun(encoder);
                Ok(count)
            }
            Self::Begun(encoder) => encoder.write(new),
            Self::Failed => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The size in the header of the frame of `content`, written in small pieces.
    fn size_of(content: &[u8]) -> Option<u64> {
        let mut frame = ZstdFrame::new(Vec::new());
        content.chunks(1000).for_each(|piece| frame.write_all(piece).unwrap());
        let frame = frame.finish().unwrap();
        assert!(zstd::decode_all(frame.as_slice()).unwrap() == content);
        zstd::zstd_safe::get_frame_content_size(&frame).unwrap()
    }

    #[test]
    fn a_small_frame_has_its_size_and_a_large_one_is_not_held() {
        assert_eq!(size_of(b""), Some(0));
        assert_eq!(size_of(b"Boats.\n"), Some(7));
        let large = b"Boats.\n".repeat(HELD / 7);
        assert_eq!(size_of(&large), Some(large.len() as u64));
        assert_eq!(size_of(&[&large[..], b"Boats.\n"].concat()), None);
    }
}
