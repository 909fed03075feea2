//! Line numbers of a decoded text.

/// Finds the line numbers of ascending byte offsets in one pass.
#[derive(Debug)]
pub(crate) struct LineCount<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line, from 1, of byte `place`. Places must not decrease.
    pub(crate) fn at(&mut self, place: usize) -> usize {
        let stretch = &self.bytes[self.at..place];
        for end in memchr::memchr2_iter(b'\n', b'\r', stretch) {
            // `\r\n` is one line end; it is counted at its `\n`.
            let is_first_half = stretch[end] == b'\r' && self.bytes.get(self.at + end + 1) == Some(&b'\n');
            self.line += usize::from(!is_first_half);
        }
        self.at = place;
        self.line
    }
}
