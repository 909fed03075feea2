//! The columns that `--field`, `--source-field` and `--id-field` name, those of titles, and their values.
//!
//! Finds the columns in a schema by their paths, and decodes a column of a row group.
//!
//! `page.body`, `paragraphs` → columns 3 and 7, the second being `paragraphs.list.element`

use std::fs::File;
use std::io;
use std::ops::Range;

use parquet::basic::Type;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::memory::Memory;
use super::metadata::check_page_headers;
use super::pages::CheckedPages;
use crate::formats::fields::{FieldPath, Fields, NoField};

/// The numbers of the columns.
#[derive(Debug)]
pub(super) struct Columns {
    pub texts: Vec<usize>,
    pub source: Option<usize>,
    pub id: Option<usize>,
    pub titles: Vec<usize>,
}

impl Columns {
    /// The columns that `fields` name.
    ///
    /// # Errors
    /// A column does not exist or does not hold strings. The columns for the id and the URL may be missing, as in records.
    pub(super) fn find(schema: &SchemaDescriptor, fields: &Fields) -> io::Result<Self> {
        let texts = fields.texts.iter().map(|field| strings(schema, field, "--field")).collect::<io::Result<_>>()?;
        let source = fields.source.as_ref().map(|field| strings(schema, field, "--source-field"));
        let source = if fields.is_source_optional { source.and_then(Result::ok) } else { source.transpose()? };
        let is_flat = |&id: &usize| schema.column(id).max_rep_level() == 0;
        let titles = fields.titles.iter().filter_map(|field| strings(schema, field, "").ok()).filter(is_flat).collect();
        Ok(Self { texts, source, id: find(schema, &fields.id).filter(is_flat), titles })
    }
}

/// The column that a path names: `text`, `page.body`, or the elements of the list `paragraphs`.
fn find(schema: &SchemaDescriptor, field: &FieldPath) -> Option<usize> {
    let wanted = field.as_str().replace("[]", ".list.element");
    let below = format!("{wanted}.");
    let exact = schema.columns().iter().position(|column| column.path().string() == wanted);
    let mut inside = (0..schema.num_columns()).filter(|&n| schema.column(n).path().string().starts_with(&below));
    exact.or_else(|| match (inside.next(), inside.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    })
}

fn strings(schema: &SchemaDescriptor, field: &FieldPath, option: &str) -> io::Result<usize> {
    let Some(found) = find(schema, field) else {
        let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (what, help) = (format!("there is no column \"{field}\""), format!("name the column with {option}"));
        return Err(NoField::new(&what, &help, field.as_str(), &names, None).into());
    };
    match schema.column(found).physical_type() {
        Type::BYTE_ARRAY => Ok(found),
        other => {
            let what = format!("the column \"{field}\" is of {other}, not of strings");
            Err(io::Error::new(io::ErrorKind::InvalidData, what))
        }
    }
}

/// A row group of a table, to be decoded.
pub(super) struct RowGroup<'r> {
    pub reader: &'r SerializedFileReader<File>,
    /// The file that `reader` reads.
    pub file: &'r File,
    /// From 0.
    pub number: usize,
    pub rows: usize,
    pub memory: &'r Memory,
}

impl RowGroup<'_> {
    fn about(&self, column: usize) -> ColumnDescPtr {
        self.reader.metadata().file_metadata().schema_descr().column(column)
    }

    /// A decoder for a column, which refuses pages that would take too much memory.
    fn decoder(&self, column: usize) -> Result<ColumnReader> {
        let chunk = self.reader.metadata().row_group(self.number).column(column);
        let (start, length) = chunk.byte_range();
        check_page_headers(self.file, start, length)?;
        let pages = self.reader.get_row_group(self.number)?.get_column_page_reader(column)?;
        let pages = CheckedPages::new(pages, self.about(column), self.rows, self.memory.budget());
        Ok(get_column_reader(self.about(column), Box::new(pages)))
    }
}

/// A decoded column of a row group: its values, and for each position whether it has a value and whether it begins a row.
#[derive(Debug)]
pub(super) struct Values<T> {
    pub values: Vec<T>,
    pub definition: Vec<i16>,
    pub repetition: Vec<i16>,
    max_definition: i16,
    /// Position and value at which the next row begins.
    place: usize,
    value: usize,
}

