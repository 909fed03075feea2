//! Text that was decoded in the wrong encoding: its bytes in, what it was meant to be out, if that is beyond doubt.
//!
//! The same two judges that guess encodings, but with another question. A guess must name something; here the text as it
//! stands is sound unless proven otherwise, so both must name the same encoding, and by far. `Êàæäûé ÷åëîâåê èìååò ïðàâî`,
//! Windows-1252, costs four times what `Каждый человек имеет право`, Windows-1251, does; no sound text costs twice what
//! another reading of it does.

use super::encoding::Encoding;
use super::guess::{chardetng, wide_cost};
use super::letters::{Cost, Letters, STEPS_PER_NAT};
use super::sample::Sample;
use super::utf8::Tally;
use super::weigh::Reading;

/// Encodings of one byte a character that text is thought to have been in.
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

/// Encodings of two.
const DOUBLE: [&str; 5] = ["Shift_JIS", "EUC-JP", "EUC-KR", "GBK", "Big5"];

/// How many bytes beyond ASCII it takes to be sure. Set by hand: four words.
const LEAST: usize = 20;

/// How many times cheaper than the text as it stands the other reading must be, and how natural it must be itself, in
/// nats a byte beyond ASCII.
const TIMES: Cost = 2;
const NATURAL: Cost = (5.0 * STEPS_PER_NAT) as Cost;

/// The same for text of which only few letters are beyond ASCII; each of these is next to letters that are not, which are
/// then counted with it.
const READABLE: Cost = (8.0 * STEPS_PER_NAT) as Cost;

/// How far the next reading that gives another text must be: six nats.
const APART: Cost = (6.0 * STEPS_PER_NAT) as Cost;

/// What `bytes` say, if reading them in the encoding called `was` was wrong beyond doubt.
pub(crate) fn reread(bytes: &[u8], was: &str) -> Option<String> {
    let was = Encoding::for_label(was)?;
    // UTF-8 with faults is none of these encodings, and not for here to read.
    if Tally::of(bytes).is_utf8() || is_list(bytes) {
        return None;
    }
    let sample = Sample::of(bytes);
    if sample.high < LEAST {
        return None;
    }
    let stays = sample.cost(was)?;
    // Nothing can be that much cheaper than a natural text.
    if stays < sample.high as Cost * NATURAL {
        return None;
    }
    let mut readings = sample.among(None, |encoding| SINGLE.contains(&encoding.name()));
    for encoding in DOUBLE.iter().filter_map(|label| Encoding::for_label(label)) {
        // What has many faults is no rival to what has none.
        if encoding.decode(bytes).1 <= sample.high / 20 {
            readings.push(Reading { encoding, cost: wide_cost(bytes, &sample, encoding) });
        }
    }
    readings.sort_by_key(|reading| reading.cost);
    let best = *readings.first()?;
    let is_far = best.cost.saturating_mul(TIMES) < stays && best.cost < sample.high as Cost * NATURAL;
    if !is_far || best.encoding == was {
        return None;
    }
    let (text, bad) = best.encoding.decode(bytes);
    let reads_alike = |encoding: Encoding| encoding.decode(bytes).0 == text;
    let next = readings.iter().skip(1).find(|reading| !reads_alike(reading.encoding));
    let is_apart = next.is_none_or(|next| next.cost > best.cost + APART);
    (bad == 0 && is_apart && reads_alike(chardetng(bytes, true))).then(|| text.into_owned())
}

/// Whether a sixth of the bytes beyond ASCII follow on the one before, as in tables of characters; in text one in twenty
/// does.
fn is_list(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let pairs = bytes.iter().zip(bytes.iter().skip(1)).filter(|(before, _)| !before.is_ascii());
    pairs.filter(|(before, now)| before.checked_add(1) == Some(**now)).count() * 6 > high
}

/// Whether a text that is not all ASCII reads like some language with an alphabet.
pub(crate) fn is_natural(text: &str) -> bool {
    const PAGES: [&str; 6] =
        ["windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254", "windows-1257"];
    PAGES.iter().filter_map(|label| encoding_rs::Encoding::for_label(label.as_bytes())).any(|page| {
        let (bytes, _, unmappable) = page.encode(text);
        let sample = Sample::of(&bytes);
        let cost = || sample.cost(page.into()).unwrap_or(Cost::MAX);
        !unmappable && sample.high > 0 && cost() < sample.high as Cost * READABLE
    })
}

/// Whether a character is not among the thousand and more that Chinese is mostly made of.
pub(crate) fn is_rare_han(c: char) -> bool {
    Letters::get().signs.is_rare(c)
}

#[cfg(test)]
mod tests {
    use super::reread;

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
            assert_eq!(reread(&bytes, was).as_deref(), Some(text), "{label}");
        }
    }

    #[test]
    fn sound_text_is_not_read_anew() {
        for (text, label) in [
            ("À la fin de l’été, la forêt où j’étais née sentait déjà la pluie", "windows-1252"),
            ("àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß", "windows-1252"),
            ("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", "windows-1251"),
            ("ПАРОМ ОТОШЁЛ ОТ БЕРЕГА, А ЛЮДИ ЕЩЁ ДОЛГО СТОЯЛИ", "windows-1251"),
            ("«»«»«»«»°°°°°°°°······ §§§§§§ ½½½½¼¼¼¼ ÉÉÉÉÉÉÉÉ", "windows-1252"),
        ] {
            let bytes = encoding_rs::Encoding::for_label(label.as_bytes()).expect("a label").encode(text).0;
            assert_eq!(reread(&bytes, label), None, "{text}");
        }
    }
}
