//! Maps lines of the normal text to line numbers of the decoded text, which are those that an editor shows.
//!
//! One pass over the rewrites of the normalizer. `a\r\n\r\n\r\n␣b` is the normal text `a\n\nb`; its `b` is on line 4, with one
//! change by `normalize/spaces`.

use crate::line_count::LineCount;
use crate::rewrites::RewriteCursor;
use unboil_normalize::{Fix, Rewrite};
use unboil_text::Span;

/// See the module.
pub(super) struct LineNumbers<'a> {
    decoded: &'a str,
    rewrites: RewriteCursor<'a>,
    numbers: LineCount<'a>,
}

impl<'a> LineNumbers<'a> {
    pub(super) fn new(decoded: &'a str, rewrites: &'a [Rewrite]) -> Self {
        Self { decoded, rewrites: RewriteCursor::new(rewrites), numbers: LineCount::new(decoded) }
    }

    /// The number of the line at `span` of the normal text, and what was changed in it. Lines must come in order.
    pub(super) fn of(&mut self, span: Span) -> (usize, Vec<(Fix, usize)>) {
        let mut fixes: Vec<(Fix, usize)> = Vec::new();
        let mut add = |fix: Fix| match fixes.iter_mut().find(|(other, _)| *other == fix) {
            Some((_, count)) => *count += 1,
            None => fixes.push((fix, 1)),
        };
        let mut last = None;
        // A rewrite that ends before the line belongs to an earlier line, unless it removed the beginning of this one.
        while let Some((rewrite, normal)) = self.rewrites.peek().filter(|(_, normal)| normal.end <= span.start) {
            last = (normal.end == span.start && rewrite.fix != Fix::Lines).then_some(rewrite.fix);
            self.rewrites.advance();
        }
        last.into_iter().for_each(&mut add);
        let start = match self.rewrites.peek() {
            // The line begins inside a replacement.
            Some((rewrite, normal)) if normal.start < span.start => rewrite.span.start,
            _ => self.rewrites.decoded(span.start),
        };
        let number = self.numbers.at(start);
        let within = |normal: Span| normal.end <= span.end && normal.start < span.end;
        while let Some((rewrite, normal)) = self.rewrites.peek().filter(|(_, normal)| within(*normal)) {
            debug_assert!(normal.end >= span.start);
            add(rewrite.fix);
            self.rewrites.advance();
        }
        (number, fixes)
    }

    /// How many lines the decoded text has.
    pub(super) fn count(&mut self) -> usize {
        let len = self.decoded.len();
        let ends = self.decoded.ends_with(['\n', '\r']);
        if len == 0 { 0 } else { self.numbers.at(len) - usize::from(ends) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unboil_normalize::normalize;
    use unboil_text::lines;

    type Numbered = Vec<(usize, String, Vec<(Fix, usize)>)>;

    fn numbered(decoded: &str) -> Numbered {
        let mut rewrites = Vec::new();
        let normal = normalize(decoded, &mut rewrites);
        let mut places = LineNumbers::new(decoded, &rewrites);
        let lines = lines::lines(&normal).map(|line| {
            let (number, fixes) = places.of(line.span);
            (number, normal[line.span.range()].to_owned(), fixes)
        });
        lines.collect()
    }

    #[test]
    fn lines_have_the_numbers_an_editor_shows() {
        let got = numbered("\u{FEFF}\r\n a  b\r\n\r\n\r\nc&amp;d\re\u{301}\nf");
        let want = [
            (2, "a b", vec![(Fix::Spaces, 2)]),
            (5, "c&d", vec![(Fix::Entity, 1)]),
            (6, "\u{e9}", vec![(Fix::Nfc, 1)]),
            (7, "f", vec![]),
        ];
        assert_eq!(got, want.map(|(number, text, fixes)| (number, text.to_owned(), fixes)));
    }

    #[test]
    fn one_line_may_become_several() {
        let numbers: Vec<usize> = numbered("x\na\u{2028}b\nc").into_iter().map(|(number, ..)| number).collect();
        assert_eq!(numbers, [1, 2, 2, 3]);
    }
}
