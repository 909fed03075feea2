//! Refuses pages that declare more values than there is memory for.
//!
//! The library allocates memory for the declared number of values before it decodes them, and the number of a page with a few
//! bytes can be 2^31. Such an allocation aborts the process, which no caller can prevent.
//! Encodings: <https://parquet.apache.org/docs/file-format/data-pages/encodings/>

use std::sync::Arc;

use parquet::basic::{Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescPtr;

use super::compact::varint;
use super::memory::Budget;

/// Passes on the pages of a column chunk that can be decoded within the memory.
pub(super) struct CheckedPages {
    pages: Box<dyn PageReader>,
    column: ColumnDescPtr,
    /// Memory for a decoded value. Bytes.
    value_bytes: usize,
    /// The least a value takes in a dictionary: its size, or for a string its length of four bytes.
    least: usize,
    /// The rows of the row group.
    rows: usize,
    budget: Arc<Budget>,
}

impl CheckedPages {
    /// The pages of a column chunk with so many rows.
    pub(super) fn new(pages: Box<dyn PageReader>, column: ColumnDescPtr, rows: usize, budget: Arc<Budget>) -> Self {
        let (value_bytes, least) = match column.physical_type() {
            Type::BYTE_ARRAY => (size_of::<ByteArray>(), size_of::<u32>()),
            Type::INT64 => (size_of::<i64>(), size_of::<i64>()),
            _ => (size_of::<i32>(), size_of::<i32>()),
        };
        Self { pages, column, value_bytes, least, rows, budget }
    }

    fn check(&self, page: &Page) -> Result<()> {
        let values = page.num_values() as usize;
        match page {
            Page::DictionaryPage { buf, .. } => {
                if values.saturating_mul(self.least) > buf.len() {
                    return Err(damaged());
                }
                self.budget.add(values * self.value_bytes)
            }
            // A column without lists has a value or a null for each row.
            _ if self.column.max_rep_level() == 0 && values > self.rows => Err(damaged()),
            Page::DataPage { buf, encoding, .. } => {
                self.budget.reserve(values.saturating_mul(self.value_bytes + LEVEL_BYTES))?;
                self.check_delta(*encoding, values, || values_of_first_version(page, &self.column, buf))
            }
            Page::DataPageV2 { buf, encoding, rep_levels_byte_len, def_levels_byte_len, .. } => {
                self.budget.reserve(values.saturating_mul(self.value_bytes + LEVEL_BYTES))?;
                let levels = (*rep_levels_byte_len as usize).saturating_add(*def_levels_byte_len as usize);
                self.check_delta(*encoding, values, || buf.get(levels..))
            }
        }
    }

    /// Checks the counts of values that the encoded values begin with.
    fn check_delta<'p>(
        &self,
        encoding: Encoding,
        values: usize,
        encoded: impl FnOnce() -> Option<&'p [u8]>,
    ) -> Result<()> {
        let lists = match encoding {
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 1,
            Encoding::DELTA_BYTE_ARRAY => 2,
            _ => return Ok(()),
        };
        let mut rest = encoded().ok_or_else(damaged)?;
        let is_sound = (0..lists).all(|_| delta_list(&mut rest).is_some_and(|count| count <= values as u64));
        if is_sound { Ok(()) } else { Err(damaged()) }
    }
}

/// Memory for a definition and a repetition level. Bytes.
const LEVEL_BYTES: usize = 2 * size_of::<i16>();

fn damaged() -> ParquetError {
    ParquetError::General("a page says that it has more values than it holds".to_owned())
}

