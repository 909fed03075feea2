//! Comma-separated values (RFC 4180) and the same with tabs: a header that names the columns, then a document a record.
//!
//! Goes in: records, whose quoted fields may hold line ends. Comes out: the same records with another text, every other
//! byte as it was, quotes and line ends too. So records are not read into fields and printed again; the place of the text
//! in each is found and only that is replaced. A quote counts where a field begins with it; elsewhere it is a letter.
//!
//! `7,"Boats.  ",x\r\n` with the clean text `Boats.` → `7,"Boats.",x\r\n`

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use super::{Batch, Desk, Form, Kind, Settings, Source, Split, Taken, take_line};

/// Cuts records.
pub(crate) struct Records {
    delimiter: u8,
    limit: u64,
    line: u64,
}

/// Cleans records.
pub(crate) struct Csv {
    delimiter: u8,
    columns: usize,
    texts: Vec<usize>,
    source: Option<usize>,
}

/// Reads the header. It is the third part of what is given.
///
/// # Errors
/// Those of reading; or there is no header, or not with the columns that are asked for.
pub(crate) fn open(input: &mut Source, delimiter: u8, settings: &Settings) -> io::Result<(Records, Csv, Vec<u8>)> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let mut records = Records { delimiter, limit: settings.max_doc_bytes, line: 1 };
    let mut batch = Batch::default();
    if !records.next(input, &mut batch)? {
        let form = Csv { delimiter, columns: 0, texts: Vec::new(), source: None };
        return Ok((records, form, Vec::new()));
    }
    let header = batch.bytes;
    let bare = header.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&header);
    let fields = fields(bare, delimiter).ok_or_else(|| wrong("the header has a quote that does not end".to_owned()))?;
    let names: Vec<String> = fields
        .iter()
        .map(|range| String::from_utf8_lossy(&value(bare.get(range.clone()).unwrap_or_default())).into_owned())
        .collect();
    let find = |name: &str| {
        let mut places = names.iter().enumerate().filter(|(_, n)| *n == name).map(|(n, _)| n);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(wrong(format!("the header has \"{name}\" twice"))),
            (None, _) => Err(wrong(format!(
                "the header has no \"{name}\", but {}; name the column with --field",
                names.join(", ")
            ))),
        }
    };
    let texts = settings.fields.texts.iter().map(|path| find(path.as_str())).collect::<io::Result<_>>()?;
    let source = settings.fields.source.as_ref().map(|path| find(path.as_str())).transpose()?;
    Ok((records, Csv { delimiter, columns: names.len(), texts, source }, header))
}

impl Split for Records {
    /// A record reaches over line ends as long as a quote is open.
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let (start, first) = (batch.bytes.len(), self.line);
        let mut state = State::Start;
        let mut dropped = 0;
        loop {
            let from = batch.bytes.len();
            // What is too large is still read to know where it ends, a line at a time.
            match take_line(input, &mut batch.bytes, self.limit)? {
                Taken::Nothing if batch.bytes.len() == start && dropped == 0 => return Ok(false),
                Taken::Nothing => break,
                Taken::TooMany(count) => dropped += count,
                Taken::All => {}
            }
            self.line += 1;
            for &byte in batch.bytes.get(from..).unwrap_or_default() {
                state = state.after(byte, self.delimiter);
            }
            if (batch.bytes.len() - start) as u64 > self.limit {
                dropped += (batch.bytes.len() - start) as u64;
                batch.bytes.truncate(start);
            }
            if state != State::Quoted {
                break;
            }
        }
        if dropped > 0 {
            batch.bytes.truncate(start);
            batch.push(first, start, Kind::TooLarge(dropped));
        } else {
            let is_blank = matches!(batch.bytes.get(start..), Some(b"\n" | b"\r\n"));
            batch.push(first, start, if is_blank { Kind::AsIs } else { Kind::Document });
        }
        Ok(true)
    }
}

impl Form for Csv {
    fn clean(&self, piece: &[u8], desk: &mut Desk<'_>, out: &mut Vec<u8>) -> Result<(), String> {
        let fields = fields(piece, self.delimiter).ok_or("has a quote that does not end")?;
        if fields.len() != self.columns {
            return Err(format!("has {} fields, and the header {}", fields.len(), self.columns));
        }
        if let Err(error) = std::str::from_utf8(piece) {
            return Err(format!("is not valid UTF-8 at byte {}", error.valid_up_to() + 1));
        }
        let field = |column: usize| fields.get(column).and_then(|range| piece.get(range.clone())).unwrap_or_default();
        let source = self.source.map(|column| text_of(field(column)));
        let mut new = Vec::with_capacity(self.texts.len());
        for &column in &self.texts {
            let old = text_of(field(column));
            let text = desk.record_text(&old, source.as_deref());
            if text != old {
                new.push((column, text));
            }
        }
        new.sort_unstable();
        let mut done = 0;
        for (column, text) in &new {
            let Some(range) = fields.get(*column) else { continue };
            out.extend_from_slice(piece.get(done..range.start).unwrap_or_default());
            write(text, self.delimiter, field(*column).first() == Some(&b'"'), out);
            done = range.end;
        }
        out.extend_from_slice(piece.get(done..).unwrap_or_default());
        Ok(())
    }
}

/// Where in a field a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Bare,
    Quoted,
    /// After a quote in a quoted field: it ends here, or the quote is doubled.
    Quote,
}

impl State {
    fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Start, b'"') | (Self::Quote, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == delimiter || byte == b'\n' => Self::Start,
            _ => Self::Bare,
        }
    }
}

/// The fields of a record, quotes with them; nothing if a quote is not closed.
fn fields(record: &[u8], delimiter: u8) -> Option<Vec<Range<usize>>> {
    let end = record.strip_suffix(b"\n").map_or(record, |r| r.strip_suffix(b"\r").unwrap_or(r)).len();
    let (mut fields, mut start, mut state) = (Vec::new(), 0, State::Start);
    for (place, &byte) in record.iter().enumerate().take(end) {
        if byte == delimiter && state != State::Quoted {
            fields.push(start..place);
            start = place + 1;
        }
        state = state.after(byte, delimiter);
    }
    fields.push(start..end);
    (state != State::Quoted).then_some(fields)
}

/// What a field says.
fn value(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(inner) = field.strip_prefix(b"\"") else { return Cow::Borrowed(field) };
    let mut value = Vec::with_capacity(inner.len());
    let mut state = State::Quoted;
    for &byte in inner {
        let next = state.after(byte, b'\n');
        // What follows the closing quote, which nothing should, is taken as it is.
        if next != State::Quote {
            value.push(byte);
        }
        state = if matches!(next, State::Start | State::Bare) { State::Bare } else { next };
    }
    Cow::Owned(value)
}

/// The same as text; the record was seen to be UTF-8.
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
        /// Another implementation is the judge.
        #[test]
        fn fields_are_those_of_the_csv_crate(text in "[a\", \n]{0,24}") {
            let mut input: Source = io::BufReader::new(Box::new(io::Cursor::new(text.clone().into_bytes())));
            let mut records = Records { delimiter: b',', limit: 1000, line: 1 };
            let mut batch = Batch::default();
            while records.next(&mut input, &mut batch).unwrap() {}
            let documents = batch.pieces.iter().filter(|piece| piece.kind == Kind::Document);
            let cut: Vec<&[u8]> = documents.map(|piece| &batch.bytes[piece.range.clone()]).collect();
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
