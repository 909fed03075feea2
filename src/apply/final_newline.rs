//! Takes the final newline off the text of a record.

use crate::edit::{Cause, Edit};
use unboil_normalize::Fix;
use unboil_text::Span;

/// The edits that give the same output without its final newline, if it has one: unlike a file, the text of a record does not end
/// with a line end.
pub(crate) fn without_final_newline(decoded: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    // Skip the removals at the end of the text: the output ends where the first of them begins.
    let mut end = decoded.len();
    let mut at = edits.len();
    while at > 0 && edits[at - 1].span.end == end {
        let edit = &mut edits[at - 1];
        if edit.content.ends_with('\n') {
            edit.content.pop();
            if decoded[edit.span.range()] == *edit.content {
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
    if decoded[..end].ends_with('\n') {
        edits.insert(at, Edit { span: Span::new(end - 1, end), content: String::new(), cause: Cause::Fix(Fix::Lines) });
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
