//! The guess: bytes that are neither UTF-8, UTF-16 nor UTF-32 in, an encoding out, with how sure it is and what came next.
//!
//! Two judges. chardetng weighs letter pairs against each single-byte and East Asian encoding of the web; UTF-8 is denied to
//! it, since [`utf8`](super::utf8) has ruled on that with more care, and ISO-2022-JP, since [`escapes`](super::escapes)
//! has. It cannot name code pages of DOS and Macintosh, VISCII, Johab, EUC-TW and a few parts of ISO 8859, so
//! [`weigh`](super::weigh) weighs these, and all others by the same measure. chardetng's word stands unless another reading
//! is clearly better: by a few nats if chardetng cannot name it, by much if it could have.
//!
//! Both are slow (3 MB a second on Cyrillic, two busy cores), so they are shown a part.
//!
//! Example: `CF F0 E8 E2 E5 F2` is windows-1251 (`Привет`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::Encoding;
use super::letters::{Cost, STEPS_PER_NAT};
use super::sample::Sample;
use super::weigh::{Reading, may_differ, signs};

/// How many bytes are looked at, from the first that is not ASCII: 20 ms at that speed. Set by hand; no score of the 842
/// labelled files changes by it, but only six of those in legacy encodings are longer.
const SAMPLE: usize = 64 * 1024;

/// How many bytes are looked at if the encoding does not fit what comes after these: a second or two, where a gigabyte
/// would take minutes.
const MOST: usize = 8 << 20;

/// How many bytes beyond ASCII chardetng is shown before it is asked for the first time; as many are shown again before
/// the second time, and then twice as many each time. Set by hand: of 1,998 slices of translated messages in 45 languages
/// and 60 encodings none is taken for another encoding than when all is shown.
const FIRST_SHOWN: usize = 256;

/// What a guess says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guess {
    pub encoding: Encoding,
    /// Per cent.
    pub confidence: u8,
    /// The best reading that gives another text.
    pub runner_up: Option<Encoding>,
    /// Whether all bytes were looked at.
    pub is_whole: bool,
}

/// Encodings of more than one byte a character that chardetng cannot name.
const WIDER: [&str; 2] = ["Johab", "EUC-TW"];

/// What it costs to suppose one of them: eight nats, for hardly any file is in one.
const WIDER_PRIOR: Cost = (8.0 * STEPS_PER_NAT) as Cost;

/// How much cheaper than chardetng's choice a reading must be that chardetng cannot name, and one that it can.
const UNNAMED: Cost = 0;
const NAMED: Cost = (1.5 * STEPS_PER_NAT) as Cost;

/// Bytes beyond ASCII below which none of [`WIDER`] is thought of: two or three characters of many thousands look like
/// any accident.
const WIDER_LEAST: usize = 6;

/// How much more than the best reading what the document itself declares may cost, in nats and as a share. A page that
/// says ISO-8859-1 and is Cyrillic costs three times as much.
const DECLARED: (Cost, Cost) = ((12.0 * STEPS_PER_NAT) as Cost, 2);

/// The most likely encoding by the first part that tells anything.
pub(crate) fn by_sample(bytes: &[u8]) -> Guess {
    let (part, is_whole) = part(bytes);
    Guess { is_whole, ..settle(part, chardetng(part, is_whole)) }
}

/// The most likely encoding of all of it, for when the sample's does not fit the rest.
pub(crate) fn by_all(bytes: &[u8]) -> Guess {
    let shown = bytes.get(..MOST).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(shown, shown.len() == bytes.len());
    settle(part(bytes).0, word(&detector))
}

/// Whether the bytes bear out what the document declares: no other reading is far better.
pub(crate) fn bears_out(bytes: &[u8], declared: Encoding) -> bool {
    let (part, _) = part(bytes);
    let sample = Sample::of(part);
    let readings = sample.single(None);
    let Some(best) = readings.first() else { return true };
    let cost = cost(part, &sample, &readings, declared);
    let (nats, share) = DECLARED;
    cost <= best.cost.saturating_mul(share).saturating_add(nats)
}

/// From a few letters before the first byte beyond ASCII: they belong to the same word, and nothing is cut, as all of them
/// are ASCII. Up to where there is enough, and whether that is the end.
fn part(bytes: &[u8]) -> (&[u8], bool) {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default().saturating_sub(32);
    let rest = bytes.get(start..).unwrap_or_default();
    let part = rest.get(..SAMPLE).unwrap_or(rest);
    (part, part.len() == rest.len())
}

