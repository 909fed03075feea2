//! `[[repeat]]`: repeated lines and groups of lines.
//!
//! `a b c b c d` with a window of two or more becomes `a b c d`, because the second `b c` follows the first directly. `a b a c` is
//! unchanged: refrains, answers and labels are repeated at a distance.
//!
//! One pass compares the remaining lines with those already kept. Lines are compared only with kept lines, so a second run finds
//! nothing.

use serde::{Deserialize, Serialize};

use super::detector::{Detector, Scope};
use super::exempt;
use super::place_set::PlaceSet;
use crate::diagnostic::Fault;
use crate::lines::Lines;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::Number;
use unboil_text::counted;

keys! {
    /// The keys of [`Repeat`].
    pub struct RepeatKeys {
        /// What is repeated. `"line"`: a line, directly after itself; `"group"`: up to `window` lines, directly and in order;
        /// `"anywhere"`: any earlier line.
        unit: UnitName = required,
        /// The most lines of a group, 1 to 32.
        window: Option<Number>,
        /// The unit has at least this many words in all.
        min_words: usize = required,
        /// Kinds of lines that are left alone: `"table"`, `"code"`, `"verse"`, `"chat"`.
        spare: Vec<Exempt>,
        /// Only in documents in which more than this share of the different lines of `min_words` words is repeated once, in the same
        /// order, 0 to 1. With `"line"` and `"group"`, only copies that follow within `window` lines count. 0 by default.
        doubled: f64,
    }
}

/// What is repeated, in rule files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum UnitName {
    /// A line, directly after itself.
    #[default]
    Line,
    /// Up to `window` lines, directly and in order.
    Group,
    /// Any earlier line.
    Anywhere,
}

/// Lines that may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Exempt {
    /// Rows of tables.
    Table,
    /// Lines of program text.
    Code,
    /// Lines of poems and songs.
    Verse,
    /// Lines that begin with a speaker in brackets or a time of day, as messages of a chat do.
    Chat,
}

impl Exempt {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Table, "table"), (Self::Code, "code"), (Self::Verse, "verse"), (Self::Chat, "chat")];

    fn includes(self, lines: &impl Lines, place: usize) -> bool {
        match self {
            Self::Table => exempt::is_table_row(lines.text(place)),
            Self::Code => exempt::is_code(lines.text(place)),
            Self::Verse => exempt::is_verse(lines, place),
            Self::Chat => exempt::is_chat(lines.text(place)),
        }
    }
}

/// Finds repeated lines and groups of lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repeat {
    unit: Unit,
    min_words: usize,
    exempt: Vec<Exempt>,
    /// Share of lines, 0 to 1.
    doubled: f64,
}

/// What is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Unit {
    /// Up to this many lines, directly and in order.
    Group(usize),
    /// Any earlier line.
    Anywhere,
}

/// The widest group of lines that is compared, so that the work stays linear.
const MOST_LINES: usize = 32;

/// Lines that are processed together; a list of all would take more memory than the document.
const AT_ONCE: usize = 1024;

impl Detector for Repeat {
    const NAME: &'static str = "repeat";
    const DOC: &'static str = "Rules for repeated lines and groups of lines.";
    const FINDS: &'static str = "repeated lines";
    const REMOVES: &'static str = "repeated lines";
    const REASON: &'static str = "the same text is before it";
    const SCOPE: Scope = Scope::RepeatedLines;
    type TableKeys = RepeatKeys;

