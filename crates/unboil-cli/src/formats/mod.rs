//! The formats that documents come in, by name, by extension and by their first bytes.
//!
//! Each file implements one format and does not depend on the command line or on cleaning. [`input_format`] defines what a format
//! provides, [`FORMATS`] lists all formats, [`writer`] writes outputs.
//!
//! `b.ndjson.zst` → JSON Lines, one record per row; data that begins with `WARC/1.` → a web archive; anything else → text

mod archive;
mod array_commas;
pub(crate) mod batch;
pub(crate) mod compression;
mod csv;
pub(crate) mod fields;
pub(crate) mod input_format;
mod json;
mod jsonl;
pub(crate) mod not_text;
mod parquet;
pub(crate) mod record;
mod record_codec;
mod tar;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod transcoding;
mod warc;
pub(crate) mod write_error;
pub(crate) mod writer;
mod zip;
mod zstd_frame;

use std::fmt;
use std::io;
use std::ops::Deref;
use std::path::Path;

use archive::{MemberKind, Members};
use compression::Compression;
use input_format::{InputFormat, Origin, Records, Settings, Source};

/// All formats, in the order of `--help`. The first is used if neither name nor content indicates another.
static FORMATS: &[&InputFormat] = &[
    &text::TEXT,
    &text::MARKDOWN,
    &jsonl::JSONL,
    &json::JSON,
    &csv::CSV,
    &csv::TSV,
    &warc::WARC,
    &tar::format(|_, _, settings| tar::open(members(settings))),
    &zip::format(|_, origin, settings| zip::open(origin, members(settings))),
    &parquet::PARQUET,
];

/// Number of bytes needed to recognize any format.
pub(crate) const START_BYTES: usize = 262;

/// One of the formats.
#[derive(Clone, Copy)]
pub(crate) struct Format(&'static InputFormat);

impl Format {
    /// Plain text.
    pub(crate) const TEXT: Self = Self(&text::TEXT);
    /// Markdown.
    pub(crate) const MARKDOWN: Self = Self(&text::MARKDOWN);
    /// JSON Lines.
    pub(crate) const JSONL: Self = Self(&jsonl::JSONL);
    /// A JSON array, or JSON objects one after the other.
    pub(crate) const JSON: Self = Self(&json::JSON);

    /// All formats, in the order of `--help`.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|format| Self(format))
    }

    /// The format with that name of `--format`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::all().find(|format| format.name == name)
    }

    /// The format that the extension of a file stands for.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let path = Compression::without_extension(path);
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::all().find(|format| format.extensions.contains(&&*extension))
    }

    /// Opens an input that is at its start, in whatever encoding it is.
    ///
    /// # Errors
    /// It is in an encoding that cannot be written again, or the data before the first record cannot be read.
    pub(crate) fn open(self, input: &mut Source, origin: &Origin<'_>, settings: &Settings) -> io::Result<Records> {
        transcoding::open(self.0, input, origin, settings)
    }

    /// The format of data that begins with `start`.
    pub(crate) fn of_start(start: &[u8]) -> Self {
        Self::all().find(|format| (format.matches_start)(start)).unwrap_or(Self::TEXT)
    }
}

impl Deref for Format {
    type Target = InputFormat;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

/// Names are unique, which a test checks.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// How the members of an archive are read.
fn members(settings: &Settings) -> Members {
    Members { settings: settings.clone(), kind: member_kind }
}

fn member_kind(path: &Path) -> MemberKind {
    let named = Format::of_path(path);
    let is_text = named.is_none_or(|format| format == Format::TEXT);
    match named {
        _ if Compression::without_extension(path) != path => MemberKind::Other,
        _ if is_text && not_text::by_name(path).is_none() => MemberKind::Text,
        Some(format) if format == Format::MARKDOWN => MemberKind::Markdown,
        // Binary formats are read from their end, or are archives themselves.
        Some(format) if !format.is_one_document && !format.is_binary => MemberKind::Records(format.0),
        _ => MemberKind::Other,
    }
}
