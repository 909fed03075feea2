//! Bytes to text: which encoding, by what evidence, and what was lost.
//!
//! The first sign that settles it decides, the surest first: a byte order mark, the caller's word, escapes of ISO-2022,
//! zero bytes of UTF-16 and UTF-32, valid UTF-8, UTF-8 with a few faults, a guess. What starts like a known binary
//! format or is full of control bytes is refused. Clean UTF-8 is borrowed: two passes, nothing copied.
//!
//! Example: `63 61 66 E9` is `café`, windows-1252, guessed.

mod binary;
mod bom;
mod eight_bit;
mod escapes;
mod guess;
mod utf8;
mod wide;
mod zero_bytes;

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::error::{Error, Kind};
use binary::Controls;
use bom::Bom;

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DecodeOptions {
    /// The encoding the user named; it wins over everything but a byte order mark.
    pub declared: Option<&'static Encoding>,
    /// Decode even what looks like no text at all.
    pub force: bool,
}

/// Why an encoding was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// A byte order mark says so.
    Bom,
    /// All bytes are ASCII or valid UTF-8.
    Valid,
    /// Valid UTF-8 but for a few bytes.
    MostlyValid,
    /// The caller named it.
    Declared,
    /// The pattern of zero bytes shows UTF-16 or UTF-32.
    ZeroBytes,
    /// Escape sequences show ISO-2022-JP or ISO-2022-KR.
    Escapes,
    /// Statistics of the bytes (chardetng).
    Guessed,
    /// The caller gave text, not bytes.
    Text,
}

/// How the bytes became text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingDecision {
    /// The encoding's name in the WHATWG standard (`UTF-8`, `windows-1252`, `UTF-16LE` …), or
    /// `UTF-32LE`, `UTF-32BE`, `ISO-2022-KR`, which the standard leaves out.
    pub encoding: &'static str,
    /// Why it was chosen.
    pub evidence: Evidence,
    /// How many byte sequences could not be decoded and became U+FFFD.
    pub bad_sequences: usize,
    /// Length of the byte order mark that was taken off, in bytes.
    pub bom: usize,
}

/// Text and how it was got. Edits count in the bytes of this text.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Decoded<'b> {
    /// The text, without byte order mark; borrowed where the bytes are UTF-8 already.
    pub text: Cow<'b, str>,
    /// How.
    pub encoding: EncodingDecision,
}

impl<'b> From<&'b str> for Decoded<'b> {
    /// Text that is text already.
    fn from(text: &'b str) -> Self {
        decoded(Cow::Borrowed(text), "UTF-8", Evidence::Text, 0, 0)
    }
}

/// Turns bytes into text.
///
/// # Errors
/// The bytes look like no text (a program, an image, an archive) and `force` is not set.
pub(crate) fn decode<'b>(bytes: &'b [u8], options: DecodeOptions) -> Result<Decoded<'b>, Error> {
    let refuse = |why: String| Err(Error::from(Kind::Binary { why }));
    if !options.force
        && let Some(format) = binary::magic(bytes)
    {
        return refuse(format!("starts like a {format}"));
    }
    let controls = Controls::of(bytes);
    let decoded = read(bytes, options.declared, controls);
    match binary::suspect(bytes, controls, &decoded) {
        Some(why) if !options.force => refuse(why),
        _ => Ok(decoded),
    }
}

/// The reading by the first sign that settles it.
fn read<'b>(bytes: &'b [u8], declared: Option<&'static Encoding>, controls: Controls) -> Decoded<'b> {
    if let Some((bom, length)) = bom::find(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        let (encoding, (text, bad)) = match bom {
            Bom::Utf8 => ("UTF-8", as_utf8(rest)),
            Bom::Wide(wide) => (wide.name(), owned(wide.decode(rest))),
        };
        return decoded(text, encoding, Evidence::Bom, bad, length);
    }
    if let Some(encoding) = declared {
        let (text, bad) =
            if encoding == encoding_rs::UTF_8 { as_utf8(bytes) } else { eight_bit::decode(encoding, bytes) };
        return decoded(text, encoding.name(), Evidence::Declared, bad, 0);
    }
    let valid = simdutf8::basic::from_utf8(bytes).ok();
    if valid.is_some()
        && let Some((text, encoding, bad)) = escapes::decode(bytes)
    {
        return decoded(Cow::Owned(text), encoding, Evidence::Escapes, bad, 0);
    }
    // Wide text can be valid UTF-8 (all of Cyrillic UTF-16 is below 0x80), but then its multi-byte sequences are chance.
    if controls.all() > 0
        && controls.all() > valid.map_or(0, utf8::multibyte)
        && let Some(wide) = zero_bytes::detect(bytes, controls.all(), valid.is_some())
    {
        let (text, bad) = wide.decode(bytes);
        return decoded(Cow::Owned(text), wide.name(), Evidence::ZeroBytes, bad, 0);
    }
    if let Some(text) = valid {
        return decoded(Cow::Borrowed(text), "UTF-8", Evidence::Valid, 0, 0);
    }
    if utf8::Tally::of(bytes).is_utf8() {
        let (text, bad) = utf8::repair(bytes);
        return decoded(Cow::Owned(text), "UTF-8", Evidence::MostlyValid, bad, 0);
    }
    let mut encoding = guess::by_sample(bytes);
    let (mut text, mut bad) = eight_bit::decode(encoding, bytes);
    if bad > 0 && bytes.len() > guess::SAMPLE {
        encoding = guess::by_all(bytes);
        (text, bad) = eight_bit::decode(encoding, bytes);
    }
    decoded(text, encoding.name(), Evidence::Guessed, bad, 0)
}

/// Bytes that are UTF-8 by a mark or by the caller's word, with what is broken replaced.
fn as_utf8(bytes: &[u8]) -> (Cow<'_, str>, usize) {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), 0),
        Err(_) => owned(utf8::repair(bytes)),
    }
}

fn owned<'b>((text, bad): (String, usize)) -> (Cow<'b, str>, usize) {
    (Cow::Owned(text), bad)
}

fn decoded<'b>(
    text: Cow<'b, str>,
    encoding: &'static str,
    evidence: Evidence,
    bad_sequences: usize,
    bom: usize,
) -> Decoded<'b> {
    Decoded { text, encoding: EncodingDecision { encoding, evidence, bad_sequences, bom } }
}

#[cfg(test)]
mod tests;
