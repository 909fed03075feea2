//! Bytes that are not text, and the reason to refuse them.
//!
//! An image that is cleaned as windows-1252 becomes a page of noise in somebody's index. Evidence is the first bytes of
//! well-known formats, and the share of control bytes. Some formats start with letters that a text may start with too
//! (`RIFF`, `OTTO`), so a format is only recognized if there are control bytes, which all binary formats have.
//!
//! Example: `89 50 4E 47 0D 0A 1A 0A …` is refused with "starts like a PNG image".

use super::decision::{Decoded, Evidence};
use unboil_text::simd::{between, count, is, seek};
use wide::u8x16;

/// Position of the signature, its bytes, and the name of the format.
const MAGIC: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1A\n", "PNG image"),
    (0, b"\xFF\xD8\xFF", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (0, b"II*\0", "TIFF image"),
    (0, b"MM\0*", "TIFF image"),
    (0, b"\0\0\x01\0", "Windows icon"),
    (0, b"RIFF", "RIFF file (WAV, AVI, WebP)"),
    (0, b"ID3", "MP3 file"),
    (0, b"OggS", "Ogg file"),
    (0, b"fLaC", "FLAC file"),
    (4, b"ftyp", "MP4 or HEIF file"),
    (0, b"\x1A\x45\xDF\xA3", "Matroska or WebM file"),
    (0, b"%PDF-", "PDF document"),
    (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Microsoft Office document"),
    (0, b"PK\x03\x04", "ZIP archive (or a document that is one)"),
    (0, b"PK\x05\x06", "ZIP archive"),
    (0, b"\x1F\x8B\x08", "gzip archive"),
    (0, b"\x28\xB5\x2F\xFD", "Zstandard archive"),
    (0, b"BZh", "bzip2 archive"),
    (0, b"\xFD7zXZ\0", "xz archive"),
    (0, b"7z\xBC\xAF\x27\x1C", "7z archive"),
    (0, b"Rar!\x1A\x07", "RAR archive"),
    (0, b"\x04\x22\x4D\x18", "LZ4 archive"),
    (257, b"ustar", "tar archive"),
    (0, b"!<arch>\n", "ar archive"),
    (0, b"\x7FELF", "ELF program"),
    (0, b"MZ", "Windows program"),
    (0, b"\xCA\xFE\xBA\xBE", "Java class or macOS program"),
    (0, b"\xCF\xFA\xED\xFE", "macOS program"),
    (0, b"\0asm", "WebAssembly module"),
    (1, b"\r\r\n", "Python bytecode"),
    (0, b"\xDE\x12\x04\x95", "gettext catalogue"),
    (0, b"\x95\x04\x12\xDE", "gettext catalogue"),
    (0, b"SQLite format 3\0", "SQLite database"),
    (0, b"wOFF", "WOFF font"),
    (0, b"wOF2", "WOFF2 font"),
    (0, b"OTTO", "OpenType font"),
    (0, b"\0\x01\0\0\0", "TrueType font"),
    (0, b"PAR1", "Parquet file"),
    (0, b"\x89HDF\r\n\x1A\n", "HDF5 file"),
    (0, b"\x93NUMPY", "NumPy array"),
];

/// The known format that the bytes start like, if there are any `controls`.
pub(crate) fn magic(bytes: &[u8], controls: ControlCounts) -> Option<&'static str> {
    if controls.all() == 0 {
        return None;
    }
    let hit = |&&(offset, start, _): &&(usize, &[u8], &str)| bytes.get(offset..).is_some_and(|b| b.starts_with(start));
    MAGIC.iter().find(hit).map(|&(_, _, name)| name)
}

/// How many control bytes there are: C0 and DEL without those that text has (backspace, tab, line feed, vertical tab, form
/// feed, carriage return, escape: old typewriter text and terminals use them all).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ControlCounts {
    /// NUL bytes.
    nul: usize,
    /// All others.
    other: usize,
    /// Whether there are escapes. They are not counted, because text may have them; text in ISO-2022 always has.
    pub escapes: bool,
}

impl ControlCounts {
    /// Counts them. Sound text has none, which one pass finds out. Apart from validation it is the only pass over all bytes of
    /// a document in UTF-8.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let Some(first) = seek(bytes, 0, |byte, _| control(byte) | is(byte, ESCAPE)) else { return Self::default() };
        let bytes = &bytes[first..];
        let (all, nul) = (count(bytes, control), memchr::memchr_iter(0, bytes).count());
        Self { nul, other: all - nul, escapes: memchr::memchr(ESCAPE, bytes).is_some() }
    }

    /// The sum.
    pub(crate) const fn all(self) -> usize {
        self.nul + self.other
    }
}

const ESCAPE: u8 = 0x1B;

