//! The letter statistics of all languages of one writing system side by side.
//!
//! For each pair of characters, a row has the costs in all languages. A text is scored in all of them at once: one look-up a
//! pair, and an addition of rows that the compiler turns into vector code, instead of a pass over the text for each of thirty
//! languages.
//!
//! Example: the row of `ü` after `f` is 24 steps for German, 60 for English, which does not have the letter.

use std::sync::OnceLock;

use super::languages::{Cost, Language, Statistics};
use super::writing_system::WritingSystem;

/// The cost of a letter of the writing system that the language does not have: nine nats, as in names and quotations.
const FOREIGN: u8 = 60;
/// The cost of a letter of another writing system, and of a letter after a foreign one. Set by hand.
const OTHER_SCRIPT: u8 = 85;
const BESIDE_FOREIGN: u8 = 20;
/// The cost of a character that no text of the training data has: the highest one that the data can express.
pub(crate) const UNKNOWN: u8 = 93;

/// How many languages a row has.
const LANES: usize = 8;
type Row = [u8; LANES];

/// A character, by its position in the common alphabet of the languages of a writing system.
pub(crate) type Symbol = u16;

/// Every character that is not a letter.
pub(crate) const NO_LETTER: Symbol = 0;

/// The costs in all languages of a writing system.
#[derive(Debug)]
pub(crate) struct ScoreTable {
    /// Their indexes in [`Statistics::languages`].
    pub languages: Vec<usize>,
    /// How many rows it takes to hold a cost for each.
    rows: usize,
    /// The letters of all their alphabets, in lower case, in order. They are followed by one symbol for other letters of the
    /// writing system, and one for letters of other writing systems.
    alphabet: Vec<char>,
    /// The rows of each symbol after each other one.
    pairs: Vec<Row>,
    /// non-ASCII Characters that are not letters, in order, and their rows: between no letters, before one, after one,
    /// between two.
    marks: Vec<char>,
    mark_rows: Vec<Row>,
}

static TABLES: [OnceLock<ScoreTable>; WritingSystem::ALPHABETS.len()] =
    [const { OnceLock::new() }; WritingSystem::ALPHABETS.len()];

impl ScoreTable {
    /// The table of a writing system, made on first use. `None` for writing systems without statistics.
    pub(crate) fn of(script: WritingSystem) -> Option<&'static Self> {
        let cell = TABLES.get(script.index()?)?;
        Some(cell.get_or_init(|| Self::new(Statistics::get(), script)))
    }

    fn new(statistics: &Statistics, script: WritingSystem) -> Self {
        let is_own = |&index: &usize| statistics.languages[index].script == script;
        let languages: Vec<usize> = (0..statistics.languages.len()).filter(is_own).collect();
        let own = || languages.iter().map(|&index| &statistics.languages[index]);
        let mut alphabet: Vec<char> = own().flat_map(Language::alphabet).copied().collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let mut marks: Vec<char> = statistics.marks().chain(own().flat_map(Language::own_marks)).collect();
        marks.sort_unstable();
        marks.dedup();
        let rows = languages.len().div_ceil(LANES);
        let symbols = alphabet.len() + 3;
        let mut pairs = vec![[0; LANES]; symbols * symbols * rows];
        let mut mark_rows = vec![[0; LANES]; marks.len() * 4 * rows];
        for (lane, language) in own().enumerate() {
            let (row, lane) = (lane / LANES, lane % LANES);
            // A class of the language, or a letter that it does not have and whether that is of its writing system.
            let class = |c: char| language.class(c).ok_or(WritingSystem::of(c) == Some(script));
            let classes: Vec<Result<u8, bool>> =
                [Ok(0)].into_iter().chain(alphabet.iter().map(|&c| class(c))).chain([Err(true), Err(false)]).collect();
            let each = || classes.iter().flat_map(|before| classes.iter().map(move |now| (before, now)));
            for (cell, (before, now)) in pairs.chunks_exact_mut(rows).zip(each()) {
                cell[row][lane] = match (before, now) {
                    (_, Err(true)) => FOREIGN,
                    (_, Err(false)) => OTHER_SCRIPT,
                    (Err(_), Ok(_)) => BESIDE_FOREIGN,
                    (&Ok(before), &Ok(now)) => small(language.cost(before, now)),
                };
            }
            let states = marks.iter().flat_map(|&c| (0..4).map(move |state| (c, state)));
            for (cell, (c, state)) in mark_rows.chunks_exact_mut(rows).zip(states) {
                cell[row][lane] = statistics.mark(language, c, state & 2 > 0, state & 1 > 0).map_or(UNKNOWN, small);
            }
        }
        Self { languages, rows, alphabet, pairs, marks, mark_rows }
    }

    /// The symbol of a lower-case letter; `is_own` says whether it is of the table's writing system.
    pub(crate) fn symbol(&self, small: char, is_own: bool) -> Symbol {
        let strange = self.alphabet.len() + 1 + usize::from(!is_own);
        self.alphabet.binary_search(&small).map_or(strange, |place| place + 1) as Symbol
    }

    /// The number of a mark, for [`TotalScores::mark`]. `None` for unknown marks.
    pub(crate) fn mark(&self, c: char) -> Option<u16> {
        u16::try_from(self.marks.binary_search(&c).ok()?).ok()
    }
}

