//! Reads values one after the other: the elements of an array, the members of an object, or values with white space between them.

use std::io::{self, BufRead as _};

use super::super::batch::{Batch, RecordKind, Taken, take_up_to, unfinished};
use super::super::input_format::{RecordReader, Source};
use super::space::{take_space, wrong};
use super::values::take_value;

/// The bytes after the end of an array that are passed on at once.
const TRAILING_BYTES: u64 = 1 << 16;

/// The longest name of a member. As long as what is between two elements.
const KEY_BYTES: u64 = 1 << 20;

/// How values follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SequenceKind {
    /// As elements of an array, after its bracket.
    Array,
    /// As elements of an array that is a part of an object, which goes on after it.
    InnerArray,
    /// As members of an object, after its bracket.
    Members,
    /// With white space between them.
    Plain,
}

impl SequenceKind {
    /// The bracket after the last value.
    fn end(self) -> Option<u8> {
        match self {
            Self::Array | Self::InnerArray => Some(b']'),
            Self::Members => Some(b'}'),
            Self::Plain => None,
        }
    }

    /// What a value is called.
    fn unit(self) -> &'static str {
        match self {
            Self::Array | Self::InnerArray => "element",
            Self::Members => "member",
            Self::Plain => "object",
        }
    }
}

/// Reads values, each with what separates it from the one before.
pub(super) struct JsonReader {
    kind: SequenceKind,
    limit: u64,
    /// The number of the last value, from 1.
    number: u64,
    /// Whether the end of the array was read.
    is_trailing: bool,
    /// The last byte of what follows the array, without white space.
    last: Option<u8>,
}

impl JsonReader {
    pub(super) fn new(kind: SequenceKind, limit: u64) -> Self {
        Self { kind, limit, number: 0, is_trailing: false, last: None }
    }

    fn damaged(&self, what: &str) -> io::Error {
        let unit = self.kind.unit();
        match self.number {
            0 => wrong(what),
            number => wrong(format!("{what} after {unit} {number}")),
        }
    }
}

impl JsonReader {
    /// Appends a name and its colon, and returns the byte of the value that follows.
    fn take_key(&self, input: &mut Source, bytes: &mut Vec<u8>) -> io::Result<Option<u8>> {
        let early = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("it ends in the middle of a name")),
            _ => error,
        };
        let is_name = input.fill_buf()?.first() == Some(&b'"');
        let taken = if is_name { take_value(input, bytes, KEY_BYTES).map_err(early)? } else { Taken::Nothing };
        if taken != Taken::All || take_space(input, bytes)? != Some(b':') {
            return Err(self.damaged("it has no name with a colon"));
        }
        bytes.push(b':');
        input.consume(1);
        take_space(input, bytes)
    }
}

impl RecordReader for JsonReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        if self.is_trailing {
            let count = take_up_to(input, &mut batch.bytes, TRAILING_BYTES)?;
            if self.kind != SequenceKind::InnerArray && !batch.bytes[start..].trim_ascii().is_empty() {
                let whole = if self.kind == SequenceKind::Array { "array" } else { "object" };
                return Err(wrong(format!("it has more data after the end of its {whole}")));
            }
            if count > 0 {
                batch.push(self.number, start, RecordKind::AsIs);
                self.last = batch.bytes[start..].trim_ascii_end().last().copied().or(self.last);
            } else if self.kind == SequenceKind::InnerArray && self.last != Some(b'}') {
                return Err(self.damaged("it ends without }"));
            }
            return Ok(count > 0);
        }
        let mut next = take_space(input, &mut batch.bytes)?;
        if let Some(end) = self.kind.end() {
            match next {
                Some(byte) if byte == end => {
                    batch.bytes.push(end);
                    input.consume(1);
                    batch.push(self.number, start, RecordKind::AsIs);
                    self.is_trailing = true;
                    return Ok(true);
                }
                Some(b',') if self.number > 0 => {
                    batch.bytes.push(b',');
                    input.consume(1);
                    next = take_space(input, &mut batch.bytes)?;
                    if next == Some(end) {
                        return Err(self.damaged(&format!("it has a comma but no {}", self.kind.unit())));
                    }
                }
                Some(_) if self.number > 0 => return Err(self.damaged("it has no comma")),
                _ => {}
            }
        }
        match next {
            None if self.kind == SequenceKind::Members => return Err(self.damaged("it ends without }")),
            None if self.kind != SequenceKind::Plain => return Err(self.damaged("it ends without ]")),
            None => {
                if batch.bytes.len() == start {
                    return Ok(false);
                }
                batch.push(self.number, start, RecordKind::AsIs);
                return Ok(true);
            }
            Some(b'}' | b']' | b',' | b':') => return Err(self.damaged("it is not valid JSON")),
            Some(_) => {}
        }
        if self.kind == SequenceKind::Members {
            next = self.take_key(input, &mut batch.bytes)?;
            if matches!(next, None | Some(b'}' | b']' | b',' | b':')) {
                return Err(self.damaged("it has a name without a value"));
            }
        }
        let taken = take_value(input, &mut batch.bytes, self.limit).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("it ends in the middle of a value")),
            _ => error,
        })?;
        self.number += 1;
        let kind = match taken {
            Taken::TooMany(count) => {
                batch.bytes.truncate(start);
                RecordKind::TooLarge(count)
            }
            Taken::All | Taken::Nothing => RecordKind::Document,
        };
        batch.push(self.number, start, kind);
        Ok(true)
    }
}
