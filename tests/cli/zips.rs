//! ZIP archives for tests, written as several programs write them.

use std::io::Write as _;

/// A member of an archive.
#[derive(Debug, Clone)]
pub(crate) struct ZipMember {
    pub name: Vec<u8>,
    pub data: Vec<u8>,
    /// 0 for stored, 8 for deflated.
    pub method: u16,
    pub flags: u16,
    /// Whether its sizes are in extra fields of eight bytes.
    pub is_long: bool,
    /// The permissions of Unix.
    pub mode: u32,
    pub comment: &'static str,
}

impl ZipMember {
    /// A file, deflated.
    pub(crate) fn new(name: &str, data: impl AsRef<[u8]>) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            data: data.as_ref().to_vec(),
            method: 8,
            flags: 0,
            is_long: false,
            mode: 0o100_644,
            comment: "",
        }
    }
}

/// An archive of deflated files.
pub(crate) fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let members: Vec<ZipMember> = members.iter().map(|(name, data)| ZipMember::new(name, data)).collect();
    zip_with(&members, b"", b"")
}

/// An archive of these members, behind `before`, with a comment.
pub(crate) fn zip_with(members: &[ZipMember], before: &[u8], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (before.to_vec(), Vec::new());
    for member in members {
        let offset = (out.len() - before.len()) as u32;
        let mut crc = flate2::Crc::new();
        crc.update(&member.data);
        let packed = match member.method {
            8 => {
                let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(9));
                encoder.write_all(&member.data).unwrap();
                encoder.finish().unwrap()
            }
            _ => member.data.clone(),
        };
        let has_descriptor = member.flags & 8 != 0;
        let short = |number: usize| if member.is_long { u32::MAX } else { number as u32 };
        let long: Vec<u8> = match member.is_long {
            true => {
                [&[1, 0, 16, 0], &(member.data.len() as u64).to_le_bytes()[..], &(packed.len() as u64).to_le_bytes()]
                    .concat()
            }
            false => Vec::new(),
        };
        // A time stamp of Unix, which most programs add.
        let extra = [b"UT\x05\0\x01\x01\x02\x03\x04", &long[..]].concat();
        let numbers = |crc: u32, packed: u32, size: u32| [crc, packed, size].map(u32::to_le_bytes).concat();
        let start = [&member.flags.to_le_bytes()[..], &member.method.to_le_bytes(), b"\x21\x43\x65\x47"].concat();
        let lengths = [member.name.len() as u16, extra.len() as u16].map(u16::to_le_bytes).concat();
        out.extend_from_slice(b"PK\x03\x04\x14\0");
        out.extend_from_slice(&start);
        match has_descriptor {
            true => out.extend_from_slice(&numbers(0, 0, 0)),
            false => out.extend(numbers(crc.sum(), short(packed.len()), short(member.data.len()))),
        }
        out.extend_from_slice(&lengths);
        out.extend_from_slice(&member.name);
        out.extend_from_slice(&extra);
        out.extend_from_slice(&packed);
        if has_descriptor {
            out.extend_from_slice(b"PK\x07\x08");
            out.extend(numbers(crc.sum(), packed.len() as u32, member.data.len() as u32));
        }
        directory.extend_from_slice(b"PK\x01\x02\x14\x03\x14\0");
        directory.extend_from_slice(&start);
        directory.extend(numbers(crc.sum(), short(packed.len()), short(member.data.len())));
        directory.extend_from_slice(&lengths);
        directory.extend((member.comment.len() as u16).to_le_bytes());
        directory.extend_from_slice(b"\0\0\0\0");
        directory.extend((member.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend_from_slice(&member.name);
        directory.extend_from_slice(&extra);
        directory.extend_from_slice(member.comment.as_bytes());
    }
    let at = (out.len() - before.len()) as u32;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend([members.len() as u16; 2].map(u16::to_le_bytes).concat());
    out.extend([directory.len() as u32, at].map(u32::to_le_bytes).concat());
    out.extend((comment.len() as u16).to_le_bytes());
    out.extend_from_slice(comment);
    out
}

/// The names and the data of the members of an archive, by its directory.
pub(crate) fn members_of(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let number = |at: usize, size: usize| {
        archive[at..at + size].iter().rev().fold(0_usize, |number, byte| number << 8 | usize::from(*byte))
    };
    // A comment may hold the mark as well.
    let is_end =
        |&at: &usize| archive[at..].starts_with(b"PK\x05\x06") && at + 22 + number(at + 20, 2) == archive.len();
    let end = (0..archive.len() - 21).rev().find(is_end).unwrap();
    let shift = end - number(end + 12, 4) - number(end + 16, 4);
    let mut at = number(end + 16, 4) + shift;
    let mut members = Vec::new();
    for _ in 0..number(end + 10, 2) {
        let (name, extra, comment) = (number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        let local = number(at + 42, 4) + shift;
        let data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let long = number(at + 20, 4) == u32::MAX as usize;
        let packed = if long { number(at + 46 + name + 9 + 4 + 8, 8) } else { number(at + 20, 4) };
        let packed = &archive[data..data + packed];
        let data = match number(at + 10, 2) {
            8 => {
                let mut data = Vec::new();
                std::io::Read::read_to_end(&mut flate2::read::DeflateDecoder::new(packed), &mut data).unwrap();
                data
            }
            _ => packed.to_vec(),
        };
        let mut crc = flate2::Crc::new();
        crc.update(&data);
        assert_eq!(crc.sum() as usize, number(at + 16, 4), "the checksum");
        members.push((String::from_utf8_lossy(&archive[at + 46..at + 46 + name]).into_owned(), data));
        at += 46 + name + extra + comment;
    }
    members
}
