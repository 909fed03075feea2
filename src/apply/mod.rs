//! Applies a decision to a text.
//!
//! `"A\n\nShare\n\nB\n"` without its second line is `"A\n\nB\n"`: a line is removed with its line end and the blank lines after it,
//! except one blank line between the lines that are kept on both sides.

mod compose;
mod final_newline;
mod graphemes;
mod layout;

pub(crate) use compose::compose;
pub(crate) use final_newline::without_final_newline;
pub(crate) use graphemes::on_graphemes;
pub(crate) use layout::keep_layout;

use crate::decide::Decision;
use crate::document::{Document, RemovalSpan};
use unboil_text::Span;

use std::borrow::Cow;

/// Calls `each` for the stretches of the normal text that go, sorted and disjoint. There may be one for every other line, so they
/// are not collected here.
pub(crate) fn cuts(text: &str, document: &Document<'_>, decision: &Decision, mut each: impl FnMut(RemovalSpan)) {
    let mut inner = document.cuts.iter().copied().peekable();
    let removed_by = |i: usize| match decision.get(i) {
        Some(rule) => Some(rule),
        // A line that was cut to nothing goes by the rule that cut it.
        _ if document.line(i).is_empty() => {
            let span = document.span(i);
            let first = document.cuts.partition_point(|c| c.span.start < span.start);
            document.cuts.get(first).map(|c| c.rule)
        }
        None => None,
    };
    let next_start = |i: usize| if i + 1 < document.len() { document.span(i + 1).start } else { text.len() };
    let mut i = 0;
    let mut kept_before = false;
    while i < document.len() {
        let span = document.span(i);
        if removed_by(i).is_none() {
            while let Some(cut) = inner.next_if(|c| c.span.start < span.end) {
                each(cut);
            }
            kept_before = true;
            i += 1;
            continue;
        }
        // A stretch of lines that are removed.
        let mut end = i;
        while end < document.len() && removed_by(end).is_some() {
            end += 1;
        }
        while inner.next_if(|c| c.span.start < document.span(end - 1).end).is_some() {}
        let last = end == document.len();
        let blank_ahead = document.blank_before(i);
        // The kept lines on both sides are separated by one blank line if there was any between them.
        let blank_inside = (i + 1..=end).any(|j| j < document.len() && document.blank_before(j));
        let keep_blank = kept_before && !last && !blank_ahead && blank_inside;
        let mut kept_one = !keep_blank;
        for j in i..end {
            let Some(rule) = removed_by(j) else { continue };
            let mut cut = Span::new(document.span(j).start, next_start(j));
            if !kept_one && document.blank_before(j + 1) {
                // The first of the blank lines is kept.
                cut.end -= 1;
                kept_one = true;
            }
            if last && j == i && kept_before && blank_ahead {
                cut.start -= 1;
            }
            each(RemovalSpan { span: cut, rule });
        }
        i = end;
    }
}

/// The text without the stretches that `cuts` gives a function, which are `going` bytes in all.
pub(crate) fn copy_without(text: &str, going: usize, cuts: impl FnOnce(&mut dyn FnMut(RemovalSpan))) -> String {
    let mut left = String::with_capacity(text.len() - going);
    let mut from = 0;
    cuts(&mut |cut| {
        left.push_str(&text[from..cut.span.start]);
        from = cut.span.end;
    });
    left.push_str(&text[from..]);
    left
}

/// The text without the removed spans. A large owned text is changed in place, because a second buffer of its size would be new
/// memory.
pub(crate) fn apply<'t>(text: Cow<'t, str>, cuts: &[RemovalSpan]) -> Cow<'t, str> {
    match text {
        text if cuts.is_empty() => text,
        Cow::Owned(text) if text.len() >= LARGE => Cow::Owned(close_up(text, cuts)),
        text => Cow::Owned(copy(&text, cuts)),
    }
}

/// Blocks of this many bytes or more are allocated by the system and returned to it, and touching them for the first time costs more
/// than validating the UTF-8 of a text changed in place: the `M_MMAP_THRESHOLD` of glibc.
const LARGE: usize = 128 << 10;

/// Moves what is kept over what is removed.
fn close_up(text: String, cuts: &[RemovalSpan]) -> String {
    let mut bytes = text.into_bytes();
    let mut kept = 0;
    let mut from = 0;
    let ends = cuts.iter().map(|cut| cut.span).chain([Span::new(bytes.len(), bytes.len())]);
    for cut in ends {
        let part = from..cut.start;
        let len = part.len();
        if kept != part.start {
            bytes.copy_within(part, kept);
        }
        kept += len;
        from = cut.end;
    }
    bytes.truncate(kept);
    String::from_utf8(bytes).expect("removal spans begin and end where characters do")
}

fn copy(text: &str, cuts: &[RemovalSpan]) -> String {
    let going = cuts.iter().map(|c| c.span.len()).sum();
    copy_without(text, going, |each| cuts.iter().copied().for_each(each))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_kept_moves_together() {
        let cuts = [(0, 2), (4, 4), (5, 7)].map(|(start, end)| RemovalSpan { span: Span::new(start, end), rule: 0 });
        assert_eq!(close_up("é-a b—c".to_owned(), &cuts[..2]), "-a b—c");
        assert_eq!(close_up("ab-déc".to_owned(), &[cuts[0], cuts[1]]), "-déc");
    }

    proptest! {
        /// However a text is cut, the same is left.
        #[test]
        fn large_texts_are_cut_as_small_ones_are(pieces in prop::collection::vec(("[aé—\n]{0,5}", any::<bool>()), 0..12)) {
            let (mut text, mut cuts, mut want) = (String::new(), Vec::new(), String::new());
            for (piece, is_removed) in &pieces {
                let span = Span::new(text.len(), text.len() + piece.len());
                text.push_str(piece);
                if *is_removed {
                    cuts.push(RemovalSpan { span, rule: 0 });
                } else {
                    want.push_str(piece);
                }
            }
            prop_assert_eq!(copy(&text, &cuts), &*want);
            prop_assert_eq!(close_up(text, &cuts), want);
        }
    }
}
