//! The record of a run's totals: its fields, and how they are filled.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document_record::{DocumentStatus, Sizes};
use unboil_rules::Category;

/// The totals of a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SummaryRecord {
    /// How many documents there were.
    pub documents: usize,
    /// Of these, how many were changed.
    pub cleaned: usize,
    /// How many stayed as they were.
    pub unchanged: usize,
    /// How many were over budget.
    pub over_budget: usize,
    /// How many kept changing from round to round.
    pub unsettled: usize,
    /// How many have no text.
    #[serde(default)]
    pub missing: usize,
    /// How many failed.
    pub failed: usize,
    /// The sums of their lengths. Bytes.
    pub sizes: Sizes,
    /// The edits of each rule and each fix, by id.
    pub rules: BTreeMap<String, Total>,
    /// The edits of the rules of each category. Fixes have none.
    pub categories: BTreeMap<String, Total>,
    /// The duration of the run. Seconds. Left out of reproducible reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// The total of some edits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Total {
    /// How many edits.
    pub edits: usize,
    /// Bytes of decoded text that were removed.
    pub removed: usize,
    /// Bytes of decoded text that were replaced by something else.
    pub rewritten: usize,
}

/// What a document adds to the totals.
#[derive(Debug, Clone)]
pub(super) struct DocumentTotals {
    pub status: DocumentStatus,
    pub sizes: Sizes,
    pub rules: BTreeMap<String, Total>,
    pub categories: BTreeMap<Category, Total>,
}

impl SummaryRecord {
    /// Adds a document.
    pub(super) fn add(&mut self, document: &DocumentTotals) {
        self.documents += 1;
        *match document.status {
            DocumentStatus::Cleaned => &mut self.cleaned,
            DocumentStatus::Unchanged => &mut self.unchanged,
            DocumentStatus::OverBudget => &mut self.over_budget,
            DocumentStatus::Unsettled => &mut self.unsettled,
            DocumentStatus::Missing => &mut self.missing,
            DocumentStatus::Failed => &mut self.failed,
        } += 1;
        self.sizes += document.sizes;
        for (rule, total) in &document.rules {
            match self.rules.get_mut(rule) {
                Some(sum) => *sum += *total,
                None => {
                    self.rules.insert(rule.clone(), *total);
                }
            }
        }
        for (category, total) in &document.categories {
            *self.categories.entry(category.name().to_owned()).or_default() += *total;
        }
    }
}

impl std::ops::AddAssign for Total {
    fn add_assign(&mut self, other: Self) {
        self.edits += other.edits;
        self.removed += other.removed;
        self.rewritten += other.rewritten;
    }
}
