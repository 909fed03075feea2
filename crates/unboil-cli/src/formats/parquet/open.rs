//! Opens Parquet files.

use std::io;

use super::codec::ParquetCodec;
use super::columns::Columns;
use super::file::footer;
use super::reader::ParquetReader;
use crate::formats::input_format::{Origin, Records, Settings};

/// Opens the file `origin`.
///
/// # Errors
/// It is not a regular file, is not Parquet, or lacks a column.
pub(super) fn open(origin: &Origin<'_>, settings: &Settings) -> io::Result<Records> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let Some(open) = origin.file else {
        let what = "a Parquet file is read from its end, so it cannot come through a pipe; name the file";
        return Err(wrong(what.to_owned()));
    };
    let (file, metadata) = footer(open)?;
    let columns = Columns::find(metadata.file_metadata().schema_descr(), &settings.fields)?;
    let reader = ParquetReader::new(file, columns, settings.max_doc_bytes, origin.bytes_read.clone())?;
    Ok(Records::new(reader, ParquetCodec { fields: settings.fields.clone(), limit: settings.max_doc_bytes }))
}
