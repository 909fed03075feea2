//! `remove = "run"`: the line, as a heading, and the lines after it that are not prose.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::{List, Text};
use crate::zones::Zones;
use unboil_text::counted;

keys! {
    /// The keys of [`Run`].
    pub struct RunKeys {
        /// The most lines that a `run` removes after its heading. 8 by default.
        max_lines: Option<usize>,
        /// The last line of a `run` begins with one of these phrases. If there is no such line, only the heading is removed.
        until: List<Text>,
    }
}

/// The line and lines after it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    max_lines: usize,
    /// The last line begins with one of these phrases; empty if the run ends at prose.
    until: Vec<Vec<Token>>,
}

/// The default of `max_lines`: a list of related articles has four to eight entries.
const DEFAULT_LINES: usize = 8;

impl Removal for Run {
    const NAME: &'static str = "run";
    const DOC: &'static str = "The line, as a heading, and the lines after it, at most `max_lines`, up to the line before prose or a sentence; with \
        `until`, up to and including the first line that begins with one of its phrases.";
    const EXTENT: Extent = Extent::After;
    type ExtraKeys = RunKeys;

    fn compile(keys: &RunKeys, rule: &dyn Context) -> Result<Self, Fault> {
        let until = keys.until.iter().map(|phrase| rule.tokens(phrase, true, false)).collect::<Result<_, _>>()?;
        Ok(Self { max_lines: keys.max_lines.unwrap_or(DEFAULT_LINES), until })
    }

    fn describe(&self, phrase: &dyn Fn(&[Token]) -> String) -> String {
        let lines = format!("the line and up to {} after it that are not prose", counted(self.max_lines, "line"));
        if self.until.is_empty() {
            return lines;
        }
        let until: Vec<String> = self.until.iter().map(|tokens| phrase(tokens)).collect();
        format!("{lines}, up to one that begins with {}", until.join(" | "))
    }

    fn reach(&self, lines: &impl Findings, heading: usize) -> Range<usize> {
        let first = heading + 1;
        let limit = first.saturating_add(self.max_lines).min(lines.count());
        if !self.until.is_empty() {
            // Without its last line, this is not the run that the rule describes: only the heading is removed.
            let last = (first..limit).find(|&place| lines.begins_with(place, &self.until));
            return first..last.map_or(first, |last| last + 1);
        }
        let limit = end_before_article(lines, first, limit);
        let end =
            if lines.zone(heading) == Zones::BODY { limit.min(end_in_body(lines, heading, limit)) } else { limit };
        first..end
    }

    fn covers(&self, other: &Self) -> bool {
        self.max_lines >= other.max_lines && self.until == other.until
    }
}

/// Where the lines from `first` up to `limit` end because the article continues: before a line of prose and the line directly
/// above it, which may be its heading or its greeting; before a line that ends like a sentence; before a line that continues in
/// the next one.
fn end_before_article(lines: &impl Findings, first: usize, limit: usize) -> usize {
    let is_parted = |place: usize| place == lines.count() || lines.is_after_blank(place);
    let is_wrapped = |place: usize| !is_parted(place + 1) && begins_small(lines.text(place + 1));
    let ends =
        |&place: &usize| lines.is_prose(place) || place < limit && (lines.is_sentence(place) || is_wrapped(place));
    let Some(end) = (first..lines.count().min(limit + 1)).find(ends) else { return limit };
    // The last entry of a list is not a heading if a blank line separates it from the prose.
    let is_entry = |above: usize| !is_parted(above) && is_parted(above + 1);
    if lines.is_prose(end) && end > first && !is_entry(end - 1) { end - 1 } else { end.min(limit) }
}

/// Whether a line begins with a lower-case letter, as the rest of a sentence does.
fn begins_small(line: &str) -> bool {
    line.chars().next().is_some_and(char::is_lowercase)
}

/// Where a run in the body ends. There the article continues after a list of teasers, perhaps with a heading. So the run ends with the
/// block of its heading; if the heading is a block of its own, with the next block, provided that is a list. The run ends at `limit`
/// in any case, so lines after it are not examined.
fn end_in_body(lines: &impl Findings, heading: usize, limit: usize) -> usize {
    let limit = (limit + 1).min(lines.count());
    let block_end = |from: usize| (from..limit).find(|&place| lines.is_after_blank(place)).unwrap_or(limit);
    let own = block_end(heading + 1);
    if own > heading + 1 {
        return own;
    }
    let next = block_end(own + 1);
    if next > own + 1 { next } else { own }
}
