//! Comma-separated and tab-separated values (RFC 4180): a header with the names of the columns, then one document per record.
//!
//! The delimiter is that of `--delimiter`, of a line `sep=;` above the header, or of the format; in CSV, the header decides.
//! Quoted fields may contain line ends. Only the texts are replaced; every other byte is copied, including quotes and line
//! ends. A quote is special only at the beginning of a field.
//!
//! `7,"Boats.  ",x\r\n` with the clean text `Boats.` → `7,"Boats.",x\r\n`

mod delimiter;
mod parser;

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use super::batch::{Batch, RecordKind, Taken, take_line_seen};
use super::fields::{FieldPath, NoField};
use super::input_format::{InputFormat, RecordCodec, RecordEncoding, RecordReader, Records, Settings, Source};
use super::record::{Reject, Replace, SourceText};
use crate::console::count::count;
use delimiter::Start;
use parser::{ParserState, fields};

/// Comma-separated values.
pub(super) static CSV: InputFormat = InputFormat {
    has_fields: true,
    encoding: RecordEncoding::Guessed,
    ..InputFormat::new("csv", "Comma-separated values with a header", &["csv"], |input, _, settings| {
        open(input, settings, None)
    })
};

/// Tab-separated values.
pub(super) static TSV: InputFormat = InputFormat {
    has_fields: true,
    encoding: RecordEncoding::Guessed,
    ..InputFormat::new("tsv", "Tab-separated values with a header", &["tsv", "tab"], |input, _, settings| {
        open(input, settings, Some(b'\t'))
    })
};

/// Reads the header, which must have the columns of `--field`. Without a `usual` delimiter, the header decides.
fn open(input: &mut Source, settings: &Settings, usual: Option<u8>) -> io::Result<Records> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let Start { mut header, delimiter, is_ambiguous } = Start::read(input, settings, usual)?;
    let line = 1 + memchr::memchr_iter(b'\n', &header).count() as u64;
    let mut reader = CsvReader { delimiter, limit: settings.max_doc_bytes, line };
    let mut batch = Batch::default();
    if !reader.next(input, &mut batch)? {
        let codec = CsvCodec { delimiter, is_ambiguous, ..CsvCodec::default() };
        return Ok(Records { reader: Box::new(reader), codec: Arc::new(codec), header });
    }
    let bare = batch.bytes;
    let fields = fields(&bare, delimiter).ok_or_else(|| wrong("the header has an unclosed quote".to_owned()))?;
    let names: Vec<String> =
        fields.into_iter().map(|range| String::from_utf8_lossy(&value(&bare[range])).into_owned()).collect();
    header.extend_from_slice(&bare);
    let find = |name: &str, option: &str| {
        let mut columns = names.iter().enumerate().filter(|(_, n)| *n == name).map(|(n, _)| n);
        match (columns.next(), columns.next()) {
            (Some(column), None) => Ok(column),
            (Some(_), Some(_)) => Err(wrong(format!("the header has \"{name}\" twice"))),
            (None, _) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let (what, help) = (
                    format!("the header has no \"{name}\""),
                    format!("name the column with {option}, or add a header if there is none"),
                );
                Err(NoField::new(&what, &help, name, &names, None).into())
            }
        }
    };
    let texts = settings.fields.texts.iter().map(|path| find(path.as_str(), "--field")).collect::<io::Result<_>>()?;
    let markdown = settings.fields.texts.iter().map(FieldPath::is_markdown).collect();
    let source = settings.fields.source.as_ref().map(|path| find(path.as_str(), "--source-field"));
    let source = if settings.fields.is_source_optional { source.and_then(Result::ok) } else { source.transpose()? };
    let titles = settings.fields.titles.iter().filter_map(|path| find(path.as_str(), "").ok()).collect();
    let codec = CsvCodec { delimiter, is_ambiguous, columns: names.len(), texts, markdown, source, titles };
    Ok(Records { reader: Box::new(reader), codec: Arc::new(codec), header })
}

/// Reads records.
struct CsvReader {
    delimiter: u8,
    limit: u64,
    /// The number of the next line, from 1.
    line: u64,
}

impl RecordReader for CsvReader {
    /// A record continues after a line end as long as a quote is open.
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let (start, first) = (batch.bytes.len(), self.line);
        let mut state = ParserState::Start;
        // The bytes of the record, without the line feed at its end.
        let mut size = 0_u64;
        let mut ends_line = false;
        let mut is_too_large = false;
        loop {
            // A record that is too large is still read, line by line, to find its end: quotes in the dropped part count.
            let taken = take_line_seen(input, &mut batch.bytes, self.limit, |part| {
                state = part.iter().fold(state, |state, &byte| state.after(byte, self.delimiter));
                size += u64::from(ends_line) + part.len() as u64;
                ends_line = part.ends_with(b"\n");
                size -= u64::from(ends_line);
            })?;
            if taken == Taken::Nothing {
                if size == 0 && !ends_line {
                    return Ok(false);
                }
                break;
            }
            self.line += 1;
            is_too_large = size > self.limit;
            if is_too_large {
                batch.bytes.truncate(start);
            }
            if state != ParserState::Quoted {
                break;
            }
        }
        if is_too_large {
            batch.push(first, start, RecordKind::TooLarge(size));
        } else {
            let is_blank = matches!(&batch.bytes[start..], b"\n" | b"\r\n");
            batch.push(first, start, if is_blank { RecordKind::AsIs } else { RecordKind::Document });
        }
        Ok(true)
    }
}

