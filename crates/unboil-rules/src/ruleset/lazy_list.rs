//! A long list of which little is ever asked for: what is saved is read back in groups, each when something in it is first
//! wanted.
//!
//! 37,000 saved phrases, `shelf[70]` → the phrases 64 to 95 are read, the others never are.

use std::ops::Index;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::codec::{Reader, Table, Writer};

/// A list, made or read back.
#[derive(Debug)]
pub enum LazyList<T> {
    Made(Vec<T>),
    Saved(Groups<T>),
}

/// Elements to a group: reading so many takes some microseconds.
const GROUP: usize = 32;

/// A list that was saved.
#[derive(Debug)]
pub struct Groups<T> {
    len: usize,
    bytes: Bytes,
    /// Where each group ends in the bytes; it begins where the one before it ends.
    ends: Table<4>,
    read: Box<[OnceLock<Box<[T]>>]>,
}

impl<T: DeserializeOwned> Groups<T> {
    fn group(&self, number: usize) -> &[T] {
        let Some(read) = self.read.get(number) else { return &[] };
        read.get_or_init(|| self.read_group(number).unwrap_or_default())
    }

    fn read_group(&self, number: usize) -> Option<Box<[T]>> {
        let end = |number| self.ends.get(number).map(|end| u32::from_le_bytes(*end) as usize);
        let from = number.checked_sub(1).map_or(Some(0), end)?;
        postcard::from_bytes(self.bytes.get(from..end(number)?)?).ok()
    }
}

impl<T> LazyList<T> {
    pub fn len(&self) -> usize {
        match self {
            Self::Made(list) => list.len(),
            Self::Saved(groups) => groups.len,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: DeserializeOwned> LazyList<T> {
    pub fn get(&self, at: usize) -> Option<&T> {
        match self {
            Self::Made(list) => list.get(at),
            Self::Saved(groups) => groups.group(at / GROUP).get(at % GROUP),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// What was saved; nothing where it was something else.
    pub fn read(from: &mut Reader) -> Option<Self> {
        let (len, ends, bytes) = (from.number()?, from.table::<4>()?, from.bytes()?);
        if ends.rows().len() != len.div_ceil(GROUP) {
            return None;
        }
        let read = ends.rows().iter().map(|_| OnceLock::new()).collect();
        Some(Self::Saved(Groups { len, bytes, ends, read }))
    }
}

/// Saves a list for [`LazyList::read`].
pub fn save(list: impl Iterator<Item: Serialize>, to: &mut Writer) {
    let all: Vec<_> = list.collect();
    to.number(all.len());
    let mut bytes = Vec::new();
    let ends: Table<4> = all
        .chunks(GROUP)
        .map(|group| {
            bytes.extend(postcard::to_stdvec(group).unwrap_or_default());
            // Rule files of four gigabytes are not read.
            bytes.len() as u32
        })
        .collect();
    to.table(&ends);
    to.bytes(&bytes);
}

impl<T> From<Vec<T>> for LazyList<T> {
    fn from(list: Vec<T>) -> Self {
        Self::Made(list)
    }
}

impl<T: DeserializeOwned> Index<usize> for LazyList<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        match self {
            Self::Made(list) => &list[at],
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
            let made: Vec<String> = (0..len).map(|number| number.to_string()).collect();
            let mut to = Writer::default();
            save(made.iter(), &mut to);
            let saved = LazyList::<String>::read(&mut Reader::new(to.finish().into())).unwrap();
            assert_eq!((saved.len(), saved.is_empty()), (len, len == 0));
            assert!(saved.iter().eq(&made));
            assert_eq!(saved.get(len), None);
            if let Some(last) = len.checked_sub(1) {
                assert_eq!(saved[last], made[last]);
            }
        }
    }
}
