//! How well each encoding fits: the costs of readings of the same bytes.
//!
//! A code page gives each byte a character, so the probability of the bytes is that of the characters in some language: letter
//! after letter, capital or small, quotes and dashes by their position. Its negative logarithm is the cost, so costs of
//! different readings of the same bytes can be compared. ASCII is the same in all of them and counts only for the language,
//! and only near other bytes, because the names of tags say nothing about it.
//!
//! There are some thousand pairs of encoding and language. So bytes are counted once for all of them ([`Sample`]), and a
//! code page is scored in all languages of its writing system at once ([`ScoreTable`]).
//!
//! Encodings of two bytes per character are scored in the same unit, by how common their characters are.
//!
//! Example: `FC` in `f\xFCr` is `ü` for windows-1252 in German, 40 steps with its neighbours; `³` for IBM850, 130.

use std::sync::{LazyLock, OnceLock};

use super::languages::{Cost, Language, SIGNS, STEPS_PER_NAT, Statistics};
use super::sample::{CLASSES, FIRST_LOOK, Sample, Triple};
use super::score_table::{NO_LETTER, ScoreTable, Symbol, TotalScores, UNKNOWN};
use super::writing_system::WritingSystem;
use crate::encodings::encoding::Encoding;

/// Lines and blocks of DOS: rare, but then often repeated; the corner of a frame; one next to a letter. These
/// costs and the following ones are set by hand.
const BOX: Cost = 75;
const BOX_AFTER_SAME: Cost = 6;
const BOX_AFTER_OTHER: Cost = 40;
const BOX_AFTER_LETTER: Cost = 95;
/// What a letter between non-letters costs beyond its pairs: the translations that were counted have few of the dots and
/// dashes that pages put between items, and a page full of ` · ` is not full of the Russian `и`.
const ALONE: Cost = 20;
const ALONE_IN_ITS_SCRIPT: Cost = 45;
/// A small ASCII letter beside a character of Chinese, Japanese or Korean.
const TOUCHING: Cost = 45;
/// A control character, and an undefined byte.
const CONTROL: Cost = 110;
const NOTHING: Cost = 133;

/// An encoding as a hypothesis for the bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub encoding: Encoding,
    /// Lower is better. Comparable only between readings of the same bytes.
    pub cost: Cost,
}

/// An encoding that a guess may name.
struct Candidate {
    encoding: Encoding,
    /// The cost of assuming it.
    prior: Cost,
    /// The only languages that are written in it; empty for all of its writing system.
    languages: Vec<&'static str>,
    upper: [char; 128],
    /// The writing system of each of these, by its index; one more for other characters.
    scripts: [u8; 128],
    /// What each byte is in the tables of the writing systems that it has been scored in.
    cells: [OnceLock<Box<Cells>>; WritingSystem::ALPHABETS.len()],
}

static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let lines = include_str!("../../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
    let parsed = lines.map(|line| {
        let mut words = line.split(' ');
        let encoding = words.next().and_then(Encoding::for_label).expect("a known encoding");
        let nats: f64 = words.next().and_then(|word| word.parse().ok()).expect("nats");
        Candidate::new(encoding, (nats * STEPS_PER_NAT) as Cost, words.collect()).expect("one byte a character")
    });
    parsed.collect()
});

/// What each byte of a candidate is in a score table.
type Cells = [Cell; 256];

/// What a byte is.
#[derive(Debug, Clone, Copy)]
struct Cell {
    glyph: Glyph,
    symbol: Symbol,
    /// 0: not a letter; 1: small; 2: capital.
    state: u8,
}

/// The kind of character that a byte stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Letter {
        latin: bool,
    },
    /// Its number in the table; `None` for a mark that no text of the training data has.
    Mark(Option<u16>),
    Box(char),
    Control,
    Nothing,
}

impl Cell {
    fn of(c: char, table: &ScoreTable, script: WritingSystem) -> Self {
        if let Some(own) = WritingSystem::of(c) {
            let mut small = c.to_lowercase();
            let small = match (c, small.next(), small.next()) {
                ('İ', ..) => 'i',
                (_, Some(small), None) => small,
                _ => c,
            };
            let symbol = table.symbol(small, own == script);
            let glyph = Glyph::Letter { latin: own == WritingSystem::Latin };
            return Self { glyph, symbol, state: 1 + u8::from(c.is_uppercase()) };
        }
        let glyph = match c {
            char::REPLACEMENT_CHARACTER => Glyph::Nothing,
            '\u{2500}'..='\u{25FF}' => Glyph::Box(c),
            '\u{7F}'..='\u{9F}' => Glyph::Control,
            _ => Glyph::Mark(table.mark(c)),
        };
        Self { glyph, symbol: NO_LETTER, state: 0 }
    }
}

