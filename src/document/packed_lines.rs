//! The lines of a document in eight bytes each: a document of a line for every other byte must fit into memory.
//!
//! Input: lines of a canonical text, in order, each with the kind it is of. Output: the same by number.

use unboil_text::Span;
use unboil_text::lines::Line;

/// The most lines and the most kinds: what two bits less than 32 can count.
pub(super) const MOST_LINES: usize = 1 << 30;

/// Lines of a canonical text.
#[derive(Debug, Default)]
pub(super) struct PackedLines {
    lines: Vec<PackedLine>,
    /// The numbers of lines from which on the beginnings have gone once more beyond what 32 bits can count. Bytes.
    wraps: Vec<u32>,
    /// Where the last line ends. Bytes.
    end: usize,
}

/// A line. It ends where the next begins, but for a line end and perhaps a blank line.
#[derive(Debug)]
struct PackedLine {
    /// The lower half of its first byte.
    start: u32,
    /// Its kind, and a bit each for whether a blank line is before it and whether it was cut.
    kind: u32,
}

const BLANK_BEFORE: u32 = 1 << 31;
const CUT: u32 = 1 << 30;

impl PackedLines {
    /// None, with room for `count`.
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
