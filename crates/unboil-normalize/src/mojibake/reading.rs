//! The most natural reading of a stretch of a line, if some of it is UTF-8 that was read as a given code page.
//!
//! Goes in: the characters of the stretch with one on each side. Comes out: which groups of them stand for one character
//! each. Each way to read the stretch costs what its neighbours cost ([`pair`], [`middle`], [`rarity`]), and to begin to
//! read it backwards costs a toll, so that sound text stays: `RÃ´le` costs 4 as it stands and `Rôle` nothing, while
//! `ROSÉ®` costs nothing as it stands and `ROSɮ` a rare letter. The cheapest reading is found by going through the
//! stretch once.

use super::nature::{NO_CHARACTER, Nature, pair, rarity};
use super::pages::{Page, Tables, WESTERN};

/// A character of the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Where it begins, in bytes.
    pub at: usize,
    pub c: char,
    /// Its place in the [`Tables`]; 0 if it is in no code page.
    pub place: usize,
    pub nature: Nature,
    /// What it costs that it stands where it does, doubled.
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

/// What a reading must gain before the first repair of a line is believed, doubled and less one.
pub(super) const STRICT: i32 = 5;

/// The same in another page than the Western one: such damage is rarer, and letters of two scripts that look alike are
/// sometimes mixed in sound text (`КОDЕ…`).
pub(super) const STRICT_ELSEWHERE: i32 = 7;

/// The same when the line is known to be damaged: it may not lose.
pub(super) const EASY: i32 = 0;

/// What each group counts for in a line that is known to be damaged, doubled.
const REWARD: i32 = 3;

/// What a character of a script that has nothing to do with Latin costs where nothing else was repaired before it,
/// doubled: `ë…”` ends a Zoë, and is no syllable of Korean.
const LONE: i32 = 6;

/// How much more may stay unnatural in a stretch than a repair makes natural. Lists of characters stay so nearly
/// throughout; text that was damaged twice stays so by half.
const LEFT_OVER: i32 = 4;

/// What it costs beyond the toll to begin with a sign or space (`C2 A0` to `C2 BF`) in another page than the Western:
/// the letter that goes may be part of a word, as in `10 кВ»`.
const LOST_LETTER: i32 = 4;

/// How many characters between two groups still count as one damaged stretch.
pub(super) const GAP: usize = 2;

/// The longest group, in characters: two halves of a surrogate pair.
pub(super) const LONGEST: usize = 6;

/// How a place is reached.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    cost: i32,
    /// What it came from: index of the state, and how many units further back.
    from: (u8, u8),
}

const NOWHERE: Arrival = Arrival { cost: i32::MAX / 2, from: (0, 0) };

/// The states of a place: kept, with no group in reach; repaired; one or two kept since a group.
const KEPT: usize = 0;
const REPAIRED: usize = 1;
const STATES: usize = 2 + GAP;

/// Works out readings; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
    places: Vec<[Arrival; STATES]>,
    /// The character that a group ending at the place stands for.
    made: Vec<char>,
}

impl Reader {
    /// Appends the groups of the cheapest reading of `units[from..to]` in `page` to `groups` and says what it gains,
    /// doubled, after toll; 0 and nothing if it is best left alone.
    pub(super) fn read(
        &mut self,
        tables: &Tables,
        units: &[Unit],
        (from, to): (usize, usize),
        page: Page,
        toll: i32,
        groups: &mut Vec<Group>,
    ) -> i32 {
        let Some(run) = units.get(from..to).filter(|run| !run.is_empty()) else { return 0 };
        let outside = |unit: Option<&Unit>| unit.map_or(Nature::Space, |unit| unit.nature);
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
            let nature = run[i].nature;
            let last = if i == 0 { before } else { run[i - 1].nature };
            let stays = run[i].cost;
            alone += stays;
            // It stays.
            for (state, arrival) in here.iter().enumerate().filter(|(_, arrival)| arrival.cost < NOWHERE.cost) {
                let cost =
                    arrival.cost + if state == REPAIRED { 2 * pair(Nature::of(self.made[i]), nature) } else { stays };
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
            let nature = Nature::of(made);
            let rare = 2 * rarity(made) - if toll > 0 { 0 } else { REWARD };
            let lost = page != WESTERN && run[i].nature.is_word() && matches!(made, '\u{A0}'..='\u{BF}');
            let strict = if lost { LOST_LETTER } else { 0 } + if nature.is_foreign(made) { LONE } else { 0 };
            // Elsewhere three characters are three good letters of another page more often than one of East Asia.
            let doubtful = page != WESTERN && nature == Nature::HAN;
            let strict = if toll > 0 || doubtful { strict } else { 0 };
            for (state, arrival) in here.iter().enumerate().filter(|(_, arrival)| arrival.cost < NOWHERE.cost) {
                let step = match state {
                    KEPT => 2 * pair(last, nature) + toll + strict,
                    // Two layers of damage look no better in between.
                    REPAIRED if layered(self.made[i], made) => -2 * rarity(made),
                    REPAIRED => 2 * pair(Nature::of(self.made[i]), nature),
                    _ => 2 * pair(last, nature) + strict,
                };
                let there = &mut self.places[i + len][REPAIRED];
                if improve(there, arrival.cost + step + rare, (state as u8, len as u8)) {
                    self.made[i + len] = made;
                }
            }
        }
        let end = run.len();
        alone += 2 * pair(run[end - 1].nature, after);
        let finish = |state: usize| {
            let last = if state == REPAIRED { Nature::of(self.made[end]) } else { run[end - 1].nature };
            self.places[end][state].cost + 2 * pair(last, after)
        };
        let Some(mut state) = (0..STATES).min_by_key(|&state| finish(state)) else { return 0 };
        let gain = alone - finish(state);
        if toll > 0 && alone > (1 + LEFT_OVER) * (gain + toll) {
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

/// The character that the first bytes are in UTF-8, and how many they are; nothing for ASCII. Surrogate pairs that were
/// written as two characters count as one.
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
