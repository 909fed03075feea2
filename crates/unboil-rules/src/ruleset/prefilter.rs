//! Says where a phrase may begin: bit tables over the first two, three, four and eight folded bytes of all phrases.
//!
//! `subscrib` → both `subs` and `subscrib` are known → the trie of all phrases is searched; `substant` → `subs` is known,
//! `substant` is not → next word; `tabl` → unknown. A false positive costs a few nanoseconds; there are no false negatives.

use super::codec::{Reader, RowTable, Writer};
use unboil_text::fold::{char_at, fold_four, fold_number};
use unboil_text::word_starts::places;

/// A set of beginnings of phrases.
#[derive(Debug)]
pub struct Prefilter {
    /// The first four bytes of all phrases, with every possible continuation of shorter ones. This table alone rejects nearly
    /// every position of a text.
    lead: Box<[u64; LEAD_WORDS]>,
    /// The first four bytes of phrases of four to seven.
    short: Bits,
    /// The first eight bytes of the longer ones.
    eight: Bits,
    /// Phrases of three bytes.
    three: Bits,
    /// Phrases of two bytes, and every two-byte continuation of shorter ones; empty if there are none.
    two: Vec<u64>,
}

#[derive(Debug)]
struct Bits {
    bits: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// A table for about `phrases` beginnings. 32 bits per phrase keep the share of false positives near 3 %; at least 64 Kibit
    /// (8 KiB) and at most 1 Mibit (128 KiB), so that the table fits the first or second level of the cache.
    fn new(phrases: usize) -> Self {
        let log = (phrases.saturating_mul(32)).next_power_of_two().trailing_zeros().clamp(16, 20);
        Self { bits: vec![0; 1 << (log - 6)], shift: 64 - log }
    }

    fn slot(&self, key: u64) -> u64 {
        // Fibonacci hashing (Knuth, TAOCP 3, 6.4): the high bits of a product with 2^64 / φ.
        key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift
    }

    fn set(&mut self, key: u64) {
        let slot = self.slot(key);
        self.bits[(slot >> 6) as usize] |= 1 << (slot & 63);
    }

    /// Adds the beginnings of `other`.
    fn join(&mut self, other: &Self) {
        if other.shift < self.shift {
            *self = self.grown(other.shift);
        }
        let grown;
        let other = if other.shift == self.shift {
            other
        } else {
            grown = other.grown(self.shift);
            &grown
        };
        self.bits.iter_mut().zip(&other.bits).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The same set in a larger table. Slots are the high bits of a product, so a slot becomes a range of slots.
    fn grown(&self, shift: u32) -> Self {
        let by = self.shift - shift;
        let mut grown = Self { bits: vec![0; self.bits.len() << by], shift };
        for (at, &word) in self.bits.iter().enumerate() {
            for place in places(word) {
                let from = (at * 64 + place) << by;
                (from..from + (1 << by)).for_each(|slot| grown.bits[slot >> 6] |= 1 << (slot & 63));
            }
        }
        grown
    }

    fn save(&self, to: &mut Writer) {
        to.number(self.shift as usize);
        to.table(&self.bits.iter().copied().collect());
    }

    fn read(from: &mut Reader) -> Option<Self> {
        let shift = u32::try_from(from.number()?).ok()?;
        let bits = words(&from.table()?);
        // As many bits as there are slots.
        (1_usize.checked_shl((64_u32.checked_sub(shift)?).checked_sub(6)?)? == bits.len())
            .then_some(Self { bits, shift })
    }

    #[inline]
    fn has(&self, key: u64) -> bool {
        let slot = self.slot(key);
        self.bits[(slot >> 6) as usize] & (1 << (slot & 63)) != 0
    }
}

impl Prefilter {
    /// Tables for about `phrases` phrases.
    pub(crate) fn new(phrases: usize) -> Self {
        Self {
            lead: Box::new([0; LEAD_WORDS]),
            short: Bits::new(phrases / 4),
            eight: Bits::new(phrases),
            three: Bits::new(phrases / 16),
            two: Vec::new(),
        }
    }

    /// Saves it for [`read`](Self::read).
    pub(crate) fn save(&self, to: &mut Writer) {
        to.table(&self.lead.iter().copied().collect());
        [&self.short, &self.eight, &self.three].into_iter().for_each(|bits| bits.save(to));
        to.table(&self.two.iter().copied().collect());
    }

