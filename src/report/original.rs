//! Encodes a decoded text again, to restore the original bytes.
//!
//! Decoding is not always one to one: invalid bytes become U+FFFD, ISO-2022 text may have redundant escapes, and some double-byte
//! tables have a character twice. So encoding the text again is tried when the report is written.
//!
//! `é`, windows-1252 → `E9`; `é`, UTF-8 with a mark of three bytes → `EF BB BF C3 A9`

use encoding_rs::Encoding;

use super::restores::Restores;
use unboil_encoding::EncodingDecision;

/// `text` in `encoding`, after a byte order mark of `bom` bytes. `None` if the encoding is unknown, cannot be
/// written, or lacks a character of the text.
#[must_use]
pub fn original_bytes(encoding: &str, bom: usize, text: &str) -> Option<Vec<u8>> {
    let marked = |mark: &[u8], units: &mut dyn Iterator<Item = u8>| {
        let mut bytes = if bom > 0 { mark.to_vec() } else { Vec::new() };
        bytes.extend(units);
        bytes
    };
    let bytes = match encoding {
        "UTF-8" => marked(b"\xEF\xBB\xBF", &mut text.bytes()),
        "UTF-16LE" => marked(b"\xFF\xFE", &mut text.encode_utf16().flat_map(u16::to_le_bytes)),
        "UTF-16BE" => marked(b"\xFE\xFF", &mut text.encode_utf16().flat_map(u16::to_be_bytes)),
        "UTF-32LE" => marked(b"\xFF\xFE\0\0", &mut text.chars().flat_map(|c| u32::from(c).to_le_bytes())),
        "UTF-32BE" => marked(b"\0\0\xFE\xFF", &mut text.chars().flat_map(|c| u32::from(c).to_be_bytes())),
        name => {
            let encoding = Encoding::for_label(name.as_bytes())?;
            let (bytes, _, lacks_some) = encoding.encode(text);
            if lacks_some || encoding.output_encoding() != encoding {
                return None;
            }
            bytes.into_owned()
        }
    };
    Some(bytes)
}

impl Restores {
    /// Whether encoding `text`, which was decoded from `bytes`, gives them back.
    #[must_use]
    pub fn of(bytes: &[u8], text: &str, encoding: &EncodingDecision) -> Self {
        // UTF-8, with or without a mark, is compared without a second copy.
        let same = match encoding.encoding {
            "UTF-8" => bytes.get(encoding.bom..) == Some(text.as_bytes()),
            name => original_bytes(name, encoding.bom, text).as_deref() == Some(bytes),
        };
        if same { Self::Bytes } else { Self::Text }
    }
}