/// chardetng's word. It is slow, 4 MB a second on Chinese, so it is shown more and more until it stays with what it said and
/// no other encoding reads what was shown alike, and what is left not (windows-1253 and ISO-8859-7 differ in one letter).
pub(crate) fn chardetng(part: &[u8], is_whole: bool) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut said = None;
    let (mut rest, mut want, mut seen) = (part, FIRST_SHOWN, 0);
    loop {
        let (shown, after) = rest.split_at(reach(rest, want));
        rest = after;
        detector.feed(shown, is_whole && rest.is_empty());
        seen |= high_bytes(shown);
        let says = word(&detector);
        if rest.is_empty() || said == Some(says) && !may_differ(says, seen, high_bytes(rest)) {
            return says;
        }
        // As many again, then twice as many.
        want *= 1 + usize::from(said.is_some());
        said = Some(says);
    }
}

/// The bytes beyond ASCII that occur, a bit each.
fn high_bytes(bytes: &[u8]) -> u128 {
    let mut occurs = [false; 256];
    bytes.iter().for_each(|&byte| occurs[usize::from(byte)] = true);
    occurs.iter().skip(128).rev().fold(0, |bits, &occurs| bits << 1 | u128::from(occurs))
}

/// How far one must go for so many bytes beyond ASCII.
fn reach(bytes: &[u8], high: usize) -> usize {
    let mut found = 0;
    let is_last = |byte: &u8| {
        found += usize::from(!byte.is_ascii());
        found == high
    };
    bytes.iter().position(is_last).map_or(bytes.len(), |place| place + 1)
}

fn word(detector: &EncodingDetector) -> Encoding {
    detector.guess(None, Utf8Detection::Deny).into()
}

/// chardetng's word, unless another reading is clearly better.
fn settle(part: &[u8], chardetng: Encoding) -> Guess {
    let sample = Sample::of(part);
    // Asked first where it is no page of single bytes: it tells which of those are worth their time.
    let limit = if chardetng.upper_half().is_none() { Some(wide_cost(part, &sample, chardetng)) } else { None };
    let mut readings = sample.single(limit);
    let wider = WIDER.iter().filter(|_| sample.high >= WIDER_LEAST);
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
        // Against single bytes: quotes before letters look like such characters, but not at half the cost.
        wide if WIDER.contains(&wide.name()) && chardetng.upper_half().is_some() => reading.cost / 2,
        named if is_named(named) => NAMED,
        _ => UNNAMED,
    };
    let chosen = readings
        .iter()
        // Words of one letter are seldom all that is not ASCII; marks are often.
        .filter(|reading| !sample.is_lonely() || !sample.has_letters(reading.encoding))
        .take_while(|reading| reading.cost < own.cost)
        .find(|reading| reading.cost.saturating_add(margin(reading)) < own.cost)
        .copied()
        .unwrap_or(own);
    let text = chosen.encoding.decode(part).0;
    let other =
        readings.iter().find(|reading| reading.encoding != chosen.encoding && reading.encoding.decode(part).0 != text);
    // Letters are not independent of each other, so the margin counts a quarter of what it says.
    let margin = other.map_or(f64::MAX, |other| f64::from(other.cost) - f64::from(chosen.cost)) / STEPS_PER_NAT / 4.0;
    let confidence = (100.0 / (1.0 + (-margin).exp())).clamp(1.0, 99.0) as u8;
    Guess { encoding: chosen.encoding, confidence, runner_up: other.map(|reading| reading.encoding), is_whole: true }
}

/// Whether chardetng would have named it.
fn is_named(encoding: Encoding) -> bool {
    const NEVER: [&str; 7] =
        ["ISO-8859-3", "ISO-8859-10", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "macintosh", "x-mac-cyrillic"];
    let name = encoding.name();
    encoding_rs::Encoding::for_label(name.as_bytes()).is_some() && !NEVER.contains(&name)
}

/// The cost of a reading that may be among those weighed already.
fn cost(part: &[u8], sample: &Sample, readings: &[Reading], encoding: Encoding) -> Cost {
    if let Some(reading) = readings.iter().find(|reading| reading.encoding == encoding) {
        return reading.cost;
    }
    sample.cost(encoding).unwrap_or_else(|| wide_cost(part, sample, encoding))
}

/// The cost of a reading in an encoding of more than one byte a character.
pub(crate) fn wide_cost(part: &[u8], sample: &Sample, encoding: Encoding) -> Cost {
    // The same stretch of bytes; a character cut at its end is no fault.
    let stretch = part.get(..sample.length + 1).unwrap_or(part);
    let (text, bad) = encoding.decode(stretch);
    let bad = bad.saturating_sub(usize::from(text.ends_with(char::REPLACEMENT_CHARACTER)));
    let prior = if WIDER.contains(&encoding.name()) { WIDER_PRIOR } else { 0 };
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
