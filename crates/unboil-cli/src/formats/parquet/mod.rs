//! Parquet: cleans the columns of a table that hold documents.
//!
//! Input: a table. Output: a table with the same schema, row groups, key-value metadata and rows. Columns without documents are
//! copied byte by byte, which keeps their types, encodings, statistics and indexes. A column with documents is decoded and
//! written again with the same nulls, lists and compression. Arrow types are not used, since they could change the column type.
//!
//! The rows of a table are not contiguous, so the reader turns each row into a record that holds its texts ([`row`]), the codec
//! rewrites it, and the writer builds a table from the records. Reports, threads and the commands that write nothing therefore
//! treat a row like one of JSON Lines. The texts of a row group are held in memory, each once, however many rows contain it; a
//! file fails if one of its row groups needs more than [`memory`] allows. A row group that cannot be read is reported and left
//! out; a row with a text that cannot be cleaned is reported and kept unchanged. Numbers in a file that the library would allocate
//! memory for are checked first ([`metadata`], [`pages`]).
//!
//! column `text` of 3 row groups: `["Boats.  ", null]` … → `["Boats.", null]` …

#[cfg(feature = "parquet")]
mod codec;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod compact;
#[cfg(feature = "parquet")]
mod file;
#[cfg(feature = "parquet")]
mod memory;
#[cfg(feature = "parquet")]
mod metadata;
#[cfg(feature = "parquet")]
mod open;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod reader;
#[cfg(feature = "parquet")]
mod row;
#[cfg(feature = "parquet")]
mod writer;

use super::input_format::{InputFormat, Layout, RecordEncoding};
#[cfg(feature = "parquet")]
pub(crate) use writer::TableWriter;

/// Parquet.
pub(super) static PARQUET: InputFormat = InputFormat {
    name: "parquet",
    about: "A table with a string column",
    extensions: &["parquet", "pq"],
    matches_start: |start| start.starts_with(b"PAR1"),
    is_one_document: false,
    is_binary: true,
    has_fields: true,
    encoding: RecordEncoding::Own,
    layout: Layout::Table,
    #[cfg(feature = "parquet")]
    open: |_, origin, settings| open::open(origin, settings),
    #[cfg(not(feature = "parquet"))]
    open: |_, _, _| Err(std::io::Error::other("this unboil was built without the feature parquet")),
};
