//! Cuts inside a line: echoes and matches that go alone. They depend on the line only, so they come before any decision
//! about lines, and a line that was cut is described anew.

use crate::detectors::echo;
use crate::document::Cut;
use crate::matcher::{Claim, Scanner};
use unboil_normalize::normalize;
use unboil_rules::RuleSet;
use unboil_rules::ruleset::model::{Action, Remove, RuleId, RuleKind};
use unboil_text::Span;

use std::borrow::Cow;

/// Cuts lines with the rules of a set that are switched on.
pub(crate) struct Cutter<'r> {
    rules: &'r RuleSet,
    echoes: Vec<RuleId>,
    matches: bool,
}

/// How often a line may be cut and looked at again. A caption printed four times with label and credit takes three;
/// a line that has not come to rest by then is left whole.
const TURNS: usize = 8;

impl<'r> Cutter<'r> {
    /// `active[i]` says whether rule `i` is switched on.
    pub(crate) fn new(rules: &'r RuleSet, active: &[bool]) -> Self {
        let on = |id: &RuleId| active.get(*id as usize).is_some_and(|on| *on);
        let echoes = rules.echoes().iter().copied().filter(on).collect();
        Self { rules, echoes, matches: rules.cuts() }
    }

    /// What is left of `line` and where it was cut (in bytes of `line`), if anything should go; the claims to what is
    /// left are put into `again`. No cuts where they cannot be made: then `again` is who lays claim to the whole line.
    pub(crate) fn cut(
        &mut self,
        line: &str,
        claims: &[Claim],
        scanner: &mut Scanner<'_>,
        again: &mut Vec<Claim>,
    ) -> Option<(String, Vec<Cut>)> {
        let first = self.turn(line, claims);
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
                // Only a cut that leaves canonical text is made; what an odd seam would need is somebody else's work.
                if !work.left.is_empty() && !is_canonical_line(&work.left) {
                    break;
                }
                work.cuts.sort_unstable_by_key(|c| c.span);
                return Some((work.left, work.cuts));
            }
        }
        // The line stays whole, and so nobody may take all of it for a match inside.
        again.clear();
        again.extend(claims.iter().filter(|claim| !self.is_match(claim)));
        Some((String::new(), Vec::new()))
    }

    fn is_match(&self, claim: &Claim) -> bool {
        matches!(self.rules.rule(claim.rule).kind, RuleKind::Phrases(Action { remove: Remove::Match, .. }))
    }

    /// What goes from the line as it stands, sorted and disjoint.
    fn turn(&self, line: &str, claims: &[Claim]) -> Vec<Cut> {
        let mut cuts = Vec::new();
        for &id in &self.echoes {
            if let RuleKind::Echo(parameters) = &self.rules.rule(id).kind
                && let Some(spans) = echo::find(line, parameters)
            {
                cuts.extend(spans.into_iter().map(|span| Cut { span, rule: id }));
                break;
            }
        }
        if self.matches {
            for claim in claims {
                if self.is_match(claim) {
                    cuts.push(Cut { span: with_space(line, claim.span), rule: claim.rule });
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

/// A match and the space that would be one too many without it.
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

/// A line that is being cut, and what stretches of the line as it was are left.
struct Work {
    left: String,
    kept: Vec<Span>,
    cuts: Vec<Cut>,
}

impl Work {
    /// Makes cuts given in bytes of the line as it stands.
    fn cut(&mut self, cuts: &[Cut]) {
        let mut kept = Vec::with_capacity(self.kept.len() + cuts.len());
        let mut cuts_left = cuts.iter().peekable();
        let mut at = 0;
        for &span in &self.kept {
            // The bytes of the line as it stands that come from `span` are at..at + span.len().
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
                    self.cuts.push(Cut { span: here, rule: cut.rule });
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
