//! Candidates whose conditions depend on nearby findings: weak rules, and rules with `near`.
//!
//! A cluster is a stretch of neighbouring lines each of which is removed or has a candidate. Any other line ends it, so a line
//! of the article separates two clusters.

use std::ops::Range;

use super::Round;
use unboil_rules::lines::{Cluster, Findings, Lines};

impl Round<'_> {
    /// Applies the candidates whose cluster conditions hold. Returns whether a line was added.
    pub(super) fn clusters(&mut self) -> bool {
        let mut added = false;
        let mut from = 0;
        while from < self.count() {
            if !self.is_in_cluster(from) {
                from += 1;
                continue;
            }
            let mut to = from + 1;
            while to < self.count() && self.is_in_cluster(to) {
                to += 1;
            }
            added |= self.act_in(&Cluster::weigh(self, from..to, self.case.level));
            from = to;
        }
        added
    }

    /// The places of the cluster that contains a place.
    pub(super) fn cluster_of(&self, place: usize) -> Range<usize> {
        let from = (0..place).rev().take_while(|&p| self.is_in_cluster(p)).last().unwrap_or(place);
        let to = (place + 1..self.count()).take_while(|&p| self.is_in_cluster(p)).last().unwrap_or(place) + 1;
        from..to
    }

    fn is_in_cluster(&self, place: usize) -> bool {
        self.is_removed(place) || self.candidates(place).next().is_some()
    }

    fn act_in(&mut self, cluster: &Cluster) -> bool {
        let mut added = false;
        let mut rules = Vec::new();
        for place in cluster.lines.clone() {
            let hold = self
                .acting_candidates(place)
                .filter(|(_, action)| action.conditions.hold_in_cluster(self, place, cluster));
            rules.extend(hold);
            added |= self.act(place, &rules);
            rules.clear();
        }
        added
    }
}
