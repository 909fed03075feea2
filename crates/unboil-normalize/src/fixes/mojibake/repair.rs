//! Repairs a line: finds out which code page it was read as, and reads it back.
//!
//! Most damaged lines are damaged throughout and are read at once ([`LineDecoder`]); of the others, the damaged stretches are
//! found and read by cost ([`ReadingSearch`]). `LiÃ¨ge, “Лето”` → `Liège, “Лето”`.

use super::char_class::{CharClass, is_case_pair, middle, pair};
use super::line_decoder::{LineDecoder, is_vietnamese, note_groups};
use super::reading::{FIRST_PENALTY, FIRST_PENALTY_ELSEWHERE, GAP, Group, LATER_PENALTY, LONGEST, ReadingSearch, Unit};
use super::reverse_tables::{CodePage, PAGES, ReverseTables, WESTERN, pages_of, tables};
use super::suspects::first_suspect;
use super::{boxes, gbk, legacy};
use crate::char_table::Characters;
use crate::edit_script::Changes;
use unboil_text::Span;

/// What is known of the damage that a line was repaired from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(super) page: CodePage,
    /// Whether letters came out that only Vietnamese has.
    pub(super) vietnamese: bool,
    /// Whether the line was repaired completely.
    pub(crate) complete: bool,
}

/// How much of a stretch is examined together to find out whether it is damaged, in characters. Set by hand: the damage of
/// a dozen words.
const WINDOW: usize = 32;

/// How much of that is examined first, in characters. Set by hand: in a line that is damaged throughout, a word or two are
/// enough.
const FIRST_WINDOW: usize = 10;

/// How much of a line is read to find out which of several code pages explains it best, in characters. Set by hand: two
/// lines of text.
const SAMPLE: usize = 160;

/// The most that the character after a stretch can cost, doubled: the largest cost of a pair is 4.
const AFTER_RUN: i32 = 8;

/// Repairs lines. Its memory is used again.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    units: Vec<Unit>,
    runs: Vec<(usize, usize)>,
    groups: Vec<Group>,
    search: ReadingSearch,
    decoder: LineDecoder,
}

impl Repair {
    /// The same as [`fix`](Self::fix) for a line that is short enough to be handled as one.
    pub(super) fn fix_short<C: Characters>(
        &mut self,
        line: &str,
        out: &mut String,
        changes: &mut Changes,
    ) -> Option<Damage> {
        let suspect = first_suspect::<C>(line)?;
        let tables = tables();
        if let Some(damage) = self.fix_throughout(tables, line, suspect, out, changes) {
            return Some(damage);
        }
        if let Some(page) = legacy::fix(tables, line, &mut self.decoder, out, changes) {
            return Some(Damage { page, vietnamese: false, complete: true });
        }
        if gbk::fix(line, out, changes) || boxes::fix(line, out, changes) {
            return Some(Damage { page: WESTERN, vietnamese: false, complete: true });
        }
        self.fix_parts(tables, line, out, changes)
    }

    /// The same for a line in which some stretches are damaged.
    fn fix_parts(
        &mut self,
        tables: &ReverseTables,
        line: &str,
        out: &mut String,
        changes: &mut Changes,
    ) -> Option<Damage> {
        self.collect(tables, line, usize::MAX);
        let page = self.page(tables)?;
        self.groups.clear();
        for &run in &self.runs {
            self.search.read(tables, &self.units, run, page, LATER_PENALTY, &mut self.groups);
        }
        let mut copied = 0;
        let mut vietnamese = false;
        for group in &self.groups {
            let start = self.units[group.start].at;
            let end = self.units.get(group.end).map_or(line.len(), |unit| unit.at);
            out.push_str(&line[copied..start]);
            let to = out.len();
            out.push(group.c);
            changes.push(Span::new(start, end), Span::new(to, out.len()));
            vietnamese |= is_vietnamese(group.c);
            copied = end;
        }
        out.push_str(&line[copied..]);
        (copied > 0).then_some(Damage { page, vietnamese, complete: false })
    }

    /// The same for a line in which every non-ASCII character is part of a group in one page, no result is odd, and the
    /// first suspect is certainly damage. Most damaged lines are of that kind, and this way is fast.
    fn fix_throughout(
        &mut self,
        tables: &ReverseTables,
        line: &str,
        suspect: usize,
        out: &mut String,
        changes: &mut Changes,
    ) -> Option<Damage> {
        // The window begins with the character before the first of the two suspects.
        let first = line[..suspect].char_indices().rev().nth(1).map_or(0, |(at, _)| at);
        self.collect(tables, &line[first..], FIRST_WINDOW + 2);
        let from = usize::from(self.units.first()?.place == 0);
        let run = |units: &[Unit], window: usize| (from, units.len().min(window + 1));
        let (start, end) = run(&self.units, FIRST_WINDOW);
        let units = &self.units[start..end];
        let possible = units.windows(2).fold(0, |bits, two| bits | tables.pages(two[0].place, two[1].place));
        let mut found: Option<(CodePage, bool)> = None;
        for page in pages_of(possible) {
            if found.is_some_and(|(first, _)| tables.are_alike(first, page)) {
                continue;
            }
            let Some(vietnamese) = self.decoder.decode(tables, line, page) else { continue };
            match found {
                None => {
                    out.push_str(self.decoder.text());
                    found = Some((page, vietnamese));
                }
                Some(_) if *out == self.decoder.text() => {}
                Some(_) => {
                    out.clear();
                    return None;
                }
            }
        }
        let (page, vietnamese) = found?;
        let is_sure = |gain: i32| gain > first_penalty(page) - FIRST_PENALTY;
        let mut sure = is_sure(self.gain(tables, (start, end), page, FIRST_PENALTY));
        if !sure {
            self.collect(tables, &line[first..], WINDOW + 2);
            let window = run(&self.units, WINDOW);
            sure = is_sure(self.gain(tables, window, page, FIRST_PENALTY));
        }
        if !sure || changes.is_on() {
            out.clear();
        }
        if !sure {
            return None;
        }
        if changes.is_on() {
            note_groups(tables, line, page, out, changes)?;
        }
        Some(Damage { page, vietnamese, complete: true })
    }

