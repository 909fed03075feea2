//! Removals inside a line: by detectors that work inside a line, and by rules with `remove = "match"`. They depend on the line only,
//! so they are made before any decision about lines, and the rest of the line is described anew.

use crate::document::RemovalSpan;
use crate::matcher::{Match, Scanner};
use unboil_normalize::normalize;
use unboil_rules::ruleset::model::{RuleId, RuleKind};
use unboil_rules::{RuleMask, RuleSet};
use unboil_text::Span;

use std::borrow::Cow;

/// Removes parts of lines with the rules of a set that are switched on.
pub(crate) struct Cutter<'r> {
    rules: &'r RuleSet,
    detectors: Vec<RuleId>,
    has_phrases: bool,
}

/// How often parts of a line may be removed and the rest matched again. A caption printed four times with label and credit needs three
/// turns. A line that has not settled by then is left unchanged.
const TURNS: usize = 8;

impl<'r> Cutter<'r> {
    /// For the rules that are switched on.
    pub(crate) fn new(rules: &'r RuleSet, active: &RuleMask) -> Self {
        let on = |id: &RuleId| active.is_on(*id);
        let detectors = rules.line_detectors().iter().copied().filter(on).collect();
        Self { rules, detectors, has_phrases: rules.has_in_line() }
    }

    /// What is left of `line`, and the parts that are removed (in bytes of `line`); `None` if nothing is removed. The matches of what is
    /// left are put into `again`. If there are no parts, they cannot be removed, and `again` has the matches of the whole line.
    pub(crate) fn cut(
        &mut self,
        line: &str,
        matches: &[Match],
        scanner: &mut Scanner<'_>,
        again: &mut Vec<Match>,
    ) -> Option<(String, Vec<RemovalSpan>)> {
        let first = self.turn(line, matches);
        if first.is_empty() {
            return None;
        }
        let mut work = Work { left: line.to_owned(), kept: vec![Span::new(0, line.len())], cuts: Vec::new() };
        let mut next = first;
        for _ in 0..TURNS {
            work.cut(&next);
            again.clear();
            scanner.line(&work.left, again);
            next = self.turn(&work.left, again);
            if next.is_empty() {
                // The output must be canonical, and what is left is not normalized again.
                if !work.left.is_empty() && !is_canonical_line(&work.left) {
                    break;
                }
                work.cuts.sort_unstable_by_key(|c| c.span);
                return Some((work.left, work.cuts));
            }
        }
        // The line is kept unchanged, so a rule for a part of it must not remove all of it.
        again.clear();
        again.extend(matches.iter().filter(|found| !self.is_in_line(found)));
        Some((String::new(), Vec::new()))
    }

    fn is_in_line(&self, found: &Match) -> bool {
        matches!(&self.rules.rule(found.rule).kind, RuleKind::Phrases(action) if action.is_in_line())
    }

    /// What is removed from the line as it is now, sorted and disjoint.
    fn turn(&self, line: &str, matches: &[Match]) -> Vec<RemovalSpan> {
        let mut cuts = Vec::new();
        for &id in &self.detectors {
            if let RuleKind::Detector(detector) = &self.rules.rule(id).kind
                && let Some(spans) = detector.in_line(line)
            {
                cuts.extend(spans.into_iter().map(|span| RemovalSpan { span, rule: id }));
                break;
            }
        }
        if self.has_phrases {
            for found in matches {
                if self.is_in_line(found) {
                    cuts.push(RemovalSpan { span: with_space(line, found.span), rule: found.rule });
                }
            }
        }
        cuts.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
        let mut end = 0;
        cuts.retain(|c| {
            let free = c.span.start >= end && !c.span.is_empty();
            if free {
                end = c.span.end;
            }
            free
        });
        cuts
    }
}

/// A match with one of the spaces around it, so that no double space is left.
fn with_space(line: &str, span: Span) -> Span {
    let bytes = line.as_bytes();
    let space_before = span.start > 0 && bytes.get(span.start - 1) == Some(&b' ');
    let space_after = bytes.get(span.end) == Some(&b' ');
    match (space_before, space_after) {
        (true, true) | (true, false) if span.end == line.len() || space_after => Span::new(span.start - 1, span.end),
        (false, true) if span.start == 0 => Span::new(span.start, span.end + 1),
        _ => span,
    }
}

fn is_canonical_line(line: &str) -> bool {
    let with_end = format!("{line}\n");
    matches!(normalize(&with_end, &mut ()), Cow::Borrowed(same) if same.len() == with_end.len())
}

/// What is left of a line, and from which ranges of the original line.
struct Work {
    left: String,
    kept: Vec<Span>,
    cuts: Vec<RemovalSpan>,
}

impl Work {
    /// Removes parts given in bytes of the line as it is now.
    fn cut(&mut self, cuts: &[RemovalSpan]) {
        let mut kept = Vec::with_capacity(self.kept.len() + cuts.len());
        let mut cuts_left = cuts.iter().peekable();
        let mut at = 0;
        for &span in &self.kept {
            // The bytes of the line as it is now that come from `span` are at..at + span.len().
            let (mut from, end) = (span.start, span.end);
            while let Some(cut) = cuts_left.peek() {
                let here = Span::new(
                    (cut.span.start.max(at) - at).min(span.len()) + span.start,
                    (cut.span.end.max(at) - at).min(span.len()) + span.start,
                );
                if !here.is_empty() {
                    if from < here.start {
                        kept.push(Span::new(from, here.start));
                    }
                    from = here.end;
                    self.cuts.push(RemovalSpan { span: here, rule: cut.rule });
                }
                if cut.span.end > at + span.len() {
                    break;
                }
                cuts_left.next();
            }
            if from < end {
                kept.push(Span::new(from, end));
            }
            at += span.len();
        }
        self.kept = kept;
        let mut left = String::with_capacity(self.left.len());
        let mut from = 0;
        for cut in cuts {
            left.push_str(&self.left[from..cut.span.start]);
            from = cut.span.end;
        }
        left.push_str(&self.left[from..]);
        self.left = left;
    }
}
