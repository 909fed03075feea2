//! The forms documents come in. Each file here takes one form apart into pieces and makes of each piece a clean one; it
//! knows neither the command line nor where bytes come from.
//!
//! A form has two halves, because they run on different threads: a [`Split`] cuts the input into pieces as it comes,
//! and a [`Form`] cleans a piece, which holds a document or goes through as it is. What the pieces become, put end to end,
//! is the output. (Parquet is laid out by columns, so of its pieces a table is made again: [`parquet::Rebuild`].)
//!
//! `news/a.txt` is one piece; `rows.jsonl` is a piece for each row; `crawl.warc.wet.gz` one for each record.

pub(crate) mod compression;
pub(crate) mod csv;
pub(crate) mod desk;
pub(crate) mod jsonl;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod piece;
pub(crate) mod tar;
pub(crate) mod text;
pub(crate) mod warc;

use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use compression::Compression;
pub(crate) use desk::Desk;
use jsonl::Fields;
pub(crate) use piece::{Batch, Kind, Piece, Taken, take_exact, take_line};

/// An input, decompressed.
pub(crate) type Source = BufReader<Box<dyn Read + Send>>;

/// The form of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document: the whole file.
    Text,
    /// JSON Lines: one record in each row.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A web archive; conversion records (WET) hold documents.
    Warc,
    /// An archive of files, each a document.
    Tar,
    /// A table by columns.
    Parquet,
}

/// What may be known of an input beforehand.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// What of a record counts.
    pub fields: Fields,
    /// A document of more bytes is an error of that document.
    pub max_doc_bytes: u64,
}

/// Where an input lies, for forms that cannot take it as it comes.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only tables are not taken as they come"))]
pub(crate) struct Origin<'o> {
    /// Its file; standard input has none.
    pub path: Option<&'o Path>,
    /// Counts the bytes that were read.
    pub read: Arc<AtomicU64>,
}

/// Cuts an input into pieces.
pub(crate) trait Split: Send {
    /// Appends the next piece of `input` to `batch`; `false` at the end.
    ///
    /// # Errors
    /// The input cannot be read, or is not laid out as its form demands; what comes after cannot be found then.
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool>;

    /// Whether the next piece is there already, so that nothing need wait for it.
    fn is_more_at_hand(&self, input: &Source) -> bool {
        !input.buffer().is_empty()
    }
}

/// Makes of a piece a clean one.
pub(crate) trait Form: Send + Sync {
    /// Appends what `piece` becomes to `out`.
    ///
    /// # Errors
    /// It holds no document, in words that complete "it …"; nothing is appended then that counts.
    fn clean(&self, piece: &[u8], desk: &mut Desk<'_>, out: &mut Vec<u8>) -> Result<(), String>;

    /// What to do about a piece that holds no document.
    fn way_out(&self) -> &'static str {
        "mend the record; it is left out"
    }

    /// How a piece is told from the others of its input, to stand behind the name of the input.
    fn at(&self, _piece: &[u8], number: u64) -> String {
        format!(":{number}")
    }

    /// Whether a piece that holds no document stays as it is, because it cannot be left out.
    fn stays(&self) -> bool {
        false
    }

    /// What those who collect what failed get of a piece.
    fn rejected(&self, piece: &[u8]) -> Vec<u8> {
        piece.to_vec()
    }
}

/// Both halves of a form, and what comes before the first piece: the header of a table.
pub(crate) type Halves = (Box<dyn Split>, Arc<dyn Form>, Vec<u8>);