impl Candidate {
    /// `None` for encodings of more than one byte per character.
    fn new(encoding: Encoding, prior: Cost, languages: Vec<&'static str>) -> Option<Self> {
        let upper = encoding.upper_half()?;
        let scripts = upper.map(|c| {
            WritingSystem::of(c).and_then(WritingSystem::index).unwrap_or(WritingSystem::ALPHABETS.len()) as u8
        });
        let cells = [const { OnceLock::new() }; WritingSystem::ALPHABETS.len()];
        Some(Self { encoding, prior, languages, upper, scripts, cells })
    }

    /// The character of a non-ASCII byte.
    fn char(&self, byte: u8) -> char {
        self.upper[usize::from(byte & 0x7F)]
    }

    fn cells(&self, table: &ScoreTable, script: WritingSystem) -> Option<&Cells> {
        let cell = |byte: u8| {
            let c = if byte.is_ascii() { char::from(byte) } else { self.char(byte) };
            Cell::of(c, table, script)
        };
        let made = || Box::new(std::array::from_fn(|byte| cell(byte as u8)));
        Some(self.cells.get(script.index()?)?.get_or_init(made))
    }

    /// The writing system of most letters in this reading.
    fn script(&self, sample: &Sample) -> WritingSystem {
        let mut counts = [0; WritingSystem::ALPHABETS.len() + 1];
        for &([_, byte, _], n) in &sample.first {
            counts[usize::from(self.scripts[usize::from(byte & 0x7F)])] += n;
        }
        let most = WritingSystem::ALPHABETS
            .into_iter()
            .zip(counts)
            .max_by_key(|&(script, n)| (n, script == WritingSystem::Latin));
        most.map_or(WritingSystem::Latin, |(script, _)| script)
    }

    /// The cost of some of the sample's bytes in the cheapest language, where each language has a cost of `base` already.
    fn cost(&self, script: WritingSystem, triples: &[Triple], base: &[Cost]) -> Option<Cost> {
        let table = ScoreTable::of(script)?;
        let (fixed, sum) = score(table, self.cells(table, script)?, triples);
        let languages = &Statistics::get().languages;
        let costs = sum.costs().zip(&table.languages).filter_map(|(cost, &index)| {
            let language = &languages[index];
            let is_written = self.languages.is_empty() || self.languages.contains(&language.name);
            is_written.then(|| cost + language.prior + base[index])
        });
        costs.min().map(|least| least + fixed + self.prior)
    }
}

/// The costs that are the same in every language, and the costs in each language.
fn score<'b>(table: &'b ScoreTable, cells: &Cells, triples: &[Triple]) -> (Cost, TotalScores<'b>) {
    let statistics = Statistics::get();
    let case = |before: Cell, now: Cell| match now.state {
        0 => 0,
        state => statistics.case(usize::from(before.state), state == 2),
    };
    let at = |byte: u8| cells[usize::from(byte)];
    let (mut fixed, mut sum) = (0, TotalScores::new(table));
    for &(triple, n) in triples {
        // Not with `map` of the array, which the compiler does not unroll: that takes a tenth of the time.
        let (before, now, after) = (at(triple[0]), at(triple[1]), at(triple[2]));
        match now.glyph {
            Glyph::Letter { latin } => {
                sum.pair(before.symbol, now.symbol, n);
                let alone = match (before.state, after.state) {
                    (0, 0) if latin => ALONE,
                    (0, 0) => ALONE_IN_ITS_SCRIPT,
                    _ => 0,
                };
                fixed += n * (case(before, now) + alone);
            }
            Glyph::Mark(mark) => {
                sum.pair(before.symbol, NO_LETTER, n);
                match mark {
                    Some(mark) => sum.mark(mark, before.state > 0, after.state > 0, n),
                    None => fixed += n * Cost::from(UNKNOWN),
                }
            }
            Glyph::Box(_) if before.glyph == now.glyph => fixed += n * BOX_AFTER_SAME,
            Glyph::Box(_) => {
                fixed += n * match before.glyph {
                    Glyph::Box(_) => BOX_AFTER_OTHER,
                    Glyph::Letter { .. } => BOX_AFTER_LETTER,
                    _ => BOX,
                };
            }
            Glyph::Control => fixed += n * CONTROL,
            Glyph::Nothing => fixed += n * NOTHING,
        }
        // The pair with a non-ASCII byte is counted by that byte's own triple.
        if triple[2].is_ascii() {
            sum.pair(now.symbol, after.symbol, n);
            fixed += n * case(now, after);
        }
    }
    (fixed, sum)
}

