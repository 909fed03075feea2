//! Finds the directory of an archive by the records at its end.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom};

use super::bytes::{ELSEWHERE, NumberPlace, read_at, u16_at, u32_at, u64_at};

/// The end record without its comment.
const END_BYTES: usize = 22;
const END_MARK: &[u8] = b"PK\x05\x06";
/// The longest comment of an archive.
const COMMENT_BYTES: usize = u16::MAX as usize;
/// The record that says where the larger end record of archives above 4 GiB is.
const LOCATOR_BYTES: usize = 20;
const LOCATOR_MARK: &[u8] = b"PK\x06\x07";
/// The larger end record without its data for other programs.
const LARGE_END_BYTES: u64 = 56;
const LARGE_END_MARK: &[u8] = b"PK\x06\x06";

/// Where the directory is.
#[derive(Debug)]
pub(super) struct DirectoryEnd {
    /// Its first byte in the file.
    pub at: u64,
    pub size: u64,
    /// Number of its entries, of which an archive without the larger record has only the last 16 bits.
    pub entries: u64,
    pub is_large: bool,
    /// How far all places are from what the archive says: the length of a program before it.
    pub shift: u64,
    /// What follows the directory, to the end of the file.
    pub tail: Vec<u8>,
    /// The places in it that say where the directory and the larger end record are.
    places: Vec<NumberPlace>,
}

pub(super) fn wrong(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

pub(super) fn damaged() -> io::Error {
    wrong("its directory is damaged; make the archive again, or copy it again")
}

/// The error for a file that ends within the archive.
fn cut(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::UnexpectedEof { damaged() } else { error }
}

impl DirectoryEnd {
    /// Finds it.
    ///
    /// # Errors
    /// The file cannot be read, or is not a whole archive.
    pub(super) fn find(file: &mut File) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let searched = length.min((END_BYTES + COMMENT_BYTES) as u64) as usize;
        let from = length - searched as u64;
        let last = read_at(file, from, searched)?;
        let is_end = |&at: &usize| {
            let end = u16_at(&last, at + 20).map(|comment| at + END_BYTES + usize::from(comment));
            end == Some(last.len())
        };
        // The last one: a comment may hold the mark as well.
        let found = memchr::memmem::rfind_iter(&last, END_MARK).find(is_end);
        let Some(found) = found else {
            return Err(wrong("it is not a ZIP archive, or its end is missing; copy it again"));
        };
        let end_at = from + found as u64;
        let end = &last[found..];
        let (Some(disk), Some(first_disk), Some(entries), Some(size), Some(offset)) =
            (u16_at(end, 4), u16_at(end, 6), u16_at(end, 10), u32_at(end, 12), u32_at(end, 16))
        else {
            return Err(damaged());
        };
        let (mut size, mut offset, mut entries) = (u64::from(size), u64::from(offset), u64::from(entries));
        let is_full = [size, offset].contains(&u64::from(ELSEWHERE)) || entries == u64::from(u16::MAX);
        let large = if is_full { LargeEnd::find(file, end_at)? } else { None };
        let is_part = large.as_ref().map_or(disk != 0 || first_disk != 0, |large| large.is_part);
        if is_part {
            return Err(wrong("it is one of several parts; join them first, for example with zip -s 0"));
        }
        let directory_end = large.as_ref().map_or(end_at, |large| large.at);
        if let Some(large) = &large {
            (size, offset, entries) = (large.size, large.offset, large.entries);
        }
        // The directory ends where the end record begins, whatever stands before the archive.
        let by_end = directory_end.checked_sub(size);
        let shift = match &large {
            Some(large) => Some(large.shift),
            None => by_end.and_then(|at| at.checked_sub(offset)),
        };
        let shift = shift.ok_or_else(damaged)?;
        let at = offset.checked_add(shift).filter(|at| at.checked_add(size).is_some_and(|end| end <= directory_end));
        let at = at.ok_or_else(damaged)?;
        let tail_at = at + size;
        // Some records of other programs may be between, of which nothing is known to be long.
        let tail = length - tail_at;
        if tail > 1 << 20 {
            return Err(damaged());
        }
        let tail = read_at(file, tail_at, tail as usize).map_err(cut)?;
        let in_tail = |place: u64| (place - tail_at) as usize;
        let mut places = Vec::new();
        if let Some(large) = &large {
            places.push(NumberPlace { at: in_tail(large.at) + 48, is_long: true });
            places.push(NumberPlace { at: in_tail(large.locator_at) + 8, is_long: true });
        }
        // The small end record repeats the place, if it fits.
        let small = NumberPlace { at: in_tail(end_at) + 16, is_long: false };
        if large.is_none() || small.get(&tail) != Some(u64::from(ELSEWHERE)) {
            places.push(small);
        }
        let is_large = large.is_some();
        Ok(Self { at, size, entries, is_large, shift, tail, places })
    }

    /// Changes what follows the directory for one that begins `moved` bytes later or, if negative, earlier; `None` if a place does not
    /// fit.
    pub(super) fn shift_by(&mut self, moved: i64) -> Option<()> {
        for place in &self.places {
            let old = place.get(&self.tail)?;
            place.set(&mut self.tail, old.checked_add_signed(moved)?)?;
        }
        Some(())
    }
}

/// The larger end record.
struct LargeEnd {
    at: u64,
    locator_at: u64,
    shift: u64,
    size: u64,
    offset: u64,
    entries: u64,
    is_part: bool,
}

impl LargeEnd {
    /// The larger end record of an archive with its end record at `end_at`; `None` if it has none.
    fn find(file: &mut File, end_at: u64) -> io::Result<Option<Self>> {
        let Some(locator_at) = end_at.checked_sub(LOCATOR_BYTES as u64) else { return Ok(None) };
        let locator = read_at(file, locator_at, LOCATOR_BYTES)?;
        if !locator.starts_with(LOCATOR_MARK) {
            return Ok(None);
        }
        let stated = u64_at(&locator, 8).ok_or_else(damaged)?;
        let usual = locator_at.checked_sub(LARGE_END_BYTES);
        for at in [Some(stated), usual].into_iter().flatten() {
            if at.checked_add(LARGE_END_BYTES).is_none_or(|end| end > locator_at) {
                continue;
            }
            let record = read_at(file, at, LARGE_END_BYTES as usize).map_err(cut)?;
            let Some(shift) = at.checked_sub(stated).filter(|_| record.starts_with(LARGE_END_MARK)) else { continue };
            let number = |at| u64_at(&record, at).ok_or_else(damaged);
            let disks = (u32_at(&record, 16), u32_at(&record, 20));
            return Ok(Some(Self {
                at,
                locator_at,
                shift,
                entries: number(32)?,
                size: number(40)?,
                offset: number(48)?,
                is_part: disks != (Some(0), Some(0)),
            }));
        }
        Err(damaged())
    }
}
