//! Reads members, and the rows of those that hold records.

use std::io::{self, BufReader, Read as _, Take};
use std::path::Path;
use std::sync::Arc;

use super::super::archive::piece::Piece;
use super::super::archive::{COPIED_BYTES, MemberData, MemberKind, MemberRecords, Members, Opening, UnreadCodec};
use super::super::batch::{Batch, RecordKind, take_exact, take_up_to, unfinished};
use super::super::input_format::{InputFormat, RecordReader, Source};
use super::header::{BLOCK, MemberHeaders, header, is_extension, size};

/// The maximum size of all headers that describe one member. Long names have some hundred bytes, access control lists some
/// thousand. The limit for a header of a web archive is the same.
const EXTENSION_BYTES: u64 = 1 << 20;

/// The bytes after the end of an archive that are passed on at once.
const TRAILING_BYTES: u64 = 1 << 16;

/// Reads members. Headers that describe the next member (long names, extensions) belong to it.
pub(super) struct TarReader {
    members: Members,
    /// The number of the last member, from 1.
    member: u64,
    /// The number of the last record: a member, or a row of a member.
    number: u64,
    /// Whether the end of the archive was read. Padding to the size of a tape record may follow; it is kept.
    is_trailing: bool,
    /// The member whose rows are being read.
    open: Option<OpenMember>,
}

/// A member that is read in parts.
struct OpenMember {
    data: MemberData<Take<Source>>,
    /// Its rows; nothing if it is copied.
    records: Option<MemberRecords>,
    path: String,
    /// The bytes between its data and the next header.
    padding: u64,
}

impl TarReader {
    pub(super) fn new(members: Members) -> Self {
        Self { members, member: 0, number: 0, is_trailing: false, open: None }
    }

    fn damaged(&self, what: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("member {} of the archive {what}", self.member))
    }

    fn ends_early(&self, error: io::Error) -> io::Error {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => unfinished(self.damaged("ends too early")),
            _ => error,
        }
    }

    /// The format of the records in a member with the headers `bytes`, if they can be read one after the other.
    fn format_of_records(&self, headers: &MemberHeaders<'_>) -> Option<&'static InputFormat> {
        match (self.members.kind)(Path::new(&headers.path)) {
            MemberKind::Records(format) if headers.header.entry_type().is_file() && !headers.has_pax_size => {
                Some(format)
            }
            _ => None,
        }
    }

    /// Begins a member of records, whose headers are the last bytes of `batch`, from `start`. Records that cannot be read are copied.
    fn begin_records(
        &mut self,
        input: &mut Source,
        batch: &mut Batch,
        start: usize,
        format: &'static InputFormat,
        size: u64,
        padding: u64,
    ) -> io::Result<()> {
        let about = batch.bytes.split_off(start + 1);
        batch.bytes.truncate(start);
        let headers = MemberHeaders::parse(&about).ok_or_else(|| self.damaged("has an invalid header"))?;
        let (path, is_unusual) = (headers.path.clone(), !headers.comes_back());
        let source = std::mem::replace(input, BufReader::new(Box::new(io::empty())));
        let data = MemberData::new(source.take(size));
        let opening = Opening { format, path: &path, about: &about, is_unusual };
        let records = match opening.open(&data, &self.members, &mut batch.bytes) {
            Ok(records) => Some(records),
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => {
                Piece::Begin { is_array: false, header: b"", about: &about }.write(&mut batch.bytes);
                batch.push(self.number, start, RecordKind::AsIs);
                self.number += 1;
                let start = batch.bytes.len();
                Piece::Row { number: 0, record: b"" }.write(&mut batch.bytes);
                batch.push(self.number, start, RecordKind::Document);
                let codec = UnreadCodec { path: path.clone(), what: format!("cannot be read: {error}") };
                if let Some(record) = batch.records.last_mut() {
                    record.codec = Some(Arc::new(codec));
                }
                let start = batch.bytes.len();
                Piece::Row { number: 0, record: &data.take_seen() }.write(&mut batch.bytes);
                batch.push(self.number, start, RecordKind::AsIs);
                self.open = Some(OpenMember { data, records: None, path, padding });
                return Ok(());
            }
        };
        batch.push(self.number, start, RecordKind::AsIs);
        self.open = Some(OpenMember { data, records, path, padding });
        Ok(())
    }

    /// Reads the next part of `member`, or its end.
    fn next_part(&mut self, mut member: OpenMember, input: &mut Source, batch: &mut Batch) -> io::Result<()> {
        let start = batch.bytes.len();
        let is_at_end = match &mut member.records {
            Some(records) => match records.next(batch, &mut self.number) {
                Ok(has_next) => !has_next,
                Err(error) if error.raw_os_error().is_some() => return Err(error),
                Err(error) => {
                    let path = &member.path;
                    let what = format!("{path} in the archive: {error}; repair it or leave it out of the archive");
                    return Err(io::Error::new(io::ErrorKind::InvalidData, what));
                }
            },
            None => {
                Piece::Row { number: 0, record: b"" }.write(&mut batch.bytes);
                let count = member.data.with(|data| take_up_to(data, &mut batch.bytes, COPIED_BYTES))?;
                match count {
                    0 => batch.bytes.truncate(start),
                    _ => batch.push(self.number, start, RecordKind::AsIs),
                }
                count == 0
            }
        };
        if !is_at_end {
            self.open = Some(member);
            return Ok(());
        }
        let nothing = || BufReader::new(Box::new(io::empty()) as Box<dyn io::Read + Send>).take(0);
        let data = member.data.with(|data| std::mem::replace(data, nothing()));
        let is_whole = data.limit() == 0;
        *input = data.into_inner();
        if !is_whole {
            return Err(self.ends_early(io::ErrorKind::UnexpectedEof.into()));
        }
        let start = batch.bytes.len();
        Piece::End(b"").write(&mut batch.bytes);
        take_exact(input, &mut batch.bytes, member.padding, true).map_err(|error| self.ends_early(error))?;
        batch.push(self.number, start, RecordKind::AsIs);
        Ok(())
    }
}

