//! Totals of the watcher, in files and in documents: since its start, and since IN was first watched.
//!
//! `{"done":2,"failed":0,"documents":12,"changed":9,"failed_documents":1,"over_budget":0,"missing":0,"bytes":5120,"last_success":"…"}`

use serde::{Deserialize, Serialize};

use super::log::now;
use crate::run::counts::Counts;

/// Sums over files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct WatchTotals {
    /// Files that were cleaned.
    pub done: u64,
    /// Files that were given up.
    pub failed: u64,
    /// Documents of the cleaned files; a row is a document.
    pub documents: u64,
    /// Documents whose clean text differs.
    pub changed: u64,
    /// Documents that failed and are not in the output.
    pub failed_documents: u64,
    /// Documents from which rules would have removed more than the budget allows.
    pub over_budget: u64,
    /// Records whose text is null or missing.
    pub missing: u64,
    /// Bytes of the sources that were cleaned.
    pub bytes: u64,
    /// When a file was last cleaned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_success: Option<String>,
}

impl WatchTotals {
    /// One file that was cleaned.
    pub(crate) fn of_cleaned(counts: &Counts, bytes: u64) -> Self {
        Self {
            done: 1,
            failed: 0,
            documents: counts.documents as u64,
            changed: counts.changed as u64,
            failed_documents: counts.failed as u64,
            over_budget: counts.over_budget as u64,
            missing: counts.missing as u64,
            bytes,
            last_success: Some(now()),
        }
    }

    /// One file that was given up.
    pub(crate) fn of_failed() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let Self { done, failed, documents, changed, failed_documents, over_budget, missing, bytes, last_success } =
            other;
        self.done += done;
        self.failed += failed;
        self.documents += documents;
        self.changed += changed;
        self.failed_documents += failed_documents;
        self.over_budget += over_budget;
        self.missing += missing;
        self.bytes += bytes;
        if last_success.is_some() {
            self.last_success.clone_from(last_success);
        }
    }
}
