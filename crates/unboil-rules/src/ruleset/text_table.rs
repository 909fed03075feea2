//! A hash table from texts to numbers that is used where it was saved, without building anything at start-up.
//!
//! `[("share", 3), ("share", 9), ("print", 4)]` → `share` → 3, 9; `shar` → nothing. Whole lines are found in such a table by their
//! folded text, and rules by their id.

use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use super::codec::{Reader, RowTable, Writer};

/// Texts with a number each. Open addressing, linear probing.
#[derive(Debug, Clone)]
pub(crate) struct TextTable {
    /// All texts, concatenated.
    text: Bytes,
    /// For each entry, three numbers of four bytes: start and end of its text, and its number.
    entries: RowTable<12>,
    /// For each slot, the index of an entry plus 1, or 0 if the slot is free. A power of two, at least twice the entries.
    slots: RowTable<4>,
    /// The length of the longest text, in bytes.
    longest: usize,
}

impl TextTable {
    /// Builds the table. Lists are shorter than 2^32: rule files are not that large.
    pub(crate) fn new<T: AsRef<str>>(from: &[(T, u32)]) -> Self {
        let mut text = Vec::with_capacity(from.iter().map(|(text, _)| text.as_ref().len()).sum());
        let mut entries = Vec::with_capacity(from.len());
        let mut slots = vec![0_u32; (from.len() * 2).next_power_of_two()];
        let mut longest = 0;
        for (one, number) in from {
            let one = one.as_ref();
            let start = text.len() as u32;
            text.extend(one.bytes());
            entries.push(row([start, text.len() as u32, *number]));
            longest = longest.max(one.len());
            let mut slot = xxh3_64(one.as_bytes()) as usize & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = entries.len() as u32;
        }
        Self { text: text.into(), entries: entries.into(), slots: slots.into_iter().collect(), longest }
    }

    /// The numbers of the entries whose text is `text` and whose hash is `hash`, in the order they were added.
    pub(crate) fn get(&self, text: &[u8], hash: u64) -> impl Iterator<Item = u32> {
        let (slots, entries) = (self.slots.rows(), self.entries.rows());
        let hash = hash as usize;
        // Entries with the same text are in probing order, up to the first free slot.
        let indices = (0..slots.len()).map(move |step| u32::from_le_bytes(slots[(hash + step) & (slots.len() - 1)]));
        indices.map_while(|index| index.checked_sub(1)).filter_map(move |index| {
            let [from, to, number] = numbers(&entries[index as usize]);
            (&self.text[from as usize..to as usize] == text).then_some(number)
        })
    }

    /// The hash that [`get`](Self::get) expects for a text.
    pub(crate) fn hash(text: &[u8]) -> u64 {
        xxh3_64(text)
    }

    /// The length of the longest text, in bytes.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// All texts, in the order they were added.
    #[cfg(test)]
    pub(crate) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.rows().iter().map(numbers).map(|[from, to, _]| &self.text[from as usize..to as usize])
    }

    /// Saves the table for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.bytes(&self.text);
        to.table(&self.entries);
        to.table(&self.slots);
        to.number(self.longest);
    }

    /// Reads a saved table; `None` if the bytes are not one.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        let read = Self { text: from.bytes()?, entries: from.table()?, slots: from.table()?, longest: from.number()? };
        read.slots.rows().len().is_power_of_two().then_some(read)
    }
}

fn row(numbers: [u32; 3]) -> [u8; 12] {
    let mut row = [0; 12];
    row.as_chunks_mut().0.iter_mut().zip(numbers).for_each(|(to, number)| *to = number.to_le_bytes());
    row
}

fn numbers(row: &[u8; 12]) -> [u32; 3] {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *row;
    [[a, b, c, d], [e, f, g, h], [i, j, k, l]].map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_found_with_all_its_numbers() {
        let from = [("share", 3), ("print", 4), ("share", 9), ("", 5)];
        let mut saved = Writer::default();
        TextTable::new(&from).save(&mut saved);
        let table = TextTable::read(&mut Reader::new(saved.finish().into())).unwrap();
        let get = |text: &str| table.get(text.as_bytes(), TextTable::hash(text.as_bytes())).collect::<Vec<_>>();
        assert_eq!(get("share"), [3, 9]);
        assert_eq!(get("print"), [4]);
        assert_eq!(get(""), [5]);
        assert!(get("shar").is_empty());
        assert_eq!(table.longest(), 5);
        assert!(table.texts().eq([b"share".as_slice(), b"print", b"share", b""]));
        assert!(TextTable::new::<&str>(&[]).get(b"", TextTable::hash(b"")).next().is_none());
    }
}
