//! Calls into the Parquet library, with errors and panics turned into messages.

use std::fs::File;
use std::io;

use parquet::errors::ParquetError;
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};

use super::metadata::{check_footer, check_page_indexes, check_rows};
use crate::formats::input_format::OpenFile;
use crate::panics;

/// Opens a file with `open` and reads its metadata.
///
/// # Errors
/// It cannot be read, or is not Parquet.
pub(super) fn footer(open: OpenFile<'_>) -> io::Result<(File, ParquetMetaData)> {
    let file = open()?;
    let read = || {
        check_footer(&file)?;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&file)?;
        check_rows(&metadata)?;
        check_page_indexes(&file, &metadata)?;
        ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional).parse_and_finish(&file)
    };
    let metadata = guarded(read)
        .map_err(|what| io::Error::new(io::ErrorKind::InvalidData, format!("it is not valid Parquet: {what}")))?;
    Ok((file, metadata))
}

/// The message of an error without its kind.
pub(super) fn plain(error: &ParquetError) -> String {
    let text = error.to_string();
    let words =
        ["Parquet error: ", "EOF: ", "External: "].iter().fold(text.as_str(), |t, p| t.strip_prefix(p).unwrap_or(t));
    words.to_owned()
}

/// Returns the result of `call`. The library panics on some damaged files; such a panic must not end the run.
///
/// # Errors
/// The message of its error or panic.
pub(super) fn guarded<T>(call: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, String> {
    match panics::catch(call) {
        Ok(result) => result.map_err(|error| plain(&error)),
        Err(_) => Err("it is damaged and cannot be read".to_owned()),
    }
}
