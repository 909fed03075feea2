//! Compiled tables as bytes, and bytes as tables: what is saved is used where it lies.
//!
//! Reading 37,000 phrases back into lists of their own took 7 MB of fresh memory, and touching fresh memory is what a start
//! costs. So tables are rows of bytes, numbers in them lowest byte first, and a table that is read back is a slice of
//! what was saved; nothing is copied, and a page nobody asks for is never read.
//!
//! `Writer`: `number(3)`, `bytes(b"abc")` → `3 0 0 0 0 0 0 0  3 0 0 0 0 0 0 0  a b c`; `Reader` gives them back in that order.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Puts numbers, bytes and values one behind the other.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub fn number(&mut self, number: usize) {
        self.bytes.extend((number as u64).to_le_bytes());
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.bytes.extend(bytes);
    }

    pub fn table<const N: usize>(&mut self, table: &Table<N>) {
        self.bytes(&table.0);
    }

    /// Something small, which is copied when it is read back.
    pub fn value<T: Serialize>(&mut self, value: &T) {
        // Only what cannot be counted or numbered is refused, and the tables hold nothing of that kind.
        self.bytes(&postcard::to_stdvec(value).unwrap_or_default());
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Takes out what a [`Writer`] put in; nothing where something else was.
#[derive(Debug)]
pub struct Reader {
    rest: Bytes,
}

impl Reader {
    pub fn new(bytes: Bytes) -> Self {
        Self { rest: bytes }
    }

    pub fn number(&mut self) -> Option<usize> {
        let number = *self.rest.first_chunk()?;
        self.rest = self.rest.slice(size_of::<u64>()..);
        u64::from_le_bytes(number).try_into().ok()
    }

    pub fn bytes(&mut self) -> Option<Bytes> {
        let len = self.number()?;
        (len <= self.rest.len()).then(|| self.rest.split_to(len))
    }

    pub fn table<const N: usize>(&mut self) -> Option<Table<N>> {
        self.bytes().map(Table)
    }

    pub fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        postcard::from_bytes(&self.bytes()?).ok()
    }
}

/// Rows of `N` bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table<const N: usize>(Bytes);

impl<const N: usize> Table<N> {
    /// The rows, in order.
    #[inline(always)]
    pub fn rows(&self) -> &[[u8; N]] {
        self.0.as_chunks().0
    }

    /// Row `at`.
    #[inline(always)]
    pub fn get(&self, at: usize) -> Option<&[u8; N]> {
        self.rows().get(at)
    }
}

impl<const N: usize> From<Vec<[u8; N]>> for Table<N> {
    fn from(rows: Vec<[u8; N]>) -> Self {
        Self(rows.into_flattened().into())
    }
}

impl<const N: usize> FromIterator<[u8; N]> for Table<N> {
    fn from_iter<I: IntoIterator<Item = [u8; N]>>(rows: I) -> Self {
        Self::from(rows.into_iter().collect::<Vec<_>>())
    }
}

impl FromIterator<u32> for Table<4> {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        numbers.into_iter().map(u32::to_le_bytes).collect()
    }
}

impl FromIterator<u64> for Table<8> {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        numbers.into_iter().map(u64::to_le_bytes).collect()
    }
}

/// Numbers as they stand in a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers<'t>(&'t [[u8; 4]]);

impl<'t> Numbers<'t> {
    /// `len` numbers of `table` from number `from` on; none where the table ends before.
    #[inline(always)]
    pub fn of(table: &'t Table<4>, from: u32, len: u32) -> Self {
        let (from, len) = (from as usize, len as usize);
        Self(table.rows().get(from..from + len).unwrap_or_default())
    }

    #[inline(always)]
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
pub fn pair([a, b, c, d, e, f, g, h]: [u8; 8]) -> (u32, u32) {
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out_and_nothing_else() {
        let mut to = Writer::default();
        to.number(7);
        to.bytes(b"abc");
        to.table(&Table::from_iter([1_u32, 2]));
        to.value(&("x", 3_u8));
        let saved = Bytes::from(to.finish());
        let mut from = Reader::new(saved.clone());
        assert_eq!(from.number(), Some(7));
        assert_eq!(from.bytes().as_deref(), Some(b"abc".as_slice()));
        let numbers = from.table().unwrap();
        assert!(Numbers::of(&numbers, 0, 2).iter().eq([1, 2]));
        assert!(Numbers::of(&numbers, 1, 2).is_empty());
        assert_eq!(from.value::<(String, u8)>(), Some(("x".to_owned(), 3)));
        assert_eq!(from.number(), None);
        // Cut anywhere, it ends early and nothing panics.
        for len in 0..saved.len() {
            let mut from = Reader::new(saved.slice(..len));
            let all = from.number().and_then(|_| from.bytes()).and_then(|_| from.table::<4>());
            assert!(all.is_none_or(|_| from.value::<(String, u8)>().is_none()));
        }
    }
}
