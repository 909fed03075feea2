//! Why does this line go, and why does that one stay?
//!
//! Goes in: a cleaner and a decoded text. Comes out: each line with its fate, every rule that saw it, and what kept the
//! others from taking it. Nothing here decides anything: the document takes the way it always takes, with a witness
//! beside it ([`trace`]), and the conditions are asked by the functions that ask them when a document is cleaned. Only
//! what no cleaning needs is looked for here alone: whole-line phrases inside longer lines ([`wholes`]).
//!
//! `Share` at the end of an essay → stays; `en/share-word` saw it: weak, goes only in the company of other findings

mod lines;
mod miss;
mod trace;
mod wholes;

use std::sync::Arc;

use crate::cleaned::Status;
use crate::cleaner::Cleaner;
use crate::matcher::{Claim, Scanner};
use crate::pipeline;
use lines::Places;
pub use miss::NearMiss;
use trace::{Trace, TracedLine};
use unboil_normalize::{Fix, Rewrite, normalize_with};
use unboil_rules::Category;
use unboil_rules::ruleset::model::{Action, Remove, RuleId, RuleKind};
use wholes::Wholes;

/// Explains documents. Made once for a cleaner.
///
/// ```
/// use unboil::{Cleaner, Explainer, Fate};
/// let cleaner = Cleaner::standard();
/// let explainer = Explainer::new(&cleaner);
/// let explanation = explainer.explain("The pier is closed.\n\nLeave a Reply\n");
/// let reply = &explanation.lines[1];
/// assert_eq!((reply.number, &*reply.text), (3, "Leave a Reply"));
/// assert!(matches!(&reply.fate, Fate::Goes { rule, .. } if rule.id.starts_with("en/comment-form")));
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug)]
pub struct Explainer<'c> {
    cleaner: &'c Cleaner,
    wholes: Wholes,
}

/// What became of a document, line by line.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Explanation {
    /// How cleaning it went.
    pub status: Status,
    /// Its lines that are not blank.
    pub lines: Vec<ExplainedLine>,
    /// How many lines the decoded text has, blank ones too.
    pub count: usize,
    /// The first and the last line of the article's own prose, by number: before the first is the head, after the last
    /// the tail. Nothing where there is no such prose.
    pub prose: Option<(usize, usize)>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExplainedLine {
    /// Its number in the decoded text, from 1. Several lines have the same where a line end stood that editors do not count (U+2028).
    pub number: usize,
    /// As it is after normalization.
    pub text: String,
    /// What the normalizer changed in it, and how often.
    pub fixes: Vec<(Fix, usize)>,
    /// What becomes of it.
    pub fate: Fate,
    /// Whether it reads like prose.
    pub is_prose: bool,
    /// The rules that looked at it and did not take it, the nearest first.
    pub others: Vec<Other>,
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It stays.
    Stays,
    /// Parts of it go.
    Cut {
        /// What is left.
        left: String,
        /// By which rules.
        rules: Vec<RuleName>,
    },
    /// It goes.
    Goes {
        /// The rule that takes it.
        rule: RuleName,
        /// How the rule came to it.
        through: Through,
    },
    /// A rule would take it, but more would go than the budget allows, so it stays.
    Spared {
        /// The rule.
        rule: RuleName,
    },
}

/// How a rule comes to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Through {
    /// One of its phrases matches the line: this one.
    Phrase(String),
    /// The line stands there before.
    Repeat,
    /// All of it was cut away.
    Cut,
    /// The rule took along what stands around another line, the one of this number where that is known: its `block`, the
    /// `run` after it, all `to-end` or `from-start`.
    Along {
        /// What it takes, as in rule files.
        remove: &'static str,
        /// The number of the other line.
        from: Option<usize>,
    },
}

/// A rule, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleName {
    /// Such as `en/newsletter-signup`.
    pub id: Arc<str>,
    /// What kind of thing it takes.
    pub category: Category,
}

/// A rule that saw a line and did not take it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Other {
    /// The rule.
    pub rule: RuleName,
    /// Its phrase, as it stands in the rule file.
    pub phrase: String,
    /// Why not; nothing for a rule whose conditions all hold, but that another one was before.
    pub miss: Option<NearMiss>,
}

/// The most rules that are named beside a line's fate; what is further away explains nothing.
const OTHERS: usize = 5;

impl<'c> Explainer<'c> {
    /// Gets ready to explain what `cleaner` does.
    #[must_use]
    pub fn new(cleaner: &'c Cleaner) -> Self {
        Self { cleaner, wholes: Wholes::new(&cleaner.engine.rules) }
    }

    /// Explains a document.
    #[must_use]
    pub fn explain(&self, decoded: &str) -> Explanation {
        let mut rewrites: Vec<Rewrite> = Vec::new();
        let normal = normalize_with(decoded, self.cleaner.engine.options.repair, &mut rewrites);
        let mut trace = Trace::default();
        let (_, status) = pipeline::plan(&self.cleaner.engine, &normal, &mut trace);
        let mut places = Places::new(decoded, &rewrites);
        let placed: Vec<_> = trace.lines.iter().map(|line| places.of(line.span)).collect();
        let count = places.count();
        let prose = trace.prose.and_then(|(first, last)| Some((placed.get(first)?.0, placed.get(last)?.0)));

        // Judged by all rules, so that one that is switched off can be named as such.
        let all = vec![true; self.cleaner.engine.rules.len()];
        let mut scanner = Scanner::new(&self.cleaner.engine.rules, &all);
        let lines = trace.lines.iter().enumerate().zip(&placed).map(|((i, line), (number, fixes))| ExplainedLine {
            number: *number,
            text: normal.get(line.span.range()).unwrap_or_default().to_owned(),
            fixes: fixes.clone(),
            fate: self.fate(&trace, i, line, status, &placed),
            is_prose: line.is_prose,
            others: self.others(&mut scanner, &trace, i, line),
        });
        Explanation { status, lines: lines.collect(), count, prose }
    }

