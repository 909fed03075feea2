//! Converts records between the encoding of their file and UTF-8, so that what was read can be written again.
//!
//! Input: bytes of a file. Output: UTF-8. Bytes that are not valid in the encoding, or that it would write in another way, are marked:
//! each becomes the byte FF, which UTF-8 never has, and two letters. So a record with such bytes is recognized and still has all of
//! its bytes.
//!
//! `E9 81` in windows-1253 → `ι`, `FF 48 41`

use std::borrow::Cow;

use unboil::Encoding;
use unboil::report::original_bytes;

/// The byte before a marked one. Each half of the marked byte becomes a letter from `@` on, which no format takes for a delimiter.
const MARK: u8 = 0xFF;

/// In the encodings of the web, a byte below is a character by itself: second bytes are 30 or more.
const FIRST_OF_PAIR: u8 = 0x30;

/// How bytes form characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Units {
    /// One byte for each.
    Single,
    /// One or more.
    Multi,
    /// UTF-16, with this as the index of the more significant byte of a unit.
    Utf16(usize),
    /// UTF-32.
    Utf32,
}

/// Converts between an encoding and UTF-8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coder {
    encoding: Encoding,
    units: Units,
}

impl Coder {
    /// For an encoding other than UTF-8; `None` if it cannot be written, or if bytes depend on escape sequences before them.
    pub(super) fn new(encoding: Encoding) -> Option<Self> {
        let units = match encoding.name() {
            "ISO-2022-JP" => return None,
            "UTF-16LE" => Units::Utf16(1),
            "UTF-16BE" => Units::Utf16(0),
            _ if encoding.is_utf16_or_32() => Units::Utf32,
            _ if encoding.upper_half().is_some() => Units::Single,
            _ => Units::Multi,
        };
        original_bytes(encoding.name(), 0, "a").map(|_| Self { encoding, units })
    }

    /// The name of the encoding.
    pub(super) fn name(&self) -> &'static str {
        self.encoding.name()
    }

    /// How many of `bytes` are complete characters.
    pub(super) fn complete(&self, bytes: &[u8]) -> usize {
        match self.units {
            Units::Single => bytes.len(),
            Units::Utf32 => bytes.len() / 4 * 4,
            Units::Utf16(high) => {
                let even = bytes.len() / 2 * 2;
                let is_half = even >= 2 && is_high_surrogate(bytes[even - 2 + high]);
                even - if is_half { 2 } else { 0 }
            }
            Units::Multi => bytes.iter().rposition(|byte| *byte < FIRST_OF_PAIR).map_or(0, |last| last + 1),
        }
    }

    /// Appends `bytes` in UTF-8, those that cannot be kept with marks.
    pub(super) fn decode(&self, bytes: &[u8], out: &mut Vec<u8>) {
        if let Some(text) = self.exact(bytes) {
            out.extend_from_slice(text.as_bytes());
            return;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(self.first_part(rest));
            rest = after;
            match self.exact(part) {
                Some(text) => out.extend_from_slice(text.as_bytes()),
                None => {
                    // What separates the parts is a character by itself.
                    let ends = self.units == Units::Multi && part.last().is_some_and(|byte| *byte < FIRST_OF_PAIR);
                    let (bad, end) = part.split_at(part.len() - usize::from(ends));
                    bad.iter().for_each(|byte| out.extend([MARK, b'@' | byte >> 4, b'@' | byte & 15]));
                    out.extend_from_slice(end);
                }
            }
        }
    }

    /// The text of `bytes`, if it can be written as them.
    fn exact<'b>(&self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        let (text, bad) = self.encoding.decode(bytes);
        (bad == 0 && original_bytes(self.name(), 0, &text).as_deref() == Some(bytes)).then_some(text)
    }

    /// The length of the first part that can be judged by itself.
    fn first_part(&self, bytes: &[u8]) -> usize {
        let length = match self.units {
            Units::Single => 1,
            Units::Utf32 => 4,
            Units::Utf16(high) if bytes.get(high).is_some_and(|byte| is_high_surrogate(*byte)) => {
                // Half a pair takes nothing with it.
                let is_pair = bytes.get(2 + high).is_some_and(|byte| (0xDC..0xE0).contains(byte));
                if is_pair { 4 } else { 2 }
            }
            Units::Utf16(_) => 2,
            Units::Multi => bytes.iter().position(|byte| *byte < FIRST_OF_PAIR).map_or(bytes.len(), |first| first + 1),
        };
        length.min(bytes.len())
    }

    /// The bytes of what [`decode`](Self::decode) gave.
    ///
    /// # Errors
    /// The first character that the encoding lacks.
    pub(super) fn encode(&self, mut marked: &[u8]) -> Result<Vec<u8>, char> {
        let mut out = Vec::with_capacity(marked.len());
        loop {
            let end = memchr::memchr(MARK, marked).unwrap_or(marked.len());
            let (text, rest) = marked.split_at(end);
            let text = std::str::from_utf8(text).expect("only marks are not UTF-8");
            out.extend(self.encode_text(text)?);
            match *rest {
                [] => return Ok(out),
                [_, high, low, ref after @ ..] => {
                    out.push((high & 15) << 4 | low & 15);
                    marked = after;
                }
                _ => unreachable!("a mark has two letters"),
            }
        }
    }

    /// The bytes of a text.
    ///
    /// # Errors
    /// The first character that the encoding lacks.
    pub(super) fn encode_text(&self, text: &str) -> Result<Vec<u8>, char> {
        original_bytes(self.name(), 0, text).ok_or_else(|| {
            let lacks = |c: &char| original_bytes(self.name(), 0, c.encode_utf8(&mut [0; 4])).is_none();
            text.chars().find(lacks).expect("a text whose characters can all be written can be written")
        })
    }
}

