//! The guess: bytes that are neither UTF-8, UTF-16 nor UTF-32 in, an encoding out.
//!
//! chardetng weighs letter pairs against each single-byte and East Asian encoding of the web. UTF-8 is denied to it,
//! since [`utf8`](super::utf8) has ruled on that with more care, and ISO-2022-JP, since
//! [`escapes`](super::escapes) has. It knows no DOS or Macintosh code pages.
//!
//! It is slow where all bytes are letters (3 MB a second measured on Cyrillic, two busy cores), so it is shown a part.
//!
//! Example: `CF F0 E8 E2 E5 F2` is windows-1251 (`Привет`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// How many bytes are looked at, from the first that is not ASCII: 20 ms at that speed. Set by hand; no score of the 842
/// labelled files changes by it, but only six of those in legacy encodings are longer.
pub(super) const SAMPLE: usize = 64 * 1024;

/// The most likely encoding by the first part that tells anything.
pub(super) fn by_sample(bytes: &[u8]) -> &'static Encoding {
    // The letters before the first foreign one belong to the same word; all of them are ASCII, so nothing is cut.
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default().saturating_sub(16);
    let rest = bytes.get(start..).unwrap_or_default();
    match rest.get(..SAMPLE) {
        Some(sample) => encoding(sample, false),
        None => encoding(rest, true),
    }
}

/// The most likely encoding of all of it, for when the sample's does not fit the rest.
pub(super) fn by_all(bytes: &[u8]) -> &'static Encoding {
    encoding(bytes, true)
}

fn encoding(bytes: &[u8], whole: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::{SAMPLE, by_all, by_sample};

    #[test]
    fn common_encodings_are_guessed() {
        assert_eq!(by_sample(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0"), encoding_rs::WINDOWS_1251);
        assert_eq!(by_sample(b"caf\xE9 au lait"), encoding_rs::WINDOWS_1252);
    }

    #[test]
    fn a_cut_through_a_character_is_no_fault() {
        for shift in 0..2 {
            let text = [" ".repeat(shift).into_bytes(), b"\x82\xA0\x82\xA2\x8A\xBF".repeat(SAMPLE)].concat();
            assert_eq!((by_sample(&text), by_all(&text)), (encoding_rs::SHIFT_JIS, encoding_rs::SHIFT_JIS));
        }
    }
}
