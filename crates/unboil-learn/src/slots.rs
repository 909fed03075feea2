//! Finds slots: places between two recurring lines whose content varies.
//!
//! Input: the pages of a site and its recurring lines. Output: pairs of lines that enclose a slot, with an example. A template prints a
//! heading, then something that changes (teasers, a name, a count), then its next fixed line. Lines in a slot go too if they are not
//! prose. The rule that removes them (`remove = "run"` with `until`) protects sentences and the headline of the article; and a pair that
//! encloses prose on some page is no slot.
//!
//! "Most read", three titles, "Newsletter" on two pages → ("Most read", "Newsletter")

use std::collections::{BTreeMap, BTreeSet};

use unboil_text::words;

use crate::evidence::{SLOT_LINES, SLOT_PAGES};
use crate::pages::{KeyNumber, PageLine, Pages};
use crate::recurring::{Recurring, Verdict};

/// A slot.
#[derive(Debug)]
pub(crate) struct Slot<'s> {
    /// The line above it.
    pub first: KeyNumber,
    /// The line below it.
    pub last: KeyNumber,
    /// The lines of an example, from the first to the last.
    pub example: Vec<&'s str>,
}

#[derive(Default)]
struct Enclosing<'s> {
    groups: BTreeSet<usize>,
    example: Option<Vec<&'s str>>,
    /// Whether they enclose prose on some page, so that the article may be between them.
    has_prose: bool,
}

/// The slots of a site, by the lines around them.
pub(crate) fn slots<'s>(site: &Pages<'s>, groups: &[usize], found: &[Option<Recurring<'s>>]) -> Vec<Slot<'s>> {
    let is_fixed =
        |line: &PageLine<'_>| found[line.key as usize].as_ref().is_some_and(|found| found.verdict == Verdict::Strong);
    let mut pairs: BTreeMap<(KeyNumber, KeyNumber), Enclosing<'s>> = BTreeMap::new();
    for (lines, &group) in site.pages.iter().zip(groups) {
        let mut above: Option<usize> = None;
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_fixed(line)) {
            if let Some(above) = above.replace(at) {
                let between = &lines[above + 1..at];
                if line.number - lines[above].number > SLOT_LINES + 1 {
                    continue;
                }
                let pair = pairs.entry((lines[above].key, line.key)).or_default();
                pair.has_prose |= between.iter().any(|line| line.is_prose);
                pair.groups.insert(group);
                let is_plain = !between.is_empty() && !between.iter().any(|line| words::sentence(line.text));
                if is_plain && pair.example.is_none() {
                    pair.example = Some(lines[above..=at].iter().map(|line| line.text).collect());
                }
            }
        }
    }
    let slots = pairs.into_iter().filter(|(_, pair)| pair.groups.len() >= SLOT_PAGES && !pair.has_prose);
    slots.filter_map(|((first, last), pair)| Some(Slot { first, last, example: pair.example? })).collect()
}
