//! Writes the records of a member.
//!
//! Input: the pieces of the member. Output: its new data, written to `out` as they arrive.

use std::io::{self, Write};

use super::super::array_commas::ArrayCommas;

/// Writes the data of a member.
pub(in crate::formats) struct ContentWriter<W> {
    pub out: W,
    commas: Option<ArrayCommas>,
}

impl<W: Write> ContentWriter<W> {
    /// A writer of records to `out`, after `header`.
    ///
    /// # Errors
    /// The header cannot be written.
    pub(in crate::formats) fn new(is_array: bool, header: &[u8], mut out: W) -> io::Result<Self> {
        out.write_all(header)?;
        Ok(Self { out, commas: is_array.then(ArrayCommas::new) })
    }

    /// Writes a record.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in crate::formats) fn row(&mut self, record: &[u8]) -> io::Result<()> {
        let (before, after) = match &mut self.commas {
            Some(commas) => commas.parts(record),
            None => (record, &b""[..]),
        };
        self.out.write_all(before)?;
        self.out.write_all(after)
    }
}