    /// Collects the first `limit` characters of the line, and the stretches of them that may be damaged.
    fn collect(&mut self, tables: &ReverseTables, line: &str, limit: usize) {
        self.units.clear();
        self.units.extend(line.char_indices().take(limit).map(|(at, c)| {
            let place = tables.place(c);
            Unit { at, c, place, class: CharClass::of(c), cost: 0 }
        }));
        for i in 0..self.units.len() {
            self.units[i].cost = cost_of(&self.units, i);
        }
        self.runs.clear();
        let mut run: Option<(usize, usize)> = None;
        for (i, _) in self.units.iter().enumerate().filter(|(_, unit)| unit.place > 0) {
            match &mut run {
                Some((_, end)) if i <= *end + GAP => *end = i + 1,
                _ => {
                    self.runs.extend(run);
                    run = Some((i, i + 1));
                }
            }
        }
        self.runs.extend(run);
    }

    /// The code page that the line was read as, if it certainly was.
    fn page(&mut self, tables: &ReverseTables) -> Option<CodePage> {
        for number in 0..self.runs.len() {
            let (from, to) = self.runs[number];
            let mut start = from;
            while start < to {
                let end = to.min(start + WINDOW);
                if let Some(page) = self.explaining(tables, (start, end)) {
                    return Some(page);
                }
                start += WINDOW - LONGEST;
            }
        }
        None
    }

    /// The code page that explains a window of a stretch, if the window is certainly damaged.
    fn explaining(&mut self, tables: &ReverseTables, (start, end): (usize, usize)) -> Option<CodePage> {
        let run = &self.units[start..end];
        // No reading can gain more than everything.
        if run.iter().map(|unit| unit.cost).sum::<i32>() + AFTER_RUN <= FIRST_PENALTY {
            return None;
        }
        let possible = run.windows(2).fold(0, |bits, two| bits | tables.pages(two[0].place, two[1].place));
        let mut gains = [0; PAGES];
        let mut sure = false;
        for page in pages_of(possible) {
            gains[page] = match self.twin(tables, (start, end), possible, page) {
                Some(twin) => gains[twin],
                None => self.gain(tables, (start, end), page, FIRST_PENALTY),
            };
            sure |= gains[page] > first_penalty(page) - FIRST_PENALTY;
        }
        if !sure {
            return None;
        }
        // There certainly is damage; which page it was is less certain.
        let candidates = (0..PAGES).filter(|&page| gains[page] > 0).fold(0_u16, |bits, page| bits | 1 << page);
        if candidates.count_ones() < 2 {
            return pages_of(candidates).next();
        }
        let mut total = [0; PAGES];
        let mut left = SAMPLE;
        for number in 0..self.runs.len() {
            let (from, to) = self.runs[number];
            let sample = (from, to.min(from + left));
            for page in pages_of(candidates) {
                let gain = |penalty| self.gain(tables, sample, page, penalty);
                total[page] += [FIRST_PENALTY, LATER_PENALTY].map(gain).iter().sum::<i32>();
            }
            left -= sample.1 - sample.0;
            if left == 0 {
                break;
            }
        }
        pages_of(candidates).max_by_key(|&page| (total[page], std::cmp::Reverse(page)))
    }

    /// What the cheapest reading of a stretch gains, doubled, after the penalty.
    fn gain(&mut self, tables: &ReverseTables, run: (usize, usize), page: CodePage, penalty: i32) -> i32 {
        self.groups.clear();
        self.search.read(tables, &self.units, run, page, penalty, &mut self.groups)
    }

    /// An earlier page of `pages` in which a stretch is the same bytes.
    fn twin(&self, tables: &ReverseTables, run: (usize, usize), pages: u16, page: CodePage) -> Option<CodePage> {
        pages_of(pages).take_while(|&other| other < page).find(|&other| self.is_twin(tables, run, other, page))
    }

    fn is_twin(&self, tables: &ReverseTables, (from, to): (usize, usize), one: CodePage, other: CodePage) -> bool {
        self.units[from..to].iter().all(|unit| tables.byte_at(one, unit.place) == tables.byte_at(other, unit.place))
    }
}

/// The penalty of the first repair in a page.
fn first_penalty(page: CodePage) -> i32 {
    if page == WESTERN { FIRST_PENALTY } else { FIRST_PENALTY_ELSEWHERE }
}

/// What a character costs where it is, doubled.
fn cost_of(units: &[Unit], i: usize) -> i32 {
    let unit = &units[i];
    let last = i.checked_sub(1).and_then(|i| units.get(i));
    if unit.c.is_ascii() && last.is_none_or(|last| last.c.is_ascii()) {
        return 0;
    }
    let near = |unit: Option<&Unit>| unit.map_or((' ', CharClass::Space), |unit| (unit.c, unit.class));
    let (last, next) = (near(last), near(units.get(i + 1)));
    let between = pair(last.1, unit.class);
    let cased = between > 0 && unit.class.is_word() && is_case_pair(last.0, unit.c);
    let between = if cased { 0 } else { between };
    let middle = if unit.c.is_ascii() { 0 } else { middle(last, unit.c, next) };
    2 * (between + middle)
}