    fn name(&self, rule: RuleId) -> RuleName {
        let rule = self.cleaner.engine.rules.rule(rule);
        RuleName { id: Arc::clone(&rule.id), category: rule.category }
    }

    fn fate(
        &self,
        trace: &Trace,
        i: usize,
        line: &TracedLine,
        status: Status,
        placed: &[(usize, Vec<(Fix, usize)>)],
    ) -> Fate {
        let taken = line.verdict.or_else(|| line.text.is_empty().then(|| line.cuts.first().copied()).flatten());
        let spared = matches!(status, Status::OverBudget | Status::Unsettled);
        match taken {
            Some(rule) if spared => Fate::Spared { rule: self.name(rule) },
            Some(rule) => Fate::Goes { rule: self.name(rule), through: self.through(trace, i, line, rule, placed) },
            None if line.cuts.is_empty() || spared => Fate::Stays,
            None => {
                // A rule that cut in several places, others between them, is named once.
                let mut rules: Vec<RuleId> = Vec::new();
                for &rule in &line.cuts {
                    if !rules.contains(&rule) {
                        rules.push(rule);
                    }
                }
                let rules = rules.into_iter().map(|rule| self.name(rule)).collect();
                Fate::Cut { left: line.text.clone(), rules }
            }
        }
    }

    fn through(
        &self,
        trace: &Trace,
        i: usize,
        line: &TracedLine,
        rule: RuleId,
        placed: &[(usize, Vec<(Fix, usize)>)],
    ) -> Through {
        if line.verdict.is_none() {
            return Through::Cut;
        }
        if let Some(claim) = line.claims.iter().find(|claim| claim.rule == rule) {
            return Through::Phrase(self.phrase(claim.pattern));
        }
        let RuleKind::Phrases(Action { remove, .. }) = &self.cleaner.engine.rules.rule(rule).kind else {
            return Through::Repeat;
        };
        // The nearest line the rule has a claim to, on the side it takes from.
        let claimed = |j: &usize| trace.lines.get(*j).is_some_and(|l| l.claims.iter().any(|claim| claim.rule == rule));
        let before = || (0..i).rev().find(claimed);
        let after = || (i + 1..trace.lines.len()).find(claimed);
        let from = match remove {
            Remove::FromStart => after(),
            Remove::Block => match (before(), after()) {
                (Some(b), Some(a)) => Some(if i - b <= a - i { b } else { a }),
                (b, a) => b.or(a),
            },
            Remove::Line | Remove::Match | Remove::Run { .. } | Remove::ToEnd => before(),
        };
        let from = from.and_then(|j| placed.get(j)).map(|(number, _)| *number);
        Through::Along { remove: remove.name(), from }
    }

    fn phrase(&self, pattern: u32) -> String {
        self.cleaner.engine.rules.source().pattern(pattern).written.to_string()
    }

    fn others(&self, scanner: &mut Scanner<'_>, trace: &Trace, i: usize, line: &TracedLine) -> Vec<Other> {
        let rules = &*self.cleaner.engine.rules;
        let mut found: Vec<(RuleId, u32, Option<NearMiss>)> = Vec::new();
        let mut add = |rule: RuleId, pattern: u32, miss: Option<NearMiss>| {
            let before = found.iter_mut().find(|(other, ..)| *other == rule);
            match before {
                // Of several phrases of a rule the one that comes nearest speaks for it.
                Some(other) if miss::distance(&miss) < miss::distance(&other.2) => *other = (rule, pattern, miss),
                Some(_) => {}
                None => found.push((rule, pattern, miss)),
            }
        };
        for &Claim { rule, pattern, .. } in &line.claims {
            if line.verdict == Some(rule) {
                continue;
            }
            let unmet = trace.unmet.iter().find(|(at, other, _)| (*at, *other) == (i, rule)).map(|(.., unmet)| *unmet);
            let miss = unmet.map(|unmet| NearMiss::around(rules, rule, unmet, trace.zone(i)));
            add(rule, pattern, miss);
        }
        scanner.judgements(&line.text, |pattern, judgement| {
            let rule = rules.pattern(pattern).rule;
            let is_taken = line.verdict == Some(rule) || line.claims.iter().any(|claim| claim.rule == rule);
            if is_taken {
                return;
            }
            let is_on = self.cleaner.engine.active.get(rule as usize).is_some_and(|on| *on);
            if let Some(miss) = NearMiss::within(self.cleaner, rule, is_on, judgement) {
                add(rule, pattern, Some(miss));
            }
        });
        self.wholes.inside(&line.text, |pattern| {
            let rule = rules.pattern(pattern).rule;
            let is_on = self.cleaner.engine.active.get(rule as usize).is_some_and(|on| *on);
            if is_on && line.verdict != Some(rule) && !line.claims.iter().any(|claim| claim.rule == rule) {
                add(rule, pattern, Some(NearMiss::WholeLine));
            }
        });
        found.sort_by_key(|(.., miss)| miss::distance(miss));
        found.truncate(OTHERS);
        let other = |(rule, pattern, miss)| Other { rule: self.name(rule), phrase: self.phrase(pattern), miss };
        found.into_iter().map(other).collect()
    }
}
