//! Writes records to an output.
//!
//! Input: the header and the rewritten records of an input, in order. Output: the file, written as they arrive. Most formats
//! concatenate records; a table has the row groups of its input.

use std::io::{self, Write};

use super::array_commas::ArrayCommas;
use super::fields::Fields;
use super::input_format::{Layout, OpenFile};
#[cfg(feature = "parquet")]
use super::parquet::TableWriter;
use super::tar::TarWriter;
use super::write_error::WriteError;
use super::zip::ZipWriter;

/// A destination of records.
pub(crate) trait Output: Write + Send {
    /// Ends a gzip member and begins another; does nothing if the output is not compressed with gzip.
    ///
    /// # Errors
    /// The end of the member cannot be written.
    fn end_member(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for Vec<u8> {}

/// Writes the records of one input.
pub(crate) enum RecordWriter<W: Output> {
    Concatenated(W),
    JsonArray {
        out: W,
        commas: ArrayCommas,
    },
    GzipMembers {
        out: W,
        is_empty: bool,
    },
    #[cfg(feature = "parquet")]
    Table(Box<TableWriter<W>>),
    Tar(TarWriter<W>),
    Zip(Box<ZipWriter<W>>),
}

impl<W: Output> RecordWriter<W> {
    /// A writer to `out`. `open` opens the input, whose layout a table and a ZIP archive copy; `fields` are the fields of its texts.
    ///
    /// # Errors
    /// The header cannot be written, or the layout of the input cannot be read.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only a table has columns"))]
    pub(crate) fn new(
        layout: Layout,
        header: &[u8],
        open: OpenFile<'_>,
        fields: &Fields,
        mut out: W,
    ) -> Result<Self, WriteError> {
        if !header.is_empty() {
            out.write_all(header)?;
        }
        Ok(match layout {
            Layout::Concatenated => Self::Concatenated(out),
            Layout::JsonArray => Self::JsonArray { out, commas: ArrayCommas::new() },
            Layout::GzipMembers => Self::GzipMembers { out, is_empty: true },
            #[cfg(feature = "parquet")]
            Layout::Table => Self::Table(Box::new(TableWriter::new(open, fields, out)?)),
            #[cfg(not(feature = "parquet"))]
            Layout::Table => unreachable!("a table cannot be read either"),
            Layout::Tar => Self::Tar(TarWriter::new(out)),
            Layout::Zip => Self::Zip(Box::new(ZipWriter::new(open, out)?)),
        })
    }

    /// Writes records. Each ends in `bytes` where `ends` says; a record that was left out is empty.
    ///
    /// # Errors
    /// They cannot be written.
    pub(crate) fn write(&mut self, bytes: &[u8], ends: &[usize]) -> Result<(), WriteError> {
        let mut start = 0;
        let records = ends.iter().map(|&end| &bytes[std::mem::replace(&mut start, end)..end]);
        match self {
            // Nothing is created for an output without data.
            Self::Concatenated(_) if bytes.is_empty() => {}
            Self::Concatenated(out) => out.write_all(bytes)?,
            Self::JsonArray { out, commas } => {
                for record in records.filter(|record| !record.is_empty()) {
                    let (before, after) = commas.parts(record);
                    out.write_all(before)?;
                    out.write_all(after)?;
                }
            }
            Self::GzipMembers { out, is_empty } => {
                // Extra line ends after the separator belong to the record before them.
                let is_between = |record: &[u8]| record.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
                for record in records.filter(|record| !record.is_empty()) {
                    if !std::mem::replace(is_empty, false) && !is_between(record) {
                        out.end_member()?;
                    }
                    out.write_all(record)?;
                }
            }
            #[cfg(feature = "parquet")]
            Self::Table(table) => {
                for record in records {
                    table.row(record)?;
                }
            }
            Self::Zip(archive) => {
                for piece in records.filter(|piece| !piece.is_empty()) {
                    archive.piece(piece)?;
                }
            }
            Self::Tar(archive) => {
                for piece in records.filter(|piece| !piece.is_empty()) {
                    archive.piece(piece)?;
                }
            }
        }
        Ok(())
    }

    /// Flushes what was written, as far as the layout allows.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Concatenated(out) | Self::GzipMembers { out, .. } | Self::JsonArray { out, .. } => out.flush(),
            #[cfg(feature = "parquet")]
            Self::Table(_) => Ok(()),
            Self::Tar(archive) => archive.out.flush(),
            Self::Zip(archive) => archive.flush(),
        }
    }

    /// Writes the end and returns the output.
    ///
    /// # Errors
    /// The end cannot be written, or records are missing.
    pub(crate) fn finish(self) -> Result<W, WriteError> {
        match self {
            Self::Concatenated(out) | Self::GzipMembers { out, .. } | Self::JsonArray { out, .. } => Ok(out),
            #[cfg(feature = "parquet")]
            Self::Table(table) => table.finish(),
            Self::Tar(archive) => Ok(archive.out),
            Self::Zip(archive) => archive.finish(),
        }
    }
}
