//! Cleans documents in Markdown: rules see the lines without markup, and nothing is normalized.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unboil_encoding::EncodingDecision;
use unboil_markdown::View;
use unboil_normalize::{Rewrite, normalize_with};
use unboil_rules::Category;
use unboil_text::Span;

use crate::apply;
use crate::cleaned::{Cleaned, Status};
use crate::edit::{Cause, Edit, replay};
use crate::options::Layout;
use crate::pipeline::{self, Engine};

/// Rounds after which nothing is removed from a document. Set by hand: blocks whose kind depends on a removed line are rare, and each
/// round settles some.
const ROUNDS: usize = 8;

/// Cleans a decoded text.
pub(crate) fn run<'t>(engine: &Engine, decoded: &'t str, encoding: EncodingDecision) -> Cleaned<'t> {
    let found = Found::of(engine, decoded);
    let (mut edits, mut text, mut status) = found.settled(engine, decoded);
    if matches!(status, Status::Cleaned | Status::Unchanged) {
        let is_changed = encoding.bom > 0 || !edits.is_empty();
        status = if is_changed { Status::Cleaned } else { Status::Unchanged };
    }
    if edits.is_empty() {
        text = Cow::Borrowed(decoded);
    }
    let mut removals = BTreeMap::<Category, usize>::new();
    for category in edits.iter().filter_map(|edit| edit.cause.category()) {
        *removals.entry(category).or_default() += 1;
    }
    if !engine.options.record_edits {
        edits.clear();
    }
    Cleaned { text, edits, removals, encoding, status }
}

/// What rules would remove from a text, and whether they remove as much as they would.
struct Found<'t> {
    view: View<'t>,
    /// Edits of the view.
    edits: Vec<Edit>,
    status: Status,
}

impl<'t> Found<'t> {
    fn of(engine: &Engine, decoded: &'t str) -> Self {
        let view = View::new(decoded);
        if engine.rules.is_empty() {
            return Self { view, edits: Vec::new(), status: Status::Unchanged };
        }
        let (seen, mut rewrites) = (view.text(), Vec::<Rewrite>::new());
        let normal = normalize_with(seen, engine.options.repair, &mut rewrites);
        let (plan, status) = pipeline::plan(engine, &normal, &mut BTreeMap::new(), &mut ());
        let cuts = plan.cuts();
        let edits = apply::compose(seen, &rewrites, cuts, |cut| pipeline::cause(engine, cut));
        let mut edits = apply::keep_layout(Layout::Original, seen, &normal, &rewrites, cuts, edits);
        edits.retain(|edit| matches!(edit.cause, Cause::Rule { .. }) && edit.content.is_empty());
        Self { view, edits, status }
    }

    /// The edits of the source, without those of the bytes `stays`.
    fn edits(&self, stays: &[Span]) -> Vec<Edit> {
        let spans: Vec<Span> = self.edits.iter().map(|edit| edit.span).collect();
        let removals = self.edits.iter().zip(self.view.removals(&spans, stays));
        removals.filter_map(|(edit, span)| Some(Edit { span: span?, ..edit.clone() })).collect()
    }

    /// The edits after which nothing more would be removed, and the text that they make.
    ///
    /// What is around a removed line can become another kind of block, in which rules see other lines. Then what was removed before
    /// it stays.
    fn settled(&self, engine: &Engine, decoded: &'t str) -> (Vec<Edit>, Cow<'t, str>, Status) {
        let unsettled = (Vec::new(), Cow::Borrowed(decoded), Status::Unsettled);
        let Some((edits, stays)) = self.stable(engine, decoded) else { return unsettled };
        if edits.is_empty() {
            return (edits, Cow::Borrowed(decoded), self.status);
        }
        let text = replay(decoded, &edits).expect(SOUND);
        // Where something stays, the new text is tried again as a document of its own.
        let is_settled = || Found::of(engine, &text).stable(engine, &text).is_some_and(|(edits, _)| edits.is_empty());
        if stays.is_empty() || is_settled() { (edits, Cow::Owned(text), self.status) } else { unsettled }
    }

    /// The edits after which nothing but what stays would be removed, and what stays; `None` if there are none after some rounds.
    fn stable(&self, engine: &Engine, decoded: &str) -> Option<(Vec<Edit>, Vec<Span>)> {
        let mut stays: Vec<Span> = Vec::new();
        for _ in 0..ROUNDS {
            let edits = self.edits(&stays);
            if edits.is_empty() {
                return Some((edits, stays));
            }
            let text = replay(decoded, &edits).expect(SOUND);
            let again = Found::of(engine, &text).edits(&moved(&stays, &edits));
            if again.is_empty() {
                return Some((edits, stays));
            }
            stays = joined(stays, causes(decoded, &edits, &again));
        }
        None
    }
}

/// Why edits can be replayed.
const SOUND: &str = "edits are sorted, disjoint and between characters";

/// All spans of both, sorted and disjoint.
fn joined(mut spans: Vec<Span>, others: Vec<Span>) -> Vec<Span> {
    spans.extend(others);
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let is_part = next.start < last.end;
        last.end = last.end.max(if is_part { next.end } else { 0 });
        is_part
    });
    spans
}

/// Where bytes that no edit removes are after the edits.
fn moved(spans: &[Span], edits: &[Edit]) -> Vec<Span> {
    let (mut edits, mut removed) = (edits.iter().peekable(), 0);
    let mut moved = |span: &Span| {
        while let Some(edit) = edits.next_if(|edit| edit.span.end <= span.start) {
            removed += edit.span.len();
        }
        Span::new(span.start - removed, span.end - removed)
    };
    spans.iter().map(&mut moved).collect()
}

/// The edits of `decoded` before each of those that follow `again`, as far as only blank lines are between them.
fn causes(decoded: &str, edits: &[Edit], again: &[Edit]) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut before, mut removed, mut done) = (0, 0, 0);
    for edit in again {
        while let Some(next) = edits.get(before).filter(|next| next.span.start - removed <= edit.span.start) {
            removed += next.span.len();
            before += 1;
        }
        let behind = before.max(1);
        // Those before `done` were found already.
        let mut first = behind;
        let is_next = |a: &Edit, b: &Edit| decoded[a.span.end..b.span.start].trim().is_empty();
        while first > done && (first == behind || is_next(&edits[first - 1], &edits[first])) {
            first -= 1;
        }
        spans.extend(edits[first..behind].iter().map(|edit| edit.span));
        done = behind;
    }
    spans
}
