//! Splits a record into fields.
//!
//! A quote is special only at the beginning of a field.
//!
//! `7,"a,b",x\r\n` → `0..1`, `2..7`, `8..9`

use std::ops::Range;

/// The state of the parser before a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ParserState {
    /// At the beginning of a field.
    Start,
    /// In a field without quotes, or after the end of a quoted one.
    Bare,
    /// Between quotes.
    Quoted,
    /// After a quote in a quoted field: it ends here, or the quote is doubled.
    Quote,
}

impl ParserState {
    /// The state after `byte`.
    pub(super) fn after(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Start, b'"') | (Self::Quote, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == delimiter || byte == b'\n' => Self::Start,
            _ => Self::Bare,
        }
    }
}

/// The fields of a record, with their quotes; `None` if a quote is not closed.
pub(super) fn fields(record: &[u8], delimiter: u8) -> Option<Vec<Range<usize>>> {
    let end = record.strip_suffix(b"\n").map_or(record, |r| r.strip_suffix(b"\r").unwrap_or(r)).len();
    let (mut fields, mut start, mut state) = (Vec::new(), 0, ParserState::Start);
    for (place, &byte) in record.iter().enumerate().take(end) {
        if byte == delimiter && state != ParserState::Quoted {
            fields.push(start..place);
            start = place + 1;
        }
        state = state.after(byte, delimiter);
    }
    fields.push(start..end);
    (state != ParserState::Quoted).then_some(fields)
}