    fn compile(keys: &RepeatKeys, rule: &dyn Context) -> Result<Self, Fault> {
        let unit = match (keys.unit, &keys.window) {
            (UnitName::Line, None) => Unit::Group(1),
            (UnitName::Anywhere, None) => Unit::Anywhere,
            (UnitName::Group, Some(window)) if (1..=MOST_LINES).contains(window.get_ref()) => {
                Unit::Group(*window.get_ref())
            }
            (UnitName::Group, Some(window)) => {
                return Err(Fault::new(format!("`window` must be 1 to {MOST_LINES} lines"), window.span())
                    .help("6 is enough for a post of a thread; few groups are longer"));
            }
            (UnitName::Group, None) => {
                return Err(Fault::new("unit = \"group\" needs a `window`", rule.id().span())
                    .help("add window = 6, the most lines of a group"));
            }
            (_, Some(window)) => {
                return Err(Fault::new("`window` needs unit = \"group\"", window.span())
                    .help("leave it out, or write unit = \"group\""));
            }
        };
        let (exempt, doubled) = (keys.spare.clone(), keys.doubled.clamp(0.0, 1.0));
        Ok(Self { unit, min_words: keys.min_words, exempt, doubled })
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        let unit = match self.unit {
            Unit::Group(1) => "line".to_owned(),
            Unit::Group(lines) => format!("group of up to {}", counted(lines, "line")),
            Unit::Anywhere => "anywhere".to_owned(),
        };
        let mut all = vec![("unit", unit), ("min_words", self.min_words.to_string())];
        let exempt = Exempt::ALL.iter().filter(|(kind, _)| self.exempt.contains(kind)).map(|(_, name)| *name);
        let exempt: Vec<&str> = exempt.collect();
        if !exempt.is_empty() {
            all.push(("spare", exempt.join(", ")));
        }
        if self.doubled > 0.0 {
            all.push(("doubled", self.doubled.to_string()));
        }
        all
    }

    fn over_lines(&self, lines: &impl Lines, is_removed: &dyn Fn(usize) -> bool) -> PlaceSet {
        if self.doubled > 0.0 && !self.is_doubled(lines) {
            return PlaceSet::default();
        }
        let places = (0..lines.count()).filter(|&place| !is_removed(place));
        match self.unit {
            Unit::Group(window) => self.groups(lines, places, window),
            Unit::Anywhere => self.anywhere(lines, places),
        }
    }
}

impl Repeat {
    /// Whether more than the share `doubled` of the distinct lines of `min_words` words or more occurs twice, in the same order
    /// both times.
    ///
    /// Distinct lines are counted, not copies: an interview that puts three questions to each of ten people repeats most
    /// of its lines, but few of its distinct ones. Lines with three copies or more do not count as repeated, since rows of a
    /// timetable can have that many.
    fn is_doubled(&self, lines: &impl Lines) -> bool {
        let is_near = |first: usize, second: usize| match self.unit {
            Unit::Group(window) => second - first <= window,
            Unit::Anywhere => true,
        };
        // Up to three: one byte per line, to save memory in documents of short lines.
        let mut copies = vec![0_u8; lines.kinds()];
        for place in 0..lines.count() {
            let copies = &mut copies[lines.kind(place)];
            *copies = (*copies + 1).min(3);
        }
        // The positions of the first copies of repeated lines, in the order of the second copies.
        let mut again = Vec::new();
        let mut firsts = vec![UNSEEN; lines.kinds()];
        for place in (0..lines.count()).filter(|&place| copies[lines.kind(place)] == 2) {
            match &mut firsts[lines.kind(place)] {
                first @ &mut UNSEEN => *first = place as u32,
                &mut first if is_near(first as usize, place) && lines.has_words(place, self.min_words) => {
                    again.push(first)
                }
                _ => {}
            }
        }
        if again.is_empty() {
            return false;
        }
        // Words are counted only until there are too many distinct lines for the share.
        let most = longest_increasing(&again) as f64 / self.doubled;
        let mut different = 0_usize;
        for place in 0..lines.count() {
            let is_first = std::mem::take(&mut copies[lines.kind(place)]) > 0;
            different += usize::from(is_first && lines.has_words(place, self.min_words));
            if different as f64 >= most {
                return false;
            }
        }
        true
    }

    fn is_exempt(&self, lines: &impl Lines, place: usize) -> bool {
        self.exempt.iter().any(|exempt| exempt.includes(lines, place))
    }

