//! Reads the rows of a table, row group by row group.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::columns::{Columns, RowGroup, Values, names};
use super::file::{guarded, plain};
use super::memory::Memory;
use super::row::{Cell, LostGroup, Row};
use crate::formats::batch::{Batch, RecordKind};
use crate::formats::input_format::{RecordReader, Source};

/// Reads rows.
pub(super) struct ParquetReader {
    reader: SerializedFileReader<File>,
    file: File,
    columns: Columns,
    /// The next row group.
    group: usize,
    /// The number of the next row, from 1.
    row: u64,
    current: Option<Group>,
    /// The size of the largest document. Bytes.
    max_doc_bytes: u64,
    /// Bytes of row groups that were read, for the progress.
    bytes_read: Arc<AtomicU64>,
}

/// The decoded columns of a row group.
struct Group {
    /// Number of its rows that are still to be read, and number of those that were read.
    left: usize,
    taken: usize,
    texts: Vec<Values<ByteArray>>,
    addresses: Option<Values<ByteArray>>,
    titles: Vec<Values<ByteArray>>,
    ids: Vec<Option<String>>,
}

impl ParquetReader {
    pub(super) fn new(
        file: File,
        columns: Columns,
        max_doc_bytes: u64,
        bytes_read: Arc<AtomicU64>,
    ) -> io::Result<Self> {
        let reader = SerializedFileReader::new(file.try_clone()?).map_err(|error| io::Error::other(plain(&error)))?;
        Ok(Self { reader, file, columns, group: 0, row: 1, current: None, max_doc_bytes, bytes_read })
    }

    /// The next row group, if there is one.
    fn group(&mut self) -> Option<Result<Group, GroupError>> {
        let number = self.group;
        let group = self.reader.metadata().row_groups().get(number)?;
        self.group += 1;
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        self.bytes_read.fetch_add(u64::try_from(group.compressed_size()).unwrap_or(0), Ordering::Relaxed);
        let (columns, memory) = (&self.columns, Memory::new(self.max_doc_bytes));
        let group = RowGroup { reader: &self.reader, file: &self.file, number, rows, memory: &memory };
        let read = guarded(|| {
            let strings = |&column: &usize| Values::strings(&group, column);
            let texts = columns.texts.iter().map(strings).collect::<Result<_, _>>()?;
            let addresses = columns.source.as_ref().map(strings).transpose()?;
            let titles = columns.titles.iter().map(strings).collect::<Result<_, _>>()?;
            // Without ids the rows are named by their numbers.
            let ids = columns.id.and_then(|id| names(&group, id).ok()).unwrap_or_default();
            memory.add(0)?;
            Ok(Group { left: rows, taken: 0, texts, addresses, titles, ids })
        });
        Some(read.map_err(|why| match memory.is_exceeded() {
            true => GroupError::TooLarge(format!("row group {number}: {}", memory.what())),
            false => GroupError::Damaged { rows, why },
        }))
    }
}

/// Why a row group is not read.
enum GroupError {
    /// It cannot be read; the next one may be valid.
    Damaged { rows: usize, why: String },
    /// It does not fit into memory.
    TooLarge(String),
}

impl Group {
    fn write(&mut self, out: &mut Vec<u8>) {
        let address = self.addresses.as_mut().and_then(next_string);
        let titles = self.titles.iter_mut().filter_map(next_string).collect();
        let cells = self.texts.iter_mut().map(|text| {
            let at = text.next_row();
            let levels = |all: &[i16]| all.get(at.places.clone()).unwrap_or_default().to_vec();
            let values = text.values.get(at.values.clone()).unwrap_or_default();
            let values = values.iter().map(ByteArray::data).collect();
            Cell { definition: levels(&text.definition), repetition: levels(&text.repetition), values }
        });
        let id = self.ids.get(self.taken).and_then(Option::as_deref);
        let row = Row { id, address, titles, cells: cells.collect() };
        row.write(row.cells.iter().flat_map(|cell| cell.values.iter().copied()), out);
        self.left -= 1;
        self.taken += 1;
    }
}

/// The string in the next row of a column that holds one value a row.
fn next_string(column: &mut Values<ByteArray>) -> Option<&str> {
    let at = column.next_row().values;
    std::str::from_utf8(column.values.get(at)?.first()?.data()).ok()
}

impl RecordReader for ParquetReader {
    fn next(&mut self, _: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        loop {
            if let Some(group) = self.current.as_mut().filter(|group| group.left > 0) {
                group.write(&mut batch.bytes);
                batch.push(self.row, start, RecordKind::Document);
                self.row += 1;
                return Ok(true);
            }
            match self.group() {
                None => return Ok(false),
                Some(Ok(group)) => self.current = Some(group),
                Some(Err(GroupError::TooLarge(what))) => return Err(io::Error::new(io::ErrorKind::InvalidData, what)),
                Some(Err(GroupError::Damaged { rows, why })) => {
                    LostGroup { group: self.group - 1, first: self.row, rows, why: &why }.write(&mut batch.bytes);
                    batch.push(0, start, RecordKind::Document);
                    self.row += rows as u64;
                    return Ok(true);
                }
            }
        }
    }

    /// The rest of a row group is in memory; reading the next one takes time.
    fn has_buffered_record(&self, _: &Source) -> bool {
        self.current.as_ref().is_some_and(|group| group.left > 0)
    }
}
