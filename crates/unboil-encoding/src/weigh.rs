//! How well each encoding fits: bytes in, readings with their costs out, the cheapest first.
//!
//! A code page gives each byte a character, so the chance of the bytes is the chance of the characters in some language:
//! letter after letter, capital or small, quotes and dashes where they stand. Its negative logarithm is the cost, and costs
//! of different readings of the same bytes may be compared. ASCII is the same in all of them and counts only for the
//! language, and only near other bytes: the names of tags say nothing about it.
//!
//! There are some thousand pairs of encoding and language. So bytes are counted once for all of them ([`Sample`]), and a
//! code page is weighed in all languages of its script at once ([`Board`]).
//!
//! Encodings of two bytes a character are weighed by the same measure, with the commonness of their characters.
//!
//! Example: `FC` in `f\xFCr` is `ü` for windows-1252 in German, 40 steps with its neighbours; `³` for IBM850, 130.

use std::sync::{LazyLock, OnceLock};

use super::board::{Board, NO_LETTER, Sum, Symbol, UNKNOWN};
use super::encoding::Encoding;
use super::letters::{Cost, Letters, SIGNS, STEPS_PER_NAT, Script};
use super::sample::{CLASSES, FIRST_LOOK, Sample, Triple};

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
pub(crate) struct Reading {
    pub encoding: Encoding,
    /// Lower is better; to be compared only with readings of the same bytes.
    pub cost: Cost,
}

/// An encoding that a guess may name, with the cost of supposing it.
struct Candidate {
    encoding: Encoding,
    prior: Cost,
    /// The only languages that are written in it; none for all of its script.
    languages: Vec<&'static str>,
    upper: [char; 128],
    /// The script of each of these, by its place among [`Script::ALPHABETS`]; one more for no such letter.
    scripts: [u8; 128],
    /// What each byte is on the boards of the scripts that it has been weighed in.
    cells: [OnceLock<Box<Cells>>; Script::ALPHABETS.len()],
}

static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let lines = include_str!("../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
    let parsed = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let encoding = Encoding::for_label(words.next()?)?;
        let prior = (words.next()?.parse::<f64>().ok()? * STEPS_PER_NAT) as Cost;
        Candidate::new(encoding, prior, words.collect())
    });
    parsed.collect()
});

/// What each byte is to a candidate on a board.
type Cells = [Cell; 256];

/// What a byte is.
#[derive(Debug, Clone, Copy)]
struct Cell {
    glyph: Glyph,
    symbol: Symbol,
    /// 0: no letter; 1: small; 2: capital.
    state: u8,
}

/// What a byte stands for, as far as weighing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Letter {
        latin: bool,
    },
    /// Its number on the board; nothing for a mark no text of the training data has.
    Mark(Option<u16>),
    Box(char),
    Control,
    Nothing,
}

impl Cell {
    fn of(c: char, board: &Board, script: Script) -> Self {
        if let Some(own) = Script::of(c) {
            let mut small = c.to_lowercase();
            let small = match (c, small.next(), small.next()) {
                ('İ', ..) => 'i',
                (_, Some(small), None) => small,
                _ => c,
            };
            let symbol = board.symbol(small, own == script);
            let glyph = Glyph::Letter { latin: own == Script::Latin };
            return Self { glyph, symbol, state: 1 + u8::from(c.is_uppercase()) };
        }
        let glyph = match c {
            char::REPLACEMENT_CHARACTER => Glyph::Nothing,
            '\u{2500}'..='\u{25FF}' => Glyph::Box(c),
            '\u{7F}'..='\u{9F}' => Glyph::Control,
            _ => Glyph::Mark(board.mark(c)),
        };
        Self { glyph, symbol: NO_LETTER, state: 0 }
    }
}

impl Candidate {
    /// `None` for encodings of more than one byte a character.
    fn new(encoding: Encoding, prior: Cost, languages: Vec<&'static str>) -> Option<Self> {
        let upper = encoding.upper_half()?;
        let scripts = upper.map(|c| Script::of(c).and_then(Script::index).unwrap_or(Script::ALPHABETS.len()) as u8);
        let cells = [const { OnceLock::new() }; Script::ALPHABETS.len()];
        Some(Self { encoding, prior, languages, upper, scripts, cells })
    }

