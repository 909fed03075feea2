//! Removals as span attributes of the Dolma toolkit.
//!
//! Dolma stores the output of taggers next to the documents: for each row of `documents/x.jsonl` a row of
//! `attributes/NAME/x.jsonl` with the same `id`, in which each attribute is a list of `[start, end, score]`. Its mixer removes
//! these spans or drops documents. Offsets count characters (Unicode scalar values), as Python does.
//!
//! `{"id": 7, "text": "Née.\nShare\n"}` → `{"id":7,"attributes":{"unboil__share":[[5,11,1.0]]}}`

use std::collections::BTreeMap;

use crate::cleaned::Cleaned;
use unboil_rules::Category;
use unboil_text::Span;

/// The row for a document, with an attribute `unboil__CATEGORY` for each category of which something is removed, sorted. `id` is
/// JSON. Normalization is not included: a span says what is removed, not how the rest changes.
///
/// If an edit of a rule also rewrites text next to the removal, only the removed bytes are reported. An edit that is not a removal
/// is left out.
#[must_use]
pub fn attributes(id: &str, decoded: &str, cleaned: &Cleaned<'_>) -> String {
    let mut attributes: BTreeMap<Category, Vec<(usize, usize, f32)>> = BTreeMap::new();
    // Characters before byte `at`.
    let (mut at, mut characters) = (0, 0);
    let mut count = |to: usize| {
        characters += decoded[at..to].chars().count();
        at = to;
        characters
    };
    for edit in &cleaned.edits {
        let Some(category) = edit.cause.category() else { continue };
        let Some(span) = removed(decoded, edit.span, &edit.content) else { continue };
        let (start, end) = (count(span.start), count(span.end));
        let spans = attributes.entry(category).or_default();
        match spans.last_mut() {
            // Adjacent lines are one span.
            Some(last) if last.1 == start => last.1 = end,
            _ => spans.push((start, end, 1.0)),
        }
    }
    let named: BTreeMap<String, _> =
        attributes.into_iter().map(|(category, spans)| (format!("unboil__{category}"), spans)).collect();
    let spans = serde_json::to_string(&named).expect("numbers and names are JSON");
    format!("{{\"id\":{id},\"attributes\":{spans}}}")
}

/// The bytes that are removed when `now` replaces `span`, if `now` is the rest on both sides of a removal.
fn removed(decoded: &str, span: Span, now: &str) -> Option<Span> {
    let was = &decoded[span.range()];
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let before = same(&mut was.chars().zip(now.chars()));
    let rest = &now[before..];
    let after = same(&mut was[before..].chars().rev().zip(rest.chars().rev()));
    let whole = after == rest.len() && span.len() > now.len();
    whole.then(|| Span::new(span.start + before, span.end - after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_on_the_sides_is_not_removed() {
        let decoded = "xab cdx";
        assert_eq!(removed(decoded, Span::new(1, 6), ""), Some(Span::new(1, 6)));
        assert_eq!(removed(decoded, Span::new(1, 6), "ad"), Some(Span::new(2, 5)));
        assert_eq!(removed(decoded, Span::new(1, 6), "ay"), None);
        assert_eq!(removed("aa", Span::new(0, 2), "a"), Some(Span::new(1, 2)));
    }
}