    /// Reads saved tables; `None` if the bytes are something else.
    pub(crate) fn read(from: &mut Reader) -> Option<Self> {
        Some(Self {
            lead: words(&from.table()?).try_into().ok()?,
            short: Bits::read(from)?,
            eight: Bits::read(from)?,
            three: Bits::read(from)?,
            two: words(&from.table()?),
        })
    }

    /// Adds the beginnings of `other`.
    pub(crate) fn join(&mut self, other: &Self) {
        self.lead.iter_mut().zip(&*other.lead).for_each(|(mine, theirs)| *mine |= theirs);
        self.short.join(&other.short);
        self.eight.join(&other.eight);
        self.three.join(&other.three);
        self.two.resize(self.two.len().max(other.two.len()), 0);
        self.two.iter_mut().zip(&other.two).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Adds the beginning of a folded phrase.
    pub(crate) fn insert(&mut self, phrase: &[u8]) {
        match *phrase {
            [a, b, c, d, ..] => self.lead([a, b, c, d]),
            [a, b, c] => folded_bytes().for_each(|d| self.lead([a, b, c, d])),
            [a, b] => folded_bytes().for_each(|c| folded_bytes().for_each(|d| self.lead([a, b, c, d]))),
            _ => self.lead.fill(u64::MAX),
        }
        if let Some(&[a, b, c, d, e, f, g, h]) = phrase.get(..8) {
            self.eight.set(eight([a, b, c, d, e, f, g, h]));
            return;
        }
        match *phrase {
            [a, b, c, d, ..] => self.short.set(four([a, b, c, d])),
            [a, b, c] => self.three.set(four([a, b, c, 0]) & THREE),
            [a, b] => self.pair(a, b),
            [a] => (0..=255).for_each(|b| self.pair(a, b)),
            [] => {
                self.two = vec![u64::MAX; TWO_WORDS];
            }
        }
    }

    fn lead(&mut self, first: [u8; 4]) {
        let slot = lead_slot(four(first));
        self.lead[slot >> 6] |= 1 << (slot & 63);
    }

    fn pair(&mut self, a: u8, b: u8) {
        self.two.resize(TWO_WORDS, 0);
        let at = four([a, b, 0, 0]) & TWO;
        self.two[(at >> 6) as usize] |= 1 << (at & 63);
    }

    /// Adds the beginning of a folded phrase that is a whole line: spaces follow it.
    pub(crate) fn insert_whole(&mut self, phrase: &[u8]) {
        let mut first = [b' '; 8];
        for (to, from) in first.iter_mut().zip(phrase) {
            *to = *from;
        }
        let [a, b, c, d, ..] = first;
        self.lead([a, b, c, d]);
        self.eight.set(eight(first));
    }

    /// The positions among `marks` (one bit per byte of `text`, from byte `at`) whose first four bytes may be those of a phrase,
    /// or are not ASCII and may fold to anything.
    #[inline(always)]
    pub fn leads(&self, text: &str, at: usize, marks: u64) -> u64 {
        let bytes = &text.as_bytes()[at..];
        let mut padded;
        // Four bytes for every position of a block. After the text come spaces, as after a phrase.
        let window: &[u8; 67] = match bytes.first_chunk() {
            Some(window) => window,
            None => {
                padded = [b' '; 67];
                padded[..bytes.len()].copy_from_slice(bytes);
                &padded
            }
        };
        places(marks).fold(0, |leads, place| {
            let lead = window[place & 63..].first_chunk().map_or(1, |&four| self.leads_by(four));
            leads | lead << place
        })
    }

    #[inline(always)]
    fn leads_by(&self, four: [u8; 4]) -> u64 {
        match u64::from(u32::from_le_bytes(four)) {
            ascii if ascii & HIGH & FOUR == 0 => self.lead_bit(ascii),
            _ => fold_four(four).map_or(1, |folded| self.lead_bit(folded.into())),
        }
    }

    /// Whether a phrase may begin at byte `at` of `text`.
    #[inline(always)]
    pub fn may_begin(&self, text: &str, at: usize) -> bool {
        let eight = eight_from(text, at);
        match eight & HIGH {
            0 => self.lead_bit(eight) != 0 && self.judge(eight | FOLD),
            high => (high & FOUR != 0 || self.lead_bit(eight) != 0) && self.look_slowly(text, at),
        }
    }

    /// The same, for a position whose first four bytes may be those of a phrase.
    #[inline(never)]
    pub fn begins(&self, text: &str, at: usize) -> bool {
        let eight = eight_from(text, at);
        if eight & HIGH == 0 { self.judge(eight | FOLD) } else { self.look_slowly(text, at) }
    }

    /// 1 if the first four of `eight` bytes may be those of a phrase, else 0.
    #[inline(always)]
    fn lead_bit(&self, eight: u64) -> u64 {
        let slot = lead_slot(eight);
        self.lead[slot >> 6] >> (slot & 63) & 1
    }

    /// The same, with characters folded one by one.
    #[inline(never)]
    fn look_slowly(&self, text: &str, at: usize) -> bool {
        // The first eight folded bytes, the first lowest, padded with spaces.
        let (mut first, mut len) = (0, 0);
        let mut at = at;
        while let Some(c) = char_at(text, at) {
            at += c.len_utf8();
            let (bytes, more) = fold_number(c);
            first |= u64::from(bytes) << (8 * len);
            // In most cases the first four bytes decide.
            if len < 4 && len + more >= 4 && self.lead_bit(first) == 0 {
                return false;
            }
            len += more;
            if len >= 8 {
                return self.judge(first | FOLD);
            }
        }
        self.judge(first | SPACES << (8 * len) | FOLD)
    }

    fn judge(&self, eight: u64) -> bool {
        self.eight.has(eight) || self.short.has(eight & FOUR) || self.is_shorter(eight)
    }

    /// Whether a phrase of two or three bytes begins here.
    fn is_shorter(&self, eight: u64) -> bool {
        let two = eight & TWO;
        self.three.has(eight & THREE)
            || self.two.get((two >> 6) as usize).is_some_and(|bits| bits & (1 << (two & 63)) != 0)
    }
}

/// A copy of the numbers. These tables are read at every word, and a plain list is fastest.
fn words(table: &RowTable<8>) -> Vec<u64> {
    table.rows().iter().map(|row| u64::from_le_bytes(*row)).collect()
}

/// 128 Kibit, 16 KiB: half of a first-level cache, and a few thousand beginnings set few of its bits.
const LEAD_WORDS: usize = 1 << 11;

/// The bit of the first four bytes of `eight`.
#[inline(always)]
fn lead_slot(eight: u64) -> usize {
    (((eight | FOLD) & FOUR).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 47) as usize
}

/// Every byte as [`FOLD`] leaves it, once.
fn folded_bytes() -> impl Iterator<Item = u8> + Clone {
    (0..=255).filter(|byte| byte & FOLD as u8 != 0)
}

/// Eight bytes of `text` from byte `at`, little-endian; after the text come spaces.
#[inline(always)]
fn eight_from(text: &str, at: usize) -> u64 {
    let rest = &text.as_bytes()[at..];
    u64::from_le_bytes(rest.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [b' '; 8];
        padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        padded
    }))
}

