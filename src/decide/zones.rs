//! Head, body and tail of the remaining lines.
//!
//! The head is everything before the first line of prose, the tail everything after the last. Only prose that no rule matches
//! and that occurs once counts, so that removing a line by its zone never moves the zone.

use std::cell::LazyCell;

use crate::document::Document;
use unboil_rules::zones::Zones;

/// The places of the first and the last prose among the remaining lines; `None` in a document without prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Prose(Option<(usize, usize)>);

impl Prose {
    /// Finds the first and the last prose among the lines `left` of the document.
    pub(super) fn find(document: &Document<'_>, left: &[u32]) -> Self {
        let copies = LazyCell::new(|| copies(document, left));
        let counts = |&place: &usize| {
            let i = left[place] as usize;
            document.matches(i).is_empty()
                && (document.is_unique(i) || copies[document.kind(i)] < 2)
                && document.is_prose(i)
        };
        let first = (0..left.len()).find(counts);
        let last = (0..left.len()).rev().find(counts);
        Self(first.zip(last))
    }

    /// The place of the first prose.
    pub(super) fn first(self) -> Option<usize> {
        self.0.map(|(first, _)| first)
    }

    /// The zone of a place. A document without prose has none.
    pub(super) fn zone(self, place: usize) -> Zones {
        match self.0 {
            Some((first, _)) if place < first => Zones::HEAD,
            Some((_, last)) if place > last => Zones::TAIL,
            Some(_) => Zones::BODY,
            None => Zones::NONE,
        }
    }
}

/// Number of remaining lines of each kind.
fn copies(document: &Document<'_>, left: &[u32]) -> Vec<u32> {
    let mut copies = vec![0; document.kinds()];
    for &i in left {
        copies[document.kind(i as usize)] += 1;
    }
    copies
}
