//! Refuses metadata that declares more than it holds.
//!
//! The library allocates memory for a declared number of children of a column, or of pages in an index, before it reads them, and
//! follows nested columns by recursion. A wrong number in a file of a hundred bytes, or a very deep schema, would abort the
//! process, which no caller can prevent. So this module reads the Thrift structures first, in the compact protocol
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>), and compares the numbers.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;

/// Columns within columns that a schema may have. The deepest schemas in use have some ten; the library needs less than a
/// kilobyte of stack for each.
const MAX_DEPTH: usize = 200;

/// Structures within structures. Those of Parquet are five deep; the library skips unknown ones to a depth of 64.
const MAX_STRUCTURES: usize = 64;

/// Length of the end of a file: four bytes with the length of the metadata, and `PAR1`.
const TRAILER: u64 = 8;

/// Checks the metadata at the end of `file`. A file without such an end is left to the library.
///
/// # Errors
/// The file cannot be read; a number in the metadata is larger than what follows; the schema is too deep.
pub(super) fn check_footer(mut file: &File) -> Result<()> {
    let end = file.seek(SeekFrom::End(0))?;
    let Some(trailer) = end.checked_sub(TRAILER) else { return Ok(()) };
    file.seek(SeekFrom::Start(trailer))?;
    let (mut length, mut magic) = ([0; 4], [0; 4]);
    file.read_exact(&mut length)?;
    file.read_exact(&mut magic)?;
    let length = u32::from_le_bytes(length);
    let Some(start) = trailer.checked_sub(length.into()).filter(|_| &magic == b"PAR1") else { return Ok(()) };
    schema(&part(file, start, length)?)
        .ok_or_else(|| damaged("its metadata is damaged, or its columns are nested too deeply"))
}

/// Checks the indexes of pages that `metadata` names in `file`.
///
/// # Errors
/// The file cannot be read, or a number in an index is larger than what follows.
pub(super) fn check_page_indexes(file: &File, metadata: &ParquetMetaData) -> Result<()> {
    let chunks = metadata.row_groups().iter().flat_map(|group| group.columns());
    let places = chunks.flat_map(|chunk| {
        [
            (chunk.offset_index_offset(), chunk.offset_index_length()),
            (chunk.column_index_offset(), chunk.column_index_length()),
        ]
    });
    for place in places {
        let (Some(start), Some(length)) = place else { continue };
        let (Ok(start), Ok(length)) = (start.try_into(), length.try_into()) else {
            return Err(damaged("an index of its pages is damaged"));
        };
        let index = part(file, start, length)?;
        Compact { rest: &index }
            .structure(0, &mut |_, _| ())
            .ok_or_else(|| damaged("an index of its pages is damaged"))?;
    }
    Ok(())
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// At most `length` bytes of `file`. Memory is taken for those that exist.
fn part(mut file: &File, start: u64, length: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length.into()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads metadata; `None` if it is damaged or its schema is too deep. Field 2 lists the columns, each before its children;
/// field 5 of a column is the number of its children.
fn schema(metadata: &[u8]) -> Option<()> {
    let mut input = Compact { rest: metadata };
    let mut id = 0;
    while let Some(kind) = input.field(&mut id)? {
        if (id, kind) != (2, LIST) {
            input.value(kind, 0, &mut |_, _| ())?;
            continue;
        }
        let (kind, columns) = input.list()?;
        // The number of children that are still to come, for the column at hand and those around it.
        let mut open: Vec<usize> = Vec::new();
        for _ in 0..columns {
            let mut children = 0;
            input.value(kind, 0, &mut |field, number| {
                if field == 5 {
                    children = number;
                }
            })?;
            if let Some(siblings) = open.last_mut() {
                *siblings -= 1;
            }
            open.push(usize::try_from(children).ok().filter(|&children| children <= columns)?);
            while open.last() == Some(&0) {
                open.pop();
            }
            (open.len() <= MAX_DEPTH).then_some(())?;
        }
    }
    Some(())
}

/// Types of the compact protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCTURE: u8 = 12;
const UUID: u8 = 13;

/// Bytes in the compact protocol. The methods return `None` where the bytes do not follow it, or end too early.
struct Compact<'b> {
    rest: &'b [u8],
}

impl Compact<'_> {
    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.rest = self.rest.get(bytes..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// The type of the next field of a structure, whose number becomes `id`; an inner `None` at the end of the structure.
    fn field(&mut self, id: &mut i64) -> Option<Option<u8>> {
        let head = self.byte()?;
        if head & 0xF == 0 {
            return Some(None);
        }
        *id = match head >> 4 {
            0 => zigzag(varint(&mut self.rest)?),
            step => id.checked_add(step.into())?,
        };
        Some(Some(head & 0xF))
    }

    /// The type and the number of the elements of a list. Each takes at least one byte.
    fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => varint(&mut self.rest)?.try_into().ok()?,
            count => usize::from(count),
        };
        (count <= self.rest.len()).then_some((head & 0xF, count))
    }

    /// Reads the fields of a structure and calls `number` with the number and the value of those that are integers.
    fn structure(&mut self, depth: usize, number: &mut dyn FnMut(i64, i64)) -> Option<()> {
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match kind {
                I16..=I64 => number(id, zigzag(varint(&mut self.rest)?)),
                TRUE | FALSE => (),
                _ => self.value(kind, depth, &mut |_, _| ())?,
            }
        }
        Some(())
    }

    /// Reads a value of the type `kind`; if it is a structure, calls `number` as [`Compact::structure`] does.
    fn value(&mut self, kind: u8, depth: usize, number: &mut dyn FnMut(i64, i64)) -> Option<()> {
        match kind {
            TRUE | FALSE | BYTE => self.skip(1),
            I16..=I64 => varint(&mut self.rest).map(drop),
            DOUBLE => self.skip(8),
            BINARY => {
                let length = varint(&mut self.rest)?;
                self.skip(length.try_into().ok()?)
            }
            UUID => self.skip(16),
            _ if depth == MAX_STRUCTURES => None,
            LIST | SET => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.value(kind, depth + 1, &mut |_, _| ()))
            }
            MAP => {
                let count = varint(&mut self.rest)?;
                let kinds = if count == 0 { 0 } else { self.byte()? };
                (0..count).try_for_each(|_| {
                    self.value(kinds >> 4, depth + 1, &mut |_, _| ())?;
                    self.value(kinds & 0xF, depth + 1, &mut |_, _| ())
                })
            }
            STRUCTURE => self.structure(depth + 1, number),
            _ => None,
        }
    }
}

