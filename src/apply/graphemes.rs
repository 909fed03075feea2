//! Widens edits to grapheme boundaries.

use unicode_segmentation::GraphemeCursor;

use crate::edit::Edit;
use unboil_text::Span;

/// Widens edits to whole graphemes of the decoded text, so that none parts a letter from its accent or `\r` from `\n`.
/// Edits of the same grapheme are joined; if one of them was caused by a rule, that is the cause.
pub(crate) fn on_graphemes(decoded: &str, edits: Vec<Edit>) -> Vec<Edit> {
    let mut wide: Vec<Edit> = Vec::with_capacity(edits.len());
    for mut edit in edits {
        let start = boundary(decoded, edit.span.start, GraphemeCursor::prev_boundary);
        let end = boundary(decoded, edit.span.end, GraphemeCursor::next_boundary);
        match wide.last_mut() {
            Some(last) if start < last.span.end => {
                // The last edit was widened over the beginning of this one: drop what it copied from there.
                let overlap = last.span.end.saturating_sub(edit.span.start);
                last.content.truncate(last.content.len() - overlap);
                if last.span.end < edit.span.start {
                    last.content.push_str(&decoded[last.span.end..edit.span.start]);
                }
                last.content.push_str(&edit.content);
                let behind = end.max(last.span.end);
                last.content.push_str(&decoded[edit.span.end..behind]);
                last.span.end = behind;
                if last.cause.category().is_none() {
                    last.cause = edit.cause;
                }
            }
            _ => {
                edit.content.insert_str(0, &decoded[start..edit.span.start]);
                edit.content.push_str(&decoded[edit.span.end..end]);
                edit.span = Span::new(start, end);
                wide.push(edit);
            }
        }
    }
    wide
}

type Step = fn(&mut GraphemeCursor, &str, usize) -> Result<Option<usize>, unicode_segmentation::GraphemeIncomplete>;

/// `at` if a grapheme begins there, else the boundary that `step` leads to.
fn boundary(text: &str, at: usize, step: Step) -> usize {
    let bytes = text.as_bytes();
    // Two ASCII characters are one grapheme only if they are `\r\n`.
    if let (Some(&b), Some(&a)) = (at.checked_sub(1).and_then(|i| bytes.get(i)), bytes.get(at))
        && b < 0x80
        && a < 0x80
        && (b, a) != (b'\r', b'\n')
    {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => {
            let boundary = step(&mut cursor, text, 0).expect("the cursor has the whole text");
            boundary.expect("a text begins and ends with a boundary")
        }
        Ok(true) => at,
        Err(_) => unreachable!("the cursor has the whole text"),
    }
}
