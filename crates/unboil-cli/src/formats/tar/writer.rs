//! Puts an archive together again.
//!
//! Input: its pieces. Output: the archive, written as they arrive. The size of a member stands before its data, so the rows of a
//! member are held until it ends: a small one in memory, a large one in a temporary file.

use std::io::{self, BufWriter, Seek as _, Write};

use tempfile::SpooledTempFile;

use super::super::archive::ContentWriter;
use super::super::archive::piece::Piece;
use super::super::write_error::WriteError;
use super::header::{BLOCK, MemberHeaders, resized, size};

/// Bytes of a member of records that are held in memory: enough for most, as in `restore`.
const IN_MEMORY: usize = 1 << 20;

/// Writes an archive.
pub(crate) struct TarWriter<W: Write> {
    pub out: W,
    member: Option<HeldMember>,
}

/// A member of records.
struct HeldMember {
    /// Its headers.
    about: Vec<u8>,
    content: ContentWriter<BufWriter<SpooledTempFile>>,
}

fn holding(error: io::Error) -> WriteError {
    WriteError::Records(format!("cannot be written: a temporary file for a member of the archive: {error}"))
}

impl<W: Write> TarWriter<W> {
    pub(in crate::formats) fn new(out: W) -> Self {
        Self { out, member: None }
    }

    /// Writes the next piece.
    ///
    /// # Errors
    /// It cannot be written.
    pub(in crate::formats) fn piece(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        match Piece::read(piece).expect("pieces are written by this program") {
            Piece::Whole(bytes) => self.out.write_all(bytes)?,
            Piece::Begin { is_array, header, about } => {
                let held = BufWriter::new(SpooledTempFile::new(IN_MEMORY));
                let content = ContentWriter::new(is_array, header, held).map_err(holding)?;
                self.member = Some(HeldMember { about: about.to_vec(), content });
            }
            Piece::Row { record, .. } => {
                let member = self.member.as_mut().expect("a row follows the beginning of its member");
                member.content.row(record).map_err(holding)?;
            }
            Piece::End(padding) => {
                let member = self.member.take().expect("an end follows a beginning");
                self.end(member, padding)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, member: HeldMember, padding: &[u8]) -> Result<(), WriteError> {
        let headers = MemberHeaders::parse(&member.about).expect("it was parsed when it was read");
        let mut held = member.content.out.into_inner().map_err(|error| holding(error.into_error()))?;
        let length = held.stream_position().map_err(holding)?;
        held.rewind().map_err(holding)?;
        let is_same = size(&headers.header) == Some(length);
        if !is_same && padding.iter().any(|byte| *byte != 0) {
            // `restore` could not write it again.
            let what = format!("has {} with data behind its end, which would be lost", headers.path);
            return Err(WriteError::Records(format!("{what}; make the archive again with tar")));
        }
        let header = if is_same { headers.header } else { resized(headers.header, length) };
        self.out.write_all(headers.before)?;
        self.out.write_all(header.as_bytes())?;
        io::copy(&mut held, &mut self.out)?;
        match is_same {
            true => self.out.write_all(padding)?,
            false => {
                let blank = length.next_multiple_of(BLOCK as u64) - length;
                io::copy(&mut io::Read::take(io::repeat(0), blank), &mut self.out)?;
            }
        }
        Ok(())
    }
}