/// The first two bytes of eight, the first three, the first four.
const TWO: u64 = 0xFFFF;
const THREE: u64 = 0xFF_FFFF;
const FOUR: u64 = 0xFFFF_FFFF;
/// The bits that no ASCII byte has.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// A bit for each two bytes.
const TWO_WORDS: usize = (TWO as usize + 1) / 64;

/// Setting the case bit of every byte folds ASCII letters and merges a few punctuation marks, in phrases and texts alike.
const FOLD: u64 = 0x2020_2020_2020_2020;

fn four(bytes: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(bytes)) | (FOLD & 0xFFFF_FFFF)
}

fn eight(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes) | FOLD
}

const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn filter(phrases: &[String], room: usize) -> Prefilter {
        let mut filter = Prefilter::new(room);
        phrases.iter().for_each(|phrase| filter.insert(phrase.as_bytes()));
        filter
    }

    proptest! {
        #[test]
        fn a_joined_filter_misses_no_phrase(
            below in prop::collection::vec("[a-d ]{1,10}", 0..9),
            above in prop::collection::vec("[a-d ]{1,10}", 0..9),
            rooms in prop::sample::select(&[(0, 0), (0, 30_000), (30_000, 0)][..]),
        ) {
            let mut joined = filter(&below, rooms.0);
            joined.join(&filter(&above, rooms.1));
            for phrase in below.iter().chain(&above) {
                prop_assert!(joined.may_begin(phrase, 0), "{phrase}");
                prop_assert!(joined.may_begin(&format!("{phrase}xyz and more"), 0), "{phrase}");
            }
        }
    }
}
