//! The three parts of a document: head, body and tail.

use serde::{Deserialize, Serialize};

/// A set of zones, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zones(pub u8);

impl Zones {
    /// No zone.
    pub const NONE: Self = Self(0);
    /// Before the first paragraph of prose.
    pub const HEAD: Self = Self(1);
    /// From the first paragraph of prose to the last.
    pub const BODY: Self = Self(2);
    /// After the last paragraph of prose.
    pub const TAIL: Self = Self(4);
    /// Each zone alone, in the order of a document.
    pub const EACH: [Self; 3] = [Self::HEAD, Self::BODY, Self::TAIL];

    /// The zones of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a zone in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether every zone of `other` is in this set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The zones of the set, in the order of a document.
    pub fn each(self) -> impl Iterator<Item = Self> {
        Self::EACH.into_iter().filter(move |&zone| self.meets(zone))
    }

    /// The names in rule files, in the order of a document.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let all = [(Self::HEAD, "head"), (Self::BODY, "body"), (Self::TAIL, "tail")];
        all.into_iter().filter(|(zone, _)| self.meets(*zone)).map(|(_, name)| name).collect()
    }
}
