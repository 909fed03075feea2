//! Corrects the explanation of a document in Markdown, which is that of its lines without markup.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::types::{Explanation, LineOutcome};
use crate::cleaner::Cleaner;
use crate::line_count::LineCount;
use crate::options::Options;

/// Names what stays because of the markup around it, and that nothing is normalized.
pub(super) fn correct(cleaner: &Cleaner, decoded: &str, explanation: &mut Explanation) {
    let mut cleaner = cleaner.for_markdown();
    cleaner.engine.options = Arc::new(Options::clone(&cleaner.engine.options).record_edits(true));
    let cleaned = cleaner.clean_str(decoded);
    let mut numbers = LineCount::new(decoded);
    let mut touched = BTreeSet::new();
    for edit in &cleaned.edits {
        let first = numbers.at(edit.span.start);
        touched.extend(first..=numbers.at(edit.span.end - 1));
    }
    explanation.status = cleaned.status;
    for line in &mut explanation.lines {
        line.fixes.clear();
        if touched.contains(&line.number) {
            continue;
        }
        let bound = match &line.outcome {
            LineOutcome::Removed { rule, .. } => Some(rule.clone()),
            LineOutcome::Cut { rules, .. } => rules.first().cloned(),
            _ => None,
        };
        if let Some(rule) = bound {
            line.outcome = LineOutcome::Bound { rule };
        }
    }
}
