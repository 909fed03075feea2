//! Rows into a table again.
//!
//! Goes in: the file the rows are from, and for each of them a piece with its new texts, in order. Comes out: the table with the
//! texts in it, written row group by row group, as each is complete.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;

use super::columns::Columns;
use super::row::{Piece, Row};
use super::{footer, guarded};
use crate::formats::jsonl::Fields;

/// A table on its way.
pub(crate) struct Rebuild<W: Write + Send> {
    file: File,
    metadata: ParquetMetaData,
    writer: SerializedFileWriter<W>,
    texts: Vec<Text>,
    /// The row group at hand, and its rows that are there.
    group: usize,
    rows: i64,
}

/// A column of texts, as far as it is there.
#[derive(Default)]
struct Text {
    column: usize,
    values: Vec<ByteArray>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl<W: Write + Send> Rebuild<W> {
    /// A table as the file `path` has it, to be written to `output`.
    ///
    /// # Errors
    /// The file cannot be read, or nothing be written; in words that complete "it …".
    pub(crate) fn new(path: &Path, fields: &Fields, output: W) -> std::result::Result<Self, String> {
        let cannot = |error: io::Error| format!("cannot be read: {error}");
        let (file, metadata) = footer(path).map_err(cannot)?;
        let about = metadata.file_metadata();
        let columns = Columns::find(about.schema_descr(), fields)?;
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
        let writer = guarded(|| SerializedFileWriter::new(output, schema, Arc::new(properties.build())))
            .map_err(|what| format!("cannot be written: {what}"))?;
        let texts = columns.texts.into_iter().map(|column| Text { column, ..Text::default() }).collect();
        let mut table = Self { file, metadata, writer, texts, group: 0, rows: 0 };
        table.complete()?;
        Ok(table)
    }

    /// Adds the next row, or passes over a row group that could not be read.
    ///
    /// # Errors
    /// The row group cannot be written; in words that complete "it …".
    pub(crate) fn row(&mut self, piece: &[u8]) -> std::result::Result<(), String> {
        match Piece::read(piece) {
            Some(Piece::Row(row)) => self.add(&row),
            Some(Piece::Lost(_)) => self.group += 1,
            None => return Err("has a row that is not understood; please report this".to_owned()),
        }
        self.complete()
    }

    fn add(&mut self, row: &Row<'_>) {
        for (text, cell) in self.texts.iter_mut().zip(&row.cells) {
            text.definition.extend_from_slice(&cell.definition);
            text.repetition.extend_from_slice(&cell.repetition);
            text.values.extend(cell.values.iter().map(|value| ByteArray::from(value.to_vec())));
        }
        self.rows += 1;
    }

    /// Writes the row group at hand if all its rows are there, and those after it that have none.
    fn complete(&mut self) -> std::result::Result<(), String> {
        while self.metadata.row_groups().get(self.group).is_some_and(|group| self.rows >= group.num_rows()) {
            guarded(|| self.write()).map_err(|what| format!("cannot be written: {what}"))?;
            (self.group, self.rows) = (self.group + 1, 0);
        }
        Ok(())
    }

    fn write(&mut self) -> Result<()> {
        let number = self.group;
        let Some(group) = self.metadata.row_groups().get(number) else { return Ok(()) };
        let mut out = self.writer.next_row_group()?;
        for (column, chunk) in group.columns().iter().enumerate() {
            if let Some(text) = self.texts.iter_mut().find(|text| text.column == column) {
                let Some(mut writer) = out.next_column()? else { continue };
                let typed = writer.typed::<ByteArrayType>();
                typed.write_batch(&text.values, levels(&text.definition), levels(&text.repetition))?;
                writer.close()?;
                *text = Text { column, ..Text::default() };
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

    /// Ends the table, whose rows are all there.
    ///
    /// # Errors
    /// Its end cannot be written, or there are rows missing; in words that complete "it …".
    pub(crate) fn finish(self) -> std::result::Result<W, String> {
        let Self { metadata, writer, group, .. } = self;
        let (all, words) = (metadata.row_groups().len(), |what| format!("cannot be written: {what}"));
        guarded(|| {
            if group < all {
                return Err(ParquetError::General(format!("it has {group} of {all} row groups")));
            }
            writer.into_inner()
        })
        .map_err(words)
    }
}

/// A column without nulls, or without lists, has no such levels.
fn levels(all: &[i16]) -> Option<&[i16]> {
    (!all.is_empty()).then_some(all)
}
