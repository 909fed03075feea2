//! A document's edits together with the text they replaced, its line number, and how much was removed in all.
//!
//! Input: the decoded text and its edits. Output: an [`Entry`] for each edit, and the [`Sums`], which count every byte of the decoded
//! text once: kept, rewritten or removed. An edit has no copy of what it removed, so recording is cheap; the text is looked up here.
//!
//! `"a  b\nShare\n"` → line 1: `normalize/spaces` replaced `␣␣` by `␣`; line 2: `en/share` removed `Share\n`; 4 kept + 2 rewritten +
//! 6 removed = 12.

use unicode_segmentation::GraphemeCursor;

use crate::edit::{Cause, Edit};
use crate::ledger_fault::{LedgerFault, Sums};
use crate::line_count::LineCount;
use unboil_text::Span;

/// Edits and the decoded text they belong to.
///
/// ```
/// let cleaner = unboil::Cleaner::standard();
/// let decoded = "The pier is closed.\n\nLeave a Reply\n";
/// let cleaned = cleaner.clean_str(decoded);
/// let ledger = unboil::Ledger::new(decoded, &cleaned.edits);
/// let entry = ledger.entries().next().map(|entry| (entry.line, entry.was));
/// assert_eq!(entry, Some((3, "\nLeave a Reply\n")));
/// assert_eq!(ledger.check(), Ok(unboil::Sums { kept: 20, rewritten: 0, removed: 15 }));
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    decoded: &'a str,
    edits: &'a [Edit],
}

/// An edit with the text it replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The line of the decoded text, from 1, on which it begins; where it begins with line ends, that of what follows
    /// them. Lines end with `\n`, `\r\n` or `\r`.
    pub line: usize,
    /// The bytes of the decoded text.
    pub span: Span,
    /// The text that was there.
    pub was: &'a str,
    /// The text that replaces it; empty for a removal.
    pub content: &'a str,
    /// The rule or fix that made it.
    pub cause: &'a Cause,
}

impl<'a> Ledger<'a> {
    /// The edits of `decoded`, as [`Cleaned::edits`](crate::Cleaned::edits) has them.
    #[must_use]
    pub fn new(decoded: &'a str, edits: &'a [Edit]) -> Self {
        Self { decoded, edits }
    }

    /// Each edit with its line and the text that was there, in order.
    ///
    /// # Panics
    /// The edits are not those of the text; see [`check`](Self::check).
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let decoded = self.decoded;
        let mut lines = LineCount::new(decoded);
        self.edits.iter().map(move |edit| {
            let was = &decoded[edit.span.range()];
            // A line is often removed together with the blank line before it; the edit is about the line.
            let ends = was.len() - was.trim_start_matches(['\n', '\r']).len();
            let about = if ends < was.len() { edit.span.start + ends } else { edit.span.start };
            Entry { line: lines.at(about), span: edit.span, was, content: &edit.content, cause: &edit.cause }
        })
    }

    /// How many bytes were kept, rewritten and removed.
    #[must_use]
    pub fn sums(&self) -> Sums {
        let mut sums = Sums::default();
        let mut from = 0;
        for edit in self.edits {
            sums.kept += edit.span.start.saturating_sub(from);
            let bytes = edit.span.end.saturating_sub(edit.span.start);
            if edit.content.is_empty() {
                sums.removed += bytes;
            } else {
                sums.rewritten += bytes;
            }
            from = edit.span.end;
        }
        sums.kept += self.decoded.len().saturating_sub(from);
        sums
    }

    /// The sums, after checking that the edits are sorted, disjoint, on grapheme boundaries and account for every byte.
    ///
    /// # Errors
    /// The first fault: the edits are not those of this text.
    pub fn check(&self) -> Result<Sums, LedgerFault> {
        let mut from = 0;
        for Edit { span, .. } in self.edits {
            if span.start > span.end || span.end > self.decoded.len() {
                return Err(LedgerFault::Outside { span: *span });
            }
            if span.start < from {
                return Err(LedgerFault::Overlap { at: span.start });
            }
            if let Some(at) = [span.start, span.end].into_iter().find(|&at| !is_grapheme_boundary(self.decoded, at)) {
                return Err(LedgerFault::Grapheme { at });
            }
            from = span.end;
        }
        let (sums, length) = (self.sums(), self.decoded.len());
        if sums.all() == length { Ok(sums) } else { Err(LedgerFault::Sum { sums, length }) }
    }
}

fn is_grapheme_boundary(text: &str, at: usize) -> bool {
    text.is_char_boundary(at)
        && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).expect("the cursor has the whole text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use unboil_normalize::Fix;

    fn edit(start: usize, end: usize, content: &str) -> Edit {
        Edit { span: Span::new(start, end), content: content.to_owned(), cause: Cause::Fix(Fix::Spaces) }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let edits: Vec<Edit> = [0, 2, 3, 5, 7].map(|at| edit(at, at, "x")).into();
        let lines: Vec<usize> = Ledger::new("a\r\nb\rc\nd", &edits).entries().map(|entry| entry.line).collect();
        // Byte 2 is between `\r` and `\n`, where no edit begins; it is still on the first line.
        assert_eq!(lines, [1, 1, 2, 3, 4]);
    }

    #[test]
    fn faults_are_named() {
        let fault = |edits: &[Edit]| Ledger::new("e\u{301}\r\nz", edits).check().map_err(|fault| fault.to_string());
        assert_eq!(fault(&[edit(0, 3, ""), edit(3, 5, "\n")]), Ok(Sums { kept: 1, rewritten: 2, removed: 3 }));
        assert_eq!(fault(&[edit(1, 3, "")]), Err("an edit splits the character at byte 1".into()));
        assert_eq!(fault(&[edit(0, 4, "")]), Err("an edit splits the character at byte 4".into()));
        assert_eq!(
            fault(&[edit(0, 5, ""), edit(3, 6, "")]),
            Err("the edit at byte 3 overlaps the one before it".into())
        );
        assert_eq!(fault(&[edit(5, 7, "")]), Err("the edit of bytes 5..7 is not a part of the text".into()));
    }
}
