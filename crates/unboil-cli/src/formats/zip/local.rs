//! The header before a member, and what follows its data.

use std::fs::File;
use std::io;
use std::ops::Range;

use super::bytes::{NumberPlace, places, read_at, u16_at, u32_at};
use super::directory::{LOCAL_BYTES, NewContent, ZipEntry};

const LOCAL_MARK: &[u8] = b"PK\x03\x04";
const DESCRIPTOR_MARK: &[u8] = b"PK\x07\x08";

/// A member with its headers.
pub(super) struct LocalMember {
    header: Vec<u8>,
    /// Its compressed data in the file.
    pub data: Range<u64>,
    /// Its sizes after its data, if they are there.
    descriptor: Vec<u8>,
    /// Where in the header the packed size and the size are; nothing if only the descriptor has them.
    places: Option<[NumberPlace; 2]>,
}

impl LocalMember {
    /// Reads the header of the member `entry`, which has the bytes `range`.
    ///
    /// # Errors
    /// It cannot be read. The inner error: it is not what the directory says; a phrase that completes "it …".
    pub(super) fn read(
        file: &mut File,
        entry: &ZipEntry<'_>,
        range: (u64, u64),
    ) -> io::Result<Result<Self, &'static str>> {
        let (start, end) = range;
        if end - start < LOCAL_BYTES {
            return Ok(Err("overlaps the next member"));
        }
        let mut header = read_at(file, start, LOCAL_BYTES as usize)?;
        let part = |at| u16_at(&header, at).map_or(0, usize::from);
        let (name, extra) = (part(26), part(28));
        let data_at = start + LOCAL_BYTES + (name + extra) as u64;
        let Some(data_end) = data_at.checked_add(entry.packed).filter(|data_end| *data_end <= end) else {
            return Ok(Err("overlaps the next member"));
        };
        header.extend(read_at(file, start + LOCAL_BYTES, name + extra)?);
        let names_at = LOCAL_BYTES as usize;
        let is_same = header.starts_with(LOCAL_MARK)
            && header.get(names_at..names_at + name) == Some(entry.name)
            && (u16_at(&header, 6), u16_at(&header, 8)) == (Some(entry.flags), Some(entry.method));
        if !is_same {
            return Ok(Err("has a header that differs from the directory"));
        }
        let mut descriptor = Vec::new();
        let mut found = None;
        // With a descriptor, most programs write zeros into the header.
        if !entry.has_descriptor() || u32_at(&header, 14) != Some(0) {
            let extra = names_at + name..header.len();
            let Some([size, packed]) = places(&header, [22, 18], extra) else {
                return Ok(Err("has a header that is damaged"));
            };
            let stated = (packed.get(&header), size.get(&header), u32_at(&header, 14));
            if stated != (Some(entry.packed), Some(entry.size), Some(entry.crc)) {
                return Ok(Err("has a header that differs from the directory"));
            }
            found = Some([packed, size]);
        }
        if entry.has_descriptor() {
            let left = (end - data_end).min(24) as usize;
            let after = read_at(file, data_end, left)?;
            match descriptor_of(&after, entry) {
                Some(length) => descriptor.extend_from_slice(&after[..length]),
                None => return Ok(Err("has no sizes after its data")),
            }
        }
        Ok(Ok(Self { header, data: data_at..data_end, descriptor, places: found }))
    }

    /// Where what belongs to it ends.
    pub(super) fn end(&self) -> u64 {
        self.data.end + self.descriptor.len() as u64
    }

    /// The header for other content; `None` if a number does not fit.
    pub(super) fn header_for(&self, new: NewContent) -> Option<Vec<u8>> {
        let mut header = self.header.clone();
        if let Some([packed, size]) = self.places {
            NumberPlace { at: 14, is_long: false }.set_crc(&mut header, new.crc)?;
            packed.set(&mut header, new.packed)?;
            size.set(&mut header, new.size)?;
        }
        Some(header)
    }

    /// What follows other content; `None` if a number does not fit.
    pub(super) fn descriptor_for(&self, new: NewContent) -> Option<Vec<u8>> {
        let mut descriptor = self.descriptor.clone();
        let (at, is_long) = form(descriptor.len());
        if !descriptor.is_empty() {
            let [crc, packed, size] = descriptor_places(at, is_long);
            crc.set_crc(&mut descriptor, new.crc)?;
            packed.set(&mut descriptor, new.packed)?;
            size.set(&mut descriptor, new.size)?;
        }
        Some(descriptor)
    }
}

/// Where the checksum is in a descriptor of this length, and whether its sizes have eight bytes.
fn form(length: usize) -> (usize, bool) {
    (if matches!(length, 16 | 24) { 4 } else { 0 }, length >= 20)
}

fn descriptor_places(at: usize, is_long: bool) -> [NumberPlace; 3] {
    let step = if is_long { 8 } else { 4 };
    [
        NumberPlace { at, is_long: false },
        NumberPlace { at: at + 4, is_long },
        NumberPlace { at: at + 4 + step, is_long },
    ]
}

/// The length of the descriptor with which `after` begins: with or without a mark, with sizes of four or eight bytes.
fn descriptor_of(after: &[u8], entry: &ZipEntry<'_>) -> Option<usize> {
    [24, 16, 20, 12].into_iter().find(|&length| {
        let (at, is_long) = form(length);
        let [crc, packed, size] = descriptor_places(at, is_long).map(|place| place.get(after));
        (at == 0 || after.starts_with(DESCRIPTOR_MARK))
            && after.len() >= length
            && (crc, packed, size) == (Some(u64::from(entry.crc)), Some(entry.packed), Some(entry.size))
    })
}
