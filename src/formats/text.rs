//! Plain text: the whole input is one document.
//!
//! Goes in: bytes in any encoding, to the end of the input. Comes out: the same bytes, for the cleaner to decode. A
//! document is taken whole, since what its last line shows (a comment form, the end of the prose) decides on earlier ones.
//!
//! `Caf\xE9\r\n` → the six bytes, from which the cleaner makes `Café\n`

use std::io::{self, Read};

/// Reads the one document of `input`.
///
/// # Errors
/// Those of reading.
pub(crate) fn read(mut input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok(bytes)
}