/// The encoded values of a page of the first version, behind its levels.
fn values_of_first_version<'p>(page: &Page, column: &ColumnDescPtr, mut rest: &'p [u8]) -> Option<&'p [u8]> {
    let Page::DataPage { num_values, def_level_encoding, rep_level_encoding, .. } = page else { return None };
    let levels = [(column.max_rep_level(), *rep_level_encoding), (column.max_def_level(), *def_level_encoding)];
    for (max, encoding) in levels.into_iter().filter(|&(max, _)| max > 0) {
        let length = if encoding == Encoding::RLE {
            let (length, behind) = rest.split_first_chunk::<4>()?;
            rest = behind;
            u32::from_le_bytes(*length) as usize
        } else {
            // As many bits for each level as the highest level needs.
            let bits = (i16::BITS - max.leading_zeros()) as usize;
            (*num_values as usize).checked_mul(bits)?.div_ceil(8)
        };
        rest = rest.get(length..)?;
    }
    Some(rest)
}

/// The number of values in the delta-encoded list at the start of `rest`, which then begins behind the list. `None` if it ends
/// too early.
fn delta_list(rest: &mut &[u8]) -> Option<u64> {
    let (block, parts, count, _first) = (varint(rest)?, varint(rest)?, varint(rest)?, varint(rest)?);
    let per_part = block.checked_div(parts)?;
    let mut left = count.saturating_sub(1);
    while left > 0 {
        let _least = varint(rest)?;
        let (widths, mut blocks) = rest.split_at_checked(parts.try_into().ok()?)?;
        for &width in widths {
            if left == 0 {
                break;
            }
            let bytes = u64::from(width).checked_mul(per_part)? / 8;
            blocks = blocks.get(usize::try_from(bytes).ok()?..)?;
            left = left.saturating_sub(per_part.max(1));
        }
        *rest = blocks;
    }
    Some(count)
}

