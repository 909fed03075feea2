//! Finds out the encoding of an input of records.
//!
//! Input: its first bytes. Output: the encoding and its byte order mark; nothing for UTF-8. The first of these decides: a byte order
//! mark, `--encoding`, the zero bytes of UTF-16, valid UTF-8, and for tables a guess.

use std::io::{self, BufRead as _};

use unboil::{Encoding, detect};

use super::super::input_format::{RecordEncoding, Settings, Source, put_back};

/// The first bytes of a file that are examined.
const SAMPLE: usize = 1 << 16;

/// How sure a guess must be, in per cent. A stray byte in a table that is UTF-8 otherwise reaches about 65, a table with a few words of
/// another language 97. Below, rows with such bytes are rejected, and the user can name the encoding.
const SURE: u8 = 90;

/// The byte order marks of UTF-16 and UTF-32. That of UTF-16LE is the beginning of another.
const MARKS: [(&[u8], &str); 4] = [
    (b"\xFF\xFE\0\0", "UTF-32LE"),
    (b"\0\0\xFE\xFF", "UTF-32BE"),
    (b"\xFF\xFE", "UTF-16LE"),
    (b"\xFE\xFF", "UTF-16BE"),
];

/// The longest byte order mark.
const MARK_BYTES: usize = 4;

/// An encoding other than UTF-8.
pub(super) struct FoundEncoding {
    pub encoding: Encoding,
    /// The byte order mark, which was read.
    pub mark: Vec<u8>,
}

/// The encoding of an input; `None` for UTF-8. Of a pipe, no more is read than is there, since the next row may take long to arrive.
///
/// # Errors
/// The input cannot be read.
pub(super) fn recognize(
    allowed: RecordEncoding,
    input: &mut Source,
    is_pipe: bool,
    settings: &Settings,
) -> io::Result<Option<FoundEncoding>> {
    let mut start = Vec::new();
    let may_be_mark = |start: &[u8]| {
        start.len() < MARK_BYTES
            && MARKS.iter().any(|(mark, _)| mark.starts_with(&start[..start.len().min(mark.len())]))
    };
    loop {
        let available = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        let count = available.len().min(SAMPLE - start.len());
        start.extend_from_slice(&available[..count]);
        input.consume(count);
        if count == 0 || is_pipe && !may_be_mark(&start) {
            break;
        }
    }
    let found = find(allowed, &start, settings);
    if let Some(found) = &found {
        start.drain(..found.mark.len());
    }
    put_back(start, input);
    Ok(found)
}

fn find(allowed: RecordEncoding, start: &[u8], settings: &Settings) -> Option<FoundEncoding> {
    let known = |name: &str| Encoding::for_label(name).expect("a name of an encoding is a label");
    if let Some((mark, name)) = MARKS.iter().find(|(mark, _)| start.starts_with(mark)) {
        return Some(FoundEncoding { encoding: known(name), mark: mark.to_vec() });
    }
    let found = |encoding: Encoding| (!encoding.is_utf8()).then(|| FoundEncoding { encoding, mark: Vec::new() });
    if start.starts_with(b"\xEF\xBB\xBF") {
        return None;
    }
    if let Some(encoding) = settings.encoding {
        return found(encoding);
    }
    let is_utf8 = std::str::from_utf8(start).map_or_else(|error| error.error_len().is_none(), |_| true);
    let has_zeros = memchr::memchr(0, start).is_some();
    if is_utf8 && !has_zeros {
        return None;
    }
    // The last line may end within a character.
    let whole = if has_zeros { start.len() / MARK_BYTES * MARK_BYTES } else { start.len() };
    let whole = memchr::memrchr(b'\n', start).filter(|_| !has_zeros).map_or(whole, |end| end + 1);
    let decision = detect(&start[..whole], true).ok()?;
    let encoding = known(decision.encoding);
    // JSON is UTF-8 by its standard, so bytes that are not are damage, not another encoding.
    let is_guess = allowed == RecordEncoding::Guessed && decision.confidence >= SURE;
    found(encoding).filter(|found| is_guess || found.encoding.is_utf16_or_32())
}
