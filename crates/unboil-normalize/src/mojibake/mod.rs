//! Mojibake: UTF-8 that somebody read as another code page, read back. `LiÃ¨ge` → `Liège`, `Р”Р°` → `Да`.
//!
//! A line goes in; out comes the line with each group of characters that stands for one replaced by it, one step a
//! group. The method is the one ftfy published (look for characters that sound text does not put side by side, encode
//! them in the code page they seem to come from, and see whether that is UTF-8); how sure is sure enough is decided
//! by what each reading of the line costs, see [`reading`]. Sound text must stay, so a line is only touched if one
//! stretch of it gains what no sound text can; the rest of such a line is then read in the same code page wherever
//! that does not make it worse. What was damaged twice takes two turns; `mod.rs` of the normalizer takes them.
//!
//! [`is_suspect`] keeps all this away from text without suspects: it is asked for pairs of characters off ASCII only.

mod gbk;
mod legacy;
mod lossy;
mod nature;
mod pages;
mod pieces;
mod reading;
mod suspects;
mod whole;

use super::chars::{look_at, next_high};
use super::script::Script;
use crate::fix::Fix;
use nature::{Nature, is_case_pair, middle, pair};
use pages::{PAGES, Page, Tables, WESTERN, tables};
use reading::{EASY, GAP, Group, LONGEST, Reader, STRICT, STRICT_ELSEWHERE, Unit};
use unboil_text::Span;
use whole::{Whole, is_vietnamese, note_whole};

pub(crate) use lossy::fix as fix_lossy;
pub(crate) use suspects::{LEADS, TAILS};

/// What a repaired line is known to have gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage {
    page: Page,
    /// Whether letters came out that only Vietnamese has.
    vietnamese: bool,
    /// Whether nothing of it is left.
    pub whole: bool,
}

/// How much of a stretch is looked at together to find out whether it is damaged, in characters. Set by hand: the
/// damage of a dozen words.
const WINDOW: usize = 32;

/// How much of that is looked at first: where a line is damaged throughout, a word or two show it.
const FIRST_WINDOW: usize = 10;

/// How much of it is read to find out which of several code pages explains it best, in characters. Set by hand: two
/// lines of text.
const SAMPLE: usize = 160;

/// The most that the character after a stretch can cost, doubled.
const AFTER_RUN: i32 = 8;

/// What repairs lines; its memory is used again.
#[derive(Debug, Default)]
pub(crate) struct Repair {
    units: Vec<Unit>,
    runs: Vec<(usize, usize)>,
    groups: Vec<Group>,
    reader: Reader,
    whole: Whole,
}

impl Repair {
    /// The same as [`fix`](Self::fix) for a line that is not too long to be looked at as one.
    fn fix_piece(&mut self, line: &str, out: &mut String, script: &mut Script) -> Option<Damage> {
        let suspect = first_suspect(line)?;
        let tables = tables();
        if let Some(damage) = self.fix_whole(tables, line, suspect, out, script) {
            return Some(damage);
        }
        if let Some(page) = legacy::fix(tables, line, &mut self.whole, out, script) {
            return Some(Damage { page, vietnamese: false, whole: true });
        }
        if gbk::fix(line, out, script) {
            return Some(Damage { page: WESTERN, vietnamese: false, whole: true });
        }
        self.fix_parts(tables, line, out, script)
    }

    /// The same for a line of which some stretches are damaged.
    fn fix_parts(&mut self, tables: &Tables, line: &str, out: &mut String, script: &mut Script) -> Option<Damage> {
        self.collect(tables, line, usize::MAX);
        let page = self.page(tables)?;
        self.groups.clear();
        for &run in &self.runs {
            self.reader.read(tables, &self.units, run, page, EASY, &mut self.groups);
        }
        let mut copied = 0;
        let mut vietnamese = false;
        for group in &self.groups {
            let start = self.units.get(group.start)?.at;
            let end = self.units.get(group.end).map_or(line.len(), |unit| unit.at);
            out.push_str(&line[copied..start]);
            let to = out.len();
            out.push(group.c);
            script.push(Span::new(start, end), Span::new(to, out.len()), Fix::Mojibake);
            vietnamese |= is_vietnamese(group.c);
            copied = end;
        }
        out.push_str(&line[copied..]);
        (copied > 0).then_some(Damage { page, vietnamese, whole: false })
    }