    /// What a byte beyond ASCII stands for.
    fn char(&self, byte: u8) -> char {
        self.upper.get(usize::from(byte & 0x7F)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn cells(&self, board: &Board, script: Script) -> Option<&Cells> {
        let cell = |byte: u8| {
            let c = if byte.is_ascii() { char::from(byte) } else { self.char(byte) };
            Cell::of(c, board, script)
        };
        let made = || Box::new(std::array::from_fn(|byte| cell(byte as u8)));
        Some(self.cells.get(script.index()?)?.get_or_init(made))
    }

    /// The script of most letters in this reading.
    fn script(&self, sample: &Sample) -> Script {
        let mut counts = [0; Script::ALPHABETS.len() + 1];
        for &([_, byte, _], n) in &sample.first {
            counts[usize::from(self.scripts[usize::from(byte & 0x7F)])] += n;
        }
        let most = Script::ALPHABETS.into_iter().zip(counts).max_by_key(|&(script, n)| (n, script == Script::Latin));
        most.map_or(Script::Latin, |(script, _)| script)
    }

    /// The cost of the cheapest language for some of the sample's bytes, where each language costs `base` beforehand.
    fn cost(&self, script: Script, triples: &[Triple], base: &[Cost]) -> Option<Cost> {
        let board = Board::of(script)?;
        let (fixed, sum) = weigh(board, self.cells(board, script)?, triples);
        let languages = &Letters::get().languages;
        let costs = sum.costs().zip(&board.languages).filter_map(|(cost, &index)| {
            let language = languages.get(index)?;
            let is_written = self.languages.is_empty() || self.languages.contains(&language.name);
            is_written.then(|| cost + language.prior + base.get(index).copied().unwrap_or(0))
        });
        costs.min().map(|least| least + fixed + self.prior)
    }
}

/// What the bytes cost in any language, and what they cost in each.
fn weigh<'b>(board: &'b Board, cells: &Cells, triples: &[Triple]) -> (Cost, Sum<'b>) {
    let letters = Letters::get();
    let case = |before: Cell, now: Cell| match now.state {
        0 => 0,
        state => letters.case(usize::from(before.state), state == 2),
    };
    let at = |byte: u8| cells[usize::from(byte)];
    let (mut fixed, mut sum) = (0, Sum::new(board));
    for &(triple, n) in triples {
        // Not by `map` of the array, which is no loop to the compiler and takes a tenth of the time.
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
        // Of a byte beyond ASCII its own triple says it.
        if triple[2].is_ascii() {
            sum.pair(now.symbol, after.symbol, n);
            fixed += n * case(now, after);
        }
    }
    (fixed, sum)
}

impl Sample {
    /// Whether an encoding makes a letter of any of the bytes.
    pub(crate) fn has_letters(&self, encoding: Encoding) -> bool {
        encoding.upper_half().is_none_or(|upper| {
            let is_letter = |byte: u8| upper.get(usize::from(byte & 0x7F)).is_some_and(|&c| Script::of(c).is_some());
            self.triples.iter().any(|&([_, byte, _], _)| is_letter(byte))
        })
    }

    /// All readings in encodings of one byte a character that are worth a second look, the cheapest first. With a
    /// `limit`, what a reading of another kind costs, also those are not looked at again that are far from it.
    pub(crate) fn single(&self, limit: Option<Cost>) -> Vec<Reading> {
        self.among(limit, |_| true)
    }

