//! A slow implementation of the rule language, without automata, tables, bytes or caches.
//!
//! Input: the text of a rule file and a canonical text. Output: what must be left of the text, and which rule removes each line.
//! Written from `rules/README.md` and `DESIGN.md`. It shares only the normalizer (for phrases and for the rest of a cut line) and the
//! regex crate with the engine:
//!
//! - a whole line is folded, character by character ([`fold`]);
//! - every phrase is tried at every character where one may begin, with all texts of its placeholders ([`phrases`]);
//! - a round of the decision evaluates each condition anew ([`decide`]).
//!
//! `contains = ["ada {who}"]` and `"• Ada  bo cyd!\nNo.\n"` → `"No.\n"`, with `en/r0` at line 1.

mod decide;
mod fold;
mod phrases;
mod rules;
mod shapes;

use crate::support::normalized;
use decide::{Described, decide};
use phrases::Claim;
use rules::{Kind, Pack, Remove};

/// What must become of a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) text: String,
    /// For each non-blank line: what is left of it (`None` if it is removed), and by which rules.
    pub(crate) lines: Vec<(Option<String>, Vec<String>)>,
    pub(crate) status: Status,
}

/// Stands for the rules that together cut a line to nothing.
pub(crate) const CUT: &str = "cut to nothing";

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Decided,
    /// More would go than nine tenths.
    OverBudget,
    /// The rounds did not come to rest.
    Unsettled,
}

/// Cleans canonical text by the rules of a file.
pub(crate) fn clean(toml: &str, text: &str, bold: bool) -> Answer {
    let mut pack = Pack::read(toml);
    if !bold {
        // A rule that is switched off finds nothing.
        for rule in pack.rules.iter_mut().filter(|rule| rule.bold) {
            if let Kind::Phrases(phrases) = &mut rule.kind {
                phrases.patterns.clear();
            }
        }
    }
    let mut lines = Vec::new();
    let mut cutters = Vec::new();
    let mut blank_before = false;
    for line in text.lines() {
        if !line.is_empty() {
            let (left, claims, by) = cut(&pack, line);
            let was_cut = !by.is_empty();
            lines.push(Described { text: left, blank_before, claims, was_cut });
            cutters.push(by);
        }
        blank_before = line.is_empty();
    }
    let unchanged = |status| Answer {
        text: text.to_owned(),
        lines: text.lines().filter(|l| !l.is_empty()).map(|line| (Some(line.to_owned()), Vec::new())).collect(),
        status,
    };
    let Some(fate) = decide(&pack, &lines, bold) else { return unchanged(Status::Unsettled) };
    let mut left = String::new();
    let mut fates = Vec::new();
    let mut blank = false;
    for ((line, rule), by) in lines.iter().zip(fate).zip(&cutters) {
        blank |= line.blank_before;
        let name = |rule: &usize| pack.rules[*rule].id.clone();
        if let Some(rule) = rule {
            fates.push((None, vec![name(&rule)]));
        } else if line.text.is_empty() {
            fates.push((None, vec![CUT.to_owned()]));
        } else {
            fates.push((Some(line.text.clone()), by.iter().map(name).collect()));
            if blank && !left.is_empty() {
                left.push('\n');
            }
            left.push_str(&line.text);
            left.push('\n');
            blank = false;
        }
    }
    if lines.len() >= 8 && (text.len() - left.len()) as f64 > 0.9 * text.len() as f64 {
        return unchanged(Status::OverBudget);
    }
    Answer { text: left, lines: fates, status: Status::Decided }
}

fn claims(pack: &Pack, line: &str) -> Vec<Claim> {
    let all = pack.rules.iter().enumerate();
    all.flat_map(|(number, rule)| match &rule.kind {
        Kind::Phrases(phrases) => pack.claims(line, number, phrases),
        _ => Vec::new(),
    })
    .collect()
}

/// What is left of a line when echoes and matches with `remove = "match"` are cut out of it, which rules match that, and which
/// rules cut.
fn cut(pack: &Pack, line: &str) -> (String, Vec<usize>, Vec<usize>) {
    let is_match =
        |claim: &Claim| matches!(&pack.rules[claim.rule].kind, Kind::Phrases(p) if p.remove == Remove::Match);
    let whole = claims(pack, line);
    let mut left = line.to_owned();
    let mut by = Vec::new();
    // After eight turns, or if what is left is not canonical, the line is kept whole.
    for turn in 0..=8 {
        let now = claims(pack, &left);
        let stretches = stretches(pack, &left, now.iter().filter(|claim| is_match(claim)));
        if stretches.is_empty() {
            if by.is_empty() || left.is_empty() || normalized(&format!("{left}\n")) == format!("{left}\n") {
                return (left, now.iter().map(|claim| claim.rule).collect(), by);
            }
            break;
        }
        if turn == 8 {
            break;
        }
        for &(from, to, rule) in stretches.iter().rev() {
            left.replace_range(from..to, "");
            if !by.contains(&rule) {
                by.push(rule);
            }
        }
    }
    (line.to_owned(), whole.iter().filter(|claim| !is_match(claim)).map(|claim| claim.rule).collect(), Vec::new())
}

/// The stretches of a line, in bytes, that go by themselves, sorted, none inside another.
fn stretches<'c>(pack: &Pack, line: &str, matches: impl Iterator<Item = &'c Claim>) -> Vec<(usize, usize, usize)> {
    let mut all = Vec::new();
    let echoes = pack.rules.iter().enumerate().filter_map(|(number, rule)| match &rule.kind {
        Kind::Echo(echo) => Some((number, shapes::echo(line, echo)?)),
        _ => None,
    });
    for (number, stretches) in echoes.take(1) {
        all.extend(stretches.into_iter().map(|(from, to)| (from, to, number)));
    }
    let byte = |at: usize| line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte);
    for claim in matches {
        let (mut from, mut to) = (byte(claim.from), byte(claim.to));
        let before = line[..from].ends_with(' ');
        let after = line[to..].starts_with(' ');
        // One of two spaces is removed too, or the one at an end of the line.
        if before && (after || to == line.len()) {
            from -= 1;
        } else if after && from == 0 {
            to += 1;
        }
        all.push((from, to, claim.rule));
    }
    all.sort_by_key(|&(from, to, _)| (from, std::cmp::Reverse(to)));
    let mut end = 0;
    all.retain(|&(from, to, _)| {
        let free = from >= end && from < to;
        if free {
            end = to;
        }
        free
    });
    all
}
