//! Bytes to text: which encoding, by what evidence, and what was lost.
//!
//! The first sign that settles it decides, the surest first: a byte order mark, the caller's word, escapes of ISO-2022,
//! zero bytes of UTF-16 and UTF-32, valid UTF-8, UTF-8 with a few faults, what the document declares, a guess. What starts
//! like a known binary format or is full of control bytes is refused. Clean UTF-8 is borrowed: one pass that validates, one that
//! finds no control byte and so settles all questions that only control bytes raise; nothing is copied.
//!
//! UTF-7 and HZ are never guessed: they are ASCII, and ASCII that looks like them is more often just that.
//!
//! Example: `63 61 66 E9` is `café`, windows-1252, guessed.

mod binary;
mod board;
mod bom;
mod declared;
mod eight_bit;
mod encoding;
mod escapes;
mod euc_tw;
mod guess;
mod johab;
mod letters;
mod pages;
mod reread;
mod sample;
mod utf8;
mod weigh;
mod wide;
mod zero_bytes;

use std::borrow::Cow;

use crate::error::{Error, Kind};
use crate::options::BadBytes;
use binary::Controls;
use bom::Bom;
pub use encoding::Encoding;
pub(crate) use reread::{is_natural, is_rare_han, reread};

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DecodeOptions {
    /// The encoding the user named; it wins over everything but a byte order mark.
    pub declared: Option<Encoding>,
    /// Decode even what looks like no text at all.
    pub force: bool,
    /// What becomes of bytes that stand for nothing.
    pub bad_bytes: BadBytes,
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
    /// The document names it itself, in markup or a header field, and its bytes bear that out.
    SelfDeclared,
    /// The pattern of zero bytes shows UTF-16 or UTF-32.
    ZeroBytes,
    /// Escape sequences show ISO-2022-JP or ISO-2022-KR.
    Escapes,
    /// Statistics of the bytes.
    Guessed,
    /// The caller gave text, not bytes.
    Text,
}

impl Evidence {
    /// Its name in reports for programs: `bom`, `valid`, `mostly-valid`, `guessed` …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bom => "bom",
            Self::Valid => "valid",
            Self::MostlyValid => "mostly-valid",
            Self::Declared => "declared",
            Self::SelfDeclared => "self-declared",
            Self::ZeroBytes => "zero-bytes",
            Self::Escapes => "escapes",
            Self::Guessed => "guessed",
            Self::Text => "text",
        }
    }

    /// In a few words, for people: `byte order mark`, `valid UTF-8`, `guessed` …
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Bom => "byte order mark",
            Self::Valid => "valid UTF-8",
            Self::MostlyValid => "UTF-8 but for a few bytes",
            Self::Declared => "named by the caller",
            Self::SelfDeclared => "declared in the document",
            Self::ZeroBytes => "pattern of zero bytes",
            Self::Escapes => "escape sequences",
            Self::Guessed => "guessed",
            Self::Text => "given as text",
        }
    }

    /// How sure it is where nothing was weighed, in per cent. Set by hand: on the 842 labelled files each of these kinds is
    /// right every time; declarations are what authors get wrong most often.
    const fn confidence(self) -> u8 {
        match self {
            Self::Bom | Self::Valid | Self::Declared | Self::Text => 100,
            Self::ZeroBytes | Self::Escapes => 99,
            Self::MostlyValid => 98,
            Self::SelfDeclared => 95,
            Self::Guessed => 50,
        }
    }
}

/// How the bytes became text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodingDecision {
    /// The encoding's [name](Encoding::name).
    pub encoding: &'static str,
    /// Why it was chosen.
    pub evidence: Evidence,
    /// How sure that is, in per cent.
    pub confidence: u8,
    /// The likeliest other encoding that would have given another text, where one was weighed.
    pub runner_up: Option<&'static str>,
    /// How many byte sequences could not be decoded and became U+FFFD.
    pub bad_sequences: usize,
    /// Length of the byte order mark that was taken off, in bytes.
    pub bom: usize,
}

impl EncodingDecision {
    /// For callers that have text already.
    const fn of_text() -> Self {
        Self::by("UTF-8", Evidence::Text)
    }

    /// Nothing lost.
    const fn by(encoding: &'static str, evidence: Evidence) -> Self {
        Self { encoding, evidence, confidence: evidence.confidence(), runner_up: None, bad_sequences: 0, bom: 0 }
    }
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
        Decoded { text: Cow::Borrowed(text), encoding: EncodingDecision::of_text() }
    }
}

/// Which encoding bytes are in, as cleaning them would decide; with `force` also for what looks like no text.
///
/// ```
/// let decision = unboil::detect(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0!", false)?;
/// assert_eq!(decision.encoding, "windows-1251");
/// assert_eq!(decision.evidence, unboil::Evidence::Guessed);
/// # Ok::<(), unboil::Error>(())
/// ```
///
/// # Errors
/// The bytes look like no text ([`Error::is_binary`]) and `force` is not set.
pub fn detect(bytes: &[u8], force: bool) -> Result<EncodingDecision, Error> {
    decode(bytes, DecodeOptions { force, ..DecodeOptions::default() }).map(|decoded| decoded.encoding)
}

/// Turns bytes into text.
///
/// # Errors
/// The bytes look like no text (a program, an image, an archive) and `force` is not set, or some stand for nothing and
/// the caller wants none of those.
pub(crate) fn decode<'b>(bytes: &'b [u8], options: DecodeOptions) -> Result<Decoded<'b>, Error> {
    let refuse = |why: String| Err(Error::from(Kind::Binary { why }));
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

fn bad_bytes(decoded: &Decoded<'_>) -> Error {
    let EncodingDecision { encoding, bad_sequences, .. } = decoded.encoding;
    let before = decoded.text.split(char::REPLACEMENT_CHARACTER).next().unwrap_or_default();
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    Kind::BadBytes { count: bad_sequences, encoding, line }.into()
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

#[cfg(test)]
mod tests;
