//! Parquet: a table by columns, of which the ones with documents are cleaned.
//!
//! Goes in: a file. Comes out: a file with the same schema, row groups, key-value metadata and rows. Columns without documents are
//! copied as the bytes they are, so their types, encodings, statistics and indexes stay; a column with documents is decoded, and
//! written again with the same nulls, lists and compression. No Arrow type comes in between that could change another.
//!
//! A row group is held in memory as far as its documents go, and its values are cleaned by all threads. One that cannot be
//! read is named and left out; a value that is no UTF-8 is named and stays.
//!
//! column `text` of 3 row groups: `["Boats.  ", null]` … → `["Boats.", null]` …

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use parquet::basic::Type;
use parquet::bloom_filter::Sbbf;
use parquet::column::reader::ColumnReader;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::SchemaDescriptor;
use unboil::Cleaner;

use super::desk::Tally;
use super::jsonl::FieldPath;
use super::{Desk, Settings};

/// Values a thread takes at a time.
const BLOCK: usize = 32;

/// How to clean.
pub(crate) struct How<'j> {
    pub cleaner: &'j Cleaner,
    pub settings: &'j Settings,
    pub threads: usize,
}

/// What became of a table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub tally: Tally,
    pub findings: Vec<Finding>,
}

/// Something to say about a part of it.
#[derive(Debug)]
pub(crate) struct Finding {
    /// Stands behind the name of the file.
    pub at: String,
    pub what: String,
    pub way_out: Option<&'static str>,
    pub is_failure: bool,
}

/// Cleans the file `path` into `output`.
///
/// # Errors
/// It is no Parquet file, has no such column, or cannot be written; in words that complete "it …".
pub(crate) fn clean(path: &Path, how: &How<'_>, output: impl Write + Send) -> std::result::Result<Table, String> {
    let words = |error: ParquetError| format!("cannot be read as Parquet: {}", plain(&error));
    let file = File::open(path).map_err(|error| format!("cannot be read: {error}"))?;
    let metadata = ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(&file)
        .map_err(words)?;
    let schema = metadata.file_metadata().schema_descr();
    let texts =
        how.settings.fields.texts.iter().map(|field| column(schema, field)).collect::<std::result::Result<_, _>>()?;
    let source = how.settings.fields.source.as_ref().map(|field| column(schema, field)).transpose()?;
    let columns = Columns { texts, source };
    write(file, &metadata, &columns, how, output).map_err(words)
}

/// Columns by number.
struct Columns {
    texts: Vec<usize>,
    source: Option<usize>,
}

/// The column of strings that a path means: `text`, `page.body`, or the elements of the list `paragraphs`.
fn column(schema: &SchemaDescriptor, field: &FieldPath) -> std::result::Result<usize, String> {
    let wanted = field.as_str().replace("[]", ".list.element");
    let below = format!("{wanted}.");
    let exact = schema.columns().iter().position(|column| column.path().string() == wanted);
    let mut inside = (0..schema.num_columns()).filter(|&n| schema.column(n).path().string().starts_with(&below));
    let found = exact.or_else(|| match (inside.next(), inside.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    });
    let Some(found) = found else {
        let names: Vec<_> = schema.columns().iter().map(|column| column.path().string()).collect();
        return Err(format!("has no column \"{field}\", but {}", names.join(", ")));
    };
    match schema.column(found).physical_type() {
        Type::BYTE_ARRAY => Ok(found),
        other => Err(format!("has a column \"{field}\" of {other}, not of strings")),
    }
}

fn write(
    file: File,
    metadata: &ParquetMetaData,
    columns: &Columns,
    how: &How<'_>,
    output: impl Write + Send,
) -> Result<Table> {
    let reader = SerializedFileReader::new(file.try_clone()?)?;
    let about = metadata.file_metadata();
    let schema = about.schema_descr();
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
    let mut writer = SerializedFileWriter::new(output, schema.root_schema_ptr(), Arc::new(properties.build()))?;
    let mut table = Table::default();
    let mut first_row = 1;
    for (number, group) in metadata.row_groups().iter().enumerate() {
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        let read = columns
            .texts
            .iter()
            .chain(&columns.source)
            .map(|&column| Values::read(&reader, number, column, rows, schema.column(column).max_def_level()))
            .collect::<Result<Vec<_>>>();
        let mut read = match read {
            Ok(read) => read,
            Err(error) => {
                let what = format!("cannot be read: {}; its {rows} rows are left out", plain(&error));
                let at = format!(": row group {number} (rows {first_row} to {})", first_row + rows.saturating_sub(1));
                let way_out = Some("write the file again from its source");
                table.findings.push(Finding { at, what, way_out, is_failure: true });
                table.tally.add(&Tally { documents: rows, failed: rows, ..Tally::default() });
                first_row += rows;
                continue;
            }
        };
        let source = if columns.source.is_some() { read.pop() } else { None };
        let addresses = source.map(|source| source.by_row());
        let mut out = writer.next_row_group()?;
        for values in &mut read {
            values.clean(how, addresses.as_deref(), first_row, &mut table);
        }
        for (column, chunk) in group.columns().iter().enumerate() {
            let index = columns.texts.iter().position(|&text| text == column);
            if let Some(values) = index.and_then(|index| read.get(index)) {
                let Some(mut column) = out.next_column()? else { continue };
                column.typed::<ByteArrayType>().write_batch(
                    &values.values,
                    levels(&values.definition),
                    levels(&values.repetition),
                )?;
                column.close()?;
                continue;
            }
            let indexes = metadata.page_index();
            out.append_column(
                &file,
                ColumnCloseResult {
                    bytes_written: u64::try_from(chunk.compressed_size()).unwrap_or(0),
                    rows_written: u64::try_from(group.num_rows()).unwrap_or(0),
                    metadata: chunk.clone(),
                    bloom_filter: Sbbf::read_from_column_chunk(chunk, &file).ok().flatten(),
                    column_index: indexes.and_then(|all| all.column_index(number, column)).cloned(),
                    offset_index: indexes.and_then(|all| all.offset_index(number, column)).cloned(),
                },
            )?;
        }
        out.close()?;
        first_row += rows;
    }
    writer.close()?;
    Ok(table)
}

