//! The pipeline on one screen: decoded text to canonical text and edits.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::apply;
use crate::cleaned::{Cleaned, Status};
use crate::decide::{Case, Decision, Round, decide};
use crate::document::{Document, RemovalSpan};
use crate::edit::{Cause, replay};
use crate::inline;
use crate::ledger::Ledger;
use crate::matcher::{LineCaches, Scanner};
use crate::options::{Layout, Options};
use unboil_encoding::EncodingDecision;
use unboil_normalize::{Rewrite, normalize_with};
use unboil_rules::detectors::Scope;
use unboil_rules::ruleset::model::{RuleId, RuleKind};
use unboil_rules::{Category, RuleMask, RuleSet};

/// What is needed to clean a document: rules, options, and caches that threads reuse.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) options: Arc<Options>,
    /// Which rules are switched on: for documents of no known site, or of one site.
    pub(crate) active: Arc<RuleMask>,
    pub(crate) caches: Arc<LineCaches>,
}

/// Cleans a decoded text.
pub(crate) fn run<'t>(engine: &Engine, decoded: &'t str, encoding: EncodingDecision) -> Cleaned<'t> {
    let mut rewrites: Vec<Rewrite> = Vec::new();
    let repair = engine.options.repair;
    let layout = engine.options.layout();
    // The edits of another layout than the canonical one make the output.
    let has_edits = engine.options.record_edits || layout != Layout::Canonical;
    let normal = match has_edits {
        true => normalize_with(decoded, repair, &mut rewrites),
        false => normalize_with(decoded, repair, &mut ()),
    };
    // Without rules there is nothing to ask about a line.
    let without_rules = engine.rules.is_empty();
    let mut removals = BTreeMap::new();
    let (plan, status) = match without_rules {
        true => (Plan::Keep, Status::Unchanged),
        false => plan(engine, &normal, &mut removals, &mut ()),
    };
    let mut edits = if has_edits {
        let edits = apply::compose(decoded, &rewrites, plan.cuts(), |cut| cause(engine, cut));
        apply::keep_layout(layout, decoded, &normal, &rewrites, plan.cuts(), edits)
    } else {
        Vec::new()
    };
    // Not asked for, the ledger is empty and has nothing to add up.
    debug_assert!(!has_edits || Ledger::new(decoded, &edits).check().is_ok(), "{edits:?}");
    if layout != Layout::Canonical {
        let text = replay(decoded, &edits).expect("edits are sorted, disjoint and between characters");
        let is_changed = encoding.bom > 0 || text != decoded;
        let status = if is_changed { or_cleaned(status) } else { unchanged(status) };
        if !engine.options.record_edits {
            edits.clear();
        }
        let text = if text == decoded { Cow::Borrowed(decoded) } else { Cow::Owned(text) };
        return Cleaned { text, edits, removals, encoding, status };
    }
    let status = if encoding.bom > 0 { or_cleaned(status) } else { with_rewrites(status, decoded, &normal) };
    let text = match plan {
        Plan::Keep => normal,
        Plan::Cut(cuts) => apply::apply(normal, &cuts),
        Plan::Text(text) => Cow::Owned(text),
    };
    Cleaned { text, edits, removals, encoding, status }
}

/// The status of a document whose plan has `status`: text that was only normalized was changed as well.
#[expect(clippy::ptr_arg, reason = "a text that is owned was changed")]
pub(crate) fn with_rewrites(status: Status, decoded: &str, normal: &Cow<'_, str>) -> Status {
    let is_changed = matches!(normal, Cow::Owned(_)) || normal.len() != decoded.len();
    if is_changed { or_cleaned(status) } else { status }
}

fn or_cleaned(status: Status) -> Status {
    if status == Status::Unchanged { Status::Cleaned } else { status }
}

/// The status of a document whose text did not change.
fn unchanged(status: Status) -> Status {
    if status == Status::Cleaned { Status::Unchanged } else { status }
}

