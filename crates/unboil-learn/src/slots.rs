//! Finds slots: places between two recurring lines whose content varies.
//!
//! Input: the pages of a site and its recurring lines. Output: pairs of lines that enclose a slot, with an example. A template prints a
//! heading, then something that changes (teasers, a name, a count), then its next fixed line. Lines in a slot go too if they are not
//! prose. The rule that removes them (`remove = "run"` with `until`) protects sentences and the headline of the article. A pair is no slot
//! if it encloses prose on some page, or a line about the subject of the article: its headline, kicker or deck.
//!
//! "Most read", three titles, "Newsletter" on two pages → ("Most read", "Newsletter")

use std::collections::{BTreeMap, BTreeSet};

use unboil_text::{significant_words, words};

use crate::evidence::Evidence;
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
    /// Whether they enclose a part of the article on some page.
    has_article: bool,
}

/// How many lines of prose say what an article is about.
const OPENING: usize = 3;

/// A line is about an article if it shares this many significant words with the opening, and one in [`SHARED_PART`] of its own. With one
/// word the gain falls by 0.0012 F1 and no line less is harmed; without the guard 5 lines of 1,985 are harmed.
const SHARED: usize = 2;

/// See [`SHARED`].
const SHARED_PART: usize = 3;

/// The slots of a site, by the lines around them.
pub(crate) fn slots<'s>(
    site: &Pages<'s>,
    groups: &[usize],
    found: &[Option<Recurring<'s>>],
    evidence: &Evidence,
) -> Vec<Slot<'s>> {
    let is_fixed =
        |line: &PageLine<'_>| found[line.key as usize].as_ref().is_some_and(|found| found.verdict == Verdict::Strong);
    let mut pairs: BTreeMap<(KeyNumber, KeyNumber), Enclosing<'s>> = BTreeMap::new();
    for (lines, &group) in site.pages.iter().zip(groups) {
        let is_own = |line: &&PageLine<'_>| line.is_prose && found[line.key as usize].is_none();
        let opening: BTreeSet<String> =
            lines.iter().filter(is_own).take(OPENING).flat_map(|line| significant_words(line.text)).collect();
        let is_article = |line: &PageLine<'_>| line.is_prose || is_about(line.text, &opening);
        let mut above: Option<usize> = None;
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| is_fixed(line)) {
            if let Some(above) = above.replace(at) {
                let between = &lines[above + 1..at];
                if line.number - lines[above].number > evidence.slot_lines + 1 {
                    continue;
                }
                let pair = pairs.entry((lines[above].key, line.key)).or_default();
                pair.has_article |= between.iter().any(is_article);
                pair.groups.insert(group);
                let is_plain = !between.is_empty() && !between.iter().any(|line| words::sentence(line.text));
                if is_plain && pair.example.is_none() {
                    pair.example = Some(lines[above..=at].iter().map(|line| line.text).collect());
                }
            }
        }
    }
    let slots = pairs.into_iter().filter(|(_, pair)| pair.groups.len() >= evidence.slot_pages && !pair.has_article);
    slots.filter_map(|((first, last), pair)| Some(Slot { first, last, example: pair.example? })).collect()
}

/// Whether a line is about what the opening of an article is about.
fn is_about(line: &str, opening: &BTreeSet<String>) -> bool {
    let of_line: BTreeSet<String> = significant_words(line).into_iter().collect();
    let shared = of_line.iter().filter(|&word| opening.contains(word)).count();
    shared >= SHARED && shared * SHARED_PART >= of_line.len()
}