    /// Whether a group may be repeated: if each of its lines may, or if one names the speaker of a chat, since the others continue
    /// messages that were too long for a line. `known` has what was found of each line of the group.
    fn is_group_exempt(&self, lines: &impl Lines, group: &[usize], known: &mut [Option<bool>]) -> bool {
        let has_speaker = |&place: &usize| exempt::has_speaker(lines.text(place));
        let mut each = group.iter().zip(known);
        each.all(|(&place, known)| *known.get_or_insert_with(|| self.is_exempt(lines, place)))
            || (self.exempt.contains(&Exempt::Chat) && group.iter().any(has_speaker))
    }

    fn groups(&self, lines: &impl Lines, mut places: impl Iterator<Item = usize>, window: usize) -> PlaceSet {
        let mut found = PlaceSet::default();
        // The last kept lines, and the next ones.
        let (mut kept, mut ahead) = (Vec::with_capacity(2 * AT_ONCE), Vec::with_capacity(AT_ONCE + MOST_LINES));
        // Whether each of the next lines is exempt. It may be in a group of each width.
        let mut exempt = Vec::with_capacity(AT_ONCE + MOST_LINES);
        let mut next = 0;
        'lines: loop {
            if ahead.len() < next + window {
                ahead.drain(..next);
                exempt.drain(..next);
                next = 0;
                ahead.extend(places.by_ref().take(AT_ONCE));
                exempt.resize(ahead.len(), None);
            }
            let Some(&place) = ahead.get(next) else { return found };
            // A unique line does not begin a repeated group.
            let widest = if lines.is_unique(place) { 0 } else { window };
            for width in 1..=widest.min(kept.len()).min(ahead.len() - next) {
                let (before, now) = (&kept[kept.len() - width..], &ahead[next..next + width]);
                // The first line nearly always decides; the rest is compared only if it agrees.
                if !before.iter().zip(now).all(|(&a, &b)| lines.is_same(a, b)) {
                    continue;
                }
                let words: usize = now.iter().map(|&place| lines.words(place)).sum();
                let known = &mut exempt[next..next + width];
                if words >= self.min_words && !self.is_group_exempt(lines, now, known) {
                    now.iter().for_each(|&place| found.insert(place));
                    next += width;
                    continue 'lines;
                }
            }
            if kept.len() == 2 * AT_ONCE {
                kept.drain(..2 * AT_ONCE - window);
            }
            kept.push(place);
            next += 1;
        }
    }

    fn anywhere(&self, lines: &impl Lines, places: impl Iterator<Item = usize>) -> PlaceSet {
        let mut found = PlaceSet::default();
        // Whether a line of each kind is among the remaining ones.
        let mut is_known = vec![false; lines.kinds()];
        for place in places {
            if !lines.is_unique(place)
                && std::mem::replace(&mut is_known[lines.kind(place)], true)
                && lines.has_words(place, self.min_words)
                && !self.is_exempt(lines, place)
            {
                found.insert(place);
            }
        }
        found
    }
}

/// Marks a line that was not seen yet. No document has this many lines.
const UNSEEN: u32 = u32::MAX;

/// The length of the longest increasing subsequence, by the usual method with binary search: n log n.
fn longest_increasing(numbers: &[u32]) -> usize {
    // The smallest last number of a subsequence of each length.
    let mut last: Vec<u32> = Vec::new();
    for &number in numbers {
        let length = last.partition_point(|&end| end < number);
        match last.get_mut(length) {
            Some(end) => *end = number,
            None => last.push(number),
        }
    }
    last.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_a_repetition_is_described() {
        let rule = |unit, exempt, doubled| Repeat { unit, min_words: 5, exempt, doubled }.describe();
        let with = |more: &[(&'static str, &str)]| {
            more.iter().map(|(key, value)| (*key, (*value).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(rule(Unit::Group(1), vec![], 0.0), with(&[("unit", "line"), ("min_words", "5")]));
        assert_eq!(
            rule(Unit::Group(6), vec![Exempt::Verse, Exempt::Table], 0.0),
            with(&[("unit", "group of up to 6 lines"), ("min_words", "5"), ("spare", "table, verse")])
        );
        assert_eq!(
            rule(Unit::Anywhere, vec![], 0.5),
            with(&[("unit", "anywhere"), ("min_words", "5"), ("doubled", "0.5")])
        );
    }
}