impl Sample {
    /// Whether any of the non-ASCII bytes is a letter in the encoding.
    pub(crate) fn has_letters(&self, encoding: Encoding) -> bool {
        encoding.upper_half().is_none_or(|upper| {
            let is_letter = |byte: u8| WritingSystem::of(upper[usize::from(byte & 0x7F)]).is_some();
            self.triples.iter().any(|&([_, byte, _], _)| is_letter(byte))
        })
    }

    /// The readings in encodings of one byte per character, the cheapest first. Costs of unlikely ones are estimated from the
    /// first bytes: those much higher than the lowest cost, and with a `limit` (the cost of a reading of another kind) those
    /// much higher than it. Such readings are left out.
    pub(crate) fn single(&self, limit: Option<Cost>) -> Vec<Reading> {
        self.among(limit, |_| true)
    }

    /// The same, for the encodings that `is_candidate` accepts.
    pub(crate) fn among(&self, limit: Option<Cost>, is_candidate: impl Fn(Encoding) -> bool) -> Vec<Reading> {
        let base = self.ascii_costs();
        let first = CANDIDATES.iter().filter(|candidate| is_candidate(candidate.encoding)).filter_map(|candidate| {
            let script = candidate.script(self);
            Some((candidate.cost(script, &self.first, &base)?, candidate, script))
        });
        let mut found: Vec<(Cost, &Candidate, WritingSystem)> = first.collect();
        found.sort_by_key(|&(cost, ..)| cost);
        if self.high > FIRST_LOOK {
            let best = found.first().map_or(0, |&(cost, ..)| cost);
            // Set by hand: a reading that costs a quarter more after this many bytes does not win, nor does one that costs
            // twice as much as another kind of reading of as many bytes. The best is always kept, as a runner-up.
            let share = limit.map_or(Cost::MAX, |limit| limit / self.high as Cost * FIRST_LOOK as Cost * 2);
            let most = (best + best / 4 + 200).min(share.max(best));
            found.retain(|&(cost, ..)| cost <= most);
            for (cost, candidate, script) in &mut found {
                *cost = candidate.cost(*script, &self.triples, &base).unwrap_or(*cost);
            }
        }
        found.sort_by_key(|&(cost, ..)| cost);
        found.into_iter().map(|(cost, candidate, _)| Reading { encoding: candidate.encoding, cost }).collect()
    }

    /// The cost of a reading in any encoding of one byte per character. `None` for other encodings.
    pub(crate) fn cost(&self, encoding: Encoding) -> Option<Cost> {
        let is_same = |known: &&Candidate| known.encoding == encoding && known.prior == 0 && known.languages.is_empty();
        let cost = |candidate: &Candidate| candidate.cost(candidate.script(self), &self.triples, &self.ascii_costs());
        // The tables of a candidate are used again.
        CANDIDATES.iter().find(is_same).map_or_else(|| cost(&Candidate::new(encoding, 0, Vec::new())?), cost)
    }

    /// How much more the ASCII near other bytes costs in each language than in the one that it fits best.
    fn ascii_costs(&self) -> Vec<Cost> {
        let rows = &*ASCII;
        let mut costs = vec![0; Statistics::get().languages.len()];
        for &((a, b), n) in &self.ascii {
            let row = &rows[usize::from(a) * CLASSES + usize::from(b)];
            costs.iter_mut().zip(row).for_each(|(cost, &pair)| *cost += n * Cost::from(pair));
        }
        // Half weight, set by hand: names, tags and English words are of another language.
        costs.iter_mut().for_each(|cost| *cost /= 2);
        let least = costs.iter().min().copied().unwrap_or(0);
        costs.iter_mut().for_each(|cost| *cost -= least);
        costs
    }
}

