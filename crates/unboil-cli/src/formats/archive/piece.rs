//! The pieces of an archive, which are its records: what the reader passes to the writer.
//!
//! Serializes them. The first byte is the kind, numbers are little-endian.
//!
//! row 7, `{"text":"Boats."}` → `R`, `7 0 0 0 0 0 0 0`, `{"text":"Boats."}`

/// A piece of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Piece<'p> {
    /// It stands for itself.
    Whole(&'p [u8]),
    /// A member of records begins.
    Begin {
        /// Whether its records are separated by commas.
        is_array: bool,
        /// The data before its first record.
        header: &'p [u8],
        /// What the archive says about it.
        about: &'p [u8],
    },
    /// A record of the member.
    Row {
        /// Its number in the member.
        number: u64,
        record: &'p [u8],
    },
    /// The member ends; what follows it in the archive.
    End(&'p [u8]),
}

const WHOLE: u8 = b'W';
const BEGIN: u8 = b'B';
const ROW: u8 = b'R';
const END: u8 = b'E';

/// The bytes before the record of a row.
pub(super) const ROW_PREFIX: usize = 9;

impl<'p> Piece<'p> {
    /// `None` if the bytes were not written by [`write`](Self::write).
    pub(in crate::formats) fn read(bytes: &'p [u8]) -> Option<Self> {
        let (&kind, rest) = bytes.split_first()?;
        Some(match kind {
            WHOLE => Self::Whole(rest),
            BEGIN => {
                let (&is_array, rest) = rest.split_first()?;
                let (length, rest) = number(rest)?;
                let (header, about) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                Self::Begin { is_array: is_array != 0, header, about }
            }
            ROW => {
                let (number, record) = number(rest)?;
                Self::Row { number, record }
            }
            END => Self::End(rest),
            _ => return None,
        })
    }

    /// Appends it.
    pub(in crate::formats) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Whole(bytes) => {
                out.push(WHOLE);
                out.extend_from_slice(bytes);
            }
            Self::Begin { is_array, header, about } => {
                out.extend([BEGIN, u8::from(is_array)]);
                out.extend((header.len() as u64).to_le_bytes());
                out.extend_from_slice(header);
                out.extend_from_slice(about);
            }
            Self::Row { number, record } => {
                out.push(ROW);
                out.extend(number.to_le_bytes());
                out.extend_from_slice(record);
            }
            Self::End(bytes) => {
                out.push(END);
                out.extend_from_slice(bytes);
            }
        }
    }
}

/// The number at the beginning, and what follows.
pub(in crate::formats) fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for piece in [
            Piece::Whole(b"ab"),
            Piece::Begin { is_array: true, header: b"[", about: b"x" },
            Piece::Row { number: 1 << 40, record: b"{}" },
            Piece::End(b""),
        ] {
            let mut bytes = Vec::new();
            piece.write(&mut bytes);
            assert_eq!(Piece::read(&bytes), Some(piece));
        }
        let mut row = Vec::new();
        Piece::Row { number: 1, record: b"" }.write(&mut row);
        assert_eq!(row.len(), ROW_PREFIX);
        assert_eq!(Piece::read(b"B\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFa"), None);
        assert_eq!((Piece::read(b""), Piece::read(b"x"), Piece::read(b"R1")), (None, None, None));
    }
}
