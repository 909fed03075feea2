//! Keeps a JSON array valid when elements are left out.

/// Which elements of an array were written.
#[derive(Debug)]
pub(crate) struct ArrayCommas {
    is_empty: bool,
}

impl ArrayCommas {
    pub(super) fn new() -> Self {
        Self { is_empty: true }
    }

    /// The two parts of the next element to write. The comma before the first one is left out, since the elements before it may
    /// have been.
    pub(super) fn parts<'r>(&mut self, record: &'r [u8]) -> (&'r [u8], &'r [u8]) {
        let is_first = self.is_empty;
        self.is_empty &= record.trim_ascii().is_empty();
        match first_comma(record).filter(|_| is_first) {
            Some(comma) => (&record[..comma], &record[comma + 1..]),
            None => (record, b""),
        }
    }
}

/// The position of the comma before an element.
fn first_comma(record: &[u8]) -> Option<usize> {
    let at = record.iter().position(|byte| !byte.is_ascii_whitespace())?;
    (record[at] == b',').then_some(at)
}