/// Observes how a plan is made. `()` observes nothing and costs nothing.
pub(crate) trait Observer {
    /// The last round of the decision, in which nothing is removed. There is none if no rule matches a line.
    fn at_rest(&mut self, _: &Round<'_>) {}

    /// All lines as they were described, and the rules that remove them; no decision if no rule matches a line, or
    /// where the rounds did not come to rest.
    fn decided(&mut self, _: &Document<'_>, _: &Decision) {}
}

impl Observer for () {}

/// What is to be done with a normal text.
pub(crate) enum Plan {
    /// It stays.
    Keep,
    /// These stretches go.
    Cut(Vec<RemovalSpan>),
    /// This is left. The list of what goes would be longer than the text, and nobody asked for it.
    Text(String),
}

impl Plan {
    /// The stretches that go, if they were asked for.
    pub(crate) fn cuts(&self) -> &[RemovalSpan] {
        match self {
            Self::Cut(cuts) => cuts,
            Self::Keep | Self::Text(_) => &[],
        }
    }
}

/// What goes from a normal text. How many stretches of it are counted by category in `removals`.
pub(crate) fn plan(
    engine: &Engine,
    normal: &str,
    removals: &mut BTreeMap<Category, usize>,
    observer: &mut impl Observer,
) -> (Plan, Status) {
    let (rules, active) = (&*engine.rules, &*engine.active);
    let mut cache = engine.caches.take();
    let mut scanner = Scanner::within(rules, active, std::mem::take(&mut cache.buffers));
    let mut cutter = inline::Cutter::new(rules, active);
    let document = Document::describe(normal, &mut scanner, &mut cache, |line, matches, scanner, again| {
        cutter.cut(line, matches, scanner, again)
    });
    cache.buffers = scanner.into_buffers();
    engine.caches.put(cache);
    let Some(document) = document else { return (Plan::Keep, Status::Unsettled) };
    if document.is_quiet() && document.cuts.is_empty() && !looks_at_all_lines(rules, active) {
        observer.decided(&document, &Decision::default());
        return (Plan::Keep, Status::Unchanged);
    }
    let case = Case { document: &document, rules, active, level: engine.options.level };
    let decision = decide(&case, |round| observer.at_rest(round));
    let Some(decision) = decision else {
        observer.decided(&document, &Decision::default());
        return (Plan::Keep, Status::Unsettled);
    };
    observer.decided(&document, &decision);
    let (mut by_rule, mut going) = (BTreeMap::<RuleId, usize>::new(), 0_usize);
    apply::cuts(normal, &document, &decision, |cut| {
        *by_rule.entry(cut.rule).or_default() += 1;
        going += cut.span.len();
    });
    if over_budget(engine, normal, going, &decision) {
        return (Plan::Keep, Status::OverBudget);
    }
    let count: usize = by_rule.values().sum();
    if count == 0 {
        return (Plan::Keep, Status::Unchanged);
    }
    for (rule, count) in by_rule {
        *removals.entry(rules.rule(rule).category).or_default() += count;
    }
    let has_edits = engine.options.record_edits || engine.options.layout() != Layout::Canonical;
    if !has_edits && count * size_of::<RemovalSpan>() > normal.len() {
        let text = apply::copy_without(normal, going, |each| apply::cuts(normal, &document, &decision, each));
        return (Plan::Text(text), Status::Cleaned);
    }
    let mut cuts = Vec::with_capacity(count);
    apply::cuts(normal, &document, &decision, |cut| cuts.push(cut));
    (Plan::Cut(cuts), Status::Cleaned)
}

/// Whether a detector that is switched on looks at the lines of every document.
fn looks_at_all_lines(rules: &RuleSet, active: &RuleMask) -> bool {
    let looks = |id: RuleId| matches!(&rules.rule(id).kind, RuleKind::Detector(d) if d.scope() == Scope::Lines);
    rules.document_detectors().iter().any(|&id| active.is_on(id) && looks(id))
}

/// Whether more is removed than the budget allows. Bytes stand for words: they are known already.
fn over_budget(engine: &Engine, normal: &str, going: usize, decision: &Decision) -> bool {
    // A handful of lines that all are furniture is a fragment somebody pasted, not a document that a rule has eaten.
    decision.len() >= FRAGMENT_LINES && going as f64 > engine.options.budget * normal.len() as f64
}

/// Documents of fewer lines have no budget.
pub(crate) const FRAGMENT_LINES: usize = 8;

/// The cause of an edit that removes this.
pub(crate) fn cause(engine: &Engine, cut: &RemovalSpan) -> Cause {
    let rule = engine.rules.rule(cut.rule);
    Cause::Rule { id: Arc::clone(&rule.id), category: rule.category }
}
