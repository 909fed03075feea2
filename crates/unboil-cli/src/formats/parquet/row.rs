//! A row of a table as a record: its texts, and what is needed to write them back.
//!
//! Serializes the id, the URL and the titles of a row, and for each column of texts its values and levels. Lengths have four bytes,
//! little-endian, as in Parquet. A row group that cannot be read is a record of its own, so that it is reported in the order
//! of the rows.
//!
//! id `7`, no URL, no titles, a column with the level 1 and the value `Boats.` → `R`, `1 "7"`, none, `0`, `1`, `1`, `1 "Boats."`

use std::iter;

/// A record of a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TableEntry<'p> {
    Row(Row<'p>),
    LostGroup(LostGroup<'p>),
}

/// The texts of a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row<'p> {
    /// Its id, as JSON.
    pub id: Option<&'p str>,
    pub address: Option<&'p str>,
    pub titles: Vec<&'p str>,
    /// One cell per column of texts.
    pub cells: Vec<Cell<'p>>,
}

/// The part of a row in one column.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cell<'p> {
    /// None in a column without nulls.
    pub definition: Vec<i16>,
    /// None in a column without lists.
    pub repetition: Vec<i16>,
    pub values: Vec<&'p [u8]>,
}

/// A row group that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LostGroup<'p> {
    /// From 0.
    pub group: usize,
    /// Its first row, from 1.
    pub first: u64,
    pub rows: usize,
    pub why: &'p str,
}

const ROW: u8 = b'R';
const LOST: u8 = b'L';
/// The length that stands for a missing value.
const NONE: u32 = u32::MAX;

impl<'p> TableEntry<'p> {
    /// `None` if the bytes were not written by [`Row::write`] or [`LostGroup::write`].
    pub(super) fn read(mut bytes: &'p [u8]) -> Option<Self> {
        let from = &mut bytes;
        let (kind, rest) = from.split_first()?;
        *from = rest;
        let entry = match *kind {
            ROW => {
                let (id, address) = (text(from)?, text(from)?);
                let titles = (0..number(from)?).map(|_| text(from)?).collect::<Option<_>>()?;
                let cells = (0..number(from)?).map(|_| Cell::read(from)).collect::<Option<_>>()?;
                Self::Row(Row { id, address, titles, cells })
            }
            LOST => Self::LostGroup(LostGroup {
                group: number(from)?.try_into().ok()?,
                first: u64::from(number(from)?) | u64::from(number(from)?) << 32,
                rows: number(from)?.try_into().ok()?,
                why: text(from)??,
            }),
            _ => return None,
        };
        from.is_empty().then_some(entry)
    }
}

impl Row<'_> {
    /// Appends the row with `values` instead of its own, in the order of its cells.
    pub(super) fn write<'v>(&self, mut values: impl Iterator<Item = &'v [u8]>, out: &mut Vec<u8>) {
        out.push(ROW);
        write(self.id.map(str::as_bytes), out);
        write(self.address.map(str::as_bytes), out);
        count(self.titles.len(), out);
        self.titles.iter().for_each(|title| write(Some(title.as_bytes()), out));
        count(self.cells.len(), out);
        for cell in &self.cells {
            for levels in [&cell.definition, &cell.repetition] {
                count(levels.len(), out);
                levels.iter().for_each(|level| out.extend_from_slice(&level.to_le_bytes()));
            }
            count(cell.values.len(), out);
            values.by_ref().take(cell.values.len()).for_each(|value| write(Some(value), out));
        }
    }
}

impl<'p> Cell<'p> {
    fn read(from: &mut &'p [u8]) -> Option<Self> {
        let mut levels = || -> Option<Vec<i16>> {
            let count = usize::try_from(number(from)?).ok()?;
            let bytes = take(from, count.checked_mul(2)?)?;
            Some(bytes.as_chunks::<2>().0.iter().map(|level| i16::from_le_bytes(*level)).collect())
        };
        let (definition, repetition) = (levels()?, levels()?);
        let values = number(from)?;
        let values = iter::repeat_with(|| bytes(from)?).take(values as usize).collect::<Option<_>>()?;
        Some(Self { definition, repetition, values })
    }
}

impl LostGroup<'_> {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.push(LOST);
        count(self.group, out);
        out.extend_from_slice(&self.first.to_le_bytes());
        count(self.rows, out);
        write(Some(self.why.as_bytes()), out);
    }
}

/// A Parquet file has at most 2^31 of anything, so no count is taken for [`NONE`].
fn count(count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(count).expect("a Parquet file has at most 2^31 of anything").to_le_bytes());
}

fn write(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    match bytes {
        None => out.extend_from_slice(&NONE.to_le_bytes()),
        Some(bytes) => {
            count(bytes.len(), out);
            out.extend_from_slice(bytes);
        }
    }
}

fn take<'p>(from: &mut &'p [u8], count: usize) -> Option<&'p [u8]> {
    let (taken, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(taken)
}

fn number(from: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(take(from, 4)?.try_into().ok()?))
}

/// Outer `None`: the bytes end too early. Inner `None`: the value is missing.
fn bytes<'p>(from: &mut &'p [u8]) -> Option<Option<&'p [u8]>> {
    match number(from)? {
        NONE => Some(None),
        count => take(from, count.try_into().ok()?).map(Some),
    }
}

fn text<'p>(from: &mut &'p [u8]) -> Option<Option<&'p str>> {
    match bytes(from)? {
        None => Some(None),
        Some(bytes) => std::str::from_utf8(bytes).ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            id: Option<String>,
            titles: Vec<String>,
            cells in proptest::collection::vec((any::<Vec<i16>>(), any::<Vec<i16>>(), any::<Vec<Vec<u8>>>()), 0..4),
        ) {
            let cells = cells.iter().map(|(definition, repetition, values)| Cell {
                definition: definition.clone(),
                repetition: repetition.clone(),
                values: values.iter().map(Vec::as_slice).collect(),
            });
            let titles = titles.iter().map(String::as_str).collect();
            let row = Row { id: id.as_deref(), address: None, titles, cells: cells.collect() };
            let mut out = Vec::new();
            row.write(row.cells.iter().flat_map(|cell| cell.values.iter().copied()), &mut out);
            prop_assert_eq!(TableEntry::read(&out), Some(TableEntry::Row(row)));
        }

        #[test]
        fn a_lost_group_is_read_again(group in 0..9_usize, first: u64, rows in 0..1_000_000_usize, why: String) {
            let (lost, mut out) = (LostGroup { group, first, rows, why: &why }, Vec::new());
            lost.write(&mut out);
            prop_assert_eq!(TableEntry::read(&out), Some(TableEntry::LostGroup(lost)));
        }

        #[test]
        fn any_bytes_are_an_entry_or_none(mut bytes: Vec<u8>, is_row: bool) {
            bytes.insert(0, if is_row { ROW } else { LOST });
            TableEntry::read(&bytes);
        }
    }
}
