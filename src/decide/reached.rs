//! The lines that removals have reached.

use std::ops::Range;

/// How far removals have reached from both ends of the lines that are left, so that a document in which every line removes
/// everything to the end takes linear time.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    /// All places before it were reached.
    head: usize,
    /// This place and all after it were reached.
    tail: usize,
}

impl Reached {
    /// None of `count` lines was reached.
    pub(super) const fn none(count: usize) -> Self {
        Self { head: 0, tail: count }
    }

    /// Adds places; returns those that were not reached before.
    pub(super) fn add(&mut self, places: Range<usize>) -> Range<usize> {
        let new = places.start.max(self.head)..places.end.min(self.tail);
        if places.start <= self.head {
            self.head = self.head.max(places.end);
        }
        if places.end >= self.tail {
            self.tail = self.tail.min(places.start);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_is_reached_once() {
        let mut reached = Reached::none(10);
        assert_eq!(reached.add(7..10), 7..10);
        assert!(reached.add(8..10).is_empty());
        assert_eq!(reached.add(5..10), 5..7);
        assert_eq!(reached.add(0..2), 0..2);
        assert_eq!(reached.add(1..4), 2..4);
        assert_eq!(reached.add(3..6), 4..5);
    }
}
