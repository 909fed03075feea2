//! Bytes to text: tries each kind of evidence in turn, the most reliable first.

use std::borrow::Cow;

use super::bad_bytes::BadBytes;
use super::binary::{self, ControlCounts};
use super::bom::{self, Bom};
use super::decision::{Decoded, EncodingDecision, Evidence};
use super::error::DecodeError;
use super::{declared, escapes, zero_bytes};
use crate::encodings::encoding::Encoding;
use crate::encodings::utf8;
use crate::statistics::guess;

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecodeOptions {
    /// The encoding that the caller named. Only a byte order mark overrides it.
    pub declared: Option<Encoding>,
    /// Whether bytes that do not look like text are decoded all the same.
    pub force: bool,
    /// What becomes of byte sequences that are not valid in the encoding.
    pub bad_bytes: BadBytes,
}

/// Detects the encoding of bytes, as [`decode`] does; with `force` also of bytes that do not look like text.
///
/// ```
/// let decision = unboil_encoding::detect(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0!", false)?;
/// assert_eq!(decision.encoding, "windows-1251");
/// assert_eq!(decision.evidence, unboil_encoding::Evidence::Guessed);
/// # Ok::<(), unboil_encoding::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError::Binary`] if the bytes do not look like text and `force` is not set.
pub fn detect(bytes: &[u8], force: bool) -> Result<EncodingDecision, DecodeError> {
    decode(bytes, DecodeOptions { force, ..DecodeOptions::default() }).map(|decoded| decoded.encoding)
}

/// Turns bytes into text.
///
/// # Errors
/// [`DecodeError::Binary`] if the bytes do not look like text (a program, an image, an archive) and `force` is not set;
/// [`DecodeError::BadBytes`] if some are not valid and the options say [`BadBytes::Fail`].
pub fn decode<'b>(bytes: &'b [u8], options: DecodeOptions) -> Result<Decoded<'b>, DecodeError> {
    let refuse = |why: String| Err(DecodeError::Binary { why });
    let controls = ControlCounts::of(bytes);
    if !options.force
        && let Some(format) = binary::magic(bytes, controls)
    {
        return refuse(format!("starts like a {format}"));
    }
    let decoded = read(bytes, options.declared, controls);
    match binary::suspect(bytes, controls, &decoded) {
        Some(why) if !options.force => refuse(why),
        _ if options.bad_bytes == BadBytes::Fail && decoded.encoding.bad_sequences > 0 => Err(bad_bytes(&decoded)),
        _ => Ok(decoded),
    }
}

fn bad_bytes(decoded: &Decoded<'_>) -> DecodeError {
    let EncodingDecision { encoding, bad_sequences, .. } = decoded.encoding;
    let (before, _) = decoded.text.split_once(char::REPLACEMENT_CHARACTER).expect("bad sequences become U+FFFD");
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    DecodeError::BadBytes { count: bad_sequences, encoding, line }
}

/// Decodes by the first evidence that settles the encoding.
fn read<'b>(bytes: &'b [u8], named: Option<Encoding>, controls: ControlCounts) -> Decoded<'b> {
    if let Some((bom, length)) = bom::find(bytes) {
        let rest = &bytes[length..];
        let (encoding, (text, bad)) = match bom {
            Bom::Utf8 => ("UTF-8", utf8::lossy(rest)),
            Bom::Utf16Or32(encoding) => {
                let (text, bad) = encoding.decode(rest);
                (encoding.name(), (Cow::Owned(text), bad))
            }
        };
        return decoded(text, encoding, Evidence::Bom, bad, length);
    }
    if let Some(encoding) = named {
        let (text, bad) = encoding.decode(bytes);
        return decoded(text, encoding.name(), Evidence::Declared, bad, 0);
    }
    let valid = simdutf8::basic::from_utf8(bytes).ok();
    if valid.is_some()
        && controls.escapes
        && let Some((text, encoding, bad)) = escapes::decode(bytes)
    {
        return decoded(Cow::Owned(text), encoding, Evidence::Escapes, bad, 0);
    }
    // UTF-16 can be valid UTF-8 (all of Cyrillic UTF-16 is below 0x80), but then its multi-byte sequences are accidental.
    if controls.all() > 0
        && controls.all() > valid.map_or(0, utf8::multibyte)
        && let Some(encoding) = zero_bytes::detect(bytes, controls.all(), valid.is_some())
    {
        let (text, bad) = encoding.decode(bytes);
        return decoded(Cow::Owned(text), encoding.name(), Evidence::ZeroBytes, bad, 0);
    }
    if let Some(text) = valid {
        return decoded(Cow::Borrowed(text), "UTF-8", Evidence::Valid, 0, 0);
    }
    if utf8::SequenceCounts::of(bytes).is_utf8() {
        let (text, bad) = utf8::repair(bytes);
        return decoded(Cow::Owned(text), "UTF-8", Evidence::MostlyValid, bad, 0);
    }
    if let Some(decoded) = self_declared(bytes) {
        return decoded;
    }
    let mut guess = guess::by_sample(bytes);
    let (mut text, mut bad) = guess.encoding.decode(bytes);
    if bad > 0 && !guess.is_complete {
        // Freed before the next one is made: each may be a gigabyte.
        drop(text);
        guess = guess::by_all(bytes);
        (text, bad) = guess.encoding.decode(bytes);
    }
    let mut decoded = decoded(text, guess.encoding.name(), Evidence::Guessed, bad, 0);
    decoded.encoding.confidence = guess.confidence;
    decoded.encoding.runner_up = guess.runner_up.map(Encoding::name);
    decoded
}

/// Decodes in the encoding that the document declares, if it declares one and its bytes are consistent with it: nearly all of
/// them are valid, and no other encoding fits far better.
fn self_declared(bytes: &[u8]) -> Option<Decoded<'_>> {
    // UTF-8 has been ruled out already.
    let encoding = declared::find(bytes).filter(|encoding| !encoding.is_utf8())?;
    let (text, bad) = encoding.decode(bytes);
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    // Set by hand: one damaged place, and one fault in fifty non-ASCII bytes.
    let fits = bad <= 1 + high / 50 && guess::is_consistent(bytes, encoding);
    fits.then(|| decoded(text, encoding.name(), Evidence::SelfDeclared, bad, 0))
}

fn decoded<'b>(
    text: Cow<'b, str>,
    encoding: &'static str,
    evidence: Evidence,
    bad_sequences: usize,
    bom: usize,
) -> Decoded<'b> {
    Decoded { text, encoding: EncodingDecision { bad_sequences, bom, ..EncodingDecision::by(encoding, evidence) } }
}
