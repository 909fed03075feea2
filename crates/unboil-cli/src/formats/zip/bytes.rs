//! Numbers and ranges in the bytes of an archive.
//!
//! `50 4B 03 04` at 0 → 0x04034B50

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};

/// The largest number of a field of four bytes. It means that the number is in an extra field of eight bytes.
pub(super) const ELSEWHERE: u32 = u32::MAX;

/// The number of two bytes at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of four bytes at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The number of eight bytes at `at`.
pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Where a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberPlace {
    pub at: usize,
    /// Whether it has eight bytes instead of four.
    pub is_long: bool,
}

impl NumberPlace {
    /// The number.
    pub(super) fn get(self, bytes: &[u8]) -> Option<u64> {
        if self.is_long { u64_at(bytes, self.at) } else { u32_at(bytes, self.at).map(u64::from) }
    }

    /// Replaces the number; `None` if the new one does not fit.
    pub(super) fn set(self, bytes: &mut [u8], number: u64) -> Option<()> {
        let place = bytes.get_mut(self.at..)?;
        if self.is_long {
            *place.first_chunk_mut()? = number.to_le_bytes();
        } else {
            let number = u32::try_from(number).ok().filter(|number| *number != ELSEWHERE)?;
            *place.first_chunk_mut()? = number.to_le_bytes();
        }
        Some(())
    }

    /// Replaces a checksum, of which every value is one.
    pub(super) fn set_crc(self, bytes: &mut [u8], crc: u32) -> Option<()> {
        *bytes.get_mut(self.at..)?.first_chunk_mut()? = crc.to_le_bytes();
        Some(())
    }
}

/// The places of numbers of four bytes at `fields`, of which those that are [`ELSEWHERE`] are in the extra field 1 of `extra`, one after
/// the other, with eight bytes.
pub(super) fn places<const N: usize>(
    bytes: &[u8],
    fields: [usize; N],
    extra: std::ops::Range<usize>,
) -> Option<[NumberPlace; N]> {
    let mut places = fields.map(|at| NumberPlace { at, is_long: false });
    let mut long = None;
    for place in &mut places {
        if u32_at(bytes, place.at)? != ELSEWHERE {
            continue;
        }
        let (from, to) = match long {
            Some(left) => left,
            None => find_extra(bytes, extra.clone())?,
        };
        if from + 8 > to {
            return None;
        }
        *place = NumberPlace { at: from, is_long: true };
        long = Some((from + 8, to));
    }
    Some(places)
}

/// Where the content of the extra field 1 begins and ends.
fn find_extra(bytes: &[u8], extra: std::ops::Range<usize>) -> Option<(usize, usize)> {
    let mut at = extra.start;
    while at + 4 <= extra.end {
        let end = at + 4 + usize::from(u16_at(bytes, at + 2)?);
        if u16_at(bytes, at)? == 1 {
            return (end <= extra.end).then_some((at + 4, end));
        }
        at = end;
    }
    None
}

/// Reads `length` bytes at `at`.
///
/// # Errors
/// They cannot be read, or the file ends before.
pub(super) fn read_at(file: &mut File, at: u64, length: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// A part of a file, which several readers may share.
pub(super) struct FileRange {
    pub file: File,
    pub at: u64,
    pub left: u64,
}

impl Read for FileRange {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.seek(SeekFrom::Start(self.at))?;
        let count = (&self.file).take(self.left).read(buffer)?;
        self.at += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_does_not_fit_its_field_is_in_an_extra_field() {
        let extra = [&b"\x55\x54\x01\0x"[..], b"\x01\0\x10\0", &7_u64.to_le_bytes(), &9_u64.to_le_bytes()].concat();
        let mut bytes = [&b"\xFF\xFF\xFF\xFF\x05\0\0\0\xFF\xFF\xFF\xFF"[..], &extra].concat();
        let length = bytes.len();
        let found = places(&bytes, [0, 4, 8], 12..length).unwrap();
        assert_eq!(found.map(|place| place.get(&bytes).unwrap()), [7, 5, 9]);
        assert_eq!((found[0].set(&mut bytes, 1 << 40), found[1].set(&mut bytes, 1 << 40)), (Some(()), None));
        assert_eq!(found[0].get(&bytes), Some(1 << 40));
        assert_eq!(places(&bytes, [0, 8, 0], 12..length), None);
        assert_eq!(places(&bytes, [0], 12..16), None);
    }
}
