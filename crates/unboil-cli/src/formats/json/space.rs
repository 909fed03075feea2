//! Reads what is around values: a byte order mark and white space.

use std::io::{self, BufRead as _};

use super::super::batch::take_up_to;
use super::super::input_format::{Source, put_back};

/// The maximum number of bytes between two elements, which are held with the second. Pretty-printers write some dozen; the limit
/// for a header of an archive is the same.
const BETWEEN_BYTES: usize = 1 << 20;

/// An error about what an input holds.
pub(super) fn wrong(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// Appends a byte order mark, if there is one.
pub(super) fn take_mark(input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<()> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mut start = Vec::new();
    while start.len() < MARK.len() && MARK.starts_with(&start) && take_up_to(input, &mut start, 1)? > 0 {}
    if start == MARK {
        bytes.append(&mut start);
    }
    put_back(start, input);
    Ok(())
}

/// Appends white space, and returns the byte after it; `None` at the end of the input.
pub(super) fn take_space(input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<Option<u8>> {
    let start = bytes.len();
    loop {
        let available = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        let space = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = available.get(space).copied();
        bytes.extend_from_slice(&available[..space]);
        input.consume(space);
        if bytes.len() - start > BETWEEN_BYTES {
            return Err(wrong(format!("it has more than {BETWEEN_BYTES} bytes of white space between two elements")));
        }
        if next.is_some() || space == 0 {
            return Ok(next);
        }
    }
}
