//! Sums over the documents of reports.

use std::collections::{BTreeMap, HashSet};

use unboil::Site;
use unboil::report::{DocumentStatus, Reported};

use super::by::By;

/// Sums of one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub removals: usize,
    pub bytes: usize,
    /// Documents with removals; for a site, all of its documents.
    pub documents: usize,
}

/// All sums.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    pub documents: usize,
    pub changed: usize,
    pub failed: usize,
    pub over_budget: usize,
    /// Records whose text is null or missing.
    pub missing: usize,
    /// Bytes of decoded text.
    pub decoded: usize,
    /// Removals by rules, without the changes of the normalizer.
    pub all: Count,
    groups: [BTreeMap<String, Count>; 3],
}

impl Totals {
    /// Adds a document.
    pub(crate) fn add(&mut self, reported: &Reported) {
        let document = &reported.document;
        self.documents += 1;
        self.decoded += document.sizes.map_or(0, |sizes| sizes.decoded);
        match document.status {
            DocumentStatus::Cleaned => self.changed += 1,
            DocumentStatus::Failed => self.failed += 1,
            DocumentStatus::OverBudget => self.over_budget += 1,
            DocumentStatus::Missing => self.missing += 1,
            _ => {}
        }
        let site = document.site.clone().or_else(|| site_of(&document.id)).unwrap_or_else(|| "(no address)".to_owned());
        let [categories, rules, sites] = &mut self.groups;
        let site = sites.entry(site).or_default();
        site.documents += 1;
        let mut seen = HashSet::new();
        for edit in &reported.edits {
            let Some(category) = &edit.category else { continue };
            let bytes = edit.end.saturating_sub(edit.start);
            for (group, name) in [(&mut *categories, category), (&mut *rules, &edit.rule)] {
                let count = group.entry(name.clone()).or_default();
                count.removals += 1;
                count.bytes += bytes;
                count.documents += usize::from(seen.insert(name.as_str()));
            }
            site.removals += 1;
            site.bytes += bytes;
            self.all.removals += 1;
            self.all.bytes += bytes;
        }
        self.all.documents += usize::from(!seen.is_empty());
    }

    /// The groups, largest first.
    pub(crate) fn by(&self, by: By) -> Vec<(&str, Count)> {
        let [categories, rules, sites] = &self.groups;
        let group = match by {
            By::Category => categories,
            By::Rule => rules,
            By::Site => sites,
        };
        let mut all: Vec<_> = group.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse((count.bytes, count.removals)));
        all
    }
}

/// The host of the name of a document, if the name is a URL.
fn site_of(id: &str) -> Option<String> {
    // The id of a record is JSON.
    let id = id.trim_matches('"');
    if !id.contains("://") {
        return None;
    }
    id.parse::<Site>().ok().map(|site| site.host().to_owned())
}

/// A size for people, in powers of 1000: `12.3 kB`.
pub(crate) fn bytes(count: usize) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let (mut value, mut unit) = (count as f64, 0);
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let name = units.get(unit).copied().unwrap_or_default();
    if unit == 0 { format!("{count} {name}") } else { format!("{value:.1} {name}") }
}

/// A share in per cent; 0 if the whole is 0.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 }
}
