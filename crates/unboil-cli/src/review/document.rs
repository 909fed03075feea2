//! A document in the form that the script of the page reads.
//!
//! The decoded text is split into parts. A kept part is a string; a changed part has the number of its cause, the old
//! text and the new text. Parts need no offsets, which JavaScript would count in UTF-16 units. Notes on lines are
//! added from the explanation.
//!
//! `"a  b"` → `["a ",[0," ",""],"b"]`

use serde::Serialize;
use unboil::report::DocumentSource;
use unboil::{Cause, ExplainedLine, Explanation, Ledger, LineOutcome, Status, Sums};

use crate::cli::explain::{near, words};
use crate::console::count::count;
use crate::run::cleaned_document::CleanedDocument;

/// One document of the page. Sizes are bytes of the decoded text.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    name: String,
    /// The location of the document, if it differs from its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    status: &'static str,
    /// How its bytes were decoded, if that is worth mentioning.
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
    kept: usize,
    rewritten: usize,
    removed: usize,
    parts: Vec<Part<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lines: Vec<PageLine>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Kept(&'a str),
    /// Number of the cause, old text, new text.
    Changed(usize, &'a str, &'a str),
}

/// Notes on a line: its number, how its rule matched, and which rules almost matched.
#[derive(Debug, Serialize)]
struct PageLine(usize, String, Vec<String>);

impl<'a> Document<'a> {
    /// Builds the data of a document. `number` returns the number of a cause.
    pub(super) fn new(
        source: &DocumentSource,
        seen: &'a CleanedDocument,
        explanation: &Explanation,
        number: &mut impl FnMut(&Cause) -> usize,
    ) -> Self {
        let (decoded, cleaned) = (seen.decoded.as_str(), &seen.cleaned);
        let ledger = Ledger::new(decoded, &cleaned.edits);
        let Sums { kept, rewritten, removed } = ledger.sums();
        let kept_part = |from: usize, to: usize| decoded.get(from..to).filter(|text| !text.is_empty()).map(Part::Kept);
        let mut parts = Vec::with_capacity(cleaned.edits.len() * 2 + 1);
        let mut from = 0;
        for entry in ledger.entries() {
            parts.extend(kept_part(from, entry.span.start));
            parts.push(Part::Changed(number(entry.cause), entry.was, entry.content));
            from = entry.span.end;
        }
        parts.extend(kept_part(from, decoded.len()));
        let (name, place) = (source.name(), source.place());
        Self {
            place: (place != name).then_some(place),
            name,
            status: status(cleaned.status),
            encoding: encoding(seen),
            kept,
            rewritten,
            removed,
            parts,
            lines: explanation.lines.iter().filter_map(line).collect(),
        }
    }
}

fn line(line: &ExplainedLine) -> Option<PageLine> {
    let how = match &line.outcome {
        LineOutcome::Removed { via, .. } => words(via),
        LineOutcome::Bound { rule } => format!(
            "{} would remove it, but the document is Markdown, and it is in code or a table, or part of a link or list item",
            rule.id
        ),
        LineOutcome::Spared { rule } => format!("{} would remove it, but the document is over budget", rule.id),
        _ => String::new(),
    };
    let others: Vec<String> = line.near_rules.iter().map(near).collect();
    (!how.is_empty() || !others.is_empty()).then_some(PageLine(line.number, how, others))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Unchanged => "unchanged",
        Status::OverBudget => "over-budget",
        Status::Unsettled => "unsettled",
        _ => "cleaned",
    }
}

fn encoding(seen: &CleanedDocument) -> Option<String> {
    let decision = &seen.cleaned.encoding;
    let mut words = Vec::new();
    if decision.encoding != "UTF-8" {
        words.push(format!("{}, {}", decision.encoding, decision.evidence.name()));
    }
    if decision.bom > 0 {
        words.push("byte order mark".to_owned());
    }
    if decision.bad_sequences > 0 {
        words.push(count(decision.bad_sequences, "bad byte sequence"));
    }
    (!words.is_empty()).then(|| words.join(", "))
}
