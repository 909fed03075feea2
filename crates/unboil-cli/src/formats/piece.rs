//! Pieces of an input and batches of them, which go from thread to thread.
//!
//! Goes in: an input. Comes out: pieces in one buffer each batch, so that a thousand short rows cost one allocation. A piece
//! of more bytes than the limit is read over without being kept: memory is bounded whatever the input holds.
//!
//! rows of 3, 5 and 4 bytes → 12 bytes, pieces `0..3`, `3..8`, `8..12`

use std::io::{self, BufRead, Read};
use std::ops::Range;

/// What is to be done with a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It holds a document, or the form finds out.
    Document,
    /// It goes through as it is.
    AsIs,
    /// It has more bytes than the limit, and is not there.
    TooLarge(u64),
}

/// A part of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The row, line or record it begins with, from 1; 0 where there is only one piece.
    pub number: u64,
    /// Where in the batch it is.
    pub range: Range<usize>,
    pub kind: Kind,
}

/// Pieces that go to a worker together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub bytes: Vec<u8>,
    pub pieces: Vec<Piece>,
}

impl Batch {
    /// An empty one with room for so many bytes.
    pub(crate) fn sized(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), pieces: Vec::new() }
    }

    /// Makes a piece of the bytes from `start` to the end.
    pub(crate) fn push(&mut self, number: u64, start: usize, kind: Kind) {
        self.pieces.push(Piece { number, range: start..self.bytes.len(), kind });
    }
}

/// How taking bytes ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Some were taken.
    All,
    /// There were so many that none was kept.
    TooMany(u64),
    /// There was none.
    Nothing,
}

/// Appends the bytes to the next line feed, which is among them unless the input ends, to `bytes`.
///
/// # Errors
/// Those of reading.
pub(crate) fn take_line(input: &mut impl BufRead, bytes: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    let start = bytes.len();
    let mut count = 0_u64;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', available).map(|place| place + 1);
        let part = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
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
/// Those of reading; or there are fewer.
pub(crate) fn take_exact(input: &mut impl Read, bytes: &mut Vec<u8>, count: u64, keep: bool) -> io::Result<()> {
    let taken = if keep {
        input.take(count).read_to_end(bytes)? as u64
    } else {
        io::copy(&mut input.take(count), &mut io::sink())?
    };
    if taken == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
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
