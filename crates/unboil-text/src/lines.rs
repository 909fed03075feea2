//! Splits normal text into lines and blocks, as ranges.
//!
//! `"a\nb\n\nc\n"` is the lines `a`, `b`, `c`; `c` has a blank line before it and so begins a block. Blank lines are not
//! items of their own: canonical text has at most one between two lines, so one bit is enough.

use memchr::memchr_iter;

use crate::span::Span;

/// A line that is not blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Its bytes in the normal text, without the line end.
    pub span: Span,
    /// Whether a blank line comes before it.
    pub blank_before: bool,
}

/// The lines of a canonical text.
pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    let mut blank_before = false;
    // The last line may lack its end.
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    ends.filter_map(move |end| {
        let span = Span::new(start.min(end), end);
        start = end + 1;
        let is_blank = span.is_empty();
        let before = std::mem::replace(&mut blank_before, is_blank);
        (!is_blank).then_some(Line { span, blank_before: before })
    })
}

/// An upper bound of the number of lines: blank ones are counted too.
pub fn count_to_reserve(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes()).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_blocks() {
        let text = "a\nb\n\nc";
        let got: Vec<_> = lines(text).map(|l| (&text[l.span.range()], l.blank_before)).collect();
        assert_eq!(got, [("a", false), ("b", false), ("c", true)]);
        assert_eq!(lines("").next(), None);
    }
}
