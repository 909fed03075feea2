//! Encodes compiled tables as bytes, and reads tables without copying them.
//!
//! Decoding 37,000 phrases into lists of their own took 7 MB of fresh memory, and touching fresh memory is what start-up
//! costs. So tables are rows of bytes with little-endian numbers, and a table that is read is a slice of the saved bytes.
//! Nothing is copied, and a page that is not needed is never read from disk.
//!
//! `Writer`: `number(3)`, `bytes(b"abc")` → `3 0 0 0 0 0 0 0  3 0 0 0 0 0 0 0  a b c`; `Reader` returns them in that order.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Appends numbers, bytes and values.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn number(&mut self, number: usize) {
        self.hash(number as u64);
    }

    pub(crate) fn hash(&mut self, hash: u64) {
        self.bytes.extend(hash.to_le_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.bytes.extend(bytes);
    }

    /// Bytes whose number is written elsewhere.
    pub(crate) fn text(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    pub(crate) fn table<const N: usize>(&mut self, table: &RowTable<N>) {
        self.bytes(&table.0);
    }

    /// Something small, which is copied when it is read.
    pub(crate) fn value<T: Serialize>(&mut self, value: &T) {
        // Postcard refuses only sequences and maps of unknown length, of which the tables have none.
        self.bytes(&postcard::to_stdvec(value).expect("tables hold only what postcard can encode"));
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what a [`Writer`] wrote, in the same order. Every method returns `None` if the bytes are something else.
#[derive(Debug)]
pub(crate) struct Reader {
    rest: Bytes,
}

impl Reader {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn number(&mut self) -> Option<usize> {
        self.hash()?.try_into().ok()
    }

    pub(crate) fn hash(&mut self) -> Option<u64> {
        let hash = *self.rest.first_chunk()?;
        self.rest = self.rest.slice(size_of::<u64>()..);
        Some(u64::from_le_bytes(hash))
    }

    /// Everything that was not read yet.
    pub(crate) fn rest(self) -> Bytes {
        self.rest
    }

    pub(crate) fn bytes(&mut self) -> Option<Bytes> {
        let len = self.number()?;
        self.text(len)
    }

    /// Bytes whose number was read elsewhere.
    pub(crate) fn text(&mut self, len: usize) -> Option<Bytes> {
        (len <= self.rest.len()).then(|| self.rest.split_to(len))
    }

    pub(crate) fn table<const N: usize>(&mut self) -> Option<RowTable<N>> {
        self.bytes().map(RowTable)
    }

    pub(crate) fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        postcard::from_bytes(&self.bytes()?).ok()
    }
}

/// Rows of `N` bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RowTable<const N: usize>(Bytes);

impl<const N: usize> RowTable<N> {
    /// The rows, in order.
    #[inline(always)]
    pub(crate) fn rows(&self) -> &[[u8; N]] {
        self.0.as_chunks().0
    }
}

impl<const N: usize> From<Vec<[u8; N]>> for RowTable<N> {
    fn from(rows: Vec<[u8; N]>) -> Self {
        Self(rows.into_flattened().into())
    }
}

impl<const N: usize> FromIterator<[u8; N]> for RowTable<N> {
    fn from_iter<I: IntoIterator<Item = [u8; N]>>(rows: I) -> Self {
        Self::from(rows.into_iter().collect::<Vec<_>>())
    }
}

impl FromIterator<u32> for RowTable<4> {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        numbers.into_iter().map(u32::to_le_bytes).collect()
    }
}

impl FromIterator<u64> for RowTable<8> {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        numbers.into_iter().map(u64::to_le_bytes).collect()
    }
}

/// Numbers in a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers<'t>(&'t [[u8; 4]]);

impl<'t> Numbers<'t> {
    /// `len` numbers of `table` from number `from` on.
    ///
    /// # Panics
    /// The table is shorter.
    #[inline(always)]
    pub(crate) fn of(table: &'t RowTable<4>, from: u32, len: u32) -> Self {
        let (from, len) = (from as usize, len as usize);
        Self(&table.rows()[from..from + len])
    }

    /// Whether there are none.
    #[inline(always)]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The numbers, in order.
    #[inline(always)]
    pub fn iter(self) -> impl Iterator<Item = u32> + 't {
        self.0.iter().map(|number| u32::from_le_bytes(*number))
    }
}

/// The two numbers in a row of eight bytes.
#[inline(always)]
pub(crate) fn pair([a, b, c, d, e, f, g, h]: [u8; 8]) -> (u32, u32) {
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let mut to = Writer::default();
        to.number(7);
        to.bytes(b"abc");
        to.table(&RowTable::from_iter([1_u32, 2]));
        to.value(&("x", 3_u8));
        let saved = Bytes::from(to.finish());
        let mut from = Reader::new(saved.clone());
        assert_eq!(from.number(), Some(7));
        assert_eq!(from.bytes().as_deref(), Some(b"abc".as_slice()));
        let numbers = from.table().unwrap();
        assert!(Numbers::of(&numbers, 0, 2).iter().eq([1, 2]));
        assert!(Numbers::of(&numbers, 1, 0).is_empty());
        assert_eq!(from.value::<(String, u8)>(), Some(("x".to_owned(), 3)));
        assert_eq!(from.number(), None);
        // Truncated anywhere, it ends early and nothing panics.
        for len in 0..saved.len() {
            let mut from = Reader::new(saved.slice(..len));
            let all = from.number().and_then(|_| from.bytes()).and_then(|_| from.table::<4>());
            assert!(all.is_none_or(|_| from.value::<(String, u8)>().is_none()));
        }
    }
}
