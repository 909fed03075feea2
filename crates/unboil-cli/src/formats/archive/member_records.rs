//! Reads the records of a member.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use super::super::batch::Batch;
use super::super::input_format::{InputFormat, Origin, RecordReader, Records, Source};
use super::super::transcoding;
use super::member_codec::MemberCodec;
use super::member_data::MemberData;
use super::members::Members;
use super::piece::{Piece, ROW_PREFIX};

/// Bytes of a member that are read at once.
const BUFFER: usize = 1 << 16;

/// The records of a member that was opened.
pub(in crate::formats) struct MemberRecords {
    source: Source,
    reader: Box<dyn RecordReader>,
    codec: Arc<MemberCodec>,
}

/// A member of records that is opened.
pub(in crate::formats) struct Opening<'o> {
    pub format: &'static InputFormat,
    pub path: &'o str,
    /// What the archive says about it.
    pub about: &'o [u8],
    /// Whether that cannot be written again in the same bytes.
    pub is_unusual: bool,
}

impl Opening<'_> {
    /// Opens the records in `data`, and appends the piece with which the member begins to `batch`.
    ///
    /// # Errors
    /// They cannot be read as records. What was read of `data` can be taken back.
    pub(in crate::formats) fn open<R: Read + Send + 'static>(
        &self,
        data: &MemberData<R>,
        members: &Members,
        begin: &mut Vec<u8>,
    ) -> io::Result<MemberRecords> {
        let mut source: Source = BufReader::with_capacity(BUFFER, Box::new(data.clone()));
        let origin = Origin { file: None, is_pipe: false, bytes_read: Arc::default() };
        let Records { reader, codec, header } =
            transcoding::open(self.format, &mut source, &origin, &members.settings_of(self.path))?;
        data.take_seen();
        let is_array = self.format.layout.is_array();
        Piece::Begin { is_array, header: &header, about: self.about }.write(begin);
        let codec = MemberCodec { path: self.path.to_owned(), codec, is_unusual: self.is_unusual };
        Ok(MemberRecords { source, reader, codec: Arc::new(codec) })
    }
}

impl MemberRecords {
    /// Appends the next record to `batch`, with the number that follows `number` in the archive; `false` at the end.
    ///
    /// # Errors
    /// The data cannot be read, or violates its format.
    pub(in crate::formats) fn next(&mut self, batch: &mut Batch, number: &mut u64) -> io::Result<bool> {
        let (start, first) = (batch.bytes.len(), batch.records.len());
        batch.bytes.resize(start + ROW_PREFIX, 0);
        let has_next = self.reader.next(&mut self.source, batch)?;
        let Some(record) = batch.records.get_mut(first) else {
            batch.bytes.truncate(start);
            return Ok(has_next);
        };
        *number += 1;
        let mut prefix = Vec::with_capacity(ROW_PREFIX);
        Piece::Row { number: record.number, record: b"" }.write(&mut prefix);
        batch.bytes[start..start + ROW_PREFIX].copy_from_slice(&prefix);
        record.range.start = start;
        record.number = *number;
        record.codec = Some(match record.codec.take() {
            Some(codec) => Arc::new(MemberCodec { codec, ..(*self.codec).clone() }),
            None => self.codec.clone(),
        });
        Ok(has_next)
    }

    /// Whether the next record can be read without waiting.
    pub(in crate::formats) fn has_buffered_record(&self) -> bool {
        self.reader.has_buffered_record(&self.source)
    }
}
