//! How well each encoding fits: bytes in, readings with their costs out, the cheapest first.
//!
//! A code page gives each byte a character, so the chance of the bytes is the chance of the characters in some language:
//! letter after letter, capital or small, quotes and dashes where they stand. Its negative logarithm is the cost, and costs
//! of different readings of the same bytes may be compared. ASCII is the same in all of them and counts only for the
//! language, and only near other bytes: the names of tags say nothing about it.
//!
//! Encodings of two bytes a character are weighed by the same measure, with the commonness of their characters.
//!
//! Example: `FC` in `f\xFCr` is `ü` for windows-1252 in German, 40 steps with its neighbours; `³` for IBM850, 130.

use std::sync::LazyLock;

use super::encoding::Encoding;
use super::letters::{Cost, Language, Letters, STEPS_PER_NAT, Script, Signs};

/// How many bytes beyond ASCII are weighed. More tell nothing new: set by hand, at the point where no held-out text of
/// the training data changes its encoding any more.
const ENOUGH: usize = 2048;

/// How many of them all combinations of encoding and language are tried on; the rest only with those that may still win.
const FIRST_LOOK: usize = 192;

/// How far around them ASCII letters are read, in bytes.
const NEAR: usize = 24;

/// A letter of the script that the language has not: nine nats. Names and quotations have them.
const FOREIGN: Cost = 60;
/// A letter of another script, and a letter that follows or is followed by a foreign one.
const OTHER_SCRIPT: Cost = 85;
const BESIDE_FOREIGN: Cost = 20;
/// A character no text of the training data has.
const UNKNOWN: Cost = 93;
/// Lines and blocks of DOS: seldom, but then the same one in a row; a frame's corner; one that touches a letter.
const BOX: Cost = 75;
const BOX_AFTER_SAME: Cost = 6;
const BOX_AFTER_OTHER: Cost = 40;
const BOX_AFTER_LETTER: Cost = 95;
/// A letter between no letters, beyond what its pairs cost: the translations that were counted have few of the dots and
/// dashes that pages put between things, and a page full of ` · ` is not full of the Russian `и`.
const ALONE: Cost = 20;
const ALONE_IN_ITS_SCRIPT: Cost = 45;
/// A small ASCII letter beside a character of Chinese, Japanese or Korean.
const TOUCHING: Cost = 45;
/// A control character, and a byte that stands for nothing.
const CONTROL: Cost = 110;
const NOTHING: Cost = 133;

/// A way to read the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) encoding: Encoding,
    /// Lower is better; to be compared only with readings of the same bytes.
    pub(super) cost: Cost,
}

/// The encodings a guess may name, with the costs of supposing them.
struct Candidate {
    encoding: Encoding,
    prior: Cost,
    /// The only ones that are written in it; none for all of its script.
    languages: Vec<&'static str>,
    glyphs: [Glyph; 128],
}

static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let lines = include_str!("../../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
    let parsed = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let encoding = Encoding::for_label(words.next()?)?;
        let prior = (words.next()?.parse::<f64>().ok()? * STEPS_PER_NAT) as Cost;
        Some(Candidate { encoding, prior, languages: words.collect(), glyphs: encoding.upper_half()?.map(Glyph::of) })
    });
    parsed.collect()
});

/// What a byte stands for, as far as weighing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Letter { script: Script, small: char, capital: bool },
    Mark(char),
    Box(char),
    Control,
    Nothing,
}

impl Glyph {
    fn of(c: char) -> Self {
        if let Some(script) = Script::of(c) {
            let mut small = c.to_lowercase();
            let small = match (c, small.next(), small.next()) {
                ('İ', ..) => 'i',
                (_, Some(small), None) => small,
                _ => c,
            };
            return Self::Letter { script, small, capital: c.is_uppercase() };
        }
        match c {
            char::REPLACEMENT_CHARACTER => Self::Nothing,
            '\u{2500}'..='\u{25FF}' => Self::Box(c),
            '\u{7F}'..='\u{9F}' => Self::Control,
            _ => Self::Mark(c),
        }
    }
}

