//! Removals that a caller supplies: parts of a text that something else than rules has found.
//!
//! They are made first, then rules see what is left. The edits of both are joined into one list over the decoded text, so that
//! budget, ledger and replay hold for all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use unboil_encoding::Decoded;
use unboil_rules::{Category, RuleMask};
use unboil_text::Span;

use crate::apply;
use crate::clean;
use crate::cleaned::{Cleaned, Status};
use crate::edit::{Cause, Edit, replay};
use crate::ledger_fault::LedgerFault;
use crate::options::Options;
use crate::pipeline::{Engine, FRAGMENT_LINES};

/// A part of a text to be removed, for [`Cleaner::clean_without`](crate::Cleaner::clean_without).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Removal {
    /// Its bytes.
    pub span: Span,
    /// What found it, as [`Cause::id`] and reports name it: `classifier/spam`. It should not be the id of a rule.
    pub id: Arc<str>,
    /// What kind of thing it is.
    pub category: Category,
}

/// Cleans a decoded text without `removals`.
pub(crate) fn run<'t>(engine: &Engine, decoded: &'t str, removals: &[Removal]) -> Result<Cleaned<'t>, LedgerFault> {
    let as_edit = |removal: &Removal| Edit {
        span: removal.span,
        content: String::new(),
        cause: Cause::Rule { id: Arc::clone(&removal.id), category: removal.category },
    };
    let mut supplied: Vec<Edit> = removals.iter().map(as_edit).collect();
    supplied.retain(|edit| edit.span.start != edit.span.end);
    replay(decoded, &supplied)?;
    if supplied.is_empty() {
        let Decoded { encoding, .. } = decoded.into();
        return Ok(clean::run(engine, decoded, encoding));
    }
    with_lines(decoded, &mut supplied);
    let mut supplied = apply::on_graphemes(decoded, supplied);
    // Half of a grapheme is not left behind.
    supplied.iter_mut().for_each(|edit| edit.content.clear());
    let left = replay(decoded, &supplied).expect("they were tried, and widened to graphemes");
    let engine_with_edits =
        Engine { options: Arc::new(Options::clone(&engine.options).record_edits(true)), ..engine.clone() };
    let Decoded { encoding, .. } = left.as_str().into();
    let cleaned = clean::run(&engine_with_edits, &left, encoding.clone()).into_owned();
    let mut edits = apply::on_graphemes(decoded, joined(&supplied, &cleaned.edits));
    let removed =
        edits.iter().filter(|edit| edit.cause.category().is_some()).map(|edit| edit.span.len()).sum::<usize>();
    let is_document = decoded.lines().filter(|line| !line.trim().is_empty()).nth(FRAGMENT_LINES - 1).is_some();
    if is_document && removed as f64 > engine.options.budget * decoded.len() as f64 {
        let none = Arc::new(std::iter::repeat_n(false, engine.rules.len()).collect::<RuleMask>());
        let normalized = clean::run(&Engine { active: none, ..engine.clone() }, decoded, encoding);
        return Ok(Cleaned { status: Status::OverBudget, ..normalized });
    }
    let mut removals = BTreeMap::<Category, usize>::new();
    for category in edits.iter().filter_map(|edit| edit.cause.category()) {
        *removals.entry(category).or_default() += 1;
    }
    let status = match cleaned.status {
        Status::Unchanged if !edits.is_empty() => Status::Cleaned,
        status => status,
    };
    if !engine.options.record_edits {
        edits.clear();
    }
    Ok(Cleaned { edits, removals, status, ..cleaned })
}

/// Widens removals that leave nothing but white space of a line, so that its line end goes too.
fn with_lines(decoded: &str, edits: &mut [Edit]) {
    let is_space = |c: char| c.is_whitespace() && c != '\n';
    let mut first = 0;
    while first < edits.len() {
        let mut last = first;
        let is_next = |a: &Edit, b: &Edit| decoded[a.span.end..b.span.start].chars().all(is_space);
        while last + 1 < edits.len() && is_next(&edits[last], &edits[last + 1]) {
            last += 1;
        }
        let before = decoded[..edits[first].span.start].trim_end_matches(is_space);
        let after = decoded[edits[last].span.end..].trim_start_matches(is_space);
        if (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n')) {
            edits[first].span.start = before.len();
            for i in first..last {
                edits[i].span.end = edits[i + 1].span.start;
            }
            edits[last].span.end = decoded.len() - after.len() + usize::from(!after.is_empty());
        }
        first = last + 1;
    }
}

/// Two lists of edits, of which the second is over the text that the first, which only removes, makes: as one over the first text.
fn joined(first: &[Edit], second: &[Edit]) -> Vec<Edit> {
    let mut edits = Vec::with_capacity(first.len() + second.len());
    let (mut holes, mut removed) = (first.iter().peekable(), 0);
    for edit in second {
        // What was removed at the beginning of the edit is before it.
        while let Some(hole) = holes.next_if(|hole| hole.span.start - removed <= edit.span.start) {
            removed += hole.span.len();
            edits.push(hole.clone());
        }
        let mut piece = Edit { span: Span::new(edit.span.start + removed, edit.span.start + removed), ..edit.clone() };
        while let Some(hole) = holes.next_if(|hole| hole.span.start - removed < edit.span.end) {
            removed += hole.span.len();
            if edit.content.is_empty() {
                piece.span.end = hole.span.start;
                edits.push(std::mem::replace(&mut piece, edit.clone()));
                edits.push(hole.clone());
                piece.span.start = hole.span.end;
            } else if piece.cause.category().is_none() {
                piece.cause = hole.cause.clone();
            }
        }
        piece.span.end = edit.span.end + removed;
        edits.push(piece);
    }
    edits.extend(holes.cloned());
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removal(start: usize, end: usize) -> Edit {
        let cause = Cause::Rule { id: "x/y".into(), category: Category::Promo };
        Edit { span: Span::new(start, end), content: String::new(), cause }
    }

    #[test]
    fn a_line_of_which_nothing_is_left_goes_with_its_end() {
        for (text, spans, want) in [
            ("A\nShare\nB\n", &[(2, 7)][..], "A\nB\n"),
            ("A\n Share now \nB", &[(3, 8), (9, 12)], "A\nB"),
            ("A\nShare", &[(2, 7)], "A\n"),
            ("Share\n", &[(0, 5)], ""),
            ("A\nShare this\nB\n", &[(2, 7)], "A\n this\nB\n"),
            ("A\n\nB\n", &[(0, 1)], "\nB\n"),
        ] {
            let mut edits: Vec<Edit> = spans.iter().map(|&(start, end)| removal(start, end)).collect();
            with_lines(text, &mut edits);
            assert_eq!(replay(text, &edits).as_deref(), Ok(want), "{text:?}");
        }
    }

    #[test]
    fn edits_of_what_is_left_are_edits_of_the_whole() {
        // `ab` and `ef` are removed from `abcdefgh`, then edits are made in `cdgh`.
        let first = [removal(0, 2), removal(4, 6)];
        let edit = |start, end, content: &str| Edit { content: content.into(), ..removal(start, end) };
        for (second, want) in [
            (edit(0, 1, ""), "dgh"),
            (edit(1, 3, ""), "ch"),
            (edit(1, 3, "x"), "cxh"),
            (edit(2, 2, "x"), "cdxgh"),
            (edit(4, 4, "x"), "cdghx"),
            (edit(0, 4, ""), ""),
        ] {
            let edits = joined(&first, std::slice::from_ref(&second));
            assert_eq!(replay("abcdefgh", &edits).as_deref(), Ok(want), "{second:?} {edits:?}");
        }
    }
}