impl RecordReader for TarReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        if let Some(member) = self.open.take() {
            self.next_part(member, input, batch)?;
            return Ok(true);
        }
        let start = batch.bytes.len();
        Piece::Whole(b"").write(&mut batch.bytes);
        if self.is_trailing {
            let count = take_up_to(input, &mut batch.bytes, TRAILING_BYTES)?;
            if count > 0 {
                batch.push(self.number, start, RecordKind::AsIs);
            }
            return Ok(count > 0);
        }
        self.member += 1;
        loop {
            let from = batch.bytes.len();
            if let Err(error) = take_exact(input, &mut batch.bytes, BLOCK as u64, true) {
                // Some programs omit the two blocks of zeros at the end.
                if error.kind() == io::ErrorKind::UnexpectedEof && batch.bytes.len() == start + 1 {
                    self.is_trailing = true;
                    return Ok(false);
                }
                return Err(self.ends_early(error));
            }
            let block = &batch.bytes[from..];
            if block.iter().all(|byte| *byte == 0) {
                batch.push(self.number, start, RecordKind::AsIs);
                self.is_trailing = true;
                return Ok(true);
            }
            let header = header(block).ok_or_else(|| self.damaged("has an invalid header"))?;
            let is_extension = is_extension(header.entry_type());
            let size = size(&header).ok_or_else(|| self.damaged("has no size"))?;
            if header.entry_type().is_gnu_sparse() {
                return Err(self.damaged("has holes, which are not supported; make the archive without --sparse"));
            }
            let padded = size.checked_next_multiple_of(BLOCK as u64).ok_or_else(|| self.damaged("has no size"))?;
            if !is_extension {
                let headers = MemberHeaders::parse(&batch.bytes[start + 1..]);
                if let Some(format) = headers.and_then(|headers| self.format_of_records(&headers)) {
                    self.begin_records(input, batch, start, format, size, padded - size)?;
                    return Ok(true);
                }
                self.number += 1;
            }
            let is_kept = is_extension || size <= self.members.settings.max_doc_bytes;
            if is_extension && padded > EXTENSION_BYTES.saturating_sub((batch.bytes.len() - start - 1) as u64) {
                let what = format!("has headers of more than {EXTENSION_BYTES} bytes; leave it out of the archive");
                return Err(self.damaged(&what));
            }
            take_exact(input, &mut batch.bytes, padded, is_kept).map_err(|error| self.ends_early(error))?;
            if !is_kept {
                batch.bytes.truncate(start);
                batch.push(self.number, start, RecordKind::TooLarge(size));
                return Ok(true);
            }
            if is_extension {
                continue;
            }
            let kind = if header.entry_type().is_file() { RecordKind::Document } else { RecordKind::AsIs };
            batch.push(self.number, start, kind);
            return Ok(true);
        }
    }

    fn has_buffered_record(&self, input: &Source) -> bool {
        match &self.open {
            Some(OpenMember { records: Some(records), .. }) => records.has_buffered_record(),
            _ => !input.buffer().is_empty(),
        }
    }
}
