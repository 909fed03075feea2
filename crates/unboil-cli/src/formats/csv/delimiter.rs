//! Finds the delimiter of a table.
//!
//! Input: the first lines, of which no more is read than the decision needs. Output: the delimiter, and the bytes above the
//! header: a byte order mark, and the line `sep=;` that Excel reads.
//!
//! `text;id` → `;`; `id,"a;b",text` → `,`

use std::io::{self, Read as _};

use super::super::batch::{Taken, take_line};
use super::super::input_format::{Settings, Source, put_back};
use super::parser::{ParserState, fields};

/// Delimiters that are recognized. The first is used if nothing tells.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How much of a table is read at most to find its delimiter, in bytes; as much as to find its encoding. It does not depend on the
/// size of documents, so that the same table has the same delimiter with any `--max-doc-bytes`.
const SAMPLE: u64 = 1 << 16;

/// The start of a table.
pub(super) struct Start {
    /// The bytes above the header.
    pub header: Vec<u8>,
    pub delimiter: u8,
    /// Whether its header leaves several delimiters possible, so that the rows decided.
    pub is_ambiguous: bool,
}

impl Start {
    /// Reads what is above the header, and finds the delimiter if it is not that of `--delimiter` or the `usual` one.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn read(input: &mut Source, settings: &Settings, usual: Option<u8>) -> io::Result<Self> {
        let mut header = Vec::new();
        let mut seen = Vec::new();
        let mut lines = Lines { input, limit: SAMPLE };
        lines.take(&mut seen)?;
        if let Some(rest) = seen.strip_prefix(b"\xEF\xBB\xBF") {
            header.extend_from_slice(&seen[..seen.len() - rest.len()]);
            seen.drain(..header.len());
        }
        let named = separator(&seen);
        if named.is_some() {
            header.append(&mut seen);
        }
        let (delimiter, is_ambiguous) = match settings.delimiter.or(named).or(usual) {
            Some(delimiter) => (delimiter, false),
            None => recognize(&mut seen, &mut lines)?,
        };
        put_back(seen, input);
        Ok(Self { header, delimiter, is_ambiguous })
    }
}

/// The delimiter that a line `sep=;` names.
fn separator(line: &[u8]) -> Option<u8> {
    let line = line.strip_suffix(b"\n")?;
    match line.strip_suffix(b"\r").unwrap_or(line) {
        &[b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', byte] => {
            (byte.is_ascii_punctuation() && byte != b'"' || matches!(byte, b'\t' | b' ')).then_some(byte)
        }
        _ => None,
    }
}

/// The lines of an input.
struct Lines<'i> {
    input: &'i mut Source,
    limit: u64,
}

impl Lines<'_> {
    /// Appends the next line to `seen`; `false` at the end of the input or of the sample.
    fn take(&mut self, seen: &mut Vec<u8>) -> io::Result<bool> {
        if seen.len() as u64 > self.limit {
            return Ok(false);
        }
        // What was read is put back, so a longer line must not be dropped; its rest is not needed.
        let mut input = self.input.by_ref().take(self.limit.saturating_add(2));
        Ok(take_line(&mut input, seen, u64::MAX)? != Taken::Nothing)
    }
}

