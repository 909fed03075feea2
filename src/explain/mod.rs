//! Explains why each line of a document was removed or kept.
//!
//! Input: a cleaner and a decoded text. Output: for each line its outcome, the rules that came near it, and the reason why each of
//! them did not remove it. Nothing is decided here. The document runs through the same pipeline as when it is cleaned, with an
//! observer ([`trace`]), and conditions are evaluated by the same functions. Only one search is made for explanations alone:
//! whole-line phrases inside longer lines ([`near_phrases`]).
//!
//! `Share` at the end of an essay → kept; `en/share-word` matches it: weak, acts only next to other findings

mod line_numbers;
#[cfg(feature = "markdown")]
mod markdown;
mod miss;
mod near_phrases;
mod trace;
mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cleaned::Status;
use crate::cleaner::Cleaner;
use crate::matcher::{Match, Scanner};
use crate::pipeline;
use line_numbers::LineNumbers;
pub use miss::NearMiss;
use near_phrases::NearPhrases;
use trace::{Trace, TracedLine};
pub use types::{ExplainedLine, Explanation, LineOutcome, NearRule, RuleName, Via};
use unboil_normalize::{Fix, Rewrite, normalize_with};
use unboil_rules::RuleMask;
use unboil_rules::removals::Extent;
use unboil_rules::ruleset::model::{RuleId, RuleKind};

/// Explains documents. Made once for a cleaner.
///
/// ```
/// use unboil::{Cleaner, Explainer, LineOutcome};
/// let cleaner = Cleaner::standard();
/// let explainer = Explainer::new(&cleaner);
/// let explanation = explainer.explain("The pier is closed.\n\nLeave a Reply\n");
/// let reply = &explanation.lines[1];
/// assert_eq!((reply.number, &*reply.text), (3, "Leave a Reply"));
/// assert!(matches!(&reply.outcome, LineOutcome::Removed { rule, .. } if rule.id.starts_with("en/comment-form")));
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug)]
pub struct Explainer<'c> {
    cleaner: &'c Cleaner,
    near_phrases: NearPhrases,
}

/// The most rules listed for a line that they do not remove. More distant ones explain nothing.
const NEAR_RULES: usize = 5;

impl<'c> Explainer<'c> {
    /// An explainer of what `cleaner` does.
    #[must_use]
    pub fn new(cleaner: &'c Cleaner) -> Self {
        Self { cleaner, near_phrases: NearPhrases::new(&cleaner.engine.rules) }
    }

    /// Explains a document.
    #[must_use]
    pub fn explain(&self, decoded: &str) -> Explanation {
        #[cfg(feature = "markdown")]
        if self.cleaner.engine.options.markdown {
            return self.explain_markdown(decoded);
        }
        self.lines(decoded)
    }

    /// Explains a document in Markdown.
    #[cfg(feature = "markdown")]
    #[must_use]
    pub fn explain_markdown(&self, decoded: &str) -> Explanation {
        let mut explanation = self.lines(unboil_markdown::View::new(decoded).text());
        markdown::correct(self.cleaner, decoded, &mut explanation);
        explanation
    }

    /// The same, whatever the format is.
    fn lines(&self, decoded: &str) -> Explanation {
        let mut rewrites: Vec<Rewrite> = Vec::new();
        let normal = normalize_with(decoded, self.cleaner.engine.options.repair, &mut rewrites);
        let mut trace = Trace::default();
        let (_, status) = pipeline::plan(&self.cleaner.engine, &normal, &mut BTreeMap::new(), &mut trace);
        let mut places = LineNumbers::new(decoded, &rewrites);
        let placed: Vec<_> = trace.lines.iter().map(|line| places.of(line.span)).collect();
        let count = places.count();
        let prose = trace.prose.map(|(first, last)| (placed[first].0, placed[last].0));

        // All rules are tried, so that a rule that is switched off can be reported as such.
        let all: RuleMask = std::iter::repeat_n(true, self.cleaner.engine.rules.len()).collect();
        let mut scanner = Scanner::new(&self.cleaner.engine.rules, &all);
        let lines = trace.lines.iter().enumerate().zip(&placed).map(|((i, line), (number, fixes))| ExplainedLine {
            number: *number,
            text: normal[line.span.range()].to_owned(),
            fixes: fixes.clone(),
            outcome: self.outcome(&trace, i, line, status, &placed),
            is_prose: line.is_prose,
            near_rules: self.near_rules(&mut scanner, &trace, i, line),
        });
        let lines = lines.collect();
        Explanation { status: pipeline::with_rewrites(status, decoded, &normal), lines, count, prose }
    }

    fn name(&self, rule: RuleId) -> RuleName {
        let rule = self.cleaner.engine.rules.rule(rule);
        RuleName { id: Arc::clone(&rule.id), category: rule.category }
    }

