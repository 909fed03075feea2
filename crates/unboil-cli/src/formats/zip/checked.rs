//! The data of a member, checked as it is read.

use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3;

use super::directory::ZipEntry;
use super::end::wrong;

/// The methods of compression that are read.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

/// The decompressed data of a member.
pub(super) struct CheckedData {
    inner: Box<dyn Read + Send>,
    size: u64,
    wanted: u32,
    crc: flate2::Crc,
    hash: Xxh3,
    count: u64,
}

impl CheckedData {
    /// The data of `entry` in `packed`, which is stored or deflated.
    pub(super) fn new(entry: &ZipEntry<'_>, packed: impl io::BufRead + Send + 'static) -> Self {
        let inner: Box<dyn Read + Send> = match entry.method {
            DEFLATED => Box::new(flate2::bufread::DeflateDecoder::new(packed)),
            _ => Box::new(packed),
        };
        let (size, wanted) = (entry.size, entry.crc);
        Self { inner, size, wanted, crc: flate2::Crc::new(), hash: Xxh3::new(), count: 0 }
    }

    /// Reads what is left and checks all of it. Returns its hash.
    ///
    /// # Errors
    /// It cannot be read, or is not what the archive says.
    pub(super) fn finish(&mut self) -> io::Result<u128> {
        io::copy(self, &mut io::sink())?;
        if self.count != self.size || self.crc.sum() != self.wanted {
            return Err(wrong("its data is damaged: it does not have the length or the checksum in the archive"));
        }
        Ok(self.hash.digest128())
    }
}

impl Read for CheckedData {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ if error.raw_os_error().is_some() => error,
            _ => wrong(format!("its compressed data is damaged ({error})")),
        })?;
        self.count += count as u64;
        if self.count > self.size {
            return Err(wrong("its data is damaged: there is more than the archive says"));
        }
        self.crc.update(&buffer[..count]);
        self.hash.update(&buffer[..count]);
        Ok(count)
    }
}
