//! UTF-16 and UTF-32 in either byte order, with a count of bad units.
//!
//! `encoding_rs` has no UTF-32 and does not count bad units, so all four are decoded here, except UTF-16 without faults: a
//! lone surrogate, a number above U+10FFFF or a cut last unit becomes one U+FFFD.
//!
//! Example: `41 00 00 D8 42 00` as UTF-16LE is `A\u{FFFD}B`, one bad unit.

/// An encoding of fixed units of two or four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Utf16Or32 {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Utf16Or32 {
    /// The name in reports. UTF-32 is not in the WHATWG standard; its name is Unicode's.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// Bytes in a unit.
    pub(crate) const fn width(self) -> usize {
        match self {
            Self::Utf16Le | Self::Utf16Be => 2,
            Self::Utf32Le | Self::Utf32Be => 4,
        }
    }

    /// The characters, `Err` for a bad unit. Bytes after the last complete unit are left out.
    pub(crate) fn chars(self, bytes: &[u8]) -> impl Iterator<Item = Result<char, ()>> {
        let (twos, fours): (&[[u8; 2]], &[[u8; 4]]) =
            if self.width() == 2 { (bytes.as_chunks().0, &[]) } else { (&[], bytes.as_chunks().0) };
        let little = matches!(self, Self::Utf16Le | Self::Utf32Le);
        let units = twos.iter().map(move |&two| if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) });
        let points =
            fours.iter().map(move |&four| if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) });
        char::decode_utf16(units).map(|unit| unit.map_err(drop)).chain(points.map(|n| char::from_u32(n).ok_or(())))
    }

    /// The text, and how many bad units became U+FFFD.
    pub(crate) fn decode(self, bytes: &[u8]) -> (String, usize) {
        // Six times as fast, but it does not count bad units.
        let web = match self {
            Self::Utf16Le => Some(encoding_rs::UTF_16LE),
            Self::Utf16Be => Some(encoding_rs::UTF_16BE),
            Self::Utf32Le | Self::Utf32Be => None,
        };
        if let Some(text) = web.and_then(|web| web.decode_without_bom_handling_and_without_replacement(bytes)) {
            return (text.into_owned(), 0);
        }
        let mut text = String::with_capacity(bytes.len() / self.width() + bytes.len() / 4);
        let mut bad = 0;
        for unit in self.chars(bytes) {
            text.push(unit.unwrap_or_else(|()| {
                bad += 1;
                char::REPLACEMENT_CHARACTER
            }));
        }
        if !bytes.len().is_multiple_of(self.width()) {
            text.push(char::REPLACEMENT_CHARACTER);
            bad += 1;
        }
        (text, bad)
    }
}

#[cfg(test)]
mod tests {
    use super::Utf16Or32;

    #[test]
    fn bad_units_are_counted() {
        assert_eq!(Utf16Or32::Utf16Le.decode(b"A\0\0\xD8B\0"), ("A\u{FFFD}B".to_owned(), 1));
        assert_eq!(Utf16Or32::Utf16Be.decode(b"\0A\xD8\x3D\xDE\0"), ("A\u{1F600}".to_owned(), 0));
        assert_eq!(Utf16Or32::Utf16Be.decode(b"\0A\0"), ("A\u{FFFD}".to_owned(), 1));
        assert_eq!(Utf16Or32::Utf32Be.decode(b"\0\0\0A\0\x11\0\0\0\x01\xF6\0"), ("A\u{FFFD}\u{1F600}".to_owned(), 1));
        assert_eq!(Utf16Or32::Utf32Le.decode(b"A\0\0\0A\0\0"), ("A\u{FFFD}".to_owned(), 1));
    }
}