impl Iterator for CheckedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        page.as_ref().map_or(Ok(()), |page| self.check(page))?;
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::parquet::memory::Memory;
    use parquet::schema::parser::parse_message_type;
    use parquet::schema::types::SchemaDescriptor;

    /// Pages that are in memory.
    struct Pages(std::vec::IntoIter<Page>);

    impl Iterator for Pages {
        type Item = Result<Page>;
        fn next(&mut self) -> Option<Self::Item> {
            self.0.next().map(Ok)
        }
    }

    impl PageReader for Pages {
        fn get_next_page(&mut self) -> Result<Option<Page>> {
            Ok(self.0.next())
        }
        fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
            Ok(None)
        }
        fn skip_next_page(&mut self) -> Result<()> {
            Ok(())
        }
    }

    /// The error of the last of these pages, in a column of 100 rows.
    fn refused(column: &str, pages: Vec<Page>) -> Option<String> {
        let message = parse_message_type(&format!("message m {{ {column} }}")).unwrap();
        let column = SchemaDescriptor::new(Arc::new(message)).column(0);
        let memory = Memory::new(0);
        let checked = CheckedPages::new(Box::new(Pages(pages.into_iter())), column, 100, memory.budget());
        checked.last().unwrap().err().map(|error| error.to_string())
    }

    fn data(num_values: u32, encoding: Encoding, buf: &[u8]) -> Page {
        let (def_level_encoding, rep_level_encoding) = (Encoding::RLE, Encoding::RLE);
        let buf = buf.to_vec().into();
        Page::DataPage { buf, num_values, encoding, def_level_encoding, rep_level_encoding, statistics: None }
    }

    const TEXT: &str = "required binary text (UTF8);";
    const TEXTS: &str = "repeated binary texts (UTF8);";
    const DAMAGED: &str = "Parquet error: a page says that it has more values than it holds";

    #[test]
    fn a_dictionary_holds_what_it_says() {
        let dictionary = |column: &str, num_values, bytes| {
            let buf = vec![0; bytes].into();
            refused(column, vec![Page::DictionaryPage { buf, num_values, encoding: Encoding::PLAIN, is_sorted: false }])
        };
        assert_eq!(dictionary(TEXT, 5, 20), None);
        assert_eq!(dictionary(TEXT, 5, 19).as_deref(), Some(DAMAGED));
        assert_eq!(dictionary(TEXT, i32::MAX as u32, 1000).as_deref(), Some(DAMAGED));
        assert_eq!(dictionary("required int64 id;", 2, 16), None);
        assert_eq!(dictionary("required int64 id;", 2, 15).as_deref(), Some(DAMAGED));
    }

    #[test]
    fn a_page_has_no_more_values_than_rows_or_memory() {
        let values = |column: &str, num_values| refused(column, vec![data(num_values, Encoding::PLAIN, b"")]);
        assert_eq!(values(TEXT, 100), None);
        assert_eq!(values(TEXT, 101).as_deref(), Some(DAMAGED));
        assert_eq!(values(TEXTS, 101), None);
        assert!(
            values(TEXTS, i32::MAX as u32).unwrap().contains("bytes of memory; write the file with smaller row groups")
        );
        // Pages add up.
        let page = || data(1 << 24, Encoding::PLAIN, b"");
        assert_eq!(refused(TEXTS, vec![page()]), None);
        assert!(refused(TEXTS, vec![page(), page()]).is_some());
    }

    #[test]
    fn a_delta_list_has_no_more_values_than_its_page() {
        let list = |count: u8| vec![0x80, 1, 4, count, 4, 2, 0, 0, 0, 0];
        let (lengths, strings) = (Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY);
        assert_eq!(refused(TEXT, vec![data(3, lengths, &list(3))]), None);
        assert_eq!(refused(TEXT, vec![data(2, lengths, &list(3))]).as_deref(), Some(DAMAGED));
        assert_eq!(refused(TEXT, vec![data(3, strings, &[list(3), list(3)].concat())]), None);
        assert_eq!(refused(TEXT, vec![data(3, strings, &[list(3), list(4)].concat())]).as_deref(), Some(DAMAGED));
        assert_eq!(refused(TEXT, vec![data(3, strings, &list(3))]).as_deref(), Some(DAMAGED));
        // Behind two bytes of repetition levels and one of definition levels, each with its length.
        let levels = [&[2, 0, 0, 0, 6, 0, 1, 0, 0, 0, 6][..], &list(3)].concat();
        assert_eq!(refused(TEXTS, vec![data(3, lengths, &levels)]), None);
        assert_eq!(refused(TEXTS, vec![data(2, lengths, &levels)]).as_deref(), Some(DAMAGED));
        let second = |num_values| Page::DataPageV2 {
            buf: levels[4..].to_vec().into(),
            num_values,
            encoding: lengths,
            num_nulls: 0,
            num_rows: num_values,
            def_levels_byte_len: 2,
            rep_levels_byte_len: 5,
            is_compressed: false,
            statistics: None,
        };
        assert_eq!(refused(TEXTS, vec![second(3)]), None);
        assert_eq!(refused(TEXTS, vec![second(2)]).as_deref(), Some(DAMAGED));
    }

    #[test]
    fn a_delta_list_is_walked_to_its_end() {
        // Blocks of 128 values in 4 parts; 3 values, the first is 2 (zigzag 4); differences 0 bits wide from 1 (zigzag 2).
        let list = [0x80, 1, 4, 3, 4, 2, 0, 0, 0, 0];
        let mut rest = &[&list[..], b"text"].concat()[..];
        assert_eq!((delta_list(&mut rest), rest), (Some(3), &b"text"[..]));
        // One value has no block.
        let mut rest = &[0x80, 1, 4, 1, 4, b'a'][..];
        assert_eq!((delta_list(&mut rest), rest), (Some(1), &b"a"[..]));
        // Differences of 8 bits take 32 bytes for a part, however few there are.
        let list = [&[0x80, 1, 4, 3, 4, 2, 8, 0, 0, 0][..], &[0; 32], b"text"].concat();
        let mut rest = &list[..];
        assert_eq!((delta_list(&mut rest), rest), (Some(3), &b"text"[..]));
    }

    #[test]
    fn a_delta_list_that_says_too_much_ends_early() {
        // 2^35 values in two blocks of no bits.
        let list = [0x80, 1, 4, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 4, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0];
        assert_eq!(delta_list(&mut &list[..]), None);
        assert_eq!(delta_list(&mut &[0x80, 1, 0, 3, 4][..]), None);
    }
}
