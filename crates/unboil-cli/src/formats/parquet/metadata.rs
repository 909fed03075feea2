//! Refuses metadata that declares more than it holds.
//!
//! The library allocates memory for a declared number of children of a column, or of pages in an index, before it reads them, and
//! follows nested columns by recursion. A wrong number in a file of a hundred bytes, or a very deep schema, would abort the
//! process, which no caller can prevent. So this module reads the structures first and compares the numbers.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;

use super::compact::{Compact, LIST, Lists};

/// Columns within columns that a schema may have. Set by hand, far above schemas in use; a test has the library read as many.
const MAX_DEPTH: usize = 200;

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

/// Bytes of the header of a page that are read at first, and at most. Without statistics a header has some dozen; those hold two values
/// of the column. Set by hand.
const HEADER_BYTES: u32 = 4 << 10;
const MOST_HEADER_BYTES: u32 = 16 << 20;

/// Checks the headers of the pages in the `length` bytes from `start` of `file`, which are those of a column of a row group.
///
/// # Errors
/// The file cannot be read; a header is damaged, or says that its page is longer than what follows.
pub(super) fn check_page_headers(file: &File, mut start: u64, mut length: u64) -> Result<()> {
    while length > 0 {
        let mut at_once = HEADER_BYTES;
        let page = loop {
            let bytes = part(file, start, at_once)?;
            match page_header(&bytes) {
                Some(page) => break page,
                None if bytes.len() < at_once as usize
                    || u64::from(at_once) >= length
                    || at_once >= MOST_HEADER_BYTES =>
                {
                    return Err(damaged("the header of a page is damaged"));
                }
                None => at_once *= 16,
            }
        };
        length = length.checked_sub(page).ok_or_else(|| damaged("a page ends behind its column"))?;
        start += page;
    }
    Ok(())
}

/// The bytes of a page and its header, which is at the start of `bytes`. `None` if it is damaged or longer.
fn page_header(bytes: &[u8]) -> Option<u64> {
    let mut input = Compact { rest: bytes, lists: Lists::Refused };
    // Which of the fields up to 15 are not integers, one bit each.
    let (mut kind, mut size, mut inner) = (None, None, 0_u16);
    input.structure(0, &mut |field, number| match (field, number) {
        (1, Some(_)) => kind = number,
        (3, Some(_)) => size = number,
        (0..=15, None) => inner |= 1 << field,
        _ => (),
    })?;
    // The number of the field with the structure for this type of page. The format defines no content for pages of indexes.
    let wanted = match kind? {
        0 => 5,
        2 => 7,
        3 => 8,
        _ => return None,
    };
    let header = (bytes.len() - input.rest.len()) as u64;
    u64::try_from(size?).ok()?.checked_add(header).filter(|_| inner & 1 << wanted != 0)
}

/// Checks that each row group has a possible number of rows: at most 2^31, as in a page.
///
/// # Errors
/// One of them has not.
pub(super) fn check_rows(metadata: &ParquetMetaData) -> Result<()> {
    match metadata.row_groups().iter().position(|group| i32::try_from(group.num_rows()).map_or(true, |rows| rows < 0)) {
        Some(number) => Err(damaged(&format!("the number of rows of row group {number} is not possible"))),
        None => Ok(()),
    }
}

/// Checks the indexes of pages that `metadata` names in `file`.
///
/// # Errors
/// The file cannot be read, or a number in an index is larger than what follows.
pub(super) fn check_page_indexes(file: &File, metadata: &ParquetMetaData) -> Result<()> {
    for chunk in metadata.row_groups().iter().flat_map(|group| group.columns()) {
        for (offset, length, booleans) in [
            (chunk.offset_index_offset(), chunk.offset_index_length(), None),
            (chunk.column_index_offset(), chunk.column_index_length(), Some(1)),
        ] {
            let (Some(offset), Some(length)) = (offset, length) else { continue };
            let damaged = || damaged("an index of its pages is damaged");
            let (Ok(offset), Ok(length)) = (offset.try_into(), length.try_into()) else { return Err(damaged()) };
            page_index(&part(file, offset, length)?, booleans).ok_or_else(damaged)?;
        }
    }
    Ok(())
}

