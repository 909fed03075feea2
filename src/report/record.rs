//! The records of a report, as they stand in the file. Fields are only ever added; what a reader does not know it skips.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The name and version of the form. It changes only if an old reader would misread a new report.
pub const SCHEMA: &str = "unboil-report/1";

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Record {
    /// The first line: what ran, and how.
    Run(RunRecord),
    /// What became of a document. Its edits or its error follow.
    Document(DocumentRecord),
    /// A change in the document before it.
    Edit(EditRecord),
    /// Why the document before it failed.
    Error(ErrorRecord),
    /// The last line: all of it added up.
    Summary(SummaryRecord),
    /// A kind of a later version.
    #[serde(other)]
    Unknown,
}

/// What ran, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunRecord {
    /// The form of the report: `unboil-report/1`.
    pub schema: String,
    /// The version of unboil.
    pub version: String,
    /// The rules, by where they come from.
    pub packs: Vec<PackRecord>,
    /// What was chosen.
    pub options: OptionsRecord,
    /// When it began, in seconds since 1970 (UTC). Left out of reproducible reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<u64>,
}

/// Rules from one place: all standard packs together, or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PackRecord {
    /// `standard`, or the file as it was named.
    pub name: String,
    /// How many rules stand in it.
    pub rules: usize,
    /// Hash of its text. Packs of the same hash do the same.
    pub hash: String,
}

/// The options that decide what a document becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionsRecord {
    /// `careful` or `bold`.
    pub level: String,
    /// The share of a document that may go, 0 to 1.
    pub budget: f64,
    /// Categories that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// The only categories that go, where not all do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// The only rules that act, where not all do: ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Vec<String>>,
    /// Rules that do not act: ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// The encoding the user named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether what looks like binary data is cleaned too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentRecord {
    /// Its name: the `id` of its record, else its path, with the row behind a colon where it is a row of a file.
    pub id: String,
    /// The file it was read from, as it was named; `<stdin>` for standard input.
    pub path: String,
    /// Its row in the file, from 1, if it is a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The place of the text in its row, such as `messages[2].content`, if the row holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Where its text went: the path below the folder of `-o`. Left out where it went to standard output or nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The host it comes from, if its record has an address (`--source-field`, `WARC-Target-URI`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How it went.
    pub status: DocumentStatus,
    /// How its bytes became text. Left out, as all that follows, where it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingRecord>,
    /// How long it was and is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sizes: Option<Sizes>,
    /// By which a text is known to be the one of this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Hashes>,
    /// What `unboil restore` can give back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<Restores>,
    /// How many `edit` records follow.
    pub edits: usize,
}

/// How cleaning a document went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DocumentStatus {
    /// It was changed.
    Cleaned,
    /// It was clean and stayed as it was.
    Unchanged,
    /// Rules wanted more of it than the budget allows: it was normalized only.
    OverBudget,
    /// Its lines did not come to rest: it was normalized only.
    Unsettled,
    /// It could not be read or cleaned; an `error` follows.
    Failed,
}

/// How the bytes of a document became text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EncodingRecord {
    /// Its name in the WHATWG Encoding Standard, or `UTF-32LE`, `UTF-32BE`, `ISO-2022-KR`.
    pub name: String,
    /// How it was decided: `bom`, `valid`, `mostly-valid`, `declared`, `self-declared`, `zero-bytes`, `escapes`,
    /// `guessed`; `text` for a record, whose text is given as such.
    pub evidence: String,
    /// How sure that is, 0 to 100.
    #[serde(default)]
    pub confidence: u8,
    /// What else the bytes might be in, if it was guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<String>,
    /// Byte sequences that are not of the encoding and became U+FFFD.
    pub bad_sequences: usize,
    /// Length of the byte order mark that was taken off, in bytes.
    pub bom: usize,
}

/// Lengths in bytes. `kept` + `rewritten` + `removed` = `decoded`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Sizes {
    /// The input as it came, before decoding; for a record its text.
    pub input: usize,
    /// The decoded text.
    pub decoded: usize,
    /// Of it, what no edit touches.
    pub kept: usize,
    /// Of it, what something else stands for now.
    pub rewritten: usize,
    /// Of it, what went.
    pub removed: usize,
    /// The clean text.
    pub output: usize,
}

/// XXH3 hashes of 128 bits, as `xxh3:` and 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hashes {
    /// Of the decoded text, in UTF-8.
    pub decoded: String,
    /// Of the clean text.
    pub output: String,
}

/// What `unboil restore` can give back from the clean text and the edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Restores {
    /// The input, byte for byte: encoding the decoded text again gives the same bytes. This was tried.
    Bytes,
    /// The decoded text; the bytes it was made from do not come back by encoding it.
    Text,
}

/// A change: the bytes `start..end` of the decoded text, which were `was`, are `now`.
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
    /// First byte in the decoded text. Edits of a document are sorted by it and never overlap.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The line of the decoded text it begins on, from 1; where it begins with line ends, that of what follows them.
    pub line: usize,
    /// What stood there.
    pub was: String,
    /// What stands there now; empty for a removal.
    pub now: String,
}

/// Why a document failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorRecord {
    /// The id of the document.
    pub document: String,
    /// The message, as it stands on standard error.
    pub message: String,
}

/// All of it added up.
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
    /// How many did not come to rest.
    pub unsettled: usize,
    /// How many failed.
    pub failed: usize,
    /// Their lengths, added up.
    pub sizes: Sizes,
    /// What each rule and each fix did, by id.
    pub rules: BTreeMap<String, Total>,
    /// What the rules of each category did. Fixes have none.
    pub categories: BTreeMap<String, Total>,
    /// How long it took, in seconds. Left out of reproducible reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// Edits of one kind added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Total {
    /// How many.
    pub edits: usize,
    /// Bytes of decoded text that went.
    pub removed: usize,
    /// Bytes of decoded text that something else stands for.
    pub rewritten: usize,
}
