//! A document's edits beside the text they were made in: what stood there, on which line, and how much went in all.
//!
//! Goes in: the decoded text and its edits. Comes out: an [`Entry`] for each edit, and the [`Sums`] in which every byte
//! of the decoded text is counted once: kept, rewritten or removed. An edit holds no copy of what it took, since whoever
//! has the decoded text has that too; so recording stays cheap, and this is where it is looked up.
//!
//! `"a  b\nShare\n"` → line 1: `normalize/spaces` made `␣␣` into `␣`; line 2: `en/share` took `Share\n`; 4 kept + 2
//! rewritten + 6 removed = 12.

use std::fmt;

use unicode_segmentation::GraphemeCursor;

use crate::edit::{Cause, Edit};
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

/// An edit with what stood in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The line of the decoded text, from 1, on which it begins; where it begins with line ends, that of what follows
    /// them. Lines end with `\n`, `\r\n` or `\r`.
    pub line: usize,
    /// The bytes of the decoded text.
    pub span: Span,
    /// What stood there.
    pub was: &'a str,
    /// What stands there now; empty for a removal.
    pub now: &'a str,
    /// Who did it.
    pub cause: &'a Cause,
}

/// Where the bytes of a decoded text went. The three add up to its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Bytes no edit touches.
    pub kept: usize,
    /// Bytes that something else stands for now.
    pub rewritten: usize,
    /// Bytes that nothing stands for.
    pub removed: usize,
}

impl Sums {
    /// All of them: the length of the decoded text.
    #[must_use]
    pub const fn all(self) -> usize {
        self.kept + self.rewritten + self.removed
    }
}

/// Why edits cannot be those of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerFault {
    /// An edit begins before the one before it ends.
    Overlap {
        /// Its first byte.
        at: usize,
    },
    /// An edit reaches behind the end of the text or ends before it begins.
    Outside {
        /// Its bytes.
        span: Span,
    },
    /// An edit begins or ends inside a grapheme.
    Grapheme {
        /// The byte.
        at: usize,
    },
    /// The sums are not the length of the text.
    Sum {
        /// What they are.
        sums: Sums,
        /// What they should be.
        length: usize,
    },
}

impl fmt::Display for LedgerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overlap { at } => write!(f, "the edit at byte {at} overlaps the one before it"),
            Self::Outside { span } => {
                write!(f, "the edit of bytes {}..{} is no part of the text", span.start, span.end)
            }
            Self::Grapheme { at } => write!(f, "an edit parts the character at byte {at}"),
            Self::Sum { sums, length } => write!(
                f,
                "{} kept + {} rewritten + {} removed bytes are not the {length} of the text",
                sums.kept, sums.rewritten, sums.removed
            ),
        }
    }
}

impl std::error::Error for LedgerFault {}

impl<'a> Ledger<'a> {
    /// The edits of `decoded`, as [`Cleaned::edits`](crate::Cleaned::edits) has them.
    #[must_use]
    pub fn new(decoded: &'a str, edits: &'a [Edit]) -> Self {
        Self { decoded, edits }
    }

    /// Each edit with its line and what stood there, in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let decoded = self.decoded;
        let mut lines = LineCount::new(decoded);
        self.edits.iter().map(move |edit| {
            let was = decoded.get(edit.span.range()).unwrap_or_default();
            // A line often goes together with the blank line before it, and is what the edit is about.
            let ends = was.len() - was.trim_start_matches(['\n', '\r']).len();
            let about = if ends < was.len() { edit.span.start + ends } else { edit.span.start };
            Entry { line: lines.at(about), span: edit.span, was, now: &edit.now, cause: &edit.cause }
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
            if edit.now.is_empty() {
                sums.removed += bytes;
            } else {
                sums.rewritten += bytes;
            }
            from = edit.span.end;
        }
        sums.kept += self.decoded.len().saturating_sub(from);
        sums
    }

