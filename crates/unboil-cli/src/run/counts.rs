//! Counts of a run's documents, by outcome.

use std::collections::BTreeMap;

use unboil::Category;

/// Counts of documents. A record is a document; an input that failed without records counts as one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub documents: usize,
    /// Documents whose output differs from the input.
    pub changed: usize,
    /// Documents, and files and folders, that could not be read, cleaned or written.
    pub failed: usize,
    /// Documents from which rules would remove more than the budget allows.
    pub over_budget: usize,
    /// Records whose text is null or missing. With [`OnMissing::Fail`](super::on_missing::OnMissing::Fail) they failed instead.
    pub missing: usize,
    /// Texts in fields of records, with an address of their own and without one.
    pub with_address: usize,
    pub without_address: usize,
    /// Members of archives that were copied because they are neither text nor records, by the kind of their names.
    pub copied_members: BTreeMap<String, usize>,
    /// Removals by category.
    pub removals: BTreeMap<Category, usize>,
}

impl Counts {
    /// One document that failed.
    pub(crate) fn failure() -> Self {
        Self { documents: 1, failed: 1, ..Self::default() }
    }

    /// The removals, the most frequent category first: `comments 4, promo 1`.
    pub(crate) fn removed(&self) -> String {
        let mut removed: Vec<_> = self.removals.iter().collect();
        removed.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let removed = removed.into_iter().map(|(category, count)| format!("{} {count}", category.name()));
        removed.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.failed += other.failed;
        self.over_budget += other.over_budget;
        self.missing += other.missing;
        self.with_address += other.with_address;
        self.without_address += other.without_address;
        for (kind, count) in &other.copied_members {
            *self.copied_members.entry(kind.clone()).or_default() += count;
        }
        for (category, count) in &other.removals {
            *self.removals.entry(*category).or_default() += count;
        }
    }
}
