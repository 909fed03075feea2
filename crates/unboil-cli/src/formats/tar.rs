//! Tar archives: each file in one is a document, as it would be in a folder.
//!
//! A member is a header of 512 bytes and its data. If a text changes, the size and the checksum in its header are updated;
//! everything else is kept (owner, mode, times, long names, extensions). Members that are not text (a picture) and members with
//! the extension of another format (`rows.jsonl`, `a.txt.gz`) are copied.
//!
//! `a.txt` of 12 bytes in a block of 512 → of 9 bytes, the rest of the block zeros

use std::io;
use std::path::Path;

use tar::{EntryType, Header};

use super::batch::{Batch, RecordKind, take_exact, take_up_to, unfinished};
use super::compression::Compression;
use super::input_format::{
    InputFormat, Layout, Origin, RecordCodec, RecordEncoding, RecordReader, Records, Settings, Source,
};
use super::record::{Reject, RejectCause, Replace, SourceText};

/// The bytes of a block.
const BLOCK: usize = 512;

/// The maximum size of all headers that describe one member. Long names have some hundred bytes, access control lists some
/// thousand. The limit for a header of a web archive is the same.
const EXTENSION_BYTES: u64 = 1 << 20;

/// The bytes after the end of an archive that are passed on at once.
const TRAILING_BYTES: u64 = 1 << 16;

/// Tar archives, opened with [`open`].
pub(super) const fn format(open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>) -> InputFormat {
    InputFormat {
        name: "tar",
        about: "An archive of text files",
        extensions: &["tar"],
        matches_start: |start| matches!(start.get(257..262), Some(b"ustar")),
        is_one_document: false,
        is_binary: true,
        has_fields: false,
        encoding: RecordEncoding::Own,
        layout: Layout::Concatenated,
        open,
    }
}

/// What the name of a member says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberKind {
    Text,
    Markdown,
    Other,
}

/// Opens an archive. `kind` tells what the name of a file says.
pub(super) fn open(settings: &Settings, kind: fn(&Path) -> MemberKind) -> io::Result<Records> {
    let reader = TarReader { limit: settings.max_doc_bytes, number: 0, is_trailing: false };
    Ok(Records::new(reader, TarCodec { kind }))
}

/// Reads members. Headers that describe the next member (long names, extensions) belong to it.
struct TarReader {
    limit: u64,
    /// The number of the last member, from 1.
    number: u64,
    /// Whether the end of the archive was read. Padding to the size of a tape record may follow; it is kept.
    is_trailing: bool,
}

impl TarReader {
    fn damaged(&self, what: &str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, format!("member {} of the archive {what}", self.number))
    }
}

