//! The cheapest reading of a stretch of a line, if some of it may be UTF-8 that was read as a given code page.
//!
//! From the characters of the stretch and one on each side, it finds the groups of them that stand for one character each.
//! A reading costs what its neighbours cost ([`pair`], [`middle`](super::char_class::middle), [`rarity`]), and the first
//! group costs a penalty, so that sound text stays: `RÃ´le` costs 4 unchanged and `Rôle` nothing, while `ROSÉ®` costs nothing
//! unchanged and `ROSɮ` a rare letter. The cheapest reading is found in one pass over the stretch (Viterbi's algorithm).

use super::char_class::{CharClass, NO_CHARACTER, pair, rarity};
use super::reverse_tables::{CodePage, ReverseTables, WESTERN};

/// A character of the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Where it begins, in bytes.
    pub at: usize,
    pub c: char,
    /// Its place in the [`ReverseTables`]; 0 if it is in no code page.
    pub place: usize,
    pub class: CharClass,
    /// What it costs where it is, doubled.
    pub cost: i32,
}

/// A group of characters that stands for one character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Index of the first unit and one past the last.
    pub start: usize,
    pub end: usize,
    pub c: char,
}

/// What a reading must gain before the first repair of a line is accepted, doubled and less one.
pub(super) const FIRST_PENALTY: i32 = 5;

/// The same in any page but the Western one: such damage is rarer, and sound text sometimes mixes letters of two alphabets
/// that look alike (`КОDЕ…`).
pub(super) const FIRST_PENALTY_ELSEWHERE: i32 = 7;

/// The same in a line that is known to be damaged: a repair must not make it worse.
pub(super) const LATER_PENALTY: i32 = 0;

/// What each group gains in a line that is known to be damaged, doubled.
const REWARD: i32 = 3;

/// What a character of an alphabet unrelated to Latin costs where nothing else was repaired before it, doubled: `ë…”` is
/// the end of a Zoë, not a Korean syllable.
const LONE: i32 = 6;

/// How many times more may stay unnatural in a stretch than a repair makes natural. Lists of characters stay unnatural
/// nearly throughout, text that was damaged twice by half.
const LEFT_OVER: i32 = 4;

/// What it costs beyond the penalty to begin with a sign or space (`C2 A0` to `C2 BF`) in any page but the Western one: the
/// letter that disappears may be part of a word, as in `10 кВ»`.
const LOST_LETTER: i32 = 4;

/// How many characters between two groups still count as one damaged stretch.
pub(super) const GAP: usize = 2;

/// The longest group, in characters: two halves of a surrogate pair.
pub(super) const LONGEST: usize = 6;

/// How a position is reached.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    cost: i32,
    /// Where it came from: index of the state, and how many units back.
    from: (u8, u8),
}

const NOWHERE: Arrival = Arrival { cost: i32::MAX / 2, from: (0, 0) };

/// The states of a position: kept, with no group in reach; repaired; one or two kept since a group.
const KEPT: usize = 0;
const REPAIRED: usize = 1;
const STATES: usize = 2 + GAP;

/// Finds readings. Its memory is used again.
#[derive(Debug, Default)]
pub(super) struct ReadingSearch {
    bytes: Vec<u8>,
    places: Vec<[Arrival; STATES]>,
    /// The character of the group that ends at the position.
    made: Vec<char>,
}

