//! The lines of a document in eight bytes each, so that a document of one-letter lines fits into memory.
//!
//! Input: lines of a canonical text, in order, each with its kind. Output: the same lines by number.

use unboil_text::Span;
use unboil_text::lines::Line;

/// The maximum number of lines and of kinds: 30 bits.
pub(super) const MOST_LINES: usize = 1 << 30;

/// Lines of a canonical text.
#[derive(Debug, Default)]
pub(super) struct PackedLines {
    lines: Vec<PackedLine>,
    /// The numbers of the lines at which the start offset passes another multiple of 2^32.
    wraps: Vec<u32>,
    /// The end of the last line. Bytes.
    end: usize,
}

/// A line. It ends where the next begins, less a line end and possibly a blank line.
#[derive(Debug)]
struct PackedLine {
    /// The lower 32 bits of its start offset.
    start: u32,
    /// Its kind, and a bit each for whether a blank line is before it and whether it was cut.
    kind: u32,
}

const BLANK_BEFORE: u32 = 1 << 31;
const CUT: u32 = 1 << 30;

impl PackedLines {
    /// No lines, with room for `count`.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self { lines: Vec::with_capacity(count), ..Self::default() }
    }

    /// Adds the next line.
    pub(super) fn push(&mut self, line: Line, kind: u32, was_cut: bool) {
        let number = self.lines.len() as u32;
        while self.wraps.len() < line.span.start >> 32 {
            self.wraps.push(number);
        }
        let flag = |is_set: bool, flag: u32| if is_set { flag } else { 0 };
        debug_assert!((kind as usize) < MOST_LINES);
        debug_assert!(number == 0 || self.end + 1 + usize::from(line.blank_before) == line.span.start, "{line:?}");
        let kind = kind | flag(line.blank_before, BLANK_BEFORE) | flag(was_cut, CUT);
        self.lines.push(PackedLine { start: line.span.start as u32, kind });
        self.end = line.span.end;
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn span(&self, i: usize) -> Span {
        let end = match self.lines.get(i + 1) {
            Some(next) => self.start(i + 1) - 1 - usize::from(next.kind & BLANK_BEFORE != 0),
            None => self.end,
        };
        Span::new(self.start(i), end)
    }

    fn start(&self, i: usize) -> usize {
        let start = self.lines[i].start as usize;
        if self.wraps.is_empty() {
            return start;
        }
        start + (self.wraps.partition_point(|&first| first as usize <= i) << 32)
    }

    pub(super) fn kind(&self, i: usize) -> usize {
        (self.lines[i].kind & !(BLANK_BEFORE | CUT)) as usize
    }

    pub(super) fn blank_before(&self, i: usize) -> bool {
        self.lines[i].kind & BLANK_BEFORE != 0
    }

    pub(super) fn was_cut(&self, i: usize) -> bool {
        self.lines[i].kind & CUT != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_what_they_were_also_beyond_four_gigabytes() {
        let big = 5 << 32;
        let spans = [(0, 3), (4, big), (big + 2, big + 3), (big + 4, big + 9)];
        let blank = [false, false, true, false];
        let mut lines = PackedLines::with_capacity(4);
        for (i, (start, end)) in spans.into_iter().enumerate() {
            let line = Line { span: Span::new(start, end), blank_before: blank[i] };
            lines.push(line, 7 * i as u32, i == 1);
        }
        for (i, (start, end)) in spans.into_iter().enumerate() {
            assert_eq!(lines.span(i), Span::new(start, end));
            let got = (lines.kind(i), lines.blank_before(i), lines.was_cut(i));
            assert_eq!(got, (7 * i, blank[i], i == 1));
        }
        assert_eq!(size_of::<PackedLine>(), 8);
    }
}