fn is_high_surrogate(byte: u8) -> bool {
    (0xD8..0xDC).contains(&byte)
}

/// Whether there are marks, and so bytes that are not valid; their position in the record is that of the first.
pub(super) fn first_mark(marked: &[u8]) -> Option<usize> {
    memchr::memchr(MARK, marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn coder(label: &str) -> Coder {
        Coder::new(Encoding::for_label(label).unwrap()).unwrap()
    }

    const LABELS: [&str; 10] = [
        "utf-16le",
        "utf-16be",
        "utf-32le",
        "windows-1252",
        "windows-1253",
        "shift_jis",
        "gbk",
        "gb18030",
        "big5",
        "euc-kr",
    ];

    #[test]
    fn what_cannot_be_written_or_depends_on_escapes_is_refused() {
        for label in ["iso-2022-jp", "iso-2022-kr", "cp850"] {
            assert!(Coder::new(Encoding::for_label(label).unwrap()).is_none(), "{label}");
        }
    }

    #[test]
    fn a_bad_byte_does_not_affect_its_neighbours() {
        for (label, bytes, want) in [
            ("windows-1253", &b"a\xE9\x81\x80\xD2b"[..], &b"a\xCE\xB9\xC2\x81\xE2\x82\xAC\xFFMBb"[..]),
            ("shift_jis", b"a,\x8A\"\x8A\xBF,b", b"a,\xFFHJ\"\xE6\xBC\xA2,b"),
            ("utf-16le", b"a\0\x3D\xD8b\0", b"a\xFFCM\xFFMHb"),
        ] {
            let mut out = Vec::new();
            coder(label).decode(bytes, &mut out);
            assert_eq!(out.escape_ascii().to_string(), want.escape_ascii().to_string(), "{label}");
        }
    }

    proptest! {
        /// Whatever the bytes are, and however they are cut where characters end.
        #[test]
        fn all_bytes_come_back(bytes: Vec<u8>, cut in 0..20_usize) {
            for label in LABELS {
                let coder = coder(label);
                let mut out = Vec::new();
                let cut = coder.complete(&bytes[..cut.min(bytes.len())]);
                coder.decode(&bytes[..cut], &mut out);
                coder.decode(&bytes[cut..], &mut out);
                prop_assert_eq!(coder.encode(&out), Ok(bytes.clone()), "{}", label);
            }
        }
    }
}