impl ReadingSearch {
    /// Appends the groups of the cheapest reading of `units[from..to]` in `page` to `groups`. Returns what it gains,
    /// doubled, after the penalty; 0 and no groups if the stretch is best left alone.
    pub(super) fn read(
        &mut self,
        tables: &ReverseTables,
        units: &[Unit],
        (from, to): (usize, usize),
        page: CodePage,
        penalty: i32,
        groups: &mut Vec<Group>,
    ) -> i32 {
        let run = &units[from..to];
        if run.is_empty() {
            return 0;
        }
        let outside = |unit: Option<&Unit>| unit.map_or(CharClass::Space, |unit| unit.class);
        let before = outside(from.checked_sub(1).and_then(|i| units.get(i)));
        let after = outside(units.get(to));
        self.bytes.clear();
        self.bytes.extend(run.iter().map(|unit| tables.byte_at(page, unit.place)));
        self.places.clear();
        self.places.resize(run.len() + 1, [NOWHERE; STATES]);
        self.made.clear();
        self.made.resize(run.len() + 1, ' ');
        self.places[0][KEPT].cost = 0;
        let layered = |a: char, b: char| {
            let (a, b) = (tables.place(a), tables.place(b));
            [page, WESTERN].iter().any(|&page| tables.byte_at(page, a) > 0 && tables.byte_at(page, b) > 0)
        };
        let mut alone = 0;
        for i in 0..run.len() {
            let here = self.places[i];
            let class = run[i].class;
            let last = if i == 0 { before } else { run[i - 1].class };
            let stays = run[i].cost;
            alone += stays;
            // It stays.
            for (state, arrival) in here.iter().enumerate().filter(|(_, arrival)| arrival.cost < NOWHERE.cost) {
                let cost =
                    arrival.cost + if state == REPAIRED { 2 * pair(CharClass::of(self.made[i]), class) } else { stays };
                let to = match state {
                    KEPT => KEPT,
                    _ if run[i].place > 0 || state == STATES - 1 => KEPT,
                    _ => state + 1,
                };
                improve(&mut self.places[i + 1][to], cost, (state as u8, 1));
            }
            // A group begins.
            let Some((len, made)) = group(&self.bytes[i..]) else { continue };
            if rarity(made) >= NO_CHARACTER {
                continue;
            }
            let class = CharClass::of(made);
            let rare = 2 * rarity(made) - if penalty > 0 { 0 } else { REWARD };
            let lost = page != WESTERN && run[i].class.is_word() && matches!(made, '\u{A0}'..='\u{BF}');
            let strict = if lost { LOST_LETTER } else { 0 } + if class.is_foreign(made) { LONE } else { 0 };
            // In other pages, three characters are more often three sound letters than one East Asian character.
            let doubtful = page != WESTERN && class == CharClass::HAN;
            let strict = if penalty > 0 || doubtful { strict } else { 0 };
            for (state, arrival) in here.iter().enumerate().filter(|(_, arrival)| arrival.cost < NOWHERE.cost) {
                let step = match state {
                    KEPT => 2 * pair(last, class) + penalty + strict,
                    // Text that was damaged twice looks no better after the first turn.
                    REPAIRED if layered(self.made[i], made) => -2 * rarity(made),
                    REPAIRED => 2 * pair(CharClass::of(self.made[i]), class),
                    _ => 2 * pair(last, class) + strict,
                };
                let there = &mut self.places[i + len][REPAIRED];
                if improve(there, arrival.cost + step + rare, (state as u8, len as u8)) {
                    self.made[i + len] = made;
                }
            }
        }
        let end = run.len();
        alone += 2 * pair(run[end - 1].class, after);
        let finish = |state: usize| {
            let last = if state == REPAIRED { CharClass::of(self.made[end]) } else { run[end - 1].class };
            self.places[end][state].cost + 2 * pair(last, after)
        };
        let Some(mut state) = (0..STATES).min_by_key(|&state| finish(state)) else { return 0 };
        let gain = alone - finish(state);
        if penalty > 0 && alone > (1 + LEFT_OVER) * (gain + penalty) {
            return 0;
        }
        let first = groups.len();
        let mut at = end;
        while at > 0 {
            let (came, len) = self.places[at][state].from;
            let start = at - usize::from(len.max(1));
            if state == REPAIRED {
                groups.push(Group { start: from + start, end: from + at, c: self.made[at] });
            }
            (at, state) = (start, usize::from(came));
        }
        groups[first..].reverse();
        if groups.len() == first { 0 } else { gain.max(1) }
    }
}

fn improve(arrival: &mut Arrival, cost: i32, from: (u8, u8)) -> bool {
    let better = cost < arrival.cost;
    if better {
        *arrival = Arrival { cost, from };
    }
    better
}

/// The UTF-8 character at the start of `bytes` and its length in bytes; `None` for ASCII. Surrogate pairs that were written
/// as two characters count as one.
pub(super) fn group(bytes: &[u8]) -> Option<(usize, char)> {
    let tail = |i: usize| bytes.get(i).filter(|b| matches!(b, 0x80..=0xBF)).map(|b| u32::from(b & 0x3F));
    let lead = *bytes.first()?;
    let code = u32::from(lead);
    match lead {
        0xC2..=0xDF => Some((2, char::from_u32((code & 0x1F) << 6 | tail(1)?)?)),
        0xE0..=0xEF => match (code & 0x0F) << 12 | tail(1)? << 6 | tail(2)? {
            ..0x800 => None,
            half @ 0xD800..0xDC00 if bytes.get(3) == Some(&0xED) => match 0xD000 | tail(4)? << 6 | tail(5)? {
                low @ 0xDC00..0xE000 => {
                    Some((LONGEST, char::from_u32(0x1_0000 + ((half & 0x3FF) << 10 | low & 0x3FF))?))
                }
                _ => None,
            },
            code => Some((3, char::from_u32(code)?)),
        },
        0xF0..=0xF4 => match (code & 0x07) << 18 | tail(1)? << 12 | tail(2)? << 6 | tail(3)? {
            ..0x1_0000 => None,
            code => Some((4, char::from_u32(code)?)),
        },
        _ => None,
    }
}
