//! A long list most of whose elements are never needed. A saved list is decoded in groups, each when one of its elements is first
//! read.
//!
//! 37,000 saved phrases, `list[70]` → phrases 64 to 95 are decoded, the others are not.

use std::ops::Index;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::{Reader, RowTable, Writer};

/// A list in memory, or one that is decoded on demand.
#[derive(Debug)]
pub(crate) enum LazyList<T> {
    InMemory(Vec<T>),
    Saved(Groups<T>),
}

/// Elements per group. Decoding 32 takes some microseconds.
const GROUP: usize = 32;

/// A saved list.
#[derive(Debug)]
pub(crate) struct Groups<T> {
    len: usize,
    bytes: Bytes,
    /// Where each group ends in the bytes; it begins where the one before it ends.
    ends: RowTable<4>,
    decoded: Box<[OnceLock<Box<[T]>>]>,
}

impl<T: DeserializeOwned> Groups<T> {
    fn group(&self, number: usize) -> &[T] {
        self.decoded[number].get_or_init(|| self.decode(number))
    }

    fn decode(&self, number: usize) -> Box<[T]> {
        let ends = self.ends.rows();
        let end = |number: usize| u32::from_le_bytes(ends[number]) as usize;
        let start = number.checked_sub(1).map_or(0, end);
        // Tables from a file were checked against their hash, those of the standard packs were built with the program.
        postcard::from_bytes(&self.bytes[start..end(number)]).expect("saved groups can be decoded")
    }
}

impl<T> LazyList<T> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::InMemory(list) => list.len(),
            Self::Saved(groups) => groups.len,
        }
    }

    /// Reads a saved list; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        let (len, ends, bytes) = (from.number()?, from.table::<4>()?, from.bytes()?);
        if ends.rows().len() != len.div_ceil(GROUP) {
            return None;
        }
        let decoded = ends.rows().iter().map(|_| OnceLock::new()).collect();
        Some(Self::Saved(Groups { len, bytes, ends, decoded }))
    }
}

impl<T: DeserializeOwned> LazyList<T> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        (0..self.len()).map(|at| &self[at])
    }
}

impl<T: Serialize + DeserializeOwned> LazyList<T> {
    /// Saves the list for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.number(self.len());
        let all: Vec<&T> = self.iter().collect();
        let mut bytes = Vec::new();
        let ends: RowTable<4> = all
            .chunks(GROUP)
            .map(|group| {
                bytes.extend(postcard::to_stdvec(group).expect("lists hold only what postcard can encode"));
                // Rule files are smaller than 4 GiB.
                bytes.len() as u32
            })
            .collect();
        to.table(&ends);
        to.bytes(&bytes);
    }
}

impl<T> From<Vec<T>> for LazyList<T> {
    fn from(list: Vec<T>) -> Self {
        Self::InMemory(list)
    }
}

impl<T: DeserializeOwned> Index<usize> for LazyList<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        match self {
            Self::InMemory(list) => &list[at],
            Self::Saved(groups) => &groups.group(at / GROUP)[at % GROUP],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_saved_list_is_the_same_list() {
        for len in [0, 1, GROUP, GROUP + 1, 3 * GROUP - 1] {
            let list: Vec<String> = (0..len).map(|number| number.to_string()).collect();
            let mut to = Writer::default();
            LazyList::from(list.clone()).save(&mut to);
            let saved = LazyList::<String>::read(&mut Reader::new(to.finish().into())).unwrap();
            assert_eq!(saved.len(), len);
            assert!(saved.iter().eq(&list));
            if let Some(last) = len.checked_sub(1) {
                assert_eq!(saved[last], list[last]);
            }
        }
    }
}