/// The number of variable length at the start of `rest`, which then begins behind it: seven bits in each byte, the lowest first.
pub(super) fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The signed number that is written as an unsigned one: 0, -1, 1, -2 …
fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Metadata with a schema of columns that have so many children each.
    fn metadata(children: &[i64]) -> Vec<u8> {
        let varint = |mut number: u64| {
            let mut bytes = Vec::new();
            while number >= 0x80 {
                bytes.push(number as u8 | 0x80);
                number >>= 7;
            }
            bytes.push(number as u8);
            bytes
        };
        // Field 1, a version; field 2, a list of structures.
        let mut bytes = vec![0x15, 2, 0x19, 0xF0 | STRUCTURE];
        bytes.extend(varint(children.len() as u64));
        for &children in children {
            // Field 4, a name; field 5, the number of children; the end.
            bytes.extend([0x48, 1, b'a', 0x15]);
            bytes.extend(varint(((children << 1) ^ (children >> 63)).cast_unsigned()));
            bytes.push(0);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn a_schema_is_as_large_as_it_says() {
        assert!(schema(&metadata(&[2, 0, 1, 0])).is_some());
        assert!(schema(&metadata(&[2, 0, 5, 0])).is_none());
        assert!(schema(&metadata(&[i64::from(i32::MAX), 0])).is_none());
        assert!(schema(&metadata(&[-1, 0])).is_none());
        let whole = metadata(&[1, 0]);
        assert!((0..whole.len()).all(|end| schema(&whole[..end]).is_none()));
    }

    #[test]
    fn a_schema_is_at_most_so_deep() {
        let chain = |depth: usize| [vec![1; depth], vec![0]].concat();
        assert!(schema(&metadata(&chain(MAX_DEPTH))).is_some());
        assert!(schema(&metadata(&chain(MAX_DEPTH + 1))).is_none());
        // Many columns side by side are not deep.
        let wide: Vec<_> = std::iter::once(3000).chain([1, 0].repeat(1500)).chain(vec![0; 1500]).collect();
        assert!(schema(&metadata(&wide)).is_some());
    }

    #[test]
    fn a_list_is_as_long_as_it_says() {
        let index = |count: u8| [&[0x19, 0xF0 | BINARY, count][..], &[1, b'a', 1, b'b', 0]].concat();
        let is_read = |bytes: &[u8]| Compact { rest: bytes }.structure(0, &mut |_, _| ()).is_some();
        assert!(is_read(&index(2)));
        assert!(!is_read(&index(3)) && !is_read(&index(100)));
        // Lists within lists end at some depth.
        assert!(!is_read(&[&[0x19][..], &[0x19; 1000]].concat()));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            schema(&bytes);
        }
    }
}