/// The cost of each pair of ASCII letters in each language, by their positions in the alphabet, 0 for no letter.
static ASCII: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let languages = &Statistics::get().languages;
    let letters = || [None].into_iter().chain(('a'..='z').map(Some));
    let pairs = letters().flat_map(|a| letters().map(move |b| (a, b)));
    let costs = pairs.map(|(a, b)| {
        let cost = |language: &Language| {
            let [a, b] = [a, b].map(|letter| letter.and_then(|c| language.class(c)).unwrap_or(0));
            u8::try_from(language.cost(a, b)).expect("a cost of the data")
        };
        languages.iter().map(cost).collect()
    });
    costs.collect()
});

/// Whether another candidate reads all bytes that were `seen` like `encoding`, but not all of those `coming` (one bit for
/// each non-ASCII byte). Always `false` for encodings of more than one byte per character.
pub(crate) fn may_differ(encoding: Encoding, seen: u128, coming: u128) -> bool {
    let Some(upper) = encoding.upper_half() else { return false };
    CANDIDATES.iter().any(|other| {
        let pairs = upper.iter().zip(&other.upper).rev();
        let differing = pairs.fold(0_u128, |bits, (one, other)| bits << 1 | u128::from(one != other));
        differing & seen == 0 && differing & coming != 0
    })
}

/// The cost of text that was decoded from an encoding of more than one byte per character, with `bad` bad sequences.
pub(crate) fn signs(text: &str, bad: usize) -> Cost {
    let signs = &Statistics::get().signs;
    let mut costs = [0 as Cost; SIGNS];
    let (mut before, mut all) = (' ', 0);
    for now in text.chars() {
        match now {
            '\0'..='\x7F' => {}
            // Counted as a bad sequence below.
            char::REPLACEMENT_CHARACTER => {}
            '\u{FF01}'..='\u{FF5E}' => all += 60,
            '\u{3000}' => all += 40,
            // Half-width kana: old mail has them, and any single byte is one in Shift_JIS.
            '\u{FF61}'..='\u{FF9F}' => all += 60,
            '\u{E000}'..='\u{F8FF}' => all += NOTHING,
            _ => costs.iter_mut().zip(signs.costs(now)).for_each(|(cost, sign)| *cost += Cost::from(sign)),
        }
        // Words of two writing systems may touch. If most do, the reading splits words of one.
        if now.is_ascii() != before.is_ascii() && (now.is_ascii_lowercase() || before.is_ascii_lowercase()) {
            all += TOUCHING;
        }
        before = now;
    }
    let bad = NOTHING.saturating_mul(Cost::try_from(bad).unwrap_or(Cost::MAX));
    let least = costs.into_iter().min().unwrap_or(Cost::MAX);
    least.saturating_add(all).saturating_add(bad)
}

#[cfg(test)]
mod tests {
    use super::{CANDIDATES, Encoding, Sample, may_differ};

    fn best(bytes: &[u8]) -> &'static str {
        Sample::of(bytes).single(None)[0].encoding.name()
    }

    #[test]
    fn all_candidates_are_known() {
        let lines = include_str!("../../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(CANDIDATES.len(), lines.count());
    }

    #[test]
    fn pages_that_differ_in_what_comes_are_noticed() {
        let bits = |bytes: &[u8]| bytes.iter().fold(0, |bits, byte| bits | 1 << (byte - 0x80));
        let greek = Encoding::for_label("windows-1253").expect("a label");
        // Only the capital alpha with accent is a different byte in ISO-8859-7.
        assert!(may_differ(greek, bits(b"\xE1\xE2\xEF"), bits(b"\xA2\xE1")));
        assert!(!may_differ(greek, bits(b"\xE1\xE2\xEF\xA2"), bits(b"\xB6")));
        assert!(!may_differ(Encoding::for_label("gbk").expect("a label"), 0, u128::MAX));
    }

    #[test]
    fn old_pages_are_told_apart() {
        for (bytes, encoding) in [
            (&b"f\x81r die gr\x94\xE1ten H\x84user"[..], "IBM850"),
            (b"f\x9Fr die gr\x9A\xA7ten H\x8Auser", "macintosh"),
            (b"f\xFCr die gr\xF6\xDFten H\xE4user", "windows-1252"),
            (b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0", "windows-1251"),
            (b"\xDD\xE1\xB7\xEB\xA8\xE5, \xD2\xB7\xE1", "IBM855"),
        ] {
            assert_eq!(best(bytes), encoding, "{bytes:02X?}");
        }
    }
}