/// A cost of the data as a byte. Costs of the data are at most 93.
fn small(cost: Cost) -> u8 {
    u8::try_from(cost).expect("a cost of the data")
}

/// The costs of a text so far in each language of a table.
pub(crate) struct TotalScores<'b> {
    table: &'b ScoreTable,
    /// The last additions, in two bytes each, which vector instructions add eight at a time.
    recent: Vec<[u16; LANES]>,
    /// How many more can be added to them without overflow.
    room: u16,
    all: Vec<[Cost; LANES]>,
}

/// How often a byte can be added to two bytes without overflow.
const ROOM: u16 = 257;

impl<'b> TotalScores<'b> {
    pub(crate) fn new(table: &'b ScoreTable) -> Self {
        Self { table, recent: vec![[0; LANES]; table.rows], room: ROOM, all: vec![[0; LANES]; table.rows] }
    }

    /// Adds the cost of `now` after `before`, `times` times.
    #[inline]
    pub(crate) fn pair(&mut self, before: Symbol, now: Symbol, times: Cost) {
        let symbols = self.table.alphabet.len() + 3;
        let at = (usize::from(before) * symbols + usize::from(now)) * self.table.rows;
        self.add(&self.table.pairs[at..at + self.table.rows], times);
    }

    /// Adds the cost of a mark, after and before a letter or not, `times` times.
    pub(crate) fn mark(&mut self, mark: u16, after_letter: bool, before_letter: bool, times: Cost) {
        let state = usize::from(after_letter) * 2 + usize::from(before_letter);
        let at = (usize::from(mark) * 4 + state) * self.table.rows;
        self.add(&self.table.mark_rows[at..at + self.table.rows], times);
    }

    #[inline]
    fn add(&mut self, rows: &[Row], mut times: Cost) {
        while times > 0 {
            let now = times.min(Cost::from(self.room)) as u16;
            for (recent, row) in self.recent.iter_mut().zip(rows) {
                for lane in 0..LANES {
                    recent[lane] = recent[lane].wrapping_add(now.wrapping_mul(u16::from(row[lane])));
                }
            }
            times -= Cost::from(now);
            self.room -= now;
            if self.room == 0 {
                self.flush();
            }
        }
    }

    fn flush(&mut self) {
        for (all, recent) in self.all.iter_mut().zip(&mut self.recent) {
            all.iter_mut().zip(*recent).for_each(|(all, recent)| *all += Cost::from(recent));
            *recent = [0; LANES];
        }
        self.room = ROOM;
    }

    /// The costs, in the order of the table's languages.
    pub(crate) fn costs(mut self) -> impl Iterator<Item = Cost> {
        self.flush();
        let languages = self.table.languages.len();
        self.all.into_iter().flatten().take(languages)
    }
}

#[cfg(test)]
mod tests {
    use super::{NO_LETTER, ScoreTable, Statistics, TotalScores, WritingSystem};

    #[test]
    fn rows_say_what_the_statistics_say() {
        let letters = Statistics::get();
        for script in WritingSystem::ALPHABETS {
            let table = ScoreTable::of(script).expect("a table");
            for (before, now, times) in [('f', 'ü', 1), ('a', 'b', 300), ('р', 'и', 70_000), ('α', 'ι', 2)] {
                let is_own = |c| WritingSystem::of(c) == Some(script);
                let mut sum = TotalScores::new(table);
                sum.pair(table.symbol(before, is_own(before)), table.symbol(now, is_own(now)), times);
                sum.pair(NO_LETTER, NO_LETTER, 1);
                for (cost, &index) in sum.costs().zip(&table.languages) {
                    let language = &letters.languages[index];
                    let pair = match (language.class(before), language.class(now)) {
                        (_, None) if !is_own(now) => 85,
                        (_, None) => 60,
                        (None, _) => 20,
                        (Some(before), Some(now)) => language.cost(before, now),
                    };
                    assert_eq!(cost, times * pair + 5, "{before}{now} in {}", language.name);
                }
            }
        }
    }
}