    /// The same of some encodings only.
    pub(crate) fn among(&self, limit: Option<Cost>, is_thought_of: impl Fn(Encoding) -> bool) -> Vec<Reading> {
        let base = self.ascii_costs();
        let first = CANDIDATES.iter().filter(|candidate| is_thought_of(candidate.encoding)).filter_map(|candidate| {
            let script = candidate.script(self);
            Some((candidate.cost(script, &self.first, &base)?, candidate, script))
        });
        let mut found: Vec<(Cost, &Candidate, Script)> = first.collect();
        found.sort_by_key(|&(cost, ..)| cost);
        if self.high > FIRST_LOOK {
            let best = found.first().map_or(0, |&(cost, ..)| cost);
            // A reading that costs a quarter more after so many bytes does not win; nor does one that costs twice as much
            // as another reading of as many bytes. The best is looked at always: it may come next.
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

    /// What a reading in any encoding of one byte a character costs; `None` for other encodings.
    pub(crate) fn cost(&self, encoding: Encoding) -> Option<Cost> {
        let is_same = |known: &&Candidate| known.encoding == encoding && known.prior == 0 && known.languages.is_empty();
        let cost = |candidate: &Candidate| candidate.cost(candidate.script(self), &self.triples, &self.ascii_costs());
        // What is known of a candidate need not be worked out again.
        CANDIDATES.iter().find(is_same).map_or_else(|| cost(&Candidate::new(encoding, 0, Vec::new())?), cost)
    }

    /// What the ASCII near other bytes costs in each language more than in the one it fits best.
    fn ascii_costs(&self) -> Vec<Cost> {
        let rows = &*ASCII;
        let mut costs = vec![0; Letters::get().languages.len()];
        for &((a, b), n) in &self.ascii {
            let row = rows.get(usize::from(a) * CLASSES + usize::from(b)).map(Vec::as_slice).unwrap_or_default();
            costs.iter_mut().zip(row).for_each(|(cost, &pair)| *cost += n * Cost::from(pair));
        }
        // Half weight: names, tags and English words in it are of another language.
        costs.iter_mut().for_each(|cost| *cost /= 2);
        let least = costs.iter().min().copied().unwrap_or(0);
        costs.iter_mut().for_each(|cost| *cost -= least);
        costs
    }
}

/// What each pair of ASCII letters costs in each language, by their places in the alphabet, 0 for no letter.
static ASCII: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let languages = &Letters::get().languages;
    let letters = || [None].into_iter().chain(('a'..='z').map(Some));
    let pairs = letters().flat_map(|a| letters().map(move |b| (a, b)));
    let costs = pairs.map(|(a, b)| {
        let cost = |language: &super::letters::Language| {
            let [a, b] = [a, b].map(|letter| letter.and_then(|c| language.class(c)).unwrap_or(0));
            u8::try_from(language.cost(a, b)).unwrap_or(u8::MAX)
        };
        languages.iter().map(cost).collect()
    });
    costs.collect()
});

/// Whether a candidate reads all of the bytes that were `seen` as `encoding` does, and not all of those to come (a bit for
/// each byte beyond ASCII). Never where a character is more than one byte.
pub(crate) fn may_differ(encoding: Encoding, seen: u128, coming: u128) -> bool {
    let Some(upper) = encoding.upper_half() else { return false };
    CANDIDATES.iter().any(|other| {
        let pairs = upper.iter().zip(&other.upper).rev();
        let differing = pairs.fold(0_u128, |bits, (one, other)| bits << 1 | u128::from(one != other));
        differing & seen == 0 && differing & coming != 0
    })
}

/// Weighs text in an encoding whose characters are not one byte each, already decoded.
pub(crate) fn signs(text: &str, bad: usize) -> Cost {
    let signs = &Letters::get().signs;
    let mut costs = [0 as Cost; SIGNS];
    let (mut before, mut all) = (' ', 0);
    for now in text.chars() {
        match now {
            '\0'..='\x7F' => {}
            // Its cost is that of the bad sequence.
            char::REPLACEMENT_CHARACTER => {}
            '\u{FF01}'..='\u{FF5E}' => all += 60,
            '\u{3000}' => all += 40,
            // Half-width kana: old mail has them, and any single byte is one in Shift_JIS.
            '\u{FF61}'..='\u{FF9F}' => all += 60,
            '\u{E000}'..='\u{F8FF}' => all += NOTHING,
            _ => costs.iter_mut().zip(signs.costs(now)).for_each(|(cost, sign)| *cost += Cost::from(sign)),
        }
        // Words of two scripts may touch, but when most do, the reading cuts words of one.
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
        let lines = include_str!("../data/encodings/candidates.txt").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(CANDIDATES.len(), lines.count());
    }

    #[test]
    fn pages_that_differ_in_what_comes_are_noticed() {
        let bits = |bytes: &[u8]| bytes.iter().fold(0, |bits, byte| bits | 1 << (byte - 0x80));
        let greek = Encoding::for_label("windows-1253").expect("a label");
        // Only the capital alpha with accent stands elsewhere in ISO-8859-7.
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
