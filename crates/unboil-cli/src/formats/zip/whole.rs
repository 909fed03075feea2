//! A member that is one record: a text, or what is copied.
//!
//! Serializes it. Numbers are little-endian.

use super::super::archive::piece::{Piece, number};

/// A member as a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WholeMember<'p> {
    /// Its number in the order of the file, from 0.
    pub index: u64,
    pub path: &'p str,
    /// The hash of its data in the archive, and its text; nothing if it is copied.
    pub text: Option<(u128, &'p [u8])>,
}

impl<'p> WholeMember<'p> {
    /// `None` if the record was not written by [`write`](Self::write).
    pub(super) fn read(record: &'p [u8]) -> Option<Self> {
        let Some(Piece::Whole(bytes)) = Piece::read(record) else { return None };
        let (index, rest) = number(bytes)?;
        let (length, rest) = number(rest)?;
        let (path, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        let path = std::str::from_utf8(path).ok()?;
        let text = match rest.split_first()? {
            (0, _) => None,
            (_, rest) => {
                let (hash, text) = rest.split_first_chunk()?;
                Some((u128::from_le_bytes(*hash), text))
            }
        };
        Some(Self { index, path, text })
    }

    /// Appends it.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        Piece::Whole(&self.index.to_le_bytes()).write(out);
        out.extend((self.path.len() as u64).to_le_bytes());
        out.extend_from_slice(self.path.as_bytes());
        out.push(u8::from(self.text.is_some()));
        if let Some((hash, text)) = self.text {
            out.extend(hash.to_le_bytes());
            out.extend_from_slice(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for text in [None, Some((7, &b"Boats."[..])), Some((0, b""))] {
            let member = WholeMember { index: 1 << 40, path: "a/é.txt", text };
            let mut record = Vec::new();
            member.write(&mut record);
            assert_eq!(WholeMember::read(&record), Some(member));
        }
        assert_eq!(WholeMember::read(b"W12345678"), None);
    }
}
