//! The guess: the likeliest encoding of bytes that are neither UTF-8, UTF-16 nor UTF-32, its confidence and the runner-up.
//!
//! It combines two detectors. chardetng scores letter pairs in each single-byte and East Asian encoding of the web, without
//! UTF-8 and ISO-2022-JP, which have been ruled out with more care before. It does not know code pages of DOS and Macintosh,
//! VISCII, Johab, EUC-TW and a few parts of ISO 8859, so [`scores`](super::scores) scores these, and all others in the same
//! unit. chardetng's answer is kept unless another reading is better: by any amount if chardetng does not know it, by a
//! margin if it does.
//!
//! Both are slow (3 MB a second on Cyrillic, two busy cores), so they are given a part of the bytes.
//!
//! Example: `CF F0 E8 E2 E5 F2` is windows-1251 (`Привет`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::languages::{Cost, STEPS_PER_NAT};
use super::sample::Sample;
use super::scores::{Reading, may_differ, signs};
use crate::encodings::encoding::Encoding;

/// How many bytes are examined, from the first that is not ASCII: 20 ms at that speed. Set by hand; it changes no result of
/// the 842 labelled files, but only six of those in legacy encodings are longer.
const SAMPLE: usize = 64 * 1024;

/// How many bytes are examined if the encoding does not fit what follows them: a second or two, where a gigabyte would take
/// minutes.
const MOST: usize = 8 << 20;

/// How many non-ASCII bytes chardetng gets before it is asked for the first time. It gets as many again before the second
/// time, and then twice as many each time. Set by hand: of 1,998 slices of translated messages in 45 languages and 60
/// encodings, none has another result than with all bytes.
const FIRST_SHOWN: usize = 256;

/// The result of a guess.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guess {
    pub encoding: Encoding,
    /// In per cent.
    pub confidence: u8,
    /// The best reading that gives another text.
    pub runner_up: Option<Encoding>,
    /// Whether all bytes were examined.
    pub is_complete: bool,
}

/// Encodings of more than one byte per character that chardetng does not know.
const MULTI_BYTE: [&str; 2] = ["Johab", "EUC-TW"];

/// The cost of assuming one of them: eight nats, because hardly any file is in one. Set by hand.
const MULTI_BYTE_PRIOR: Cost = (8.0 * STEPS_PER_NAT) as Cost;

/// How much cheaper than chardetng's answer a reading must be that chardetng does not know, and one that it knows. Set by
/// hand.
const UNNAMED: Cost = 0;
const NAMED: Cost = (1.5 * STEPS_PER_NAT) as Cost;

/// How many non-ASCII bytes it takes to consider [`MULTI_BYTE`]: two or three characters out of many thousands may be an
/// accident.
const MULTI_BYTE_LEAST: usize = 6;

/// How much more than the best reading the declared encoding may cost: a sum and a factor. A page that declares ISO-8859-1
/// and is Cyrillic costs three times as much.
const DECLARED: (Cost, Cost) = ((12.0 * STEPS_PER_NAT) as Cost, 2);

/// The likeliest encoding, from the first part that is not ASCII.
pub(crate) fn by_sample(bytes: &[u8]) -> Guess {
    let (part, is_complete) = part(bytes);
    Guess { is_complete, ..choose(part, chardetng(part, is_complete)) }
}

/// The likeliest encoding of all bytes, for when that of the sample does not fit the rest.
pub(crate) fn by_all(bytes: &[u8]) -> Guess {
    let shown = bytes.get(..MOST).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(shown, shown.len() == bytes.len());
    choose(part(bytes).0, answer(&detector))
}

/// Whether the bytes are consistent with the declared encoding: no other reading is far better.
pub(crate) fn is_consistent(bytes: &[u8], declared: Encoding) -> bool {
    let (part, _) = part(bytes);
    let sample = Sample::of(part);
    let readings = sample.single(None);
    let Some(best) = readings.first() else { return true };
    let cost = cost(part, &sample, &readings, declared);
    let (nats, share) = DECLARED;
    cost <= best.cost.saturating_mul(share).saturating_add(nats)
}

/// The bytes from 32 before the first non-ASCII byte, which may belong to the same word, up to [`SAMPLE`] of them, and whether
/// they reach the end. No character is cut at the start, because all bytes before are ASCII.
fn part(bytes: &[u8]) -> (&[u8], bool) {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0).saturating_sub(32);
    let rest = &bytes[start..];
    let part = rest.get(..SAMPLE).unwrap_or(rest);
    (part, part.len() == rest.len())
}

/// chardetng's answer. It is slow, 4 MB a second on Chinese, so it gets more and more bytes until its answer stays the same and
/// no other encoding reads these bytes alike and the rest differently (windows-1253 and ISO-8859-7 differ in one letter).
pub(crate) fn chardetng(part: &[u8], is_complete: bool) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut last = None;
    let (mut rest, mut want, mut seen) = (part, FIRST_SHOWN, 0);
    loop {
        let (shown, after) = rest.split_at(reach(rest, want));
        rest = after;
        detector.feed(shown, is_complete && rest.is_empty());
        seen |= high_bytes(shown);
        let found = answer(&detector);
        if rest.is_empty() || last == Some(found) && !may_differ(found, seen, high_bytes(rest)) {
            return found;
        }
        // As many again, then twice as many.
        want *= 1 + usize::from(last.is_some());
        last = Some(found);
    }
}

