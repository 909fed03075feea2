//! Batches of records, which are passed between threads.
//!
//! Input: bytes of an input. Output: records that share a buffer, so that a thousand short rows take one allocation. A record
//! larger than the limit is skipped without being held in memory.
//!
//! rows of 3, 5 and 4 bytes → 12 bytes, records `0..3`, `3..8`, `8..12`

use std::io::{self, BufRead, Read};
use std::ops::Range;
use std::sync::Arc;

use super::record_codec::RecordCodec;

/// What to do with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordKind {
    /// It may hold documents; the codec finds out.
    Document,
    /// Copy it.
    AsIs,
    /// It is larger than the limit and was skipped.
    TooLarge(u64),
}

/// A record of a batch.
#[derive(Debug, Clone)]
pub(crate) struct RawRecord {
    /// The number of its row, line or record, from 1; 0 if the input is a single record.
    pub number: u64,
    /// Its bytes in [`Batch::bytes`].
    pub range: Range<usize>,
    pub kind: RecordKind,
    /// Its codec, if that is not the codec of its input: members of an archive have several formats.
    pub codec: Option<Arc<dyn RecordCodec>>,
}

impl RawRecord {
    /// Its codec, if that of its input is `codec`.
    pub(crate) fn codec<'r>(&'r self, codec: &'r dyn RecordCodec) -> &'r dyn RecordCodec {
        self.codec.as_deref().unwrap_or(codec)
    }
}

/// Records that are processed together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub bytes: Vec<u8>,
    pub records: Vec<RawRecord>,
}

impl Batch {
    /// An empty batch with room for `bytes` bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), records: Vec::new() }
    }

    /// Makes a record of the bytes from `start` to the end.
    pub(crate) fn push(&mut self, number: u64, start: usize, kind: RecordKind) {
        self.records.push(RawRecord { number, range: start..self.bytes.len(), kind, codec: None });
    }

    /// The bytes of one of its records.
    pub(crate) fn bytes_of(&self, record: &RawRecord) -> &[u8] {
        &self.bytes[record.range.clone()]
    }
}

/// Result of reading bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// All bytes were appended.
    All,
    /// There were more than the limit; nothing was appended.
    TooMany(u64),
    /// The input has ended.
    Nothing,
}

/// Appends the bytes up to and including the next line feed, or to the end of the input, to `bytes`.
///
/// # Errors
/// The input cannot be read.
pub(crate) fn take_line(input: &mut impl BufRead, bytes: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    take_line_seen(input, bytes, limit, |_| {})
}

/// The same, and passes all bytes to `see` in pieces, including those that are not kept.
///
/// # Errors
/// Those of reading.
pub(crate) fn take_line_seen(
    input: &mut impl BufRead,
    bytes: &mut Vec<u8>,
    limit: u64,
    mut see: impl FnMut(&[u8]),
) -> io::Result<Taken> {
    let start = bytes.len();
    let mut count = 0_u64;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', available).map(|place| place + 1);
        let part = &available[..end.unwrap_or(available.len())];
        see(part);
        let length = part.len();
        count += length as u64;
        // The line feed does not count.
        if count <= limit.saturating_add(1) {
            bytes.extend_from_slice(part);
        } else {
            bytes.truncate(start);
        }
        input.consume(length);
        if end.is_some() || length == 0 {
            let over = count - u64::from(end.is_some() && count > 0);
            return Ok(match count {
                0 => Taken::Nothing,
                _ if over > limit => {
                    bytes.truncate(start);
                    Taken::TooMany(over)
                }
                _ => Taken::All,
            });
        }
    }
}

/// Appends the next `count` bytes to `bytes`.
///
/// # Errors
/// The input cannot be read, or has fewer bytes.
pub(crate) fn take_exact(input: &mut impl Read, bytes: &mut Vec<u8>, count: u64, keep: bool) -> io::Result<()> {
    let taken = if keep {
        input.take(count).read_to_end(bytes)? as u64
    } else {
        io::copy(&mut input.take(count), &mut io::sink())?
    };
    if taken == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Appends at most `count` bytes to `bytes`; returns how many, 0 at the end.
///
/// # Errors
/// Those of reading.
pub(crate) fn take_up_to(input: &mut impl Read, bytes: &mut Vec<u8>, count: u64) -> io::Result<u64> {
    Ok(input.take(count).read_to_end(bytes)? as u64)
}

/// The error for data that ends too early. Its kind differs from [`io::ErrorKind::UnexpectedEof`], which it wraps, so that
/// readers do not take it for the end of an input.
pub(super) fn unfinished(what: io::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, io::Error::new(io::ErrorKind::UnexpectedEof, what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_with_their_ends_and_long_ones_are_not_kept() {
        let mut input = io::BufReader::with_capacity(3, &b"ab\n\nabcdefgh\nabcd\nx"[..]);
        let mut bytes = Vec::new();
        let mut taken = Vec::new();
        loop {
            let one = take_line(&mut input, &mut bytes, 4).unwrap();
            taken.push(one);
            if one == Taken::Nothing {
                break;
            }
        }
        assert_eq!(taken, [Taken::All, Taken::All, Taken::TooMany(8), Taken::All, Taken::All, Taken::Nothing]);
        assert_eq!(bytes, b"ab\n\nabcd\nx");
    }
}
