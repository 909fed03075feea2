//! Tar archives: each file in one is a document or a file of records, as it would be in a folder.
//!
//! A member is a header of 512 bytes and its data. If a text changes, the size and the checksum in its header are updated;
//! everything else is kept (owner, mode, times, long names, extensions). Members with the extension of records (`rows.jsonl`) are
//! cleaned row by row. Other members (a picture, `a.txt.gz`, another archive) are copied.
//!
//! `a.txt` of 12 bytes in a block of 512 → of 9 bytes, the rest of the block zeros

mod codec;
mod header;
mod reader;
mod writer;

use std::io;

use super::archive::Members;
use super::input_format::{InputFormat, Layout, Origin, RecordEncoding, Records, Settings, Source};
use codec::TarCodec;
use reader::TarReader;

pub(crate) use writer::TarWriter;

/// Tar archives, opened with [`open`].
pub(super) const fn format(open: fn(&mut Source, &Origin<'_>, &Settings) -> io::Result<Records>) -> InputFormat {
    InputFormat {
        name: "tar",
        about: "An archive of texts and records",
        extensions: &["tar"],
        matches_start: |start| matches!(start.get(257..262), Some(b"ustar")),
        is_one_document: false,
        is_binary: true,
        has_fields: false,
        encoding: RecordEncoding::Own,
        layout: Layout::Tar,
        open,
    }
}

/// Opens an archive.
pub(super) fn open(members: Members) -> io::Result<Records> {
    let codec = TarCodec { kind: members.kind };
    Ok(Records::new(TarReader::new(members), codec))
}