/// Rewrites records.
#[derive(Default)]
struct CsvCodec {
    delimiter: u8,
    is_ambiguous: bool,
    /// Number of columns.
    columns: usize,
    texts: Vec<usize>,
    /// For each of them whether it is Markdown.
    markdown: Vec<bool>,
    source: Option<usize>,
    titles: Vec<usize>,
}

impl RecordCodec for CsvCodec {
    fn delimiter(&self) -> Option<u8> {
        self.is_ambiguous.then_some(self.delimiter)
    }

    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let fields = fields(record, self.delimiter).ok_or("has an unclosed quote")?;
        if fields.len() != self.columns {
            return Err(format!("has {}, but the header has {}", count(fields.len(), "field"), self.columns).into());
        }
        if let Err(error) = std::str::from_utf8(record) {
            return Err(format!(
                "is not valid UTF-8 at byte {} (--encoding names another encoding)",
                error.valid_up_to() + 1
            )
            .into());
        }
        let field = |column: usize| &record[fields[column].clone()];
        let source = self.source.map(|column| text_of(field(column)));
        let titles: Vec<_> = self.titles.iter().map(|&column| text_of(field(column))).collect();
        let mut changed = Vec::with_capacity(self.texts.len());
        for (&column, &is_markdown) in self.texts.iter().zip(&self.markdown) {
            let old = text_of(field(column));
            let titles = titles.iter().map(AsRef::as_ref).collect();
            let text = SourceText { address: source.as_deref(), titles, is_markdown, ..SourceText::string(&old) };
            let text = replace(text)?.into_text();
            if text != old {
                changed.push((column, text));
            }
        }
        changed.sort_unstable();
        let mut done = 0;
        for (column, text) in &changed {
            let range = fields[*column].clone();
            // The same column may be requested twice.
            if range.start < done {
                continue;
            }
            out.extend_from_slice(&record[done..range.start]);
            // CSV readers skip blank lines, so the only field of a record is quoted when it becomes empty.
            let is_blank = text.is_empty() && self.columns == 1;
            write(text, self.delimiter, is_blank || field(*column).first() == Some(&b'"'), out);
            done = range.end;
        }
        out.extend_from_slice(&record[done..]);
        Ok(())
    }
}

/// The content of a field.
fn value(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = field.strip_prefix(b"\"") else { return Cow::Borrowed(field) };
    let mut value = Vec::with_capacity(inner.len());
    let mut state = ParserState::Quoted;
    for &byte in inner {
        let next = state.after(byte, b'\n');
        // Nothing should follow the closing quote; if something does, it is kept.
        if next != ParserState::Quote {
            value.push(byte);
        }
        state = if matches!(next, ParserState::Start | ParserState::Bare) { ParserState::Bare } else { next };
    }
    Cow::Owned(value)
}

/// The content of a field of a record that is valid UTF-8.
fn text_of(field: &[u8]) -> Cow<'_, str> {
    match value(field) {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

fn write(text: &str, delimiter: u8, was_quoted: bool, out: &mut Vec<u8>) {
    let is_special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    if !was_quoted && !text.bytes().any(is_special) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(record: &[u8]) -> Vec<Vec<u8>> {
        fields(record, b',').unwrap().into_iter().map(|range| value(&record[range]).into_owned()).collect()
    }

    proptest! {
        /// Compares with another implementation.
        #[test]
        fn fields_are_those_of_the_csv_crate(text in "[a\", \n]{0,24}") {
            let mut input: Source = io::BufReader::new(Box::new(io::Cursor::new(text.clone().into_bytes())));
            let mut reader = CsvReader { delimiter: b',', limit: 1000, line: 1 };
            let mut batch = Batch::default();
            while reader.next(&mut input, &mut batch).unwrap() {}
            let documents = batch.records.iter().filter(|record| record.kind == RecordKind::Document);
            let cut: Vec<&[u8]> = documents.map(|record| batch.bytes_of(record)).collect();
            prop_assume!(cut.iter().all(|record| fields(record, b',').is_some()));
            let ours: Vec<_> = cut.into_iter().map(values).collect();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let theirs: Vec<Vec<Vec<u8>>> =
                reader.byte_records().map(|r| r.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn what_is_written_is_read_again(text in "[a\", \r\n]{0,12}", was_quoted: bool) {
            let mut out = b"x,".to_vec();
            write(&text, b',', was_quoted, &mut out);
            out.extend_from_slice(b",y\r\n");
            prop_assert_eq!(values(&out), [b"x".to_vec(), text.into_bytes(), b"y".to_vec()]);
        }
    }
}
