//! The letter statistics of all languages of one script side by side, as weighing needs them.
//!
//! Goes in: [`Letters`]. Comes out: for a character after another a row with what that costs in each language. A reading is
//! weighed in all languages at once: one look-up a pair of characters, and an addition of rows that compilers turn into
//! vector code, instead of a walk over the text for each of thirty languages.
//!
//! Example: the row of `ü` after `f` says 24 steps for German, 60 for English, which has no such letter.

use std::sync::OnceLock;

use super::letters::{Cost, Language, Letters, Script};

/// A letter of the script that the language has not: nine nats. Names and quotations have them.
const FOREIGN: u8 = 60;
/// A letter of another script, and a letter that follows or is followed by a foreign one.
const OTHER_SCRIPT: u8 = 85;
const BESIDE_FOREIGN: u8 = 20;
/// A character no text of the training data has.
pub(crate) const UNKNOWN: u8 = 93;

/// Languages in a row.
const LANES: usize = 8;
type Row = [u8; LANES];

/// A character, as far as the languages of a script tell characters apart: its place in their common alphabet.
pub(crate) type Symbol = u16;

/// Whatever is no letter.
pub(crate) const NO_LETTER: Symbol = 0;

/// All languages of a script.
#[derive(Debug)]
pub(crate) struct Board {
    /// Their places in [`Letters::languages`].
    pub languages: Vec<usize>,
    /// Rows that it takes to hold a cost of each.
    rows: usize,
    /// The letters of all their alphabets, small, in order. After them come a letter of the script that none has, and one
    /// of another script.
    alphabet: Vec<char>,
    /// The rows of each symbol after each other one.
    pairs: Vec<Row>,
    /// Characters beyond ASCII that are no letters, in order, and their rows: between no letters, before one, after one,
    /// between two.
    marks: Vec<char>,
    mark_rows: Vec<Row>,
}

static BOARDS: [OnceLock<Board>; Script::ALPHABETS.len()] = [const { OnceLock::new() }; Script::ALPHABETS.len()];

impl Board {
    /// That of a script, laid out when it is first asked for; `None` for scripts without statistics.
    pub(crate) fn of(script: Script) -> Option<&'static Self> {
        let cell = BOARDS.get(script.index()?)?;
        Some(cell.get_or_init(|| Self::new(Letters::get(), script)))
    }

    fn new(letters: &Letters, script: Script) -> Self {
        let is_own = |&index: &usize| letters.languages.get(index).is_some_and(|language| language.script == script);
        let languages: Vec<usize> = (0..letters.languages.len()).filter(is_own).collect();
        let own = || languages.iter().filter_map(|&index| letters.languages.get(index));
        let mut alphabet: Vec<char> = own().flat_map(Language::alphabet).copied().collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let mut marks: Vec<char> = letters.marks().chain(own().flat_map(Language::own_marks)).collect();
        marks.sort_unstable();
        marks.dedup();
        let rows = languages.len().div_ceil(LANES);
        let symbols = alphabet.len() + 3;
        let mut pairs = vec![[0; LANES]; symbols * symbols * rows];
        let mut mark_rows = vec![[0; LANES]; marks.len() * 4 * rows];
        for (lane, language) in own().enumerate() {
            let (row, lane) = (lane / LANES, lane % LANES);
            // Nothing, a class of the language, or a letter it does not have and whether that is of its script.
            let class = |c: char| language.class(c).ok_or(Script::of(c) == Some(script));
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
                cell[row][lane] = letters.mark(language, c, state & 2 > 0, state & 1 > 0).map_or(UNKNOWN, small);
            }
        }
        Self { languages, rows, alphabet, pairs, marks, mark_rows }
    }

    /// The symbol of a small letter that is of the board's script, or not.
    pub(crate) fn symbol(&self, small: char, is_own: bool) -> Symbol {
        let strange = self.alphabet.len() + 1 + usize::from(!is_own);
        self.alphabet.binary_search(&small).map_or(strange, |place| place + 1) as Symbol
    }

    /// The number of a mark, for [`Sum::mark`].
    pub(crate) fn mark(&self, c: char) -> Option<u16> {
        u16::try_from(self.marks.binary_search(&c).ok()?).ok()
    }
}

/// A cost of the data in a byte: they are written as one character of ASCII, so none is above 93.
fn small(cost: Cost) -> u8 {
    u8::try_from(cost).unwrap_or(u8::MAX)
}

/// What a reading has cost so far in each language of a board.
pub(crate) struct Sum<'b> {
    board: &'b Board,
    /// The last few additions, in lanes of two bytes, as vector instructions like them.
    recent: Vec<[u16; LANES]>,
    /// How many more may be added to these.
    room: u16,
    all: Vec<[Cost; LANES]>,
}

/// How often a byte can be added to two bytes.
const ROOM: u16 = 257;

impl<'b> Sum<'b> {
    pub(crate) fn new(board: &'b Board) -> Self {
        Self { board, recent: vec![[0; LANES]; board.rows], room: ROOM, all: vec![[0; LANES]; board.rows] }
    }

    /// Adds that `now` stands after `before`, `times` times.
    #[inline]
    pub(crate) fn pair(&mut self, before: Symbol, now: Symbol, times: Cost) {
        let symbols = self.board.alphabet.len() + 3;
        let at = (usize::from(before) * symbols + usize::from(now)) * self.board.rows;
        self.add(self.board.pairs.get(at..at + self.board.rows).unwrap_or_default(), times);
    }

    /// Adds a mark after and before a letter or not, `times` times.
    pub(crate) fn mark(&mut self, mark: u16, after_letter: bool, before_letter: bool, times: Cost) {
        let state = usize::from(after_letter) * 2 + usize::from(before_letter);
        let at = (usize::from(mark) * 4 + state) * self.board.rows;
        self.add(self.board.mark_rows.get(at..at + self.board.rows).unwrap_or_default(), times);
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
                self.settle();
            }
        }
    }

    fn settle(&mut self) {
        for (all, recent) in self.all.iter_mut().zip(&mut self.recent) {
            all.iter_mut().zip(*recent).for_each(|(all, recent)| *all += Cost::from(recent));
            *recent = [0; LANES];
        }
        self.room = ROOM;
    }

    /// The costs, in the order of the board's languages.
    pub(crate) fn costs(mut self) -> impl Iterator<Item = Cost> {
        self.settle();
        let languages = self.board.languages.len();
        self.all.into_iter().flatten().take(languages)
    }
}

#[cfg(test)]
mod tests {
    use super::{Board, Letters, NO_LETTER, Script, Sum};

    #[test]
    fn rows_say_what_the_statistics_say() {
        let letters = Letters::get();
        for script in Script::ALPHABETS {
            let board = Board::of(script).expect("a board");
            for (before, now, times) in [('f', 'ü', 1), ('a', 'b', 300), ('р', 'и', 70_000), ('α', 'ι', 2)] {
                let is_own = |c| Script::of(c) == Some(script);
                let mut sum = Sum::new(board);
                sum.pair(board.symbol(before, is_own(before)), board.symbol(now, is_own(now)), times);
                sum.pair(NO_LETTER, NO_LETTER, 1);
                for (cost, &index) in sum.costs().zip(&board.languages) {
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