impl Format {
    /// The form that the name of a file promises.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        let path = Compression::without_extension(path);
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "jsonl" | "ndjson" | "jsonlines" => Self::Jsonl,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "warc" | "wet" => Self::Warc,
            "tar" => Self::Tar,
            "parquet" | "pq" => Self::Parquet,
            "txt" | "text" => Self::Text,
            _ => return None,
        })
    }

    /// The form of data that begins so; forms that only a name can tell are text.
    pub(crate) fn of_start(start: &[u8]) -> Self {
        if start.starts_with(b"PAR1") {
            Self::Parquet
        } else if start.starts_with(b"WARC/1.") || start.starts_with(b"WARC/0.") {
            Self::Warc
        } else if start.get(257..262) == Some(b"ustar") {
            Self::Tar
        } else {
            Self::Text
        }
    }

    /// Bytes that [`of_start`](Self::of_start) wants to see.
    pub(crate) const START_BYTES: usize = 262;

    /// Whether an input with a document that fails has no output at all.
    pub(crate) fn is_one_document(self) -> bool {
        self == Self::Text
    }

    /// Whether each piece is a gzip member of its own in a compressed file, as tools that index web archives expect.
    pub(crate) fn has_members(self) -> bool {
        self == Self::Warc
    }

    /// Both halves of the form, for an input of which nothing was read.
    ///
    /// # Errors
    /// What comes before the first piece cannot be read.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only tables are not taken as they come"))]
    pub(crate) fn open(self, input: &mut Source, origin: &Origin<'_>, settings: &Settings) -> io::Result<Halves> {
        let limit = settings.max_doc_bytes;
        let plain = |split: Box<dyn Split>, form: Arc<dyn Form>| Ok((split, form, Vec::new()));
        match self {
            Self::Text => plain(Box::new(text::Whole::new(limit)), Arc::new(text::Text)),
            Self::Jsonl => {
                plain(Box::new(jsonl::Rows::new(limit)), Arc::new(jsonl::Jsonl::new(settings.fields.clone())))
            }
            Self::Csv | Self::Tsv => {
                let delimiter = if self == Self::Csv { b',' } else { b'\t' };
                let (split, form, header) = csv::open(input, delimiter, settings)?;
                Ok((Box::new(split), Arc::new(form), header))
            }
            Self::Warc => plain(Box::new(warc::Records::new(limit)), Arc::new(warc::Warc)),
            Self::Tar => plain(Box::new(tar::Members::new(limit)), Arc::new(tar::Tar)),
            #[cfg(feature = "parquet")]
            Self::Parquet => {
                let (split, form) = parquet::open(origin, settings)?;
                plain(Box::new(split), Arc::new(form))
            }
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => {
                let what = "this unboil was built without the feature parquet";
                Err(io::Error::new(io::ErrorKind::Unsupported, what))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_extension_tells_the_format_also_below_that_of_a_compression() {
        let of = |name: &str| Format::of_name(Path::new(name));
        assert_eq!(of("a/b.JSONL"), Some(Format::Jsonl));
        assert_eq!(of("b.ndjson.zst"), Some(Format::Jsonl));
        assert_eq!(of("b.warc.wet.gz"), Some(Format::Warc));
        assert_eq!(of("b.tgz"), Some(Format::Tar));
        assert_eq!(of("b.jsonl.txt"), Some(Format::Text));
        assert_eq!(of("jsonl"), None);
    }

    fn settings() -> Settings {
        let fields = Fields {
            texts: vec!["text".parse().unwrap()],
            id: "id".parse().unwrap(),
            source: Some("url".parse().unwrap()),
        };
        Settings { fields, max_doc_bytes: 60 }
    }

    /// What an input becomes, and how many of its pieces hold no document; nothing where it cannot be taken apart to its end.
    fn cleaned(format: Format, bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
        let rules = unboil::RuleSet::builder().build().unwrap();
        let cleaner = unboil::Cleaner::new(Arc::new(rules), unboil::Options::default());
        let mut source: Source = BufReader::with_capacity(7, Box::new(io::Cursor::new(bytes.to_vec())));
        let origin = Origin { path: None, read: Arc::default() };
        let (mut split, form, mut out) = format.open(&mut source, &origin, &settings()).ok()?;
        let (mut batch, mut desk, mut bad) = (Batch::default(), Desk::new(&cleaner), 0);
        while split.next(&mut source, &mut batch).ok()? {}
        for piece in &batch.pieces {
            let bytes = &batch.bytes[piece.range.clone()];
            form.at(bytes, piece.number);
            match piece.kind {
                Kind::AsIs => out.extend_from_slice(bytes),
                Kind::Document => bad += usize::from(form.clean(bytes, &mut desk, &mut out).is_err()),
                Kind::TooLarge(_) => bad += 1,
            }
        }
        Some((out, bad))
    }

    /// Bytes that look a little like each form, so that more than the first test of a parser is reached.
    fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
        let words = [
            "{\"text\":",
            "\"a  b\"",
            "}",
            "\n",
            "\r\n",
            ",",
            "\"",
            "text",
            "url",
            "\t",
            "WARC/1.0\r\n",
            "Content-Length: ",
            "7",
            "3",
            "WARC-Type: conversion",
            "\r\n\r\n",
            "a  b",
            "[",
            "\u{e9}",
            "http://x.org/",
        ];
        let part = prop_oneof![
            4 => proptest::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..9),
        ];
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    const IN_PIECES: [Format; 6] = [Format::Text, Format::Jsonl, Format::Csv, Format::Tsv, Format::Warc, Format::Tar];

    proptest! {
        #[test]
        fn any_bytes_are_taken_apart_or_refused(bytes in likely_bytes()) {
            for format in IN_PIECES {
                cleaned(format, &bytes);
            }
        }

        /// A tar archive of any file, with some bytes of it changed.
        #[test]
        fn a_damaged_archive_is_no_reason_to_stop(text in likely_bytes(), at in 0..2048_usize, byte: u8) {
            let mut builder = ::tar::Builder::new(Vec::new());
            let mut header = ::tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            builder.append_data(&mut header, "x/".repeat(70) + "a.txt", text.as_slice()).unwrap();
            let mut archive = builder.into_inner().unwrap();
            if let Some(place) = archive.get_mut(at) {
                *place = byte;
            }
            cleaned(Format::Tar, &archive);
        }

        /// Whatever its other columns hold, what is clean already comes out as the bytes it was.
        #[test]
        fn what_is_clean_stays_byte_for_byte(fields in proptest::collection::vec("[a \"\r\n,;]{0,9}", 1..6)) {
            let mut writer = ::csv::WriterBuilder::new().from_writer(b"text,x,url\n".to_vec());
            for field in &fields {
                writer.write_record(["clean", field, "y"]).unwrap();
            }
            let table = writer.into_inner().unwrap();
            prop_assert_eq!(cleaned(Format::Csv, &table), Some((table, 0)));
        }
    }
}
