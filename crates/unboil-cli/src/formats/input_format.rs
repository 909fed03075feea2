//! What a format provides: a name, how it is recognized, a reader and a codec.
//!
//! The reader splits an input into records. The codec rewrites a record: it passes each text in it to a function
//! ([`Replace`]) and inserts the result in its place. So a format knows nothing of cleaning or restoring. Reader and codec
//! are two objects because they run on different threads. A [`RecordWriter`](super::writer::RecordWriter) writes
//! the new records in the format's [`Layout`].

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use unboil::Encoding;

use super::batch::Batch;
use super::fields::Fields;
pub(crate) use super::record_codec::{MemberPlace, RecordCodec};

/// A decompressed input.
pub(crate) type Source = BufReader<Box<dyn Read + Send>>;

/// Makes `bytes` the next bytes of `input`.
pub(super) fn put_back(bytes: Vec<u8>, input: &mut Source) {
    let capacity = input.capacity();
    let rest = std::mem::replace(input, BufReader::new(Box::new(io::empty())));
    *input = BufReader::with_capacity(capacity, Box::new(Cursor::new(bytes).chain(rest)));
}

/// How the records of an output are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One after the other, after the header.
    Concatenated,
    /// The same; compressed with gzip, each record is a member of its own, as tools that index web archives expect.
    GzipMembers,
    /// As a JSON array: the same, but the first record has no comma before it.
    JsonArray,
    /// As a table with the layout of the input.
    Table,
    /// As a tar archive.
    Tar,
    /// As a ZIP archive with the layout of the input.
    Zip,
}

impl Layout {
    /// Whether records are separated by commas.
    pub(super) fn is_array(self) -> bool {
        self == Self::JsonArray
    }
}

/// Which encodings the records of a format may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordEncoding {
    /// The format takes bytes as they are, or defines the encoding.
    Own,
    /// UTF-8, unless there is a byte order mark or `--encoding`. A character that another encoding lacks can be written as `\u` and
    /// digits.
    Json,
    /// The same, and if the first bytes are not UTF-8, their encoding is guessed.
    Guessed,
}

/// Settings for reading an input.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The fields of a record to read.
    pub fields: Fields,
    /// Larger documents are rejected. Bytes.
    pub max_doc_bytes: u64,
    /// Whether what is not text by its name or its first bytes is read as text.
    pub force: bool,
    /// The byte between the fields of CSV and TSV; if `None`, it is recognized. ASCII, neither a quote nor a line end.
    pub delimiter: Option<u8>,
    /// The encoding of records without a byte order mark; if `None`, it is recognized.
    pub encoding: Option<Encoding>,
    /// How the records of members of an archive were read before, by path. What is not named here is recognized.
    pub members: Arc<HashMap<String, KnownReading>>,
}

/// How records were read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct KnownReading {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<u8>,
}

/// Opens the file of an input from its beginning.
pub(crate) type OpenFile<'o> = &'o dyn Fn() -> io::Result<File>;

/// The origin of an input, for formats that cannot be read sequentially.
#[derive(Clone)]
pub(crate) struct Origin<'o> {
    /// Opens its file; `None` for standard input.
    pub file: Option<OpenFile<'o>>,
    /// Whether its next bytes may take long to arrive.
    pub is_pipe: bool,
    /// Counts the bytes that were read.
    pub bytes_read: Arc<AtomicU64>,
}

/// A format of inputs. To add one, write a file with its reader, its codec and a static of this type, and add a line to
/// [`FORMATS`](super::FORMATS).
pub(crate) struct InputFormat {
    /// Its name, as `--format` takes it.
    pub name: &'static str,
    /// What it is, for `--help`: one line without a full stop.
    pub about: &'static str,
    /// The extensions of its files, in lower case. The first is the usual one.
    pub extensions: &'static [&'static str],
    /// Whether data that begins with these bytes has this format. Up to [`START_BYTES`](super::START_BYTES) bytes are given.
    /// Always `false` for formats that are recognized only by name or option.
    pub matches_start: fn(&[u8]) -> bool,
    /// Whether an input is a single document, so that it has no output if the document fails.
    pub is_one_document: bool,
    /// Whether its data is binary and must not be written to a terminal.
    pub is_binary: bool,
    /// Whether `--field` names the texts of its records.
    pub has_fields: bool,
    /// The encodings of its records.
    pub encoding: RecordEncoding,
    /// How records become an output.
    pub layout: Layout,
    /// Opens an input that is at its start. Fails if the data before the first record cannot be read.
    pub open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>,
}

impl InputFormat {
    /// A format of records one after the other, each of them a text without fields in any encoding. Formats that differ in a few points
    /// change those.
    pub(super) const fn new(
        name: &'static str,
        about: &'static str,
        extensions: &'static [&'static str],
        open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>,
    ) -> Self {
        Self {
            name,
            about,
            extensions,
            matches_start: |_| false,
            is_one_document: false,
            is_binary: false,
            has_fields: false,
            encoding: RecordEncoding::Own,
            layout: Layout::Concatenated,
            open,
        }
    }
}

/// An input that was opened.
pub(crate) struct Records {
    pub reader: Box<dyn RecordReader>,
    pub codec: Arc<dyn RecordCodec>,
    /// The data before the first record: the header of a table.
    pub header: Vec<u8>,
}

impl Records {
    /// An input without a header.
    pub(crate) fn new(reader: impl RecordReader + 'static, codec: impl RecordCodec + 'static) -> Self {
        Self { reader: Box::new(reader), codec: Arc::new(codec), header: Vec::new() }
    }
}

/// Splits an input into records.
pub(crate) trait RecordReader: Send {
    /// Appends the next record of `input` to `batch`; `false` at the end.
    ///
    /// # Errors
    /// The input cannot be read, or violates its format, so that the next record cannot be found.
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool>;

    /// Whether the next record can be read without waiting.
    fn has_buffered_record(&self, input: &Source) -> bool {
        !input.buffer().is_empty()
    }
}