/// A column without nulls, or without lists, has no such levels.
fn levels(all: &[i16]) -> Option<&[i16]> {
    (!all.is_empty()).then_some(all)
}

/// A column of a row group, decoded: the values that are there, and for each place whether there is one and whether it
/// begins a row.
struct Values {
    values: Vec<ByteArray>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    max_definition: i16,
    rows: usize,
}

impl Values {
    fn read(
        reader: &SerializedFileReader<File>,
        group: usize,
        column: usize,
        rows: usize,
        max_definition: i16,
    ) -> Result<Self> {
        let mut read =
            Self { values: Vec::new(), definition: Vec::new(), repetition: Vec::new(), max_definition, rows };
        let mut taken = 0;
        let ColumnReader::ByteArrayColumnReader(mut column) = reader.get_row_group(group)?.get_column_reader(column)?
        else {
            return Err(ParquetError::General("the column is not of strings".to_owned()));
        };
        while taken < rows {
            let (records, ..) = column.read_records(
                rows - taken,
                Some(&mut read.definition),
                Some(&mut read.repetition),
                &mut read.values,
            )?;
            if records == 0 {
                return Err(ParquetError::General(format!("it holds {taken} of {rows} rows")));
            }
            taken += records;
        }
        Ok(read)
    }

    /// For each value, the row it is in, from 0.
    fn row_of_each(&self) -> Vec<usize> {
        // Columns without nulls or without lists have no levels: every place holds a value, or begins a row.
        if self.definition.is_empty() {
            return (0..self.values.len()).collect();
        }
        let (mut row, mut rows) = (0, Vec::with_capacity(self.values.len()));
        for (place, &definition) in self.definition.iter().enumerate() {
            if place > 0 && self.repetition.get(place).is_none_or(|&level| level == 0) {
                row += 1;
            }
            if definition == self.max_definition {
                rows.push(row);
            }
        }
        rows
    }

    /// The first value of each row.
    fn by_row(&self) -> Vec<Option<String>> {
        let mut all = vec![None; self.rows];
        for (value, row) in self.values.iter().zip(self.row_of_each()) {
            if let Some(place @ None) = all.get_mut(row) {
                *place = std::str::from_utf8(value.data()).ok().map(ToOwned::to_owned);
            }
        }
        all
    }

    /// Cleans the values, by all threads.
    fn clean(&mut self, how: &How<'_>, addresses: Option<&[Option<String>]>, first_row: usize, table: &mut Table) {
        let rows = self.row_of_each();
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::new());
        let values = &self.values;
        let work = || {
            let mut desk = Desk::new(how.cleaner);
            let mut own = Vec::new();
            loop {
                let start = next.fetch_add(BLOCK, Ordering::Relaxed);
                if start >= values.len() {
                    break;
                }
                for (place, (value, &row)) in values.iter().zip(&rows).enumerate().skip(start).take(BLOCK) {
                    let address = addresses.and_then(|all| all.get(row)).and_then(Option::as_deref);
                    own.push((place, row, value_of(value, address, how.settings.max_doc_bytes, &mut desk)));
                }
            }
            if let Ok(mut done) = done.lock() {
                done.push((own, desk.into_tally()));
            }
        };
        thread::scope(|scope| {
            for _ in 1..how.threads {
                scope.spawn(work);
            }
            work();
        });
        let mut all = Vec::with_capacity(self.values.len());
        for (own, tally) in done.into_inner().unwrap_or_default() {
            table.tally.add(&tally);
            all.extend(own);
        }
        all.sort_unstable_by_key(|(place, ..)| *place);
        for (place, row, (text, said)) in all {
            if let (Some(text), Some(value)) = (text, self.values.get_mut(place)) {
                *value = text.into_bytes().into();
            }
            let at = || format!(":{}", first_row + row);
            table.findings.extend(said.into_iter().map(|(what, way_out, is_failure)| Finding {
                at: at(),
                what,
                way_out,
                is_failure,
            }));
        }
    }
}

/// What is said of a value: what, what to do, whether it failed.
type Said = (String, Option<&'static str>, bool);

/// The clean text, where it is another one, and what there is to say.
fn value_of(value: &ByteArray, address: Option<&str>, limit: u64, desk: &mut Desk<'_>) -> (Option<String>, Vec<Said>) {
    let bytes = value.data();
    let failed = |desk: &mut Desk<'_>, what: String| {
        desk.end(true);
        (None, vec![(what, Some("mend the row; its text stays as it was"), true)])
    };
    if bytes.len() as u64 > limit {
        return failed(desk, format!("has {} bytes, more than the {limit} of --max-doc-bytes", bytes.len()));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return failed(desk, format!("is not valid UTF-8 at byte {}", error.valid_up_to() + 1)),
    };
    let clean = desk.record_text(text, address);
    let said = desk.end(false).into_iter().map(|warning| (warning.what, warning.way_out, false)).collect();
    ((clean != text).then_some(clean), said)
}

/// The words of an error without the kind before them.
fn plain(error: &ParquetError) -> String {
    let text = error.to_string();
    let words =
        ["Parquet error: ", "EOF: ", "External: "].iter().fold(text.as_str(), |t, p| t.strip_prefix(p).unwrap_or(t));
    words.to_owned()
}