/// The non-ASCII bytes that occur, one bit each.
fn high_bytes(bytes: &[u8]) -> u128 {
    let mut occurs = [false; 256];
    bytes.iter().for_each(|&byte| occurs[usize::from(byte)] = true);
    occurs.iter().skip(128).rev().fold(0, |bits, &occurs| bits << 1 | u128::from(occurs))
}

/// How many bytes have `high` non-ASCII bytes among them.
fn reach(bytes: &[u8], high: usize) -> usize {
    let mut found = 0;
    let is_last = |byte: &u8| {
        found += usize::from(!byte.is_ascii());
        found == high
    };
    bytes.iter().position(is_last).map_or(bytes.len(), |place| place + 1)
}

fn answer(detector: &EncodingDetector) -> Encoding {
    detector.guess(None, Utf8Detection::Deny).into()
}

/// chardetng's answer, unless another reading is better.
fn choose(part: &[u8], chardetng: Encoding) -> Guess {
    let sample = Sample::of(part);
    // Scored first if it is not a code page: its cost shows which of the code pages are worth scoring in full.
    let limit = if chardetng.upper_half().is_none() { Some(multi_byte_cost(part, &sample, chardetng)) } else { None };
    let mut readings = sample.single(limit);
    let wider = MULTI_BYTE.iter().filter(|_| sample.high >= MULTI_BYTE_LEAST);
    let wider = wider.filter_map(|label| Encoding::for_label(label)).chain([chardetng]);
    for encoding in wider {
        if !readings.iter().any(|reading| reading.encoding == encoding) {
            let known = limit.filter(|_| encoding == chardetng);
            let cost = known.unwrap_or_else(|| cost(part, &sample, &readings, encoding));
            readings.push(Reading { encoding, cost });
        }
    }
    readings.sort_by_key(|reading| reading.cost);
    let own = readings.iter().find(|reading| reading.encoding == chardetng).copied();
    let own = own.unwrap_or(Reading { encoding: chardetng, cost: Cost::MAX });
    let margin = |reading: &Reading| match reading.encoding {
        // Compared with a code page: quotes before letters look like such characters, but not at half the cost.
        wide if MULTI_BYTE.contains(&wide.name()) && chardetng.upper_half().is_some() => reading.cost / 2,
        named if is_named(named) => NAMED,
        _ => UNNAMED,
    };
    let chosen = readings
        .iter()
        // If all non-ASCII bytes are on their own, they are rarely words of one letter, and often marks.
        .filter(|reading| !sample.is_lonely() || !sample.has_letters(reading.encoding))
        .take_while(|reading| reading.cost < own.cost)
        .find(|reading| reading.cost.saturating_add(margin(reading)) < own.cost)
        .copied()
        .unwrap_or(own);
    let text = chosen.encoding.decode(part).0;
    let other =
        readings.iter().find(|reading| reading.encoding != chosen.encoding && reading.encoding.decode(part).0 != text);
    // Letters are not independent of each other, so the margin counts a quarter.
    let margin = other.map_or(f64::MAX, |other| f64::from(other.cost) - f64::from(chosen.cost)) / STEPS_PER_NAT / 4.0;
    let confidence = (100.0 / (1.0 + (-margin).exp())).clamp(1.0, 99.0) as u8;
    Guess { encoding: chosen.encoding, confidence, runner_up: other.map(|reading| reading.encoding), is_complete: true }
}

/// Whether chardetng knows it.
fn is_named(encoding: Encoding) -> bool {
    const NEVER: [&str; 7] =
        ["ISO-8859-3", "ISO-8859-10", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "macintosh", "x-mac-cyrillic"];
    let name = encoding.name();
    encoding_rs::Encoding::for_label(name.as_bytes()).is_some() && !NEVER.contains(&name)
}

/// The cost of a reading, which may be among `readings` already.
fn cost(part: &[u8], sample: &Sample, readings: &[Reading], encoding: Encoding) -> Cost {
    if let Some(reading) = readings.iter().find(|reading| reading.encoding == encoding) {
        return reading.cost;
    }
    sample.cost(encoding).unwrap_or_else(|| multi_byte_cost(part, sample, encoding))
}

/// The cost of a reading in an encoding of more than one byte per character.
pub(crate) fn multi_byte_cost(part: &[u8], sample: &Sample, encoding: Encoding) -> Cost {
    // The bytes of the sample; a character that is cut at their end is not a fault.
    let stretch = part.get(..sample.length + 1).unwrap_or(part);
    let (text, bad) = encoding.decode(stretch);
    let bad = bad.saturating_sub(usize::from(text.ends_with(char::REPLACEMENT_CHARACTER)));
    let prior = if MULTI_BYTE.contains(&encoding.name()) { MULTI_BYTE_PRIOR } else { 0 };
    signs(&text, bad).saturating_add(prior)
}

#[cfg(test)]
mod tests {
    use super::{SAMPLE, by_all, by_sample};

    #[test]
    fn common_encodings_are_guessed() {
        assert_eq!(by_sample(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0").encoding.name(), "windows-1251");
        assert_eq!(by_sample(b"caf\xE9 au lait").encoding.name(), "windows-1252");
    }

    #[test]
    fn a_cut_through_a_character_is_no_fault() {
        for shift in 0..2 {
            let text = [" ".repeat(shift).into_bytes(), b"\x82\xA0\x82\xA2\x8A\xBF".repeat(SAMPLE)].concat();
            assert_eq!((by_sample(&text).encoding.name(), by_all(&text).encoding.name()), ("Shift_JIS", "Shift_JIS"));
        }
    }
}
