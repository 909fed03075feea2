//! The guess: bytes that are neither UTF-8, UTF-16 nor UTF-32 in, an encoding out.
//!
//! chardetng weighs letter pairs against each single-byte and East Asian encoding of the web. UTF-8 is denied to it,
//! since [`utf8`](super::utf8) has ruled on that with more care, and ISO-2022-JP, since
//! [`escapes`](super::escapes) has. It knows no DOS or Macintosh code pages.
//!
//! Example: `CF F0 E8 E2 E5 F2` is windows-1251 (`Привет`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// The most likely encoding.
pub(super) fn encoding(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::encoding;

    #[test]
    fn common_encodings_are_guessed() {
        assert_eq!(encoding(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0"), encoding_rs::WINDOWS_1251);
        assert_eq!(encoding(b"caf\xE9 au lait"), encoding_rs::WINDOWS_1252);
    }
}
