//! The headers of a member: their numbers, and what they say together.
//!
//! Headers that describe the next member (long names, extensions) belong to it.
//!
//! a long name `x/…/a.txt` and a header of 12 bytes → the path `x/…/a.txt`, the size 12

use tar::{EntryType, Header};

/// The bytes of a block.
pub(super) const BLOCK: usize = 512;

/// A block as a header, if its checksum is right.
pub(super) fn header(block: &[u8]) -> Option<Header> {
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block.get(..BLOCK)?);
    let mut summed = header.clone();
    summed.set_cksum();
    (summed.cksum().ok()? == header.cksum().ok()?).then_some(header)
}

/// The size of a member. Bytes. Some old programs write zero bytes as the size of a folder, which GNU tar reads as 0.
pub(super) fn size(header: &Header) -> Option<u64> {
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
pub(super) fn resized(mut header: Header, size: u64) -> Header {
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
pub(super) fn is_extension(kind: EntryType) -> bool {
    kind.is_gnu_longname()
        || kind.is_gnu_longlink()
        || kind.is_pax_local_extensions()
        || kind.is_pax_global_extensions()
}

/// The headers of a member, in its first bytes.
pub(super) struct MemberHeaders<'p> {
    /// Those that describe it.
    pub before: &'p [u8],
    pub header: Header,
    pub path: String,
    /// Whether an extension also gives the size.
    pub has_pax_size: bool,
    /// Its data, and what follows.
    pub rest: &'p [u8],
}

impl<'p> MemberHeaders<'p> {
    pub(super) fn parse(piece: &'p [u8]) -> Option<Self> {
        let (mut from, mut path, mut has_pax_size) = (0, None, false);
        loop {
            let header = header(piece.get(from..from + BLOCK)?)?;
            let rest = piece.get(from + BLOCK..)?;
            let kind = header.entry_type();
            if !is_extension(kind) {
                let own = || String::from_utf8_lossy(&header.path_bytes()).into_owned();
                let (before, path) = (piece.get(..from)?, path.unwrap_or_else(own));
                return Some(Self { before, header, path, has_pax_size, rest });
            }
            let size = usize::try_from(size(&header)?).ok()?;
            let data = rest.get(..size)?;
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

    /// Its data.
    pub(super) fn data(&self) -> Option<&'p [u8]> {
        self.rest.get(..usize::try_from(size(&self.header)?).ok()?)
    }

    /// Whether its header is written in the same bytes after its size has changed and changed back.
    pub(super) fn comes_back(&self) -> bool {
        size(&self.header).is_some_and(|size| {
            [0, size.saturating_mul(8)].into_iter().all(|other| {
                let back = resized(resized(self.header.clone(), other), size);
                back.as_bytes() == self.header.as_bytes()
            })
        })
    }
}
