//! Plain text: the whole input is one document.
//!
//! Goes in: bytes in any encoding, to the end of the input. Comes out: the clean text. A document is taken whole, since
//! what its last line shows (a comment form, the end of the prose) decides on earlier ones.
//!
//! `Caf\xE9\r\n` → `Café\n`

use std::io::{self, Read as _};

use super::{Batch, Desk, Form, Kind, Source, Split};

/// One piece: everything.
pub(crate) struct Whole {
    limit: u64,
    is_done: bool,
}

impl Whole {
    pub(crate) fn new(limit: u64) -> Self {
        Self { limit, is_done: false }
    }
}

impl Split for Whole {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(false);
        }
        let start = batch.bytes.len();
        let count = input.take(self.limit.saturating_add(1)).read_to_end(&mut batch.bytes)? as u64;
        let kind = if count > self.limit {
            batch.bytes.truncate(start);
            Kind::TooLarge(count.saturating_add(io::copy(input, &mut io::sink())?))
        } else {
            Kind::Document
        };
        batch.push(0, start, kind);
        Ok(true)
    }
}

/// A text.
pub(crate) struct Text;

impl Form for Text {
    fn clean(&self, piece: &[u8], desk: &mut Desk<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let text = desk.bytes(piece, None)?;
        if out.is_empty() {
            // A large document is not copied once more.
            *out = text.into_bytes();
        } else {
            out.extend_from_slice(text.as_bytes());
        }
        Ok(())
    }

    fn at(&self, _piece: &[u8], _number: u64) -> String {
        String::new()
    }
}
