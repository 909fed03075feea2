//! The record of an edit: its fields, and how they are filled.

use serde::{Deserialize, Serialize};

use crate::ledger::Entry;

/// An edit: the bytes `start..end` of the decoded text, which were `was`, became `now`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EditRecord {
    /// The id of the document.
    pub document: String,
    /// The id of the rule, such as `en/newsletter-signup`, or of the fix, such as `normalize/spaces`.
    pub rule: String,
    /// The category of the rule; left out for a fix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Its first byte in the decoded text. The edits of a document are sorted by it and never overlap.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The line of the decoded text where it begins, from 1. If it begins with line ends, the line after them.
    pub line: usize,
    /// The text before.
    pub was: String,
    /// The text after; empty for a removal.
    pub now: String,
}

impl EditRecord {
    /// An edit of the document with this name.
    pub(super) fn new(document: &str, entry: &Entry<'_>) -> Self {
        Self {
            document: document.to_owned(),
            rule: entry.cause.id().to_owned(),
            category: entry.cause.category().map(|category| category.name().to_owned()),
            start: entry.span.start,
            end: entry.span.end,
            line: entry.line,
            was: entry.was.to_owned(),
            now: entry.content.to_owned(),
        }
    }
}