    /// The sums, after making sure that the edits are sorted, disjoint, on grapheme boundaries and account for every
    /// byte.
    ///
    /// # Errors
    /// The first thing that is not so: the edits are not those of this text.
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
    text.is_char_boundary(at) && GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Numbers lines of a decoded text for places that come in order, in one pass.
#[derive(Debug)]
pub(crate) struct LineCount<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line, from 1, that byte `place` stands on. Places must not go down.
    pub(crate) fn at(&mut self, place: usize) -> usize {
        let stretch = self.bytes.get(self.at..place).unwrap_or_default();
        for end in memchr::memchr2_iter(b'\n', b'\r', stretch) {
            // `\r\n` is one line end; it is counted at its `\n`.
            let is_first_half = stretch[end] == b'\r' && self.bytes.get(self.at + end + 1) == Some(&b'\n');
            self.line += usize::from(!is_first_half);
        }
        self.at = self.at.max(place);
        self.line
    }
}

/// The edits without the final newline of the output, where it has one: a text inside a record ends with its last
/// letter. Applied to `decoded` they give the output but for its last byte.
pub(crate) fn without_final_newline(decoded: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    let cause = || Cause::Fix(unboil_normalize::Fix::Lines);
    // Where the edits that leave nothing at the end begin.
    let mut end = decoded.len();
    let mut at = edits.len();
    while let Some(edit) = at.checked_sub(1).and_then(|i| edits.get_mut(i)) {
        if edit.span.end != end {
            break;
        }
        if edit.now.ends_with('\n') {
            edit.now.pop();
            if decoded.get(edit.span.range()) == Some(&*edit.now) {
                edits.remove(at - 1);
            }
            return edits;
        }
        if !edit.now.is_empty() {
            return edits;
        }
        end = edit.span.start;
        at -= 1;
    }
    if decoded.get(..end).is_some_and(|text| text.ends_with('\n')) {
        edits.insert(at, Edit { span: Span::new(end - 1, end), now: String::new(), cause: cause() });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::replay;
    use unboil_normalize::Fix;

    fn edit(start: usize, end: usize, now: &str) -> Edit {
        Edit { span: Span::new(start, end), now: now.to_owned(), cause: Cause::Fix(Fix::Spaces) }
    }

    #[test]
    fn lines_end_in_three_ways() {
        let edits: Vec<Edit> = [0, 2, 3, 5, 7].map(|at| edit(at, at, "x")).into();
        let lines: Vec<usize> = Ledger::new("a\r\nb\rc\nd", &edits).entries().map(|entry| entry.line).collect();
        // Byte 2 stands between `\r` and `\n`, which is no place of an edit; it is still on the first line.
        assert_eq!(lines, [1, 1, 2, 3, 4]);
    }

    #[test]
    fn faults_are_named() {
        let fault = |edits: &[Edit]| Ledger::new("e\u{301}\r\nz", edits).check().map_err(|fault| fault.to_string());
        assert_eq!(fault(&[edit(0, 3, ""), edit(3, 5, "\n")]), Ok(Sums { kept: 1, rewritten: 2, removed: 3 }));
        assert_eq!(fault(&[edit(1, 3, "")]), Err("an edit parts the character at byte 1".into()));
        assert_eq!(fault(&[edit(0, 4, "")]), Err("an edit parts the character at byte 4".into()));
        assert_eq!(
            fault(&[edit(0, 5, ""), edit(3, 6, "")]),
            Err("the edit at byte 3 overlaps the one before it".into())
        );
        assert_eq!(fault(&[edit(5, 7, "")]), Err("the edit of bytes 5..7 is no part of the text".into()));
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
            let whole = replay(decoded, &edits);
            let edits = without_final_newline(decoded, edits);
            assert_eq!(replay(decoded, &edits), whole.strip_suffix('\n').unwrap_or(&whole), "{decoded:?}");
            assert!(Ledger::new(decoded, &edits).check().is_ok(), "{decoded:?}");
        }
    }
}
