//! Reads members in the order of the file, and the rows of those that hold records.

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::archive::piece::Piece;
use super::super::archive::{MemberData, MemberKind, MemberRecords, Members, Opening, UnreadCodec};
use super::super::batch::{Batch, RecordKind};
use super::super::input_format::{InputFormat, RecordReader, Source};
use super::super::record::too_large;
use super::super::record_codec::RecordCodec;
use super::bytes::FileRange;
use super::checked::{CheckedData, DEFLATED, STORED};
use super::directory::ZipDirectory;
use super::end::wrong;
use super::local::LocalMember;
use super::whole::WholeMember;

/// Compressed bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// Reads members.
pub(super) struct ZipReader {
    file: File,
    directory: ZipDirectory,
    members: Members,
    /// The number of the next member, from 0.
    next: usize,
    /// The number of the last record, from 1: a member, or a row of a member.
    number: u64,
    /// The member whose rows are being read.
    open: Option<OpenRecords>,
    bytes_read: Arc<AtomicU64>,
}

struct OpenRecords {
    path: String,
    data: MemberData<CheckedData>,
    records: MemberRecords,
}

/// A member that is not read.
enum Unread {
    /// It is neither text nor records.
    Other,
    /// A folder or a link.
    NoFile,
    /// It cannot be read; a phrase that completes "it …".
    Failed(String),
}

impl ZipReader {
    pub(super) fn new(file: File, directory: ZipDirectory, members: Members, bytes_read: Arc<AtomicU64>) -> Self {
        Self { file, directory, members, next: 0, number: 0, open: None, bytes_read }
    }

    /// Reads the member `index`, which is called `path`. The inner error: it is not read.
    fn member(&mut self, index: usize, path: &str, batch: &mut Batch) -> io::Result<Result<(), Unread>> {
        let (Some(entry), Some(range)) = (self.directory.entry(index), self.directory.range(index)) else {
            return Ok(Err(Unread::NoFile));
        };
        if !entry.is_file() {
            return Ok(Err(Unread::NoFile));
        }
        let kind = (self.members.kind)(Path::new(path));
        if let MemberKind::Other = kind {
            return Ok(Err(Unread::Other));
        }
        let failed = |what: String| Ok(Err(Unread::Failed(what)));
        if entry.is_encrypted() {
            return failed("is encrypted; make the archive again without a password".to_owned());
        }
        if !matches!(entry.method, STORED | DEFLATED) {
            let what = format!("is compressed with method {}, which is not supported", entry.method);
            return failed(format!("{what}; make the archive again with deflate"));
        }
        let local = match LocalMember::read(&mut self.file, &entry, range)? {
            Ok(local) => local,
            Err(what) => return failed(format!("{what}; make the archive again")),
        };
        let file = self.file.try_clone()?;
        let packed = FileRange { file, at: local.data.start, left: local.data.end - local.data.start };
        let data = CheckedData::new(&entry, BufReader::with_capacity(BUFFER, packed));
        let size = entry.size;
        if let MemberKind::Records(format) = kind {
            return self.begin_records(index, path, format, data, batch);
        }
        let limit = self.members.settings.max_doc_bytes;
        if size > limit {
            return failed(too_large(size, limit).what);
        }
        self.text(index, path, data, batch)
    }

    /// Reads a member that is a text.
    fn text(
        &self,
        index: usize,
        path: &str,
        mut data: CheckedData,
        batch: &mut Batch,
    ) -> io::Result<Result<(), Unread>> {
        let start = batch.bytes.len();
        let mut member = WholeMember { index: index as u64, path, text: Some((0, b"")) };
        member.write(&mut batch.bytes);
        let text_at = batch.bytes.len();
        let read = data.read_to_end(&mut batch.bytes).and_then(|_| data.finish());
        match read {
            Ok(hash) => {
                // The hash is known when the text was read.
                member.text = Some((hash, b""));
                let mut about = Vec::with_capacity(text_at - start);
                member.write(&mut about);
                batch.bytes[start..text_at].copy_from_slice(&about);
                Ok(Ok(()))
            }
            Err(error) if error.raw_os_error().is_some() => Err(error),
            Err(error) => {
                batch.bytes.truncate(start);
                Ok(Err(Unread::Failed(format!("cannot be read: {error}; make the archive again"))))
            }
        }
    }

    /// Begins a member that holds records.
    fn begin_records(
        &mut self,
        index: usize,
        path: &str,
        format: &'static InputFormat,
        data: CheckedData,
        batch: &mut Batch,
    ) -> io::Result<Result<(), Unread>> {
        let data = MemberData::new(data);
        let opening = Opening { format, path, about: &(index as u64).to_le_bytes(), is_unusual: false };
        match opening.open(&data, &self.members, &mut batch.bytes) {
            Ok(records) => {
                self.open = Some(OpenRecords { path: path.to_owned(), data, records });
                Ok(Ok(()))
            }
            Err(error) if error.raw_os_error().is_some() => Err(error),
            Err(error) => Ok(Err(Unread::Failed(format!("cannot be read: {error}")))),
        }
    }

    /// Reads the next row of `member`, or its end.
    fn next_row(&mut self, mut member: OpenRecords, batch: &mut Batch) -> io::Result<()> {
        let named = |error: io::Error| match error.raw_os_error() {
            Some(_) => error,
            None => wrong(format!("{} in the archive: {error}; repair it or leave it out", member.path)),
        };
        if member.records.next(batch, &mut self.number).map_err(named)? {
            self.open = Some(member);
            return Ok(());
        }
        let hash = member.data.with(CheckedData::finish).map_err(named)?;
        let start = batch.bytes.len();
        Piece::End(&hash.to_le_bytes()).write(&mut batch.bytes);
        batch.push(self.number, start, RecordKind::AsIs);
        Ok(())
    }
}

impl RecordReader for ZipReader {
    fn next(&mut self, _: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        if let Some(member) = self.open.take() {
            self.next_row(member, batch)?;
            return Ok(true);
        }
        let index = self.next;
        let Some(entry) = self.directory.entry(index) else { return Ok(false) };
        self.bytes_read.fetch_add(entry.packed, Ordering::Relaxed);
        self.next += 1;
        let path = entry.path();
        let start = batch.bytes.len();
        let read = self.member(index, &path, batch)?;
        if self.open.is_some() {
            batch.push(self.number, start, RecordKind::AsIs);
            return Ok(true);
        }
        self.number += 1;
        let (kind, codec) = match read {
            Ok(()) => (RecordKind::Document, None),
            Err(unread) => {
                batch.bytes.truncate(start);
                WholeMember { index: index as u64, path: &path, text: None }.write(&mut batch.bytes);
                match unread {
                    Unread::NoFile => (RecordKind::AsIs, None),
                    Unread::Other => (RecordKind::Document, None),
                    Unread::Failed(what) => {
                        let codec: Arc<dyn RecordCodec> = Arc::new(UnreadCodec { path, what });
                        (RecordKind::Document, Some(codec))
                    }
                }
            }
        };
        batch.push(self.number, start, kind);
        if let Some(record) = batch.records.last_mut() {
            record.codec = codec;
        }
        Ok(true)
    }

    /// A file can be read without waiting.
    fn has_buffered_record(&self, _: &Source) -> bool {
        self.open.is_some() || self.next < self.directory.len()
    }
}
