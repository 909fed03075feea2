//! Writes a table.
//!
//! Takes the rows with their new texts, in order, and copies everything else from the input. A row group is written as soon as
//! it is complete.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use xxhash_rust::xxh3::xxh3_128;

use super::columns::{Columns, Stretch};
use super::file::{footer, guarded};
use super::row::{Row, TableEntry};
use crate::formats::fields::Fields;
use crate::formats::input_format::OpenFile;
use crate::formats::write_error::WriteError;

/// Writes a table.
pub(crate) struct TableWriter<W: Write + Send> {
    file: File,
    metadata: ParquetMetaData,
    writer: SerializedFileWriter<TableOutput<W>>,
    output_error: OutputError,
    texts: Vec<TextColumn>,
    /// The row group that is being collected.
    group: usize,
    /// Number of its rows added so far.
    rows: i64,
}

/// The first error of writing to the output; the library returns only messages.
#[derive(Clone, Default)]
struct OutputError(Arc<Mutex<Option<io::Error>>>);

impl OutputError {
    /// The error of a call that failed with this message.
    fn explain(&self, what: &str) -> WriteError {
        match self.0.lock().expect("nothing panics with the lock").take() {
            Some(error) => WriteError::Output(error),
            None => WriteError::Records(format!("cannot be written: {what}")),
        }
    }
}

/// The output that the library writes to.
struct TableOutput<W> {
    out: W,
    error: OutputError,
}

impl<W: Write> Write for TableOutput<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let kind = error.kind();
            if kind != io::ErrorKind::Interrupted {
                self.error.0.lock().expect("nothing panics with the lock").get_or_insert(error);
            }
            kind.into()
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The values of a column of texts in the current row group.
#[derive(Default)]
struct TextColumn {
    column: usize,
    values: Vec<ByteArray>,
    /// One value per hash, shared by rows with the same text.
    known: HashMap<u128, ByteArray>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl TextColumn {
    fn add(&mut self, value: &[u8]) {
        let known = self.known.entry(xxh3_128(value)).or_insert_with(|| ByteArray::from(value.to_vec()));
        let is_same = known.data() == value;
        self.values.push(if is_same { known.clone() } else { ByteArray::from(value.to_vec()) });
    }

    /// The rows in parts of [`PART_BYTES`] bytes plus one row. The library checks the size of a page only every thousand values,
    /// and values that share memory are copied into a page.
    fn parts(&self, max_definition: i16) -> Vec<Stretch> {
        let places = if self.definition.is_empty() { self.values.len() } else { self.definition.len() };
        let (mut parts, mut part, mut bytes) = (Vec::new(), Stretch { places: 0..0, values: 0..0 }, 0);
        for place in 0..places {
            let is_value = self.definition.get(place).is_none_or(|&level| level == max_definition);
            let begins_row = self.repetition.get(place).is_none_or(|&level| level == 0);
            if begins_row && bytes >= PART_BYTES {
                let next = Stretch { places: place..place, values: part.values.end..part.values.end };
                parts.push(std::mem::replace(&mut part, next));
                bytes = 0;
            }
            part.places.end = place + 1;
            if is_value {
                bytes += self.values.get(part.values.end).map_or(0, ByteArray::len);
                part.values.end += 1;
            }
        }
        parts.push(part);
        parts
    }
}

/// Bytes of texts that are passed to the library at once: a few pages of its default size.
const PART_BYTES: usize = 64 << 20;

impl<W: Write + Send> TableWriter<W> {
    /// A table with the layout of the file that `open` opens, to be written to `out`.
    ///
    /// # Errors
    /// The file cannot be read, or the output cannot be written.
    pub(crate) fn new(open: OpenFile<'_>, fields: &Fields, out: W) -> std::result::Result<Self, WriteError> {
        let records = WriteError::Records;
        let (file, metadata) = footer(open).map_err(|error| records(format!("cannot be read: {error}")))?;
        let about = metadata.file_metadata();
        let columns = Columns::find(about.schema_descr(), fields).map_err(|error| records(error.to_string()))?;
        let version = if about.version() >= 2 { WriterVersion::PARQUET_2_0 } else { WriterVersion::PARQUET_1_0 };
        let mut properties = WriterProperties::builder()
            .set_writer_version(version)
            .set_key_value_metadata(about.key_value_metadata().cloned())
            .set_max_row_group_row_count(None);
        for &text in &columns.texts {
            if let Some(chunk) = metadata.row_groups().first().and_then(|group| group.columns().get(text)) {
                properties = properties.set_column_compression(chunk.column_path().clone(), chunk.compression());
            }
        }
        let schema = about.schema_descr().root_schema_ptr();
        let output_error = OutputError::default();
        let output = TableOutput { out, error: output_error.clone() };
        let writer = guarded(|| SerializedFileWriter::new(output, schema, Arc::new(properties.build())))
            .map_err(|what| output_error.explain(&what))?;
        let texts = columns.texts.into_iter().map(|column| TextColumn { column, ..TextColumn::default() }).collect();
        let mut table = Self { file, metadata, writer, output_error, texts, group: 0, rows: 0 };
        table.write_complete_groups()?;
        Ok(table)
    }

