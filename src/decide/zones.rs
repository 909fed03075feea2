//! Head, body and tail of a document.
//!
//! The head is what stands before the first line of prose, the tail what stands after the last; both count only prose
//! that no rule lays claim to and that stands once, so that taking a line by its zone never moves the zone.

use std::cell::LazyCell;

use crate::document::Document;
use unboil_rules::ruleset::model::Zones as Bits;

/// The places of the first and the last prose among the lines that stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zones {
    prose: Option<(usize, usize)>,
}

impl Zones {
    /// The zone of a place, as a bit. A document without prose has no zones.
    pub(super) fn at(self, place: usize) -> u8 {
        match self.prose {
            Some((first, _)) if place < first => Bits::HEAD,
            Some((_, last)) if place > last => Bits::TAIL,
            Some(_) => Bits::BODY,
            None => 0,
        }
    }

    pub(super) fn is_tail(self, place: usize) -> bool {
        self.at(place) == Bits::TAIL
    }

    pub(super) fn is_head(self, place: usize) -> bool {
        self.at(place) == Bits::HEAD
    }

    pub(super) fn is_body(self, place: usize) -> bool {
        self.at(place) == Bits::BODY
    }
}

/// Measures the zones of the lines that stand.
pub(super) fn measure(document: &Document<'_>, alive: &[u32]) -> Zones {
    let copies = LazyCell::new(|| copies(document, alive));
    let anchor = |&place: &usize| {
        let i = alive[place] as usize;
        document.claims(i).is_empty()
            && (document.stands_once(i) || copies[document.first_copy(i)] < 2)
            && document.prose(i)
    };
    let first = (0..alive.len()).find(anchor);
    let last = (0..alive.len()).rev().find(anchor);
    Zones { prose: first.zip(last) }
}

/// How often the lines that stand do, by their first copy in the document.
fn copies(document: &Document<'_>, alive: &[u32]) -> Vec<u32> {
    let mut copies = vec![0; document.len()];
    for &i in alive {
        copies[document.first_copy(i as usize)] += 1;
    }
    copies
}