    fn outcome(
        &self,
        trace: &Trace,
        i: usize,
        line: &TracedLine,
        status: Status,
        placed: &[(usize, Vec<(Fix, usize)>)],
    ) -> LineOutcome {
        let rule = line.removed_by.or_else(|| line.text.is_empty().then(|| line.cuts.first().copied()).flatten());
        let spared = matches!(status, Status::OverBudget | Status::Unsettled);
        match rule {
            Some(rule) if spared => LineOutcome::Spared { rule: self.name(rule) },
            Some(rule) => LineOutcome::Removed { rule: self.name(rule), via: self.via(trace, i, line, rule, placed) },
            None if line.cuts.is_empty() || spared => LineOutcome::Kept,
            None => {
                // Each rule is named once, even if it removed several parts.
                let mut rules: Vec<RuleId> = Vec::new();
                for &rule in &line.cuts {
                    if !rules.contains(&rule) {
                        rules.push(rule);
                    }
                }
                let rules = rules.into_iter().map(|rule| self.name(rule)).collect();
                LineOutcome::Cut { left: line.text.clone(), rules }
            }
        }
    }

    fn via(
        &self,
        trace: &Trace,
        i: usize,
        line: &TracedLine,
        rule: RuleId,
        placed: &[(usize, Vec<(Fix, usize)>)],
    ) -> Via {
        if line.removed_by.is_none() {
            return Via::Parts;
        }
        if let Some(found) = line.matches.iter().find(|found| found.rule == rule) {
            return Via::Phrase(self.phrase(found.pattern));
        }
        let action = match &self.cleaner.engine.rules.rule(rule).kind {
            RuleKind::Phrases(action) => action,
            RuleKind::Detector(detector) => return Via::Detector(detector.reason()),
        };
        // The nearest line that the rule matches, on the side it reaches from.
        let is_matched = |j: &usize| trace.lines[*j].matches.iter().any(|found| found.rule == rule);
        let before = || (0..i).rev().find(is_matched);
        let after = || (i + 1..trace.lines.len()).find(is_matched);
        let from = match action.removal.extent() {
            Extent::Before => after(),
            Extent::Around => match (before(), after()) {
                (Some(b), Some(a)) => Some(if i - b <= a - i { b } else { a }),
                (b, a) => b.or(a),
            },
            Extent::Part | Extent::Line | Extent::After => before(),
        };
        Via::Along { remove: action.removal.name(), from: from.map(|j| placed[j].0) }
    }

    fn phrase(&self, pattern: u32) -> String {
        self.cleaner.engine.rules.source().pattern(pattern).written.to_string()
    }

    fn near_rules(&self, scanner: &mut Scanner<'_>, trace: &Trace, i: usize, line: &TracedLine) -> Vec<NearRule> {
        let rules = &*self.cleaner.engine.rules;
        let mut found: Vec<(RuleId, u32, Option<NearMiss>)> = Vec::new();
        let mut add = |rule: RuleId, pattern: u32, miss: Option<NearMiss>| {
            let before = found.iter_mut().find(|(other, ..)| *other == rule);
            match before {
                // Of the phrases of a rule, the nearest one is reported.
                Some(other) if miss::distance(miss.as_ref()) < miss::distance(other.2.as_ref()) => {
                    *other = (rule, pattern, miss)
                }
                Some(_) => {}
                None => found.push((rule, pattern, miss)),
            }
        };
        for &Match { rule, pattern, .. } in &line.matches {
            if line.removed_by != Some(rule) {
                let miss = trace.misses.iter().find(|(at, other, _)| (*at, *other) == (i, rule));
                add(rule, pattern, miss.map(|(.., miss)| miss.clone().into()));
            }
        }
        let is_taken = |rule| line.removed_by == Some(rule) || line.matches.iter().any(|found| found.rule == rule);
        let is_on = |rule: RuleId| self.cleaner.engine.active.is_on(rule);
        scanner.judgements(&line.text, |pattern, miss| {
            let rule = rules.pattern(pattern).rule;
            match miss {
                _ if is_taken(rule) => {}
                None if !is_on(rule) => add(rule, pattern, Some(NearMiss::off(self.cleaner, rule))),
                Some(miss) if is_on(rule) => add(rule, pattern, Some(miss.into())),
                _ => {}
            }
        });
        self.near_phrases.inside(&line.text, |pattern| {
            let rule = rules.pattern(pattern).rule;
            if is_on(rule) && !is_taken(rule) {
                add(rule, pattern, Some(NearMiss::part_of_line()));
            }
        });
        found.sort_by_key(|(.., miss)| miss::distance(miss.as_ref()));
        found.truncate(NEAR_RULES);
        let near = |(rule, pattern, miss)| NearRule { rule: self.name(rule), phrase: self.phrase(pattern), miss };
        found.into_iter().map(near).collect()
    }
}