    /// Adds the next row, or skips a row group that could not be read.
    ///
    /// # Errors
    /// The row group cannot be written.
    pub(crate) fn row(&mut self, record: &[u8]) -> std::result::Result<(), WriteError> {
        match TableEntry::read(record).expect("rows are written by this program") {
            TableEntry::Row(row) => self.add(&row),
            TableEntry::LostGroup(_) => self.group += 1,
        }
        self.write_complete_groups()
    }

    fn add(&mut self, row: &Row<'_>) {
        for (text, cell) in self.texts.iter_mut().zip(&row.cells) {
            text.definition.extend_from_slice(&cell.definition);
            text.repetition.extend_from_slice(&cell.repetition);
            for value in &cell.values {
                text.add(value);
            }
        }
        self.rows += 1;
    }

    /// Writes the current row group if it is complete, and any empty ones after it.
    fn write_complete_groups(&mut self) -> std::result::Result<(), WriteError> {
        while self.metadata.row_groups().get(self.group).is_some_and(|group| self.rows >= group.num_rows()) {
            guarded(|| self.write_group()).map_err(|what| self.output_error.explain(&what))?;
            (self.group, self.rows) = (self.group + 1, 0);
        }
        Ok(())
    }

    fn write_group(&mut self) -> Result<()> {
        let number = self.group;
        let group = self.metadata.row_group(number);
        let mut out = self.writer.next_row_group()?;
        for (column, chunk) in group.columns().iter().enumerate() {
            if let Some(text) = self.texts.iter_mut().find(|text| text.column == column) {
                let Some(mut writer) = out.next_column()? else { continue };
                let typed = writer.typed::<ByteArrayType>();
                let max_definition = chunk.column_descr().max_def_level();
                for part in text.parts(max_definition) {
                    let definition = levels(text.definition.get(part.places.clone()).unwrap_or_default());
                    let repetition = levels(text.repetition.get(part.places).unwrap_or_default());
                    typed.write_batch(&text.values[part.values], definition, repetition)?;
                }
                writer.close()?;
                *text = TextColumn { column, ..TextColumn::default() };
                continue;
            }
            let indexes = self.metadata.page_index();
            out.append_column(
                &self.file,
                ColumnCloseResult {
                    bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or(0),
                    metadata: chunk.clone(),
                    bloom_filter: Sbbf::read_from_column_chunk(chunk, &self.file).ok().flatten(),
                    column_index: indexes.and_then(|all| all.column_index(number, column)).cloned(),
                    offset_index: indexes.and_then(|all| all.offset_index(number, column)).cloned(),
                },
            )?;
        }
        out.close()?;
        Ok(())
    }

    /// Writes the end of the table and returns the output.
    ///
    /// # Errors
    /// The end cannot be written, or rows are missing.
    pub(crate) fn finish(self) -> std::result::Result<W, WriteError> {
        let Self { metadata, writer, output_error, group, .. } = self;
        let all = metadata.row_groups().len();
        let written = guarded(|| {
            if group < all {
                return Err(ParquetError::General(format!("it has {group} of {all} row groups")));
            }
            writer.into_inner()
        });
        written.map(|output| output.out).map_err(|what| output_error.explain(&what))
    }
}

/// A column without nulls, or without lists, has no such levels.
fn levels(all: &[i16]) -> Option<&[i16]> {
    (!all.is_empty()).then_some(all)
}
