//! The records of an input, for every command that reads documents.
//!
//! Input: a file or standard input. Output: batches of its records, and each record with its texts replaced. A function
//! supplies the new texts: `clean`, `check`, `diff`, `explain`, `review`, `impact` and `watch` pass one that cleans, `restore`
//! one that restores.
//!
//! `rows.jsonl.gz` of two rows → a batch of two records

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::open::open;
use super::opened::Opened;
use crate::files::inputs::Input;
use crate::files::readiness::is_stdin_ready;
use crate::formats::Format;
use crate::formats::batch::{Batch, RawRecord, RecordKind};
use crate::formats::input_format::{Origin, RecordCodec, RecordReader, Records, Settings, Source};
use crate::formats::record::{Reject, Replace, too_large};

/// Bytes after which a batch is full: large enough that handing it to a thread costs little compared with cleaning it, small
/// enough that all threads have work early.
pub(super) const BATCH_BYTES: usize = 1 << 16;

/// An open input.
pub(crate) struct RecordStream {
    source: Source,
    reader: Box<dyn RecordReader>,
    pub codec: Arc<dyn RecordCodec>,
    /// The data before the first record.
    pub header: Vec<u8>,
    pub opened: Opened,
    /// The length of the last batch. Bytes.
    last_batch: usize,
}

impl RecordStream {
    /// Opens an input, whose format is `wanted` or what its name or its first bytes tell.
    ///
    /// # Errors
    /// It cannot be opened, or the data before its first record cannot be read.
    pub(crate) fn open(input: &Input, wanted: Option<Format>, settings: &Settings) -> io::Result<Self> {
        let bytes_read = Arc::default();
        let (source, opened) = open(input, wanted, settings.force, &bytes_read)?;
        Self::new(input, source, opened, settings, &bytes_read)
    }

    /// The same for an input of which a part may have been read into `source`.
    pub(super) fn new(
        input: &Input,
        mut source: Source,
        opened: Opened,
        settings: &Settings,
        bytes_read: &Arc<AtomicU64>,
    ) -> io::Result<Self> {
        let open = || input.open();
        let origin = Origin {
            file: if input.is_stdin { None } else { Some(&open) },
            is_pipe: opened.file.is_none(),
            bytes_read: Arc::clone(bytes_read),
        };
        let Records { reader, codec, header } = opened.format.open(&mut source, &origin, settings)?;
        Ok(Self { source, reader, codec, header, opened, last_batch: 0 })
    }

    /// Whether more of standard input, or its end, can be read without waiting for long. For other inputs that is not known.
    pub(crate) fn is_ready(&self, input: &Input) -> bool {
        self.reader.has_buffered_record(&self.source) || input.is_stdin && is_stdin_ready()
    }

    /// The next batch, and how the input ended if this is the last one. Records that can be read without waiting are batched
    /// together; a record that has not arrived yet does not delay the others.
    pub(crate) fn next_batch(&mut self) -> (Batch, Option<io::Result<()>>) {
        // It is probably about as large as the last one.
        let mut batch = Batch::with_capacity(self.last_batch);
        let ended = loop {
            match self.reader.next(&mut self.source, &mut batch) {
                Ok(true) if batch.bytes.len() < BATCH_BYTES && self.reader.has_buffered_record(&self.source) => {}
                Ok(true) => break None,
                Ok(false) => break Some(Ok(())),
                Err(error) => break Some(Err(error)),
            }
        };
        self.last_batch = batch.bytes.len();
        (batch, ended)
    }
}

/// Appends a record of `batch` to `out`, with its texts replaced by what `replace` makes of them.
///
/// # Errors
/// The record is larger than `limit` bytes or holds no document, or `replace` fails.
pub(crate) fn rewrite(
    batch: &Batch,
    record: &RawRecord,
    codec: &dyn RecordCodec,
    limit: u64,
    replace: &mut Replace<'_>,
    out: &mut Vec<u8>,
) -> Result<(), Reject> {
    let bytes = batch.bytes_of(record);
    match record.kind {
        RecordKind::Document => codec.rewrite(bytes, replace, out),
        RecordKind::AsIs => {
            out.extend_from_slice(bytes);
            Ok(())
        }
        RecordKind::TooLarge(size) => Err(too_large(size, limit)),
    }
}
