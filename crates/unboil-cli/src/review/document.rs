//! A document in the form that the script of the page reads.
//!
//! The decoded text is split into parts. A kept part is a string; a changed part has the number of its cause, the old
//! text and the new text. Parts need no offsets, which JavaScript would count in UTF-16 units. Notes on lines are
//! added from the explanation.
//!
//! `"a  b"` → `["a ",[0," ",""],"b"]`

use serde::Serialize;
use unboil::report::DocumentSource;
use unboil::{Cause, ExplainedLine, Explanation, Ledger, LineOutcome, Status, Sums, Via};

use crate::cli::explain::{near, words};
use crate::console::count::count;
use crate::run::cleaned_document::CleanedDocument;

/// One document of the page. Sizes are bytes of the decoded text.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    /// The title or URL of its record, its id, or its place.
    name: String,
    /// What else its record is called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<String>,
    /// Its file.
    path: &'a str,
    /// Its row, if it is a record.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    /// Its field, if its record holds several texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
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

/// Notes on a line: its number, how its rule matched, which rules almost matched, the line that its rule matches if that is another
/// one, and the rules that would remove it if its own did not.
#[derive(Debug, Serialize)]
struct PageLine(usize, String, Vec<String>, Option<usize>, Vec<String>);

impl<'a> Document<'a> {
    /// Builds the data of a document. `number` returns the number of a cause.
    pub(super) fn new(
        source: &'a DocumentSource,
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
        let mut names: Vec<String> = Vec::new();
        for name in seen.titles.iter().chain(&source.id) {
            if !name.trim().is_empty() && !names.contains(name) {
                names.push(name.clone());
            }
        }
        let others = names.split_off(names.len().min(1));
        Self {
            name: names.pop().unwrap_or_else(|| source.place()),
            others,
            path: &source.path,
            row: source.row,
            field: source.field.as_deref(),
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
    let from = match &line.outcome {
        LineOutcome::Removed { via: Via::Along { from, .. }, .. } => *from,
        _ => None,
    };
    let others: Vec<String> = line.near_rules.iter().map(near).collect();
    let next = line.near_rules.iter().filter(|other| other.miss.is_none()).map(|other| other.rule.id.to_string());
    (!how.is_empty() || !others.is_empty()).then(|| PageLine(line.number, how, others, from, next.collect()))
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
