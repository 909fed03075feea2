//! The directory of an archive: its members, in the order of the file.
//!
//! It is held in memory, as it is, and changed in place.

use std::collections::HashSet;
use std::fs::File;
use std::io;

use xxhash_rust::xxh3::xxh3_128;

use super::bytes::{NumberPlace, places, read_at, u16_at, u32_at};
use super::end::{DirectoryEnd, damaged, wrong};

/// The largest directory. That of a million members has some hundred megabytes. Bytes.
const DIRECTORY_BYTES: u64 = 1 << 28;

/// An entry without its name, its extra fields and its comment.
const ENTRY_BYTES: usize = 46;
const ENTRY_MARK: &[u8] = b"PK\x01\x02";
/// A header before a member, without its name and its extra fields.
pub(super) const LOCAL_BYTES: u64 = 30;

/// The directory of an archive.
pub(super) struct ZipDirectory {
    bytes: Vec<u8>,
    pub end: DirectoryEnd,
    /// Where each member begins in the file, and its entry in `bytes`; in the order of the file.
    members: Vec<(u64, usize)>,
}

/// An entry.
pub(super) struct ZipEntry<'d> {
    pub name: &'d [u8],
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
    /// Attributes in the manner of the system that wrote it.
    attributes: u32,
    /// Where the member begins, by what the archive says.
    offset: u64,
    /// The places of the packed size, the size and the offset in the entry.
    places: [NumberPlace; 3],
    /// Its length.
    length: usize,
}

impl<'d> ZipEntry<'d> {
    fn parse(bytes: &'d [u8]) -> Option<Self> {
        let part = |at| u16_at(bytes, at).map(usize::from);
        let (name, extra, comment) = (part(28)?, part(30)?, part(32)?);
        let extra_at = ENTRY_BYTES + name;
        let length = extra_at + extra + comment;
        let bytes = bytes.get(..length).filter(|bytes| bytes.starts_with(ENTRY_MARK))?;
        let places = places(bytes, [24, 20, 42], extra_at..extra_at + extra)?;
        let [size, packed, offset] = places.map(|place| place.get(bytes));
        Some(Self {
            name: bytes.get(ENTRY_BYTES..extra_at)?,
            flags: u16_at(bytes, 8)?,
            method: u16_at(bytes, 10)?,
            crc: u32_at(bytes, 16)?,
            packed: packed?,
            size: size?,
            attributes: u32_at(bytes, 38)?,
            offset: offset?,
            places: [places[1], places[0], places[2]],
            length,
        })
    }

    /// Its name, for messages and to tell what it is.
    pub(super) fn path(&self) -> String {
        String::from_utf8_lossy(self.name).into_owned()
    }

    /// Whether it is a file, and not a folder or a link.
    pub(super) fn is_file(&self) -> bool {
        // The type of a file on Unix, in the upper half of the attributes.
        let kind = self.attributes >> 28;
        !self.name.ends_with(b"/") && matches!(kind, 0 | 8)
    }

    /// Whether it needs a password.
    pub(super) fn is_encrypted(&self) -> bool {
        self.flags & (1 | 1 << 6 | 1 << 13) != 0
    }

    /// Whether its sizes follow its data.
    pub(super) fn has_descriptor(&self) -> bool {
        self.flags & 1 << 3 != 0
    }
}

/// What changes in the entry of a member.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewContent {
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
}

impl ZipDirectory {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// It cannot be read, is too large, or names two members alike.
    pub(super) fn read(file: &mut File) -> io::Result<Self> {
        let end = DirectoryEnd::find(file)?;
        if end.size > DIRECTORY_BYTES {
            let what = format!("its directory has more than {DIRECTORY_BYTES} bytes; make several archives of it");
            return Err(wrong(what));
        }
        let bytes = read_at(file, end.at, end.size as usize)?;
        let (mut members, mut names, mut at) = (Vec::new(), HashSet::new(), 0);
        while at < bytes.len() {
            let entry = ZipEntry::parse(&bytes[at..]).ok_or_else(damaged)?;
            if !names.insert(xxh3_128(entry.name)) {
                let what = format!("it has two members with the name {}; make the archive again", entry.path());
                return Err(wrong(what));
            }
            let start = entry.offset.checked_add(end.shift).ok_or_else(damaged)?;
            if start.checked_add(LOCAL_BYTES).is_none_or(|first| first > end.at) {
                let what = format!("{} in the archive begins beyond its end", entry.path());
                return Err(wrong(format!("{what}; copy the archive again")));
            }
            members.push((start, at));
            at += entry.length;
        }
        let count = members.len() as u64;
        let stated = if end.is_large { count } else { count % (1 << 16) };
        if stated != end.entries {
            return Err(damaged());
        }
        members.sort_unstable();
        if let Some(twice) = members.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let entry = ZipEntry::parse(&bytes[twice[1].1..]).ok_or_else(damaged)?;
            return Err(wrong(format!("{} shares its data with another member; make the archive again", entry.path())));
        }
        Ok(Self { bytes, end, members })
    }

    /// The number of members.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// A member, by its number in the order of the file, from 0.
    pub(super) fn entry(&self, index: usize) -> Option<ZipEntry<'_>> {
        let (_, at) = self.members.get(index)?;
        ZipEntry::parse(self.bytes.get(*at..)?)
    }

    /// Where a member begins, and where the next one or the directory does.
    pub(super) fn range(&self, index: usize) -> Option<(u64, u64)> {
        let (start, _) = self.members.get(index)?;
        Some((*start, self.members.get(index + 1).map_or(self.end.at, |(next, _)| *next)))
    }

    /// What is before the first member.
    pub(super) fn before(&self) -> u64 {
        self.members.first().map_or(self.end.at, |(start, _)| *start)
    }

    /// Changes an entry for a member that begins at `start`, with other content if there is one; `None` if a number does not fit.
    pub(super) fn change(&mut self, index: usize, start: u64, content: Option<NewContent>) -> Option<()> {
        let entry = self.entry(index)?;
        let ([packed, size, offset], at) = (entry.places, self.members.get(index)?.1);
        let start = start.checked_sub(self.end.shift)?;
        let bytes = self.bytes.get_mut(at..)?;
        offset.set(bytes, start)?;
        if let Some(new) = content {
            NumberPlace { at: 16, is_long: false }.set_crc(bytes, new.crc)?;
            packed.set(bytes, new.packed)?;
            size.set(bytes, new.size)?;
        }
        Some(())
    }

    /// Its bytes, which follow the last member.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
