//! Puts an archive together again.
//!
//! Input: its pieces, and the file that was read. Output: the archive, written as they arrive. Everything that does not change is copied
//! from the file, as it is.

use std::fs::File;
use std::io::{self, Write};

use super::super::archive::ContentWriter;
use super::super::archive::piece::{Piece, number};
use super::super::write_error::WriteError;
use super::bytes::FileRange;
use super::directory::{NewContent, ZipDirectory};
use super::local::LocalMember;
use super::packer::Packer;
use super::whole::WholeMember;
use crate::formats::input_format::OpenFile;

/// Writes an archive.
pub(crate) struct ZipWriter<W: Write> {
    out: W,
    file: File,
    directory: ZipDirectory,
    /// The number of members that were written.
    done: usize,
    /// The number of bytes that were written.
    length: u64,
    /// The member whose rows arrive.
    member: Option<HeldRecords>,
}

struct HeldRecords {
    index: usize,
    content: ContentWriter<Packer>,
}

fn failed(what: impl std::fmt::Display) -> WriteError {
    WriteError::Records(format!("cannot be written: {what}"))
}

fn holding(error: io::Error) -> WriteError {
    failed(format!("a temporary file for a member of the archive: {error}"))
}

/// The file is read a second time.
fn again(error: io::Error) -> WriteError {
    failed(format!("it was read, and cannot be read again: {error}"))
}

impl<W: Write> ZipWriter<W> {
    /// An archive with the layout of the file that `open` opens, to be written to `out`.
    ///
    /// # Errors
    /// The file cannot be read, or the output cannot be written.
    pub(in crate::formats) fn new(open: OpenFile<'_>, out: W) -> Result<Self, WriteError> {
        let mut file = open().map_err(again)?;
        let directory = ZipDirectory::read(&mut file).map_err(again)?;
        let before = directory.before();
        let mut archive = Self { out, file, directory, done: 0, length: 0, member: None };
        archive.copy(0, before)?;
        Ok(archive)
    }

    /// Writes what was written to be read by others.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in crate::formats) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes the next piece.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in crate::formats) fn piece(&mut self, record: &[u8]) -> Result<(), WriteError> {
        match Piece::read(record).expect("pieces are written by this program") {
            Piece::Whole(_) => {
                let member = WholeMember::read(record).expect("members are written by this program");
                let index = member.index as usize;
                match member.text {
                    Some((hash, text)) if xxhash_rust::xxh3::xxh3_128(text) != hash => {
                        let mut packer = Packer::new(self.method(index));
                        packer.write_all(text).map_err(holding)?;
                        self.replace(index, packer)
                    }
                    _ => self.keep(index),
                }
            }
            Piece::Begin { is_array, header, about } => {
                let (index, _) = number(about).expect("it is written by this program");
                let index = index as usize;
                let packer = Packer::new(self.method(index));
                let content = ContentWriter::new(is_array, header, packer).map_err(holding)?;
                self.member = Some(HeldRecords { index, content });
                Ok(())
            }
            Piece::Row { record, .. } => {
                let member = self.member.as_mut().expect("a row follows the beginning of its member");
                member.content.row(record).map_err(holding)
            }
            Piece::End(hash) => {
                let HeldRecords { index, content } = self.member.take().expect("an end follows a beginning");
                match content.out.hash().to_le_bytes() == hash {
                    true => self.keep(index),
                    false => self.replace(index, content.out),
                }
            }
        }
    }

    fn method(&self, index: usize) -> u16 {
        self.directory.entry(index).map_or(0, |entry| entry.method)
    }

    /// Copies `from..to` of the file.
    fn copy(&mut self, from: u64, to: u64) -> Result<(), WriteError> {
        let file = self.file.try_clone().map_err(again)?;
        let mut range = FileRange { file, at: from, left: to.saturating_sub(from) };
        let copied = io::copy(&mut range, &mut self.out)?;
        self.length += copied;
        if range.left > 0 { Err(again(io::ErrorKind::UnexpectedEof.into())) } else { Ok(()) }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.out.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Writes a member as it is.
    fn keep(&mut self, index: usize) -> Result<(), WriteError> {
        let (start, end) = self.begin(index)?;
        self.change(index, None)?;
        self.copy(start, end)
    }

    /// Writes a member with other content.
    fn replace(&mut self, index: usize, packer: Packer) -> Result<(), WriteError> {
        let (start, end) = self.begin(index)?;
        let changed = || failed("its file was changed while it was read");
        let entry = self.directory.entry(index).ok_or_else(changed)?;
        let local = LocalMember::read(&mut self.file, &entry, (start, end)).map_err(again)?;
        let local = local.map_err(|_| changed())?;
        let (mut packed, new) = packer.finish().map_err(holding)?;
        let (header, descriptor) = (local.header_for(new), local.descriptor_for(new));
        let (Some(header), Some(descriptor)) = (header, descriptor) else { return Err(self.too_large(index)) };
        self.change(index, Some(new))?;
        self.write(&header)?;
        self.length += io::copy(&mut packed, &mut self.out)?;
        self.write(&descriptor)?;
        self.copy(local.end(), end)
    }

    /// Begins the member `index`, the next one. Where it and the next one begin in the file.
    fn begin(&mut self, index: usize) -> Result<(u64, u64), WriteError> {
        let range = self.directory.range(index).filter(|_| index == self.done);
        self.done += 1;
        range.ok_or_else(|| failed("its file was changed while it was read"))
    }

    /// Changes the entry of a member that begins here.
    fn change(&mut self, index: usize, new: Option<NewContent>) -> Result<(), WriteError> {
        let changed = self.directory.change(index, self.length, new);
        changed.ok_or_else(|| self.too_large(index))
    }

    fn too_large(&self, index: usize) -> WriteError {
        let path = self.directory.entry(index).map(|entry| entry.path()).unwrap_or_default();
        failed(format!("{path} in the archive would end beyond 4 GiB; make several archives of it"))
    }

    /// Writes the end and returns the output.
    ///
    /// # Errors
    /// The end cannot be written, or members are missing.
    pub(in crate::formats) fn finish(mut self) -> Result<W, WriteError> {
        let all = self.directory.len();
        if self.done < all {
            return Err(failed(format!("it has {} of {all} members", self.done)));
        }
        let moved = self.length.cast_signed().wrapping_sub(self.directory.end.at.cast_signed());
        if self.directory.end.shift_by(moved).is_none() {
            return Err(failed("it would have more than 4 GiB; make several archives of it"));
        }
        self.out.write_all(self.directory.bytes())?;
        self.out.write_all(&self.directory.end.tail)?;
        Ok(self.out)
    }
}