/// The bytes that are weighed: places of bytes beyond ASCII with their neighbours, and the ASCII near them.
pub(super) struct Sample {
    /// Byte before, byte, byte after, and how often; ASCII that is no letter is a space.
    triples: Vec<([u8; 3], Cost)>,
    /// The same of the first [`FIRST_LOOK`] places.
    first: Vec<([u8; 3], Cost)>,
    /// The bytes that stand in them.
    present: Vec<u8>,
    /// Pairs of small ASCII letters, 0 for no letter.
    ascii: Vec<((u8, u8), Cost)>,
    /// How many bytes beyond ASCII there are in it.
    pub(super) high: usize,
    /// The stretch it was taken from.
    pub(super) length: usize,
}

impl Sample {
    /// Takes the first [`ENOUGH`] bytes beyond ASCII.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let at = |place: Option<usize>| place.and_then(|place| bytes.get(place)).copied().unwrap_or(b' ');
        let plain = |byte: u8| if byte < 0x80 && !byte.is_ascii_alphabetic() { b' ' } else { byte };
        let places: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, b)| !b.is_ascii()).map(|(place, _)| place).take(ENOUGH).collect();
        let triple = |&place: &usize| [at(place.checked_sub(1)), at(Some(place)), at(place.checked_add(1))].map(plain);
        let mut ascii = vec![0 as Cost; 27 * 27];
        let mut done = 0;
        for &place in &places {
            let reach = |range: &mut dyn Iterator<Item = usize>| {
                range.take(NEAR).take_while(|&p| !matches!(at(Some(p)), b'<' | b'>' | b'\n')).last().unwrap_or(place)
            };
            let start = reach(&mut (done..place).rev()).max(done);
            let end = reach(&mut (place..bytes.len()).skip(1));
            for now in start.max(1)..=end {
                let pair = [at(now.checked_sub(1)), at(Some(now))];
                if pair.iter().all(u8::is_ascii) && pair.iter().any(u8::is_ascii_alphabetic) {
                    let [before, now] = pair.map(ascii_class);
                    if let Some(count) = ascii.get_mut(usize::from(before) * 27 + usize::from(now)) {
                        *count += 1;
                    }
                }
            }
            done = end + 1;
        }
        let pair_of = |index: usize| ((index / 27) as u8, (index % 27) as u8);
        let ascii = ascii.into_iter().enumerate().filter(|&(_, count)| count > 0);
        let triples = counted(places.iter().map(triple));
        let mut is_present = [false; 256];
        triples.iter().flat_map(|(triple, _)| triple).for_each(|&byte| is_present[usize::from(byte)] = true);
        Self {
            triples,
            present: (0..=255).filter(|&byte| is_present[usize::from(byte)]).collect(),
            first: counted(places.iter().take(FIRST_LOOK).map(triple)),
            ascii: ascii.map(|(index, count)| (pair_of(index), count)).collect(),
            high: places.len(),
            length: places.last().map_or(0, |&last| last + 1),
        }
    }

    /// Whether no byte beyond ASCII touches a letter or another one: `5 min · May`, `€ 5`, `90° to`. What stands alone in
    /// spaces may be a mark in one page and a word of one letter in another.
    pub(super) fn is_lonely(&self) -> bool {
        self.triples.iter().all(|([before, _, after], _)| (*before, *after) == (b' ', b' '))
    }

    /// Whether an encoding makes a letter of any of the bytes.
    pub(super) fn has_letters(&self, encoding: Encoding) -> bool {
        encoding.upper_half().is_none_or(|upper| {
            let is_letter = |byte: u8| upper.get(usize::from(byte & 0x7F)).is_some_and(|&c| Script::of(c).is_some());
            self.triples.iter().any(|&([_, byte, _], _)| is_letter(byte))
        })
    }

    /// All readings in encodings of one byte a character that are worth a second look, the cheapest first.
    pub(super) fn single(&self) -> Vec<Reading> {
        let letters = Letters::get();
        let base = self.ascii_costs();
        let mut found: Vec<(Cost, &Candidate, &Language, Cost)> = Vec::new();
        for candidate in CANDIDATES.iter() {
            let script = self.script(candidate);
            let fits = |language: &Language| {
                let own = &candidate.languages;
                language.script == script && (own.is_empty() || own.contains(&language.name))
            };
            for (index, language) in letters.languages.iter().enumerate().filter(|(_, language)| fits(language)) {
                let fixed = candidate.prior + language.prior + base.get(index).copied().unwrap_or(0);
                found.push((
                    fixed + Weighing::new(candidate, language, &self.present).cost(&self.first),
                    candidate,
                    language,
                    fixed,
                ));
            }
        }
        found.sort_by_key(|&(cost, ..)| cost);
        if self.high > FIRST_LOOK {
            let best = found.first().map_or(0, |&(cost, ..)| cost);
            // A reading that costs a quarter more after so many bytes does not win.
            found.retain(|&(cost, ..)| cost <= best + best / 4 + 200);
            for (cost, candidate, language, fixed) in &mut found {
                *cost = *fixed + Weighing::new(candidate, language, &self.present).cost(&self.triples);
            }
            found.sort_by_key(|&(cost, ..)| cost);
        }
        let mut readings: Vec<Reading> = Vec::new();
        for (cost, candidate, ..) in found {
            // Of each encoding the best language.
            if !readings.iter().any(|reading| reading.encoding == candidate.encoding) {
                readings.push(Reading { encoding: candidate.encoding, cost });
            }
        }
        readings
    }

    /// What a reading in any encoding of one byte a character costs; `None` for other encodings.
    pub(super) fn cost(&self, encoding: Encoding) -> Option<Cost> {
        let glyphs = encoding.upper_half()?.map(Glyph::of);
        let candidate = Candidate { encoding, prior: 0, languages: Vec::new(), glyphs };
        let script = self.script(&candidate);
        let languages = Letters::get().languages.iter().zip(self.ascii_costs());
        let costs = languages.filter(|(language, _)| language.script == script).map(|(language, base)| {
            language.prior + base + Weighing::new(&candidate, language, &self.present).cost(&self.triples)
        });
        costs.min()
    }

    /// What the ASCII near other bytes costs in each language more than in the one it fits best.
    fn ascii_costs(&self) -> Vec<Cost> {
        let cost = |language: &Language| {
            let class =
                |letter: u8| if letter == 0 { 0 } else { language.class(char::from(letter - 1 + b'a')).unwrap_or(0) };
            let all: Cost = self.ascii.iter().map(|&((a, b), n)| n * language.cost(class(a), class(b))).sum();
            // Half weight: names, tags and English words in it are of another language.
            all / 2
        };
        let costs: Vec<Cost> = Letters::get().languages.iter().map(cost).collect();
        let least = costs.iter().min().copied().unwrap_or(0);
        costs.into_iter().map(|cost| cost - least).collect()
    }

    /// The script of most letters in a reading.
    fn script(&self, candidate: &Candidate) -> Script {
        let scripts = [Script::Latin, Script::Cyrillic, Script::Greek, Script::Hebrew, Script::Arabic, Script::Thai];
        let mut counts = [0; 6];
        for &([_, byte, _], n) in &self.first {
            if let Some(Glyph::Letter { script, .. }) = glyph(candidate, byte)
                && let Some(place) = scripts.iter().position(|&s| s == script)
                && let Some(count) = counts.get_mut(place)
            {
                *count += n;
            }
        }
        scripts
            .iter()
            .zip(counts)
            .max_by_key(|&(&script, n)| (n, script == Script::Latin))
            .map_or(Script::Latin, |(&s, _)| s)
    }
}

