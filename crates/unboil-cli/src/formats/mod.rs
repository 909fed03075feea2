//! The formats that documents come in. Each file here knows one format; none knows the command line or cleaning.
//!
//! [`input_format`] says what a format provides, [`registry`] lists them all, [`writer`] makes outputs of their records.
//!
//! `news/a.txt` is one record; `rows.jsonl` is a record a row; `crawl.warc.wet.gz` one for each record of the archive.

pub(crate) mod batch;
pub(crate) mod compression;
mod csv;
pub(crate) mod fields;
pub(crate) mod input_format;
mod jsonl;
mod parquet;
pub(crate) mod record;
pub(crate) mod registry;
mod tar;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod warc;
pub(crate) mod write_error;
pub(crate) mod writer;
