//! Texts inside records end without a final newline.

use crate::edit::{Cause, Edit};
use unboil_normalize::Fix;
use unboil_text::Span;

/// The edits without the final newline of the output, where it has one: a text inside a record ends with its last
/// letter. Applied to `decoded` they give the output but for its last byte.
pub(crate) fn without_final_newline(decoded: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    let cause = || Cause::Fix(Fix::Lines);
    // Where the edits that leave nothing at the end begin.
    let mut end = decoded.len();
    let mut at = edits.len();
    while let Some(edit) = at.checked_sub(1).and_then(|i| edits.get_mut(i)) {
        if edit.span.end != end {
            break;
        }
        if edit.content.ends_with('\n') {
            edit.content.pop();
            if decoded.get(edit.span.range()) == Some(&*edit.content) {
                edits.remove(at - 1);
            }
            return edits;
        }
        if !edit.content.is_empty() {
            return edits;
        }
        end = edit.span.start;
        at -= 1;
    }
    if decoded.get(..end).is_some_and(|text| text.ends_with('\n')) {
        edits.insert(at, Edit { span: Span::new(end - 1, end), content: String::new(), cause: cause() });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::replay;
    use crate::ledger::Ledger;

    fn edit(start: usize, end: usize, content: &str) -> Edit {
        Edit { span: Span::new(start, end), content: content.to_owned(), cause: Cause::Fix(Fix::Spaces) }
    }

    #[test]
    fn the_final_newline_can_be_left_out() {
        for (decoded, edits) in [
            ("a", vec![edit(1, 1, "\n")]),
            ("a\n", vec![]),
            ("a\r\n", vec![edit(1, 3, "\n")]),
            ("a \n", vec![edit(1, 2, "")]),
            ("a\nShare\n", vec![edit(2, 8, "")]),
            ("a\nShare\n\u{200B}", vec![edit(2, 8, ""), edit(8, 11, "")]),
            ("Share\n", vec![edit(0, 6, "")]),
            ("a&amp;", vec![edit(1, 6, "&\n")]),
        ] {
            let whole = replay(decoded, &edits).unwrap();
            let edits = without_final_newline(decoded, edits);
            assert_eq!(replay(decoded, &edits).unwrap(), whole.strip_suffix('\n').unwrap_or(&whole), "{decoded:?}");
            assert!(Ledger::new(decoded, &edits).check().is_ok(), "{decoded:?}");
        }
    }
}