    /// The same for a line of which every character off ASCII is part of a group in one page, none of them odd, and
    /// that is damaged for sure where the first suspect stands. Most damaged lines are of that kind, and are read fast.
    fn fix_whole(
        &mut self,
        tables: &Tables,
        line: &str,
        suspect: usize,
        out: &mut String,
        script: &mut Script,
    ) -> Option<Damage> {
        // The window begins with the character before the first of the two suspects.
        let first = line[..suspect].char_indices().rev().nth(1).map_or(0, |(at, _)| at);
        self.collect(tables, &line[first..], FIRST_WINDOW + 2);
        let from = usize::from(self.units.first()?.place == 0);
        let run = |units: &[Unit], window: usize| (from, units.len().min(window + 1));
        let (start, end) = run(&self.units, FIRST_WINDOW);
        let units = self.units.get(start..end)?;
        let possible = units.windows(2).fold(0, |bits, two| bits | tables.pages(two[0].place, two[1].place));
        let mut found: Option<(Page, bool)> = None;
        for page in pages_of(possible) {
            if found.is_some_and(|(first, _)| tables.are_alike(first, page)) {
                continue;
            }
            let Some(vietnamese) = self.whole.read(tables, line, page) else { continue };
            match found {
                None => {
                    out.push_str(self.whole.text());
                    found = Some((page, vietnamese));
                }
                Some(_) if *out == self.whole.text() => {}
                Some(_) => {
                    out.clear();
                    return None;
                }
            }
        }
        let (page, vietnamese) = found?;
        let is_sure = |gain: i32| gain > strict(page) - STRICT;
        let mut sure = is_sure(self.gain(tables, (start, end), page, STRICT));
        if !sure {
            self.collect(tables, &line[first..], WINDOW + 2);
            let window = run(&self.units, WINDOW);
            sure = is_sure(self.gain(tables, window, page, STRICT));
        }
        if !sure || script.is_on() {
            out.clear();
        }
        if !sure {
            return None;
        }
        if script.is_on() {
            note_whole(tables, line, page, out, script)?;
        }
        Some(Damage { page, vietnamese, whole: true })
    }