/// The delimiter by which the header has the most fields, and the first record as many; and whether several are possible. Only then is
/// the first record read: a row may take long to arrive.
fn recognize(seen: &mut Vec<u8>, lines: &mut Lines<'_>) -> io::Result<(u8, bool)> {
    let mut scan = RecordScan::from(0);
    let header = loop {
        if let Some(end) = scan.end(seen, |byte| DELIMITERS.contains(&byte)) {
            break end;
        }
        if !lines.take(seen)? {
            break seen.len();
        }
    };
    let counts = separators(&seen[..header]);
    let mut possible: Vec<(u8, usize)> = DELIMITERS.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
    // Of equal counts, the earlier delimiter stays first.
    possible.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    match possible[..] {
        [] => return Ok((DELIMITERS[0], false)),
        [(only, _)] => return Ok((only, false)),
        _ => {}
    }
    for &(delimiter, count) in &possible {
        let mut start = header;
        let mut scan = RecordScan::from(start);
        let first = loop {
            match scan.end(seen, |byte| byte == delimiter) {
                Some(end) if matches!(&seen[start..end], b"\n" | b"\r\n") => {
                    start = end;
                    scan = RecordScan::from(start);
                }
                Some(end) => break &seen[start..end],
                None if lines.take(seen)? => {}
                None => break &seen[start..],
            }
        };
        if fields(first, delimiter).is_some_and(|fields| fields.len() == count + 1) {
            return Ok((delimiter, true));
        }
    }
    // No record agrees with the header, or there is none.
    let usual = possible.iter().map(|(delimiter, _)| *delimiter).find(|byte| *byte == DELIMITERS[0]);
    Ok((usual.unwrap_or(possible[0].0), true))
}

/// Looks for the end of a record in bytes that become more.
struct RecordScan {
    /// The bytes before this place were looked at.
    place: usize,
    state: ParserState,
}

impl RecordScan {
    fn from(place: usize) -> Self {
        Self { place, state: ParserState::Start }
    }

    /// The end of the record in `bytes`, after its line feed; `None` if it is not complete.
    fn end(&mut self, bytes: &[u8], is_delimiter: impl Fn(u8) -> bool) -> Option<usize> {
        for &byte in &bytes[self.place..] {
            self.place += 1;
            if byte == b'\n' && self.state != ParserState::Quoted {
                return Some(self.place);
            }
            self.state = self.state.after(byte, if is_delimiter(byte) { byte } else { b'\n' });
        }
        None
    }
}

/// How often each delimiter is in a header outside quotes. A quote is special after each of them, since it is not known yet
/// which one is right.
fn separators(header: &[u8]) -> [usize; DELIMITERS.len()] {
    let mut counts = [0; DELIMITERS.len()];
    let mut state = ParserState::Start;
    for &byte in header {
        let delimiter = DELIMITERS.iter().position(|delimiter| *delimiter == byte);
        if let Some(delimiter) = delimiter.filter(|_| state != ParserState::Quoted) {
            counts[delimiter] += 1;
        }
        state = state.after(byte, if delimiter.is_some() { byte } else { b'\n' });
    }
    counts
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    fn recognized(text: &'static str) -> u8 {
        let mut input: Source = BufReader::new(Box::new(Cursor::new(text)));
        let mut seen = Vec::new();
        recognize(&mut seen, &mut Lines { input: &mut input, limit: 1000 }).unwrap().0
    }

    #[test]
    fn the_header_decides_and_the_first_record_if_several_are_possible() {
        for (text, delimiter) in [
            ("text;id\nA, b, c;1\n", b';'),
            ("text\tid\nA;b\t1\n", b'\t'),
            ("text|id\nA|1\n", b'|'),
            ("id,\"a;b;c\",text\n1,2,3\n", b','),
            ("id,text,\"a\n;;;;b\"\n1,2,3\n", b','),
            ("id,text,kind (a|b|c|d)\n1,\"A\n|||| b\",a\n", b','),
            ("id;text;size (w, h)\n1;\"A\n, b\";2\n", b';'),
            ("text\nA; b, c\n", b','),
            ("text,a|b|c\n", b','),
            ("", b','),
        ] {
            assert_eq!(recognized(text) as char, delimiter as char, "{text}");
        }
    }

    #[test]
    fn only_a_line_of_its_own_names_the_delimiter() {
        assert_eq!(separator(b"sep=;\r\n"), Some(b';'));
        assert_eq!(separator(b"SEP=\t\n"), Some(b'\t'));
        for line in [&b"sep=;text\n"[..], b"sep=;", b"sep=\n", b"sep=\"\n", b"sep=a\n"] {
            assert_eq!(separator(line), None);
        }
    }
}
