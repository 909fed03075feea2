//! Plain text and Markdown: the whole input is one document.
//!
//! A document is read completely, because its last lines (a comment form, the end of the prose) can decide about earlier ones.
//!
//! `Caf\xE9\r\n` → `Café\n`

use std::io::{self, Read as _};

use super::batch::{Batch, RecordKind};
use super::input_format::{InputFormat, RecordCodec, RecordReader, Records, Settings, Source};
use super::record::{Reject, Replace, SourceText};

/// Plain text.
pub(super) static TEXT: InputFormat = InputFormat {
    is_one_document: true,
    ..InputFormat::new("text", "One document per file", &["txt", "text"], |_, _, settings| {
        Ok(records(settings, TextCodec { is_markdown: false }))
    })
};

/// Markdown.
pub(super) static MARKDOWN: InputFormat = InputFormat {
    is_one_document: true,
    ..InputFormat::new(
        "markdown",
        "One document per file; rules see its lines without markup, and nothing is normalized",
        &["md", "markdown", "mdown", "mkd"],
        |_, _, settings| Ok(records(settings, TextCodec { is_markdown: true })),
    )
};

fn records(settings: &Settings, codec: TextCodec) -> Records {
    Records::new(TextReader { limit: settings.max_doc_bytes, is_done: false }, codec)
}

/// Reads everything as one record.
struct TextReader {
    limit: u64,
    is_done: bool,
}

impl RecordReader for TextReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(false);
        }
        let start = batch.bytes.len();
        let count = input.take(self.limit.saturating_add(1)).read_to_end(&mut batch.bytes)? as u64;
        let kind = if count > self.limit {
            batch.bytes.truncate(start);
            RecordKind::TooLarge(count.saturating_add(io::copy(input, &mut io::sink())?))
        } else {
            RecordKind::Document
        };
        batch.push(0, start, kind);
        Ok(true)
    }
}

/// Replaces the whole text.
pub(crate) struct TextCodec {
    pub is_markdown: bool,
}

impl RecordCodec for TextCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let new = replace(SourceText { is_markdown: self.is_markdown, ..SourceText::file(record) })?.into_bytes();
        if out.is_empty() {
            // Saves copying a large document.
            *out = new;
        } else {
            out.extend_from_slice(&new);
        }
        Ok(())
    }

    fn location(&self, _record: &[u8], _number: u64) -> String {
        String::new()
    }
}
