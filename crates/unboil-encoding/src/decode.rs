//! Bytes to text: asks each source of evidence in turn, the most reliable first.

use std::borrow::Cow;

use super::bad_bytes::BadBytes;
use super::binary::{self, Controls};
use super::bom::{self, Bom};
use super::decision::{Decoded, EncodingDecision, Evidence};
use super::encoding::Encoding;
use super::error::DecodeError;
use super::{declared, escapes, guess, utf8, zero_bytes};

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecodeOptions {
    /// The encoding the user named; it wins over everything but a byte order mark.
    pub declared: Option<Encoding>,
    /// Decode even what looks like no text at all.
    pub force: bool,
    /// What becomes of bytes that stand for nothing.
    pub bad_bytes: BadBytes,
}

/// Which encoding bytes are in, as cleaning them would decide; with `force` also for what looks like no text.
///
/// ```
/// let decision = unboil_encoding::detect(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0!", false)?;
/// assert_eq!(decision.encoding, "windows-1251");
/// assert_eq!(decision.evidence, unboil_encoding::Evidence::Guessed);
/// # Ok::<(), unboil_encoding::DecodeError>(())
/// ```
///
/// # Errors
/// The bytes look like no text ([`DecodeError::Binary`]) and `force` is not set.
pub fn detect(bytes: &[u8], force: bool) -> Result<EncodingDecision, DecodeError> {
    decode(bytes, DecodeOptions { force, ..DecodeOptions::default() }).map(|decoded| decoded.encoding)
}

/// Turns bytes into text.
///
/// # Errors
/// The bytes look like no text (a program, an image, an archive) and `force` is not set, or some stand for nothing and
/// the caller wants none of those.
pub fn decode<'b>(bytes: &'b [u8], options: DecodeOptions) -> Result<Decoded<'b>, DecodeError> {
    let refuse = |why: String| Err(DecodeError::Binary { why });
    let controls = Controls::of(bytes);
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
    let before = decoded.text.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    DecodeError::BadBytes { count: bad_sequences, encoding, line }
}

/// The reading by the first sign that settles it.
fn read<'b>(bytes: &'b [u8], named: Option<Encoding>, controls: Controls) -> Decoded<'b> {
    if let Some((bom, length)) = bom::find(bytes) {
        let rest = bytes.get(length..).unwrap_or_default();
        let (encoding, (text, bad)) = match bom {
            Bom::Utf8 => ("UTF-8", utf8::lossy(rest)),
            Bom::Wide(wide) => {
                let (text, bad) = wide.decode(rest);
                (wide.name(), (Cow::Owned(text), bad))
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
    if let Some(decoded) = self_declared(bytes) {
        return decoded;
    }
    let mut guess = guess::by_sample(bytes);
    let (mut text, mut bad) = guess.encoding.decode(bytes);
    if bad > 0 && !guess.is_whole {
        // Before the next: both may be of a gigabyte.
        drop(text);
        guess = guess::by_all(bytes);
        (text, bad) = guess.encoding.decode(bytes);
    }
    let mut decoded = decoded(text, guess.encoding.name(), Evidence::Guessed, bad, 0);
    decoded.encoding.confidence = guess.confidence;
    decoded.encoding.runner_up = guess.runner_up.map(Encoding::name);
    decoded
}

/// The reading in the encoding that the document names, if it names one and its bytes bear it out: as good as all of them
/// stand for something, and no other reading makes far more sense.
fn self_declared(bytes: &[u8]) -> Option<Decoded<'_>> {
    // That it is not UTF-8 has been seen.
    let encoding = declared::find(bytes).filter(|encoding| !encoding.is_utf8())?;
    let (text, bad) = encoding.decode(bytes);
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let fits = bad <= 1 + high / 50 && guess::bears_out(bytes, encoding);
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