/// Reads an index of pages; `None` if it is damaged. Only the field `booleans` may be a list of booleans.
fn page_index(index: &[u8], booleans: Option<i64>) -> Option<()> {
    let mut input = Compact { rest: index, lists: Lists::NotOfBooleans };
    let mut id = 0;
    while let Some(kind) = input.field(&mut id)? {
        input.lists = if Some(id) == booleans { Lists::Any } else { Lists::NotOfBooleans };
        input.field_value(kind, 0)?;
    }
    Some(())
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// At most `length` bytes of `file`. Memory is taken for those that exist.
///
/// # Errors
/// The file cannot be read.
pub(super) fn part(mut file: &File, start: u64, length: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length.into()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads metadata; `None` if it is damaged or its schema is too deep. Field 2 lists the columns, each before its children;
/// field 5 of a column is the number of its children.
fn schema(metadata: &[u8]) -> Option<()> {
    let mut input = Compact { rest: metadata, lists: Lists::NotOfBooleans };
    let mut id = 0;
    while let Some(kind) = input.field(&mut id)? {
        if (id, kind) != (2, LIST) {
            input.field_value(kind, 0)?;
            continue;
        }
        let (kind, columns) = input.list()?;
        // The number of children that are still to come, for the column at hand and those around it.
        let mut open: Vec<usize> = Vec::new();
        for _ in 0..columns {
            let mut children = 0;
            input.element(kind, 0, &mut |field, number| {
                if field == 5 {
                    children = number.unwrap_or(-1);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::parquet::compact::STRUCTURE;
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

    /// A list of 2^28 booleans in an unknown field, which the library would skip one by one, behind a boolean field, which has no bytes.
    #[test]
    fn a_list_of_booleans_is_refused() {
        let list = [0xC9, 0xF2, 0x80, 0x80, 0x80, 0x80, 1];
        assert!(schema(&[&metadata(&[1, 0])[..], &[0]].concat()).is_some());
        let mut whole = metadata(&[1, 0]);
        whole.pop();
        assert!(schema(&[&whole[..], &[0xC2], &[0]].concat()).is_some());
        assert!(schema(&[&whole[..], &[0xC2], &list, &[0]].concat()).is_none());
    }

    #[test]
    fn only_one_field_of_an_index_is_a_list_of_booleans() {
        // Field 1 and field 2, two booleans each.
        let (first, second) = ([0x19, 0x21, 1, 2, 0], [0x29, 0x21, 1, 2, 0]);
        assert!(page_index(&first, Some(1)).is_some() && page_index(&first, None).is_none());
        assert!(page_index(&second, Some(1)).is_none() && page_index(&[], Some(1)).is_none());
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
    fn the_header_of_a_page_says_how_long_it_is() {
        // Type 0, sizes of 9 and 7 bytes, and field 5, a structure.
        let header = [0x15, 0, 0x15, 18, 0x15, 14, 0x2C, 0x15, 2, 0, 0];
        assert_eq!(page_header(&header), Some(11 + 7));
        assert_eq!(page_header(&header[..10]), None);
        // Of a dictionary; without the structure; of an index; with a negative size; with a list.
        let with = |at: usize, bytes: &[u8]| [&header[..at], bytes, &header[at + bytes.len()..]].concat();
        assert_eq!(page_header(&with(1, &[4])), None);
        assert_eq!(page_header(&[&with(1, &[4])[..6], &[0x4C, 0, 0]].concat()), Some(9 + 7));
        assert_eq!(page_header(&[&header[..6], &[0]].concat()), None);
        assert_eq!(page_header(&with(1, &[2])), None);
        assert_eq!(page_header(&with(5, &[1])), None);
        assert_eq!(page_header(&[&header[..10], &[0x19, 0x23, 1, 1, 0]].concat()), None);
    }

    #[test]
    fn all_pages_of_a_column_have_headers() {
        let header = [0x15, 0, 0x15, 18, 0x15, 14, 0x2C, 0x15, 2, 0, 0];
        // A header with statistics of 9,000 bytes.
        let long = [&header[..6], &[0x28, 0xA8, 0x46], &[b'a'; 9000], &[0x1C, 0, 0]].concat();
        let pages = [&header[..], &[b'v'; 7], &long, &[b'v'; 7], b"behind"].concat();
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &pages).unwrap();
        let all = pages.len() as u64 - 6;
        assert!(check_page_headers(&file, 0, all).is_ok() && check_page_headers(&file, 18, all - 18).is_ok());
        assert!(check_page_headers(&file, 0, all - 1).is_err());
        assert!(check_page_headers(&file, 0, all + 1).is_err());
        assert!(check_page_headers(&file, 0, u64::MAX).is_err() && check_page_headers(&file, 1 << 40, 1).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            schema(&bytes);
            page_header(&bytes);
        }
    }
}