/// The lanes that are control bytes.
#[inline(always)]
fn control(bytes: u8x16) -> u8x16 {
    between(bytes, 0, 7) | between(bytes, 14, 26) | between(bytes, 28, 31) | is(bytes, 127)
}

/// Why the decoded text is not text, if it is not. `controls` are those of the `bytes`.
pub(crate) fn suspect(bytes: &[u8], controls: ControlCounts, decoded: &Decoded<'_>) -> Option<String> {
    let decision = &decoded.encoding;
    // Sound UTF-8 is not examined further.
    if decision.evidence == Evidence::Valid && controls.all() == 0 {
        return None;
    }
    let (controls, units) = match decision.encoding {
        "UTF-16LE" | "UTF-16BE" => (ControlCounts::of(decoded.text.as_bytes()), bytes.len() / 2),
        "UTF-32LE" | "UTF-32BE" => (ControlCounts::of(decoded.text.as_bytes()), bytes.len() / 4),
        // The shifts are part of the encoding.
        "ISO-2022-KR" => (ControlCounts::of(decoded.text.as_bytes()), bytes.len()),
        _ => (controls, bytes.len()),
    };
    // Allowed shares in per cent: high where other evidence shows that this is text (set by hand), low where any bytes would
    // decode. Of 4,927 refused files of a Linux system (programs, bytecode, images, archives) 99 % have 9 % and more; the
    // lowest are Python bytecode, known by its first bytes. Labelled text in eight-bit encodings has none, except a NUL put
    // into some on purpose and one page that is nearly all NULs.
    let (nuls, others) = match decision.evidence {
        Evidence::Guessed | Evidence::Declared | Evidence::MostlyValid => (1, 3),
        _ => (10, 30),
    };
    if decision.evidence == Evidence::Valid && controls.other == 0 && has_nul_gaps(bytes, controls.nul) {
        return None;
    }
    if controls.nul > 1 && controls.nul * 100 > units * nuls {
        return Some("NUL bytes without a UTF-16 pattern".to_owned());
    }
    if controls.all() > 1 && controls.all() * 100 > units * others {
        return Some(format!("{} % control bytes", controls.all() * 100 / units.max(1)));
    }
    if decision.bad_sequences > 1 && decision.bad_sequences * 100 > units * 30 {
        return Some(format!("{} % of it is not {}", decision.bad_sequences * 100 / units.max(1), decision.encoding));
    }
    None
}

/// Whether text has gaps: a file system that lost power or a writer that skipped ahead leaves long runs of NULs in otherwise
/// sound text. Numbers in binary files have a few NULs here and there.
fn has_nul_gaps(bytes: &[u8], nuls: usize) -> bool {
    let starts = bytes.iter().zip(bytes.iter().skip(1)).filter(|&(&a, &b)| a != 0 && b == 0).count();
    let runs = starts + usize::from(bytes.first() == Some(&0));
    bytes.len() - nuls >= GAP_TEXT && nuls >= runs * GAP_RUN
}

/// The least text around gaps, and the least average length of a gap, in bytes. Set by hand.
const GAP_TEXT: usize = 32;
const GAP_RUN: usize = 16;

#[cfg(test)]
mod tests {
    use super::{ControlCounts, MAGIC, magic};

    #[test]
    fn formats_are_named() {
        for &(offset, start, name) in MAGIC {
            let mut bytes = vec![b' '; offset];
            bytes.extend_from_slice(start);
            bytes.extend_from_slice(b"\xFF\0");
            assert!(magic(&bytes, ControlCounts::of(&bytes)).is_some_and(|found| found == name), "{name}");
        }
    }

    #[test]
    fn text_may_start_like_a_format() {
        for text in
            ["RIFF is a container.", "MZ were the initials of an engineer.", "%PDF-1.4 is what a PDF starts with."]
        {
            assert_eq!(magic(text.as_bytes(), ControlCounts::of(text.as_bytes())), None);
        }
    }

    #[test]
    fn controls_are_counted() {
        let mut bytes: Vec<u8> = (0..=255).collect();
        bytes.extend([0; 300]);
        assert_eq!(ControlCounts::of(&bytes), ControlCounts { nul: 301, other: 25, escapes: true });
        assert_eq!(ControlCounts::of(b"a\tb\r\n\x0C\x0B\x08"), ControlCounts::default());
        assert_eq!(ControlCounts::of(b"a\x1B[m"), ControlCounts { escapes: true, ..ControlCounts::default() });
    }

    #[test]
    fn controls_are_found_anywhere() {
        for length in [1, 15, 16, 17, 4095, 4096] {
            for place in [0, length / 2, length - 1] {
                let mut bytes = vec![b'x'; length];
                bytes[place] = 0x7F;
                assert_eq!(
                    ControlCounts::of(&bytes),
                    ControlCounts { other: 1, ..ControlCounts::default() },
                    "{place} of {length}"
                );
            }
        }
    }
}