    /// Takes the first `limit` characters of the line apart: what they are, and which stretches may be damaged.
    fn collect(&mut self, tables: &Tables, line: &str, limit: usize) {
        self.units.clear();
        self.units.extend(line.char_indices().take(limit).map(|(at, c)| {
            let place = tables.place(c);
            Unit { at, c, place, nature: Nature::of(c), cost: 0 }
        }));
        for i in 0..self.units.len() {
            let cost = cost_of(&self.units, i);
            if let Some(unit) = self.units.get_mut(i) {
                unit.cost = cost;
            }
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

    /// The code page that the line was read as, if it is sure that it was.
    fn page(&mut self, tables: &Tables) -> Option<Page> {
        for number in 0..self.runs.len() {
            let &(from, to) = self.runs.get(number)?;
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

    /// The code page that explains a window of a stretch, if the window is damaged for sure.
    fn explaining(&mut self, tables: &Tables, (start, end): (usize, usize)) -> Option<Page> {
        let run = self.units.get(start..end)?;
        // No reading can gain more than everything.
        if run.iter().map(|unit| unit.cost).sum::<i32>() + AFTER_RUN <= STRICT {
            return None;
        }
        let possible = run.windows(2).fold(0, |bits, two| bits | tables.pages(two[0].place, two[1].place));
        let mut gains = [0; PAGES];
        let mut sure = false;
        for page in pages_of(possible) {
            gains[page] = match self.twin(tables, (start, end), possible, page) {
                Some(twin) => gains[twin],
                None => self.gain(tables, (start, end), page, STRICT),
            };
            sure |= gains[page] > strict(page) - STRICT;
        }
        if !sure {
            return None;
        }
        // Sure that there is damage, less sure of which kind.
        let candidates = (0..PAGES).filter(|&page| gains[page] > 0).fold(0_u16, |bits, page| bits | 1 << page);
        if candidates.count_ones() < 2 {
            return pages_of(candidates).next();
        }
        let mut total = [0; PAGES];
        let mut left = SAMPLE;
        for number in 0..self.runs.len() {
            let &(from, to) = self.runs.get(number)?;
            let sample = (from, to.min(from + left));
            for page in pages_of(candidates) {
                let toll = |toll| self.gain(tables, sample, page, toll);
                total[page] += [STRICT, EASY].map(toll).iter().sum::<i32>();
            }
            left -= sample.1 - sample.0;
            if left == 0 {
                break;
            }
        }
        pages_of(candidates).max_by_key(|&page| (total[page], std::cmp::Reverse(page)))
    }

    /// What the cheapest reading of a stretch gains, doubled, after toll.
    fn gain(&mut self, tables: &Tables, run: (usize, usize), page: Page, toll: i32) -> i32 {
        self.groups.clear();
        self.reader.read(tables, &self.units, run, page, toll, &mut self.groups)
    }

    /// An earlier page of `pages` that reads a stretch alike.
    fn twin(&self, tables: &Tables, run: (usize, usize), pages: u16, page: Page) -> Option<Page> {
        pages_of(pages).take_while(|&other| other < page).find(|&other| self.is_twin(tables, run, other, page))
    }

    fn is_twin(&self, tables: &Tables, (from, to): (usize, usize), one: Page, other: Page) -> bool {
        let units = self.units.get(from..to).unwrap_or_default();
        units.iter().all(|unit| tables.byte_at(one, unit.place) == tables.byte_at(other, unit.place))
    }
}

/// The toll of the first repair in a page.
fn strict(page: Page) -> i32 {
    if page == WESTERN { STRICT } else { STRICT_ELSEWHERE }
}

/// What it costs that a character stands where it does, doubled.
fn cost_of(units: &[Unit], i: usize) -> i32 {
    let Some(unit) = units.get(i) else { return 0 };
    let last = i.checked_sub(1).and_then(|i| units.get(i));
    if unit.c.is_ascii() && last.is_none_or(|last| last.c.is_ascii()) {
        return 0;
    }
    let near = |unit: Option<&Unit>| unit.map_or((' ', Nature::Space), |unit| (unit.c, unit.nature));
    let (last, next) = (near(last), near(units.get(i + 1)));
    let between = pair(last.1, unit.nature);
    let cased = between > 0 && unit.nature.is_word() && is_case_pair(last.0, unit.c);
    let between = if cased { 0 } else { between };
    let middle = if unit.c.is_ascii() { 0 } else { middle(last, unit.c, next) };
    2 * (between + middle)
}

/// The pages of a set of bits.
fn pages_of(bits: u16) -> impl Iterator<Item = Page> {
    (0..PAGES).filter(move |page| bits >> page & 1 == 1)
}

/// Whether the character off ASCII at `at` and the one before it may be damaged UTF-8 and not just words: they can be in
/// some page, and something about them or their neighbours is unnatural. Nothing is repaired where nothing is.
#[cold]
pub(crate) fn is_suspect(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (mut before, mut after) = (before.chars(), after.chars());
    let (Some(a), Some(b)) = (before.next_back(), after.next()) else { return false };
    let tables = tables();
    if legacy::is_suspect(tables, [a, b], after.clone()) || gbk::is_suspect([a, b]) {
        return true;
    }
    if tables.pages(tables.place(a), tables.place(b)) == 0 {
        return false;
    }
    if matches!(a, 'Ã' | 'Â') {
        return true;
    }
    let outside = |c: Option<char>| c.map_or((' ', Nature::Space), |c| (c, Nature::of(c)));
    let (last, next) = (outside(before.next_back()), outside(after.next()));
    let (first, second) = (Nature::of(a), Nature::of(b));
    let pairs = pair(last.1, first) + pair(first, second) + pair(second, next.1);
    pairs + middle(last, a, (b, second)) + middle((a, first), b, next) > 0
}

/// Where the second of the first two suspects of `line` begins.
fn first_suspect(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut at, mut lead_end) = (0, usize::MAX);
    while let Some(next) = next_high(bytes, at, bytes.len()) {
        let look = look_at(bytes, next);
        if look.tail && lead_end == next && is_suspect(line, next) {
            return Some(next);
        }
        at = next + look.len;
        if look.lead {
            lead_end = at;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{LEADS, TAILS, pages_of, tables};
    use crate::mojibake::reading::group;

    #[test]
    fn the_lists_of_suspects_hold_every_character_of_the_pages() {
        let tables = tables();
        let listed =
            |list: &[u32], c: char| list.chunks_exact(2).any(|range| (range[0]..=range[1]).contains(&u32::from(c)));
        for c in ('\u{80}'..=char::MAX).filter(|&c| tables.place(c) > 0) {
            for page in pages_of(u16::MAX) {
                let byte = tables.byte(page, c);
                assert!(!matches!(byte, 0xC2..=0xF4) || listed(LEADS, c), "{c:?} begins something");
                assert!(!matches!(byte, 0x80..=0xBF) || listed(TAILS, c), "{c:?} goes on with something");
            }
        }
    }

    #[test]
    fn groups_are_utf8_and_surrogate_pairs() {
        assert_eq!(group("é!".as_bytes()), Some((2, 'é')));
        assert_eq!(group("€".as_bytes()), Some((3, '€')));
        assert_eq!(group("😀".as_bytes()), Some((4, '😀')));
        assert_eq!(group(&[0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]), Some((6, '😀')));
        for bad in [
            &[0xC3][..],
            &[0xC3, 0x28],
            &[0xE0, 0x80, 0x80],
            &[0xED, 0xA0, 0xBD],
            &[0xF0, 0x80, 0x80, 0x80],
            &[0xF4, 0x90, 0x80, 0x80],
            &[0x41],
            &[],
        ] {
            assert_eq!(group(bad), None, "{bad:?}");
        }
    }
}
