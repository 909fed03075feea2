//! Decodes an input as it is read.
//!
//! Input: bytes in another encoding. Output: UTF-8 with marks ([`Coder`]). No more is awaited than the next complete characters.

use std::io::{self, BufRead as _, Read};

use super::super::input_format::Source;
use super::coder::Coder;

/// Bytes without a place where characters surely end, after which they are decoded all the same. In texts, such a place is never
/// further than the next line end, full stop or quotation mark.
const UNCERTAIN_BYTES: usize = 1 << 20;

/// A decoded input.
pub(super) struct DecodedStream {
    input: Source,
    coder: Coder,
    /// Bytes that were read and not decoded, as they may end within a character.
    rest: Vec<u8>,
    decoded: Vec<u8>,
    /// How many of the decoded bytes were passed on.
    done: usize,
}

impl DecodedStream {
    pub(super) fn new(input: Source, coder: Coder) -> Self {
        Self { input, coder, rest: Vec::new(), decoded: Vec::new(), done: 0 }
    }

    /// Decodes the next characters; `false` at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.decoded.clear();
        self.done = 0;
        while self.decoded.is_empty() {
            let available = self.input.fill_buf()?;
            let is_end = available.is_empty();
            let count = available.len();
            self.rest.extend_from_slice(available);
            self.input.consume(count);
            if is_end && self.rest.is_empty() {
                return Ok(false);
            }
            let complete = match self.coder.complete(&self.rest) {
                _ if is_end => self.rest.len(),
                0 if self.rest.len() > UNCERTAIN_BYTES => self.rest.len(),
                complete => complete,
            };
            self.coder.decode(&self.rest[..complete], &mut self.decoded);
            self.rest.drain(..complete);
        }
        Ok(true)
    }
}

impl Read for DecodedStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.done == self.decoded.len() && !self.fill()? {
            return Ok(0);
        }
        let count = (&self.decoded[self.done..]).read(buffer)?;
        self.done += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use unboil::Encoding;

    use super::*;

    /// Not a single byte of it is a character by itself.
    #[test]
    fn a_text_without_a_certain_place_to_cut_is_decoded_in_parts() {
        let bytes = [&b"a\n"[..], &b"\x8A\xBF".repeat(UNCERTAIN_BYTES)].concat();
        let input: Source = BufReader::with_capacity(999, Box::new(io::Cursor::new(bytes.clone())));
        let coder = Coder::new(Encoding::for_label("shift_jis").unwrap()).unwrap();
        let mut stream = DecodedStream::new(input, coder);
        let (mut decoded, mut largest) = (Vec::new(), 0);
        while stream.fill().unwrap() {
            decoded.extend_from_slice(&stream.decoded);
            largest = largest.max(stream.decoded.len());
        }
        assert!(coder.encode(&decoded).unwrap() == bytes);
        assert!(largest < 4 * UNCERTAIN_BYTES);
    }
}