/// Weighs text in an encoding whose characters are not one byte each, already decoded.
pub(super) fn signs(text: &str, bad: usize) -> Cost {
    let each = |signs: &Signs| {
        let mut before = ' ';
        let mut all = 0;
        for now in text.chars() {
            if !now.is_ascii() {
                all += sign(signs, now);
            }
            // Words of two scripts may touch, but when most do, the reading cuts words of one.
            if now.is_ascii() != before.is_ascii() && (now.is_ascii_lowercase() || before.is_ascii_lowercase()) {
                all += TOUCHING;
            }
            before = now;
        }
        all
    };
    let bad = NOTHING.saturating_mul(Cost::try_from(bad).unwrap_or(Cost::MAX));
    Letters::get().signs.iter().map(each).min().unwrap_or(Cost::MAX).saturating_add(bad)
}

fn sign(signs: &Signs, c: char) -> Cost {
    match c {
        // Its cost is that of the bad sequence.
        char::REPLACEMENT_CHARACTER => 0,
        '\u{FF01}'..='\u{FF5E}' => 60,
        '\u{3000}' => 40,
        // Half-width kana: old mail has them, and any single byte is one in Shift_JIS.
        '\u{FF61}'..='\u{FF9F}' => 60,
        '\u{E000}'..='\u{F8FF}' => NOTHING,
        _ => signs.cost(c),
    }
}