impl RecordReader for TarReader {
    fn next(&mut self, input: &mut Source, batch: &mut Batch) -> io::Result<bool> {
        let start = batch.bytes.len();
        if self.is_trailing {
            let count = take_up_to(input, &mut batch.bytes, TRAILING_BYTES)?;
            if count > 0 {
                batch.push(self.number, start, RecordKind::AsIs);
            }
            return Ok(count > 0);
        }
        self.number += 1;
        loop {
            let from = batch.bytes.len();
            let ends_early = |error: io::Error| match error.kind() {
                io::ErrorKind::UnexpectedEof => unfinished(self.damaged("ends too early")),
                _ => error,
            };
            if let Err(error) = take_exact(input, &mut batch.bytes, BLOCK as u64, true) {
                // Some programs omit the two blocks of zeros at the end.
                if error.kind() == io::ErrorKind::UnexpectedEof && batch.bytes.len() == start {
                    self.is_trailing = true;
                    return Ok(false);
                }
                return Err(ends_early(error));
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
            if header.entry_type() == EntryType::GNUSparse {
                return Err(self.damaged("has holes, which are not supported; make the archive without --sparse"));
            }
            let padded = size.checked_next_multiple_of(BLOCK as u64).ok_or_else(|| self.damaged("has no size"))?;
            let is_kept = is_extension || size <= self.limit;
            if is_extension && padded > EXTENSION_BYTES.saturating_sub((batch.bytes.len() - start) as u64) {
                let what = format!("has headers of more than {EXTENSION_BYTES} bytes; leave it out of the archive");
                return Err(self.damaged(&what));
            }
            take_exact(input, &mut batch.bytes, padded, is_kept).map_err(ends_early)?;
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
}

/// A block as a header, if its checksum is right.
fn header(block: &[u8]) -> Option<Header> {
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block.get(..BLOCK)?);
    let mut summed = header.clone();
    summed.set_cksum();
    (summed.cksum().ok()? == header.cksum().ok()?).then_some(header)
}

/// The size of a member. Bytes. Some old programs write zero bytes as the size of a folder, which GNU tar reads as 0.
fn size(header: &Header) -> Option<u64> {
    if header.as_old().size.iter().all(|byte| *byte == 0) {
        return Some(0);
    }
    header.entry_size().ok()
}

/// Replaces a number and keeps its notation: its terminator, and leading zeros or spaces. What follows a zero byte is not read
/// as a part of the number. `false` if the number does not fit, or the old one is not written in octal digits.
fn write_octal(field: &mut [u8], number: u64) -> bool {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    let old = &field[..end];
    let Some(last) = old.iter().rposition(|byte| *byte != b' ') else { return false };
    let fill = if old[0] == b' ' { b' ' } else { b'0' };
    let is_octal = old[..=last].trim_ascii_start().iter().all(|byte| (b'0'..=b'7').contains(byte));
    let digits = format!("{number:o}");
    match (last + 1).checked_sub(digits.len()) {
        Some(blank) if is_octal => {
            field[..blank].fill(fill);
            field[blank..=last].copy_from_slice(digits.as_bytes());
            true
        }
        _ => false,
    }
}

/// The header for a member of another size.
fn resized(mut header: Header, size: u64) -> Header {
    if !write_octal(&mut header.as_old_mut().size, size) {
        header.set_size(size);
    }
    let mut summed = header.clone();
    summed.set_cksum();
    let sum = summed.cksum().expect("it was written a line above");
    if !write_octal(&mut header.as_old_mut().cksum, u64::from(sum)) {
        header = summed;
    }
    header
}

/// Whether a header describes the next one.
fn is_extension(kind: EntryType) -> bool {
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
}

/// A parsed member.
struct TarMember<'p> {
    /// The headers that describe it.
    before: &'p [u8],
    header: Header,
    data: &'p [u8],
    path: String,
    /// Whether an extension also gives the size.
    has_pax_size: bool,
}

impl<'p> TarMember<'p> {
    fn parse(piece: &'p [u8]) -> Option<Self> {
        let (mut from, mut path, mut has_pax_size) = (0, None, false);
        loop {
            let header = header(piece.get(from..from + BLOCK)?)?;
            let size = usize::try_from(size(&header)?).ok()?;
            let data = piece.get(from + BLOCK..from + BLOCK + size)?;
            let kind = header.entry_type();
            if !is_extension(kind) {
                let own = || String::from_utf8_lossy(&header.path_bytes()).into_owned();
                let (before, path) = (piece.get(..from)?, path.unwrap_or_else(own));
                return Some(Self { before, header, data, path, has_pax_size });
            }
            if kind.is_gnu_longname() {
                path = Some(String::from_utf8_lossy(data).trim_end_matches('\0').to_owned());
            } else if kind.is_pax_local_extensions() {
                for extension in tar::PaxExtensions::new(data).flatten() {
                    match extension.key_bytes() {
                        b"path" => path = Some(String::from_utf8_lossy(extension.value_bytes()).into_owned()),
                        b"size" => has_pax_size = true,
                        _ => {}
                    }
                }
            }
            from += BLOCK + size.next_multiple_of(BLOCK);
        }
    }
}

/// Rewrites members.
struct TarCodec {
    kind: fn(&Path) -> MemberKind,
}

impl RecordCodec for TarCodec {
    fn rewrite(&self, record: &[u8], replace: &mut Replace<'_>, out: &mut Vec<u8>) -> Result<(), Reject> {
        let member = TarMember::parse(record).ok_or("has a header that cannot be read")?;
        let path = Path::new(&member.path);
        let kind = (self.kind)(path);
        let is_text = kind != MemberKind::Other && Compression::without_extension(path) == path && !member.has_pax_size;
        let is_markdown = kind == MemberKind::Markdown;
        let new = match is_text.then(|| replace(SourceText { is_markdown, ..SourceText::file(member.data) })) {
            Some(Ok(new)) => Some(new.into_bytes()).filter(|new| new != member.data),
            // Members that are not text, such as pictures, are kept.
            Some(Err(reject)) if matches!(reject.cause, RejectCause::NotText | RejectCause::BadBytes) => None,
            Some(Err(reject)) => return Err(reject),
            None => None,
        };
        let Some(new) = new else {
            out.extend_from_slice(record);
            return Ok(());
        };
        out.extend_from_slice(member.before);
        out.extend_from_slice(resized(member.header, new.len() as u64).as_bytes());
        out.extend_from_slice(&new);
        out.resize(out.len() + new.len().next_multiple_of(BLOCK) - new.len(), 0);
        Ok(())
    }

    /// An archive is a whole.
    fn keeps_all_others(&self) -> bool {
        true
    }

    fn location(&self, record: &[u8], number: u64) -> String {
        match TarMember::parse(record) {
            Some(member) => format!(":{}", member.path),
            None => format!(":{number}"),
        }
    }
}
