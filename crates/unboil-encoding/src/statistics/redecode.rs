//! Text that was decoded in the wrong encoding: decodes its bytes again, if there is no doubt about the right one.
//!
//! It uses the same two detectors as the guess, but for another question. A guess must name an encoding; here the text is
//! sound unless proven otherwise, so both must name the same encoding, and by a large margin. `Êàæäûé ÷åëîâåê èìååò ïðàâî` in
//! Windows-1252 costs four times as much as `Каждый человек имеет право` in Windows-1251; no sound text costs twice as much
//! as another reading of it.

use super::guess::{chardetng, multi_byte_cost};
use super::languages::{Cost, STEPS_PER_NAT};
use super::sample::Sample;
use super::scores::Reading;
use crate::encodings::encoding::Encoding;
use crate::encodings::utf8::SequenceCounts;

/// Encodings of one byte per character that are considered.
const SINGLE: [&str; 10] = [
    "windows-1251",
    "KOI8-U",
    "IBM866",
    "ISO-8859-5",
    "x-mac-cyrillic",
    "windows-1253",
    "ISO-8859-7",
    "windows-1255",
    "windows-1256",
    "windows-874",
];

/// Encodings of more bytes that are considered.
const DOUBLE: [&str; 5] = ["Shift_JIS", "EUC-JP", "EUC-KR", "GBK", "Big5"];

/// How many non-ASCII bytes it takes to be certain. Set by hand: four words.
const LEAST: usize = 20;

/// How many times cheaper than the unchanged text the other reading must be, and the most that it may cost for each byte off
/// ASCII: five nats. Set by hand.
const TIMES: Cost = 2;
const PLAUSIBLE: Cost = (5.0 * STEPS_PER_NAT) as Cost;

/// How much more the next reading that gives another text must cost: six nats. Set by hand.
const APART: Cost = (6.0 * STEPS_PER_NAT) as Cost;

/// The text of `bytes` in their right encoding, if the encoding with the label `was` is certainly wrong.
#[must_use]
pub fn redecode(bytes: &[u8], was: &str) -> Option<String> {
    let was = Encoding::for_label(was)?;
    // UTF-8 with faults is in none of these encodings.
    if SequenceCounts::of(bytes).is_utf8() || is_list(bytes) {
        return None;
    }
    let sample = Sample::of(bytes);
    if sample.high < LEAST {
        return None;
    }
    let stays = sample.cost(was)?;
    // No other reading can be that much cheaper than a plausible text.
    if stays < sample.high as Cost * PLAUSIBLE {
        return None;
    }
    let mut readings = sample.among(None, |encoding| SINGLE.contains(&encoding.name()));
    for encoding in DOUBLE.iter().filter_map(|label| Encoding::for_label(label)) {
        // A reading with many faults does not compete with one without.
        if encoding.decode(bytes).1 <= sample.high / 20 {
            readings.push(Reading { encoding, cost: multi_byte_cost(bytes, &sample, encoding) });
        }
    }
    readings.sort_by_key(|reading| reading.cost);
    let best = *readings.first()?;
    let is_far = best.cost.saturating_mul(TIMES) < stays && best.cost < sample.high as Cost * PLAUSIBLE;
    if !is_far || best.encoding == was {
        return None;
    }
    let (text, bad) = best.encoding.decode(bytes);
    let reads_alike = |encoding: Encoding| encoding.decode(bytes).0 == text;
    let next = readings.iter().skip(1).find(|reading| !reads_alike(reading.encoding));
    let is_apart = next.is_none_or(|next| next.cost > best.cost + APART);
    (bad == 0 && is_apart && reads_alike(chardetng(bytes, true))).then(|| text.into_owned())
}

/// Whether a sixth of the non-ASCII bytes are the successor of the byte before, as in tables of characters; in text one in
/// twenty is.
fn is_list(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let pairs = bytes.iter().zip(bytes.iter().skip(1)).filter(|(before, _)| !before.is_ascii());
    pairs.filter(|(before, now)| before.checked_add(1) == Some(**now)).count() * 6 > high
}

#[cfg(test)]
mod tests {
    use super::redecode;

    #[test]
    fn text_in_the_wrong_page_is_known() {
        for (text, label, was) in [
            ("Паром отошёл от берега, а люди ещё долго стояли", "windows-1251", "windows-1252"),
            ("Паром отошёл от берега, а люди ещё долго стояли", "koi8-r", "windows-1251"),
            ("Το πλοίο έφυγε από το λιμάνι και κανείς δεν κοίταξε πίσω", "windows-1253", "windows-1252"),
            ("渡し船が港を出たあとも、人々は長いあいだ桟橋に立っていた。", "shift_jis", "windows-1252"),
            ("渡船离开港口以后，人们还在码头上站了很久，看着水面。", "gbk", "windows-1252"),
            ("나룻배가 항구를 떠난 뒤에도 사람들은 오래 서 있었다.", "euc-kr", "windows-1252"),
        ] {
            let bytes = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a label").encode(text).0;
            assert_eq!(redecode(&bytes, was).as_deref(), Some(text), "{label}");
        }
    }

    #[test]
    fn sound_text_is_not_decoded_again() {
        for (text, label) in [
            ("À la fin de l’été, la forêt où j’étais née sentait déjà la pluie", "windows-1252"),
            ("àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß", "windows-1252"),
            ("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", "windows-1251"),
            ("ПАРОМ ОТОШЁЛ ОТ БЕРЕГА, А ЛЮДИ ЕЩЁ ДОЛГО СТОЯЛИ", "windows-1251"),
            ("«»«»«»«»°°°°°°°°······ §§§§§§ ½½½½¼¼¼¼ ÉÉÉÉÉÉÉÉ", "windows-1252"),
        ] {
            let bytes = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a label").encode(text).0;
            assert_eq!(redecode(&bytes, label), None, "{text}");
        }
    }
}
