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
use super::weigh::{Reading, Sample, signs};

/// How many bytes are looked at, from the first that is not ASCII: 20 ms at that speed. Set by hand; no score of the 842
/// labelled files changes by it, but only six of those in legacy encodings are longer.
pub(super) const SAMPLE: usize = 64 * 1024;

/// What a guess says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess {
    pub(super) encoding: Encoding,
    /// Per cent.
    pub(super) confidence: u8,
    /// The best reading that gives another text.
    pub(super) runner_up: Option<Encoding>,
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
pub(super) fn by_sample(bytes: &[u8]) -> Guess {
    let part = part(bytes);
    settle(part, chardetng(part, part.len() < SAMPLE))
}

/// The most likely encoding of all of it, for when the sample's does not fit the rest.
pub(super) fn by_all(bytes: &[u8]) -> Guess {
    settle(part(bytes), chardetng(bytes, true))
}

/// Whether the bytes bear out what the document declares: no other reading is far better.
pub(super) fn bears_out(bytes: &[u8], declared: Encoding) -> bool {
    let part = part(bytes);
    let sample = Sample::of(part);
    let readings = sample.single();
    let Some(best) = readings.first() else { return true };
    let cost = cost(part, &sample, &readings, declared);
    let (nats, share) = DECLARED;
    cost <= best.cost.saturating_mul(share).saturating_add(nats)
}

/// From a few letters before the first byte beyond ASCII: they belong to the same word, and nothing is cut, as all of them
/// are ASCII.
fn part(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default().saturating_sub(32);
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..SAMPLE).unwrap_or(rest)
}

fn chardetng(bytes: &[u8], whole: bool) -> Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, whole);
    detector.guess(None, Utf8Detection::Deny).into()
}

/// chardetng's word, unless another reading is clearly better.
fn settle(part: &[u8], chardetng: Encoding) -> Guess {
    let sample = Sample::of(part);
    let mut readings = sample.single();
    let wider = WIDER.iter().filter(|_| sample.high >= WIDER_LEAST);
    let wider = wider.filter_map(|label| Encoding::for_label(label)).chain([chardetng]);
    for encoding in wider {
        if !readings.iter().any(|reading| reading.encoding == encoding) {
            let cost = cost(part, &sample, &readings, encoding);
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
    Guess { encoding: chosen.encoding, confidence, runner_up: other.map(|reading| reading.encoding) }
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
    if let Some(cost) = sample.cost(encoding) {
        return cost;
    }
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
