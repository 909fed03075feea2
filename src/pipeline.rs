//! The pipeline on one screen: decoded text to canonical text and edits.

use std::borrow::Cow;
use std::sync::Arc;

use crate::apply;
use crate::cleaned::{Cleaned, Status};
use crate::decide::{Case, Round, decide};
use crate::document::{Document, RemovalSpan};
use crate::edit::Cause;
use crate::inline;
use crate::ledger::Ledger;
use crate::matcher::{LineCaches, Scanner};
use crate::options::Options;
use unboil_encoding::EncodingDecision;
use unboil_normalize::{Rewrite, normalize_with};
use unboil_rules::RuleSet;
use unboil_rules::detectors::Scope;
use unboil_rules::ruleset::model::{RuleId, RuleKind};

/// What is needed to clean a document: rules, options, and caches that threads reuse.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) options: Arc<Options>,
    /// Which rules are switched on: for documents of no known site, or of one site.
    pub(crate) active: Arc<[bool]>,
    pub(crate) caches: Arc<LineCaches>,
}

/// Cleans a decoded text.
pub(crate) fn run(engine: &Engine, decoded: &str, encoding: EncodingDecision) -> Cleaned {
    let mut rewrites: Vec<Rewrite> = Vec::new();
    let repair = engine.options.repair;
    let normal = match engine.options.record_edits {
        true => normalize_with(decoded, repair, &mut rewrites),
        false => normalize_with(decoded, repair, &mut ()),
    };
    // Without rules there is nothing to ask about a line.
    let without_rules = engine.rules.is_empty();
    let (cuts, status) = if without_rules { (Vec::new(), Status::Unchanged) } else { plan(engine, &normal, &mut ()) };
    let edits = if engine.options.record_edits {
        apply::compose(decoded, &rewrites, &cuts, |cut| cause(engine, cut))
    } else {
        Vec::new()
    };
    // Not asked for, the ledger is empty and has nothing to add up.
    debug_assert!(!engine.options.record_edits || Ledger::new(decoded, &edits).check().is_ok(), "{edits:?}");
    let changed = matches!(normal, Cow::Owned(_)) || normal.len() != decoded.len() || !cuts.is_empty();
    let text = apply::apply(normal, &cuts);
    let status = match status {
        Status::Unchanged if changed || encoding.bom > 0 => Status::Cleaned,
        status => status,
    };
    Cleaned { text, edits, encoding, status }
}

/// Observes how a plan is made. `()` observes nothing and costs nothing.
pub(crate) trait Observer {
    /// The last round of the decision, in which nothing is removed. There is none if no rule matches a line.
    fn at_rest(&mut self, _: &Round<'_>) {}

    /// All lines as they were described, and the rules that remove them. The decision is empty if no rule matches a line or the
    /// rounds do not settle.
    fn decided(&mut self, _: &Document<'_>, _: &[Option<RuleId>]) {}
}

impl Observer for () {}

/// What is removed from a normal text.
pub(crate) fn plan(engine: &Engine, normal: &str, observer: &mut impl Observer) -> (Vec<RemovalSpan>, Status) {
    let (rules, active) = (&*engine.rules, &*engine.active);
    let mut cache = engine.caches.take(&engine.active);
    let mut scanner = Scanner::within(rules, active, std::mem::take(&mut cache.buffers));
    let mut cutter = inline::Cutter::new(rules, active);
    let document = Document::describe(normal, &mut scanner, &mut cache, |line, matches, scanner, again| {
        cutter.cut(line, matches, scanner, again)
    });
    cache.buffers = scanner.into_buffers();
    engine.caches.put(cache);
    if document.is_quiet() && document.cuts.is_empty() && !looks_at_all_lines(rules, active) {
        observer.decided(&document, &[]);
        return (Vec::new(), Status::Unchanged);
    }
    let case = Case { document: &document, rules, active, level: engine.options.level };
    let decision = decide(&case, |round| observer.at_rest(round));
    observer.decided(&document, decision.as_deref().unwrap_or_default());
    let Some(decision) = decision else { return (Vec::new(), Status::Unsettled) };
    let cuts = apply::cuts(normal, &document, &decision);
    if over_budget(engine, normal, &cuts, &decision) {
        return (Vec::new(), Status::OverBudget);
    }
    let status = if cuts.is_empty() { Status::Unchanged } else { Status::Cleaned };
    (cuts, status)
}

/// Whether a detector that is switched on looks at the lines of every document.
fn looks_at_all_lines(rules: &RuleSet, active: &[bool]) -> bool {
    let looks = |id: RuleId| matches!(&rules.rule(id).kind, RuleKind::Detector(d) if d.scope() == Scope::Lines);
    rules.document_detectors().iter().any(|&id| active[id as usize] && looks(id))
}

/// Whether more is removed than the budget allows. Measured in bytes, which are known without counting.
fn over_budget(engine: &Engine, normal: &str, cuts: &[RemovalSpan], decision: &[Option<RuleId>]) -> bool {
    let removed: usize = cuts.iter().map(|c| c.span.len()).sum();
    // A few lines that are all boilerplate are a pasted fragment, not a document that a wrong rule removes.
    decision.len() >= FRAGMENT_LINES && removed as f64 > engine.options.budget * normal.len() as f64
}

/// Documents of fewer lines have no budget.
const FRAGMENT_LINES: usize = 8;

fn cause(engine: &Engine, cut: &RemovalSpan) -> Cause {
    let rule = engine.rules.rule(cut.rule);
    Cause::Rule { id: Arc::clone(&rule.id), category: rule.category }
}