fn counted(triples: impl Iterator<Item = [u8; 3]>) -> Vec<([u8; 3], Cost)> {
    let mut all: Vec<[u8; 3]> = triples.collect();
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, Cost::try_from(same.len()).ok()?))).collect()
}

fn ascii_class(byte: u8) -> u8 {
    if byte.is_ascii_alphabetic() { byte.to_ascii_lowercase() - b'a' + 1 } else { 0 }
}

fn glyph(candidate: &Candidate, byte: u8) -> Option<Glyph> {
    candidate.glyphs.get(usize::from(byte.checked_sub(0x80)?)).copied()
}

/// An encoding and a language, with the class of each byte.
struct Weighing<'m> {
    language: &'m Language,
    cells: [Cell; 256],
}

/// What a byte is in them.
#[derive(Debug, Clone, Copy)]
struct Cell {
    glyph: Glyph,
    /// Class of a letter of the language; 0 for no letter, [`STRANGE`] for a foreign one.
    class: u8,
    /// 0: no letter; 1: small; 2: capital.
    state: u8,
}

const STRANGE: u8 = u8::MAX;

impl<'m> Weighing<'m> {
    /// Only for the bytes that are `present`: there are some thousand pairs of encoding and language, and most texts have
    /// few different bytes.
    fn new(candidate: &Candidate, language: &'m Language, present: &[u8]) -> Self {
        let mut cells = [Cell { glyph: Glyph::Nothing, class: 0, state: 0 }; 256];
        for &byte in present {
            let glyph = glyph(candidate, byte).unwrap_or_else(|| Glyph::of(char::from(byte)));
            cells[usize::from(byte)] = match glyph {
                Glyph::Letter { small, capital, .. } => {
                    Cell { glyph, class: language.class(small).unwrap_or(STRANGE), state: 1 + u8::from(capital) }
                }
                _ => Cell { glyph, class: 0, state: 0 },
            };
        }
        Self { language, cells }
    }

    fn cell(&self, byte: u8) -> Cell {
        self.cells[usize::from(byte)]
    }

    fn cost(&self, triples: &[([u8; 3], Cost)]) -> Cost {
        triples.iter().map(|&(triple, n)| n * self.triple(triple.map(|byte| self.cell(byte)), triple[2] < 0x80)).sum()
    }

    /// The middle one after the first, and the last after it if it is ASCII; else its own triple says that.
    fn triple(&self, [before, now, after]: [Cell; 3], ends: bool) -> Cost {
        let own = match now.glyph {
            Glyph::Letter { script, .. } => {
                let alone = match (before.state, after.state, script) {
                    (0, 0, Script::Latin) => ALONE,
                    (0, 0, _) => ALONE_IN_ITS_SCRIPT,
                    _ => 0,
                };
                self.step(before, now) + alone
            }
            Glyph::Mark(c) => {
                let mark = Letters::get().mark(self.language, c, before.state > 0, after.state > 0).unwrap_or(UNKNOWN);
                self.step(before, now) + mark
            }
            Glyph::Box(_) if before.glyph == now.glyph => BOX_AFTER_SAME,
            Glyph::Box(_) => match before.glyph {
                Glyph::Box(_) => BOX_AFTER_OTHER,
                Glyph::Letter { .. } => BOX_AFTER_LETTER,
                _ => BOX,
            },
            Glyph::Control => CONTROL,
            Glyph::Nothing => NOTHING,
        };
        own + if ends { self.step(now, after) } else { 0 }
    }

    /// A class after another, and its case.
    fn step(&self, before: Cell, now: Cell) -> Cost {
        let case = if now.state > 0 { Letters::get().case(usize::from(before.state), now.state == 2) } else { 0 };
        let class = match (before.class, now.class, now.glyph) {
            (_, STRANGE, Glyph::Letter { script, .. }) if script != self.language.script => OTHER_SCRIPT,
            (_, STRANGE, _) => FOREIGN,
            (STRANGE, ..) => BESIDE_FOREIGN,
            (before, now, _) => self.language.cost(before, now),
        };
        class + case
    }
}

#[cfg(test)]
mod tests {
    use super::{CANDIDATES, Sample};

    fn best(bytes: &[u8]) -> &'static str {
        Sample::of(bytes).single()[0].encoding.name()
    }

    #[test]
    fn all_candidates_are_known() {
        let lines = include_str!("../../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(CANDIDATES.len(), lines.count());
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
