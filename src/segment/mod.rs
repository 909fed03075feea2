//! Normal text to lines and blocks, as ranges.
//!
//! `"a\nb\n\nc\n"` is the lines `a`, `b`, `c`; `c` has a blank line before it and so begins a block. Blank lines are no
//! lines of their own here: canonical text has at most one between two lines, so one bit keeps all there is to know.

use memchr::memchr_iter;

use crate::text::Span;

/// A line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its bytes in the normal text, without the line end.
    pub(crate) span: Span,
    /// Whether a blank line stands before it.
    pub(crate) blank_before: bool,
}

/// The lines of a canonical text.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    // News text has a line end about every 150 bytes; a guess that saves most of the growing.
    let mut lines = Vec::with_capacity(text.len() / 128 + 4);
    let mut start = 0;
    let mut blank_before = false;
    let mut add = |span: Span| {
        if span.is_empty() {
            blank_before = true;
        } else {
            lines.push(Line { span, blank_before });
            blank_before = false;
        }
    };
    for end in memchr_iter(b'\n', text.as_bytes()) {
        add(Span::new(start, end));
        start = end + 1;
    }
    if start < text.len() {
        add(Span::new(start, text.len()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_blocks() {
        let text = "a\nb\n\nc";
        let got: Vec<_> = lines(text).into_iter().map(|l| (&text[l.span.range()], l.blank_before)).collect();
        assert_eq!(got, [("a", false), ("b", false), ("c", true)]);
        assert!(lines("").is_empty());
    }
}