/// The part of a column that a row takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub places: Range<usize>,
    pub values: Range<usize>,
}

/// Rows that are decoded before their memory is counted.
const AT_ONCE: usize = 1024;

impl<T> Values<T> {
    fn all<D: DataType<T = T>>(
        mut column: ColumnReaderImpl<D>,
        rows: usize,
        max_definition: i16,
        mut count: impl FnMut(&[T]) -> Result<()>,
        memory: &Memory,
    ) -> Result<Self> {
        let (values, definition, repetition) = (Vec::new(), Vec::new(), Vec::new());
        let mut read = Self { values, definition, repetition, max_definition, place: 0, value: 0 };
        let mut taken = 0;
        while taken < rows {
            let (places, known) = (read.definition.len() + read.repetition.len(), read.values.len());
            let (records, ..) = column.read_records(
                AT_ONCE.min(rows - taken),
                Some(&mut read.definition),
                Some(&mut read.repetition),
                &mut read.values,
            )?;
            if records == 0 {
                return Err(ParquetError::General(format!("it holds {taken} of {rows} rows")));
            }
            taken += records;
            let levels = read.definition.len() + read.repetition.len() - places;
            memory.add_decoded(levels * size_of::<i16>() + (read.values.len() - known) * size_of::<T>())?;
            count(&read.values[known..])?;
        }
        Ok(read)
    }

    /// The next row. Columns without nulls or without lists have no levels: every position holds a value, or begins a row.
    pub(super) fn next_row(&mut self) -> Stretch {
        let (first_place, first_value) = (self.place, self.value);
        if self.definition.is_empty() {
            self.value += 1;
        } else {
            self.place += 1;
            while self.repetition.get(self.place).is_some_and(|&level| level > 0) {
                self.place += 1;
            }
            let levels = self.definition.get(first_place..self.place).unwrap_or_default();
            self.value += levels.iter().filter(|&&level| level == self.max_definition).count();
        }
        Stretch { places: first_place..self.place, values: first_value..self.value }
    }
}

impl Values<ByteArray> {
    /// The strings of a column.
    ///
    /// # Errors
    /// The column cannot be read or does not hold strings.
    pub(super) fn strings(group: &RowGroup<'_>, column: usize) -> Result<Self> {
        let &RowGroup { rows, memory, .. } = group;
        let max = group.about(column).max_def_level();
        match group.decoder(column)? {
            ColumnReader::ByteArrayColumnReader(column) => {
                Self::all(column, rows, max, |values| memory.add_values(values), memory)
            }
            _ => Err(ParquetError::General("the column is not of strings".to_owned())),
        }
    }
}

/// The ids in a column, as JSON; `None` where the value has a type that cannot be an id.
pub(super) fn names(group: &RowGroup<'_>, column: usize) -> Result<Vec<Option<String>>> {
    fn by_row<T>(mut all: Values<T>, rows: usize, json: impl Fn(&T) -> Option<String>) -> Vec<Option<String>> {
        let mut name = || {
            let at = all.next_row().values;
            json(all.values.get(at)?.first()?)
        };
        (0..rows).map(|_| name()).collect()
    }
    let &RowGroup { rows, memory, .. } = group;
    memory.add(rows.saturating_mul(size_of::<Option<String>>()))?;
    let strings = |values: &[ByteArray]| {
        // An id is copied into each row, even if all rows share one value.
        values.iter().try_for_each(|value| memory.add(value.len()))
    };
    let max = group.about(column).max_def_level();
    Ok(match group.decoder(column)? {
        ColumnReader::ByteArrayColumnReader(column) => {
            by_row(Values::all(column, rows, max, strings, memory)?, rows, |value| {
                std::str::from_utf8(value.data()).ok().map(|name| serde_json::Value::from(name).to_string())
            })
        }
        ColumnReader::Int32ColumnReader(column) => {
            by_row(Values::all(column, rows, max, |_| Ok(()), memory)?, rows, |value: &i32| Some(value.to_string()))
        }
        ColumnReader::Int64ColumnReader(column) => {
            by_row(Values::all(column, rows, max, |_| Ok(()), memory)?, rows, |value: &i64| Some(value.to_string()))
        }
        _ => vec![None; rows],
    })
}
