//! ZIP archives: each file in one is a document or a file of records, as it would be in a folder.
//!
//! Input: an archive, which is read from its end. Output: the same archive. A member that does not change is copied as it is. One that
//! changes is compressed anew, as before, and its sizes, its checksum and the places of what follows are updated. Every other byte
//! is kept: names, times, permissions, comments, extra fields, and what is between the members. No name is used as a path.
//!
//! The headers are read and written here and not by a library, so that names, extra fields, data descriptors and the order of members
//! stay byte for byte, and two members with one name are seen.
//!
//! `a.txt` of 12 bytes at 0, `p.png` at 60 → `a.txt` of 9 bytes, `p.png` at 57

mod bytes;
mod checked;
mod codec;
mod directory;
mod end;
mod local;
mod packer;
mod purpose;
mod reader;
mod whole;
mod writer;

use std::io;

use super::archive::Members;
use super::input_format::{InputFormat, Layout, Origin, RecordEncoding, Records, Settings, Source};
use codec::ZipCodec;
use directory::ZipDirectory;
use reader::ZipReader;

pub(crate) use writer::ZipWriter;

/// ZIP archives, opened with [`open`]. They are not recognized by their first bytes: those of an office document, an e-book or a
/// program are the same.
pub(super) const fn format(open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>) -> InputFormat {
    InputFormat {
        name: "zip",
        about: "A ZIP archive of texts and records",
        extensions: &["zip"],
        matches_start: |_| false,
        is_one_document: false,
        is_binary: true,
        has_fields: false,
        encoding: RecordEncoding::Own,
        layout: Layout::Zip,
        open,
    }
}

/// Opens the archive `origin`.
pub(super) fn open(origin: &Origin<'_>, members: Members) -> io::Result<Records> {
    let Some(open) = origin.file else {
        let what = "a ZIP archive is read from its end, so it cannot come through a pipe; name the file";
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    };
    let mut file = open()?;
    let directory = ZipDirectory::read(&mut file)?;
    purpose::check(&directory)?;
    let codec = ZipCodec { kind: members.kind };
    Ok(Records::new(ZipReader::new(file, directory, members, origin.bytes_read.clone()), codec))
}
