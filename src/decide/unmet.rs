//! Why a claim takes no line: the condition on its surroundings that does not hold.
//!
//! Goes in: a round in which nothing goes any more. Comes out: for a line that stands and a claim to it the first
//! condition that is not met. The conditions are those the decision itself asks; this only asks them one by one.

use super::Round;
use crate::matcher::Claim;

/// A condition on a line's surroundings that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// The line stands in another zone.
    Zone,
    /// The rule lays claim to so many lines, more than it may.
    TooMany(usize),
    /// Nothing that must stand next to it does.
    NotNear,
    /// The rule is weak and has no company.
    Alone,
}

impl Round<'_> {
    /// The lines that stand, by their number in the document.
    pub(crate) fn standing(&self) -> &[u32] {
        self.alive
    }

    /// The zone of a place as a bit of [`Zones`](unboil_rules::ruleset::model::Zones); 0 in a document without prose.
    pub(crate) fn zone(&self, place: usize) -> u8 {
        self.zones.at(place)
    }

    /// Why a claim to the line at `place`, which stands, does not take it; nothing for claims that never take lines.
    pub(crate) fn unmet(&self, place: usize, claim: &Claim) -> Option<Unmet> {
        let action = self.action(claim)?;
        if let Err(unmet) = self.holds(place, claim, action) {
            return Some(unmet);
        }
        if !action.near.is_empty() && !self.near(place, self.company_of(place), &action.near) {
            return Some(Unmet::NotNear);
        }
        // Whatever takes a line takes it from a round; so what is left of the reasons to stay is that it is weak.
        action.weak.then_some(Unmet::Alone)
    }
}
