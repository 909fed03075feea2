//! Parquet: a table by columns, of which the ones with documents are cleaned.
//!
//! Goes in: a file. Comes out: a file with the same schema, row groups, key-value metadata and rows. Columns without documents are
//! copied as the bytes they are, so their types, encodings, statistics and indexes stay; a column with documents is decoded, and
//! written again with the same nulls, lists and compression. No Arrow type comes in between that could change another.
//!
//! A table cannot be cut where it lies, so it is taken apart into pieces that other forms have for free: [`Rows`] makes of each
//! row a piece that holds its texts ([`row`]), [`Table`] cleans a piece, and [`Rebuild`] makes a table of the pieces again.
//! So reports, threads and the commands that only look treat a row as they treat one of JSON Lines. A row group is held in
//! memory as far as its documents go. One that cannot be read is named and left out; a row with a text that cannot be
//! cleaned is named and stays.
//!
//! column `text` of 3 row groups: `["Boats.  ", null]` … → `["Boats.", null]` …

mod columns;
mod rebuild;
mod row;
mod rows;

use std::fs::File;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::jsonl::Fields;
use super::{Desk, Form, Origin, Settings};
use columns::Columns;
pub(crate) use rebuild::Rebuild;
use row::Piece;
pub(crate) use rows::Rows;

/// Both halves of the form for the file `origin`.
///
/// # Errors
/// It is no file, no Parquet, or has no such column.
pub(super) fn open(origin: &Origin<'_>, settings: &Settings) -> io::Result<(Rows, Table)> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let Some(path) = origin.path else {
        let what = "a Parquet file is read from its end, so it cannot come through a pipe; name the file";
        return Err(wrong(what.to_owned()));
    };
    let (file, metadata) = footer(path)?;
    let columns = Columns::find(metadata.file_metadata().schema_descr(), &settings.fields).map_err(wrong)?;
    let rows = Rows::new(&file, columns, origin.read.clone())?;
    Ok((rows, Table { fields: settings.fields.clone(), limit: settings.max_doc_bytes }))
}

/// The file and what its end says of it.
fn footer(path: &Path) -> io::Result<(File, ParquetMetaData)> {
    let file = File::open(path)?;
    let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
    let metadata = guarded(|| reader.parse_and_finish(&file))
        .map_err(|what| io::Error::new(io::ErrorKind::InvalidData, format!("it is not valid Parquet: {what}")))?;
    Ok((file, metadata))
}

/// Cleans rows.
pub(crate) struct Table {
    fields: Fields,
    limit: u64,
}

impl Form for Table {
    fn clean(&self, piece: &[u8], desk: &mut Desk<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let row = match Piece::read(piece).ok_or("is damaged in a way that is not understood")? {
            Piece::Row(row) => row,
            Piece::Lost(lost) => {
                desk.lose(lost.rows.saturating_sub(1));
                return Err(format!("cannot be read: {}; its {} rows are left out", lost.why, lost.rows));
            }
        };
        let texts =
            || row.cells.iter().enumerate().flat_map(|(n, cell)| cell.values.iter().map(move |value| (n, *value)));
        let count = texts().count();
        let mut clean = Vec::with_capacity(count);
        for (field, value) in texts() {
            if value.len() as u64 > self.limit {
                return Err(format!("has {} bytes, more than the {} of --max-doc-bytes", value.len(), self.limit));
            }
            let text = std::str::from_utf8(value)
                .map_err(|error| format!("is not valid UTF-8 at byte {}", error.valid_up_to() + 1))?;
            let name = || self.fields.texts.get(field).map(ToString::to_string);
            desk.name(row.id, || (count > 1).then(name).flatten());
            clean.push(desk.record_text(text, row.address));
        }
        // A value is its bytes; there is no other way to spell it.
        desk.record_comes_back(|_| true);
        row.write(clean.iter().map(String::as_bytes), out);
        Ok(())
    }

    fn way_out(&self) -> &'static str {
        "mend the row; its text stays as it was"
    }

    fn at(&self, piece: &[u8], number: u64) -> String {
        match Piece::read(piece) {
            Some(Piece::Lost(lost)) => {
                let last = (lost.first + lost.rows as u64).saturating_sub(1);
                format!(": row group {} (rows {} to {last})", lost.group, lost.first)
            }
            _ => format!(":{number}"),
        }
    }

    /// A row cannot be left out, for its other columns are there whatever becomes of its text.
    fn stays(&self) -> bool {
        true
    }

    /// Its texts, one a line.
    fn rejected(&self, piece: &[u8]) -> Vec<u8> {
        match Piece::read(piece) {
            Some(Piece::Row(row)) => {
                row.cells.iter().flat_map(|cell| cell.values.iter().copied()).collect::<Vec<_>>().join(&b'\n')
            }
            _ => Vec::new(),
        }
    }
}

/// The words of an error without the kind before them.
fn plain(error: &ParquetError) -> String {
    let text = error.to_string();
    let words =
        ["Parquet error: ", "EOF: ", "External: "].iter().fold(text.as_str(), |t, p| t.strip_prefix(p).unwrap_or(t));
    words.to_owned()
}

/// What `call` gives. The library for these files is large and has faults of its own; one of them must not end the run.
fn guarded<T>(call: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, String> {
    match panic::catch_unwind(AssertUnwindSafe(call)) {
        Ok(given) => given.map_err(|error| plain(&error)),
        Err(_) => Err("it is damaged in a way that is not understood".to_owned()),
    }
}
