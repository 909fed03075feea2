//! What a character is to the normalizer.
//!
//! Two questions, each answered as cheaply as it can be. [`class_at`] is asked for every character off ASCII: two
//! bitmaps by code point, reached from the UTF-8 bytes without decoding. [`kind`] is asked for the few that the first
//! question did not settle. `é` is inert; `U+0301` is neither inert nor a lone mark and is kept, so NFC has to look;
//! `U+200B` is dropped as invisible.

use super::fix::Fix;
use super::inert::{INERT, MARKS};
use super::mojibake::{LEADS, TAILS};
use super::{c1, controls, invisible};

/// What NFC has to do with a character that is not ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Nothing, and no other fix has.
    Inert,
    /// A combining mark that composes with nothing: in order unless it stands next to another mark.
    Mark,
    /// Unknown: NFC or another fix has to look.
    Other,
}

/// What becomes of a character, whatever stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It stays (NFC may still compose it).
    Keep,
    /// White space inside a line.
    Space,
    /// A line end.
    LineEnd,
    /// A direction mark: stays in a line that holds a right-to-left letter.
    Direction,
    /// It goes.
    Drop(Fix),
    /// It becomes another character.
    Become(char, Fix),
}

/// Planes 0 to 2 in blocks of 64 code points, one bit a character.
const BLOCKS: usize = 0x3_0000 / 64;

/// What [`look_at`] knows of a block, one bitmap a question, side by side so that one look brings all: inert, lone
/// mark, begins damaged UTF-8, goes on with it.
static BITS: [[u64; 4]; BLOCKS] = {
    let (inert, marks, leads, tails) = (bitmap(INERT), bitmap(MARKS), bitmap(LEADS), bitmap(TAILS));
    let mut bits = [[0; 4]; BLOCKS];
    let mut i = 0;
    while i < BLOCKS {
        bits[i] = [inert[i], marks[i], leads[i], tails[i]];
        i += 1;
    }
    bits
};

/// The bitmap of a list of first and last code points.
const fn bitmap(ranges: &[u32]) -> [u64; BLOCKS] {
    let mut bits = [0; BLOCKS];
    let mut i = 0;
    while i + 1 < ranges.len() {
        let (first, last) = (ranges[i], ranges[i + 1]);
        let mut block = first / 64;
        while block <= last / 64 {
            let from = first.saturating_sub(block * 64);
            let to = if last < block * 64 + 63 { last - block * 64 } else { 63 };
            bits[block as usize] |= (u64::MAX << from) & (u64::MAX >> (63 - to));
            block += 1;
        }
        i += 2;
    }
    bits
}

/// What a character off ASCII is, as far as its bytes tell at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub class: Class,
    /// In bytes.
    pub len: usize,
    /// Whether it can begin damaged UTF-8.
    pub lead: bool,
    /// Whether it can go on with it.
    pub tail: bool,
}

/// The character that starts at `bytes[at]` and is not ASCII. `bytes` is UTF-8.
#[inline(always)]
pub(crate) fn look_at(bytes: &[u8], at: usize) -> Look {
    let tail = |i: usize| bytes.get(at + i).map_or(0, |b| b & 0x3F);
    let lead = bytes.get(at).copied().unwrap_or(0);
    let (block, bit, len) = match lead {
        ..0xE0 => (usize::from(lead & 0x1F), tail(1), 2),
        0xE0..0xF0 => (usize::from(lead & 0x0F) << 6 | usize::from(tail(1)), tail(2), 3),
        0xF0.. => (usize::from(lead & 0x07) << 12 | usize::from(tail(1)) << 6 | usize::from(tail(2)), tail(3), 4),
    };
    let &[inert, mark, lead, tail] = BITS.get(block).unwrap_or(&[0; 4]);
    let has = |bits: u64| bits >> bit & 1 == 1;
    let class = if has(inert) {
        Class::Inert
    } else if has(mark) {
        Class::Mark
    } else {
        Class::Other
    };
    Look { class, len, lead: has(lead), tail: has(tail) }
}

/// The class and the length in bytes of the character that starts at `bytes[at]`, as [`look_at`].
#[inline(always)]
pub(crate) fn class_at(bytes: &[u8], at: usize) -> (Class, usize) {
    let look = look_at(bytes, at);
    (look.class, look.len)
}

/// The class of a character; ASCII counts as inert.
pub(crate) fn class(c: char) -> Class {
    if c.is_ascii() { Class::Inert } else { class_at(c.encode_utf8(&mut [0; 4]).as_bytes(), 0).0 }
}

/// What becomes of `c`.
///
/// `U+0085` is the ellipsis of Windows-1252 here; [`lines`](super::lines) says when it is a line end instead. Three
/// characters whose canonical form is ASCII are brought into it now and not with NFC, so that entities see it.
pub(crate) fn kind(c: char) -> Kind {
    match c {
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{2028}' | '\u{2029}' => Kind::LineEnd,
        '\t' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => {
            Kind::Space
        }
        '\u{80}'..='\u{9F}' => c1::meant(c).map_or(Kind::Drop(Fix::C1), |meant| Kind::Become(meant, Fix::C1)),
        '\u{37E}' => Kind::Become(';', Fix::Nfc),
        '\u{1FEF}' => Kind::Become('`', Fix::Nfc),
        '\u{212A}' => Kind::Become('K', Fix::Nfc),
        _ if controls::is_control(c) => Kind::Drop(Fix::Control),
        _ if invisible::is_direction(c) => Kind::Direction,
        _ if invisible::is_junk(c) => Kind::Drop(Fix::Invisible),
        _ => Kind::Keep,
    }
}

/// What becomes of the character that starts at `at`.
pub(crate) fn kind_at(text: &str, at: usize) -> Kind {
    text[at..].chars().next().map_or(Kind::Keep, kind)
}

/// The first byte off ASCII in `at..end`.
#[inline]
pub(crate) fn next_high(bytes: &[u8], mut at: usize, end: usize) -> Option<usize> {
    while at < end {
        if let Some(&word) = bytes.get(at..).and_then(|b| b.first_chunk::<8>()) {
            let high = u64::from_le_bytes(word) & 0x8080_8080_8080_8080;
            if high == 0 {
                at += 8;
                continue;
            }
            let found = at + high.trailing_zeros() as usize / 8;
            return (found < end).then_some(found);
        }
        if bytes.get(at).is_some_and(|b| !b.is_ascii()) {
            return Some(at);
        }
        at += 1;
    }
    None
}
