//! Sums over the documents of reports.

use std::collections::{BTreeMap, HashSet};

use unboil::Site;
use unboil::report::{DocumentStatus, Reported};

use super::by::By;
use super::histogram::Histogram;

/// Sums of one group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub removals: usize,
    pub bytes: usize,
    /// Documents with removals; for a site, all of its documents.
    pub documents: usize,
}

/// A document that lost text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostDocument {
    pub name: String,
    pub place: String,
    pub field: Option<String>,
    /// Bytes that rules removed.
    pub bytes: usize,
    /// Bytes of its decoded text.
    pub decoded: usize,
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
    /// Documents by the share that they lost; without those that have no text or failed.
    pub shares: Histogram,
    groups: [BTreeMap<String, Count>; 3],
    /// The category of each rule.
    categories: BTreeMap<String, String>,
    /// The documents that lost most, and perhaps some that lost less.
    largest: Vec<LostDocument>,
    /// How many of them are wanted.
    top: usize,
}

impl Totals {
    /// The site of documents without an address.
    pub(crate) const NO_SITE: &'static str = "(no address)";

    /// No documents yet, of which the `top` that lose most are remembered.
    pub(crate) fn new(top: usize) -> Self {
        Self { top, ..Self::default() }
    }

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
        let site = document.site.clone().or_else(|| site_of(&document.id)).unwrap_or_else(|| Self::NO_SITE.to_owned());
        let [categories, rules, sites] = &mut self.groups;
        let site = sites.entry(site).or_default();
        site.documents += 1;
        let mut seen = HashSet::new();
        let mut removed = 0;
        for edit in &reported.edits {
            let Some(category) = &edit.category else { continue };
            let bytes = edit.end.saturating_sub(edit.start);
            for (group, name) in [(&mut *categories, category), (&mut *rules, &edit.rule)] {
                let count = group.entry(name.clone()).or_default();
                count.removals += 1;
                count.bytes += bytes;
                count.documents += usize::from(seen.insert(name.as_str()));
            }
            if !self.categories.contains_key(&edit.rule) {
                self.categories.insert(edit.rule.clone(), category.clone());
            }
            removed += bytes;
            site.removals += 1;
            site.bytes += bytes;
            self.all.removals += 1;
            self.all.bytes += bytes;
        }
        self.all.documents += usize::from(!seen.is_empty());
        let Some(sizes) = document.sizes else { return };
        self.shares.add(removed, sizes.decoded);
        if removed > 0 {
            let place = document.row.map_or_else(|| document.path.clone(), |row| format!("{}:{row}", document.path));
            let (name, field) = (document.id.clone(), document.field.clone());
            self.largest.push(LostDocument { name, place, field, bytes: removed, decoded: sizes.decoded });
        }
        // Sorting now and then keeps the list short at little cost.
        if self.largest.len() > 2 * self.top + 100 {
            self.shorten();
        }
    }

    /// Puts the documents that lost most first and drops the rest.
    fn shorten(&mut self) {
        self.largest.sort_by_key(|document| std::cmp::Reverse(document.bytes));
        self.largest.truncate(self.top);
    }

    /// The documents that lost most, the first most of all.
    pub(crate) fn largest(&self) -> Vec<&LostDocument> {
        let mut all: Vec<_> = self.largest.iter().collect();
        all.sort_by_key(|document| std::cmp::Reverse(document.bytes));
        all.truncate(self.top);
        all
    }

    /// The category of a rule that removed something.
    pub(crate) fn category_of(&self, rule: &str) -> Option<&str> {
        self.categories.get(rule).map(String::as_str)
    }

    /// Adds documents that a visitor of documents is not shown.
    pub(crate) fn add_unseen(&mut self, failed: usize, missing: usize) {
        self.documents += failed + missing;
        if failed + missing > 0 {
            let [_, _, sites] = &mut self.groups;
            sites.entry(Self::NO_SITE.to_owned()).or_default().documents += failed + missing;
        }
        self.failed += failed;
        self.missing += missing;
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
