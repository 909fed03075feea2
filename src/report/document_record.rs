//! The record of a document: its fields, and how they are filled.

use serde::{Deserialize, Serialize};

use super::hash::hash;
use super::input_bytes::InputBytes;
use super::restores::Restores;
use super::source::DocumentSource;
use crate::cleaned::{Cleaned, Status};
use crate::ledger_fault::Sums;
use unboil_encoding::EncodingDecision;

/// A document and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentRecord {
    /// Its name: the `id` of its record, or else its path, followed by a colon and the row if it is a row of a file.
    pub id: String,
    /// The file it was read from, as it was named; `<stdin>` for standard input.
    pub path: String,
    /// Its row in the file, from 1, if it is a record. In an archive, members and rows of members are counted together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The path of its member, if its file is an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Its row in the member, from 1, if the member holds records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_row: Option<u64>,
    /// The field of the text, such as `messages[].content`, if its row holds several texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The path of its output below the folder of `-o`. Left out if it went to standard output or was not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The host of its address, if its record has one (`--source-field`, `WARC-Target-URI`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The delimiter of its table, if the header leaves several possible and the rows decided. `restore` uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// What became of it.
    pub status: DocumentStatus,
    /// How its bytes were decoded. Left out, like all fields below, if it failed or is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<EncodingRecord>,
    /// Its lengths before and after. Bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sizes: Option<Sizes>,
    /// Hashes of its texts, by which `unboil restore` finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hashes: Option<Hashes>,
    /// What `unboil restore` can restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<Restores>,
    /// How many `edit` records follow.
    pub edits: usize,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DocumentStatus {
    /// It was changed.
    Cleaned,
    /// It was clean already.
    Unchanged,
    /// Rules would remove more of it than the budget allows; it was only normalized.
    OverBudget,
    /// Its lines kept changing from round to round; it was only normalized.
    Unsettled,
    /// Its record has no text: the field is null or missing (`--on-missing`).
    Missing,
    /// It could not be read or cleaned; an `error` follows.
    Failed,
}

/// How the bytes of a document were decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EncodingRecord {
    /// Its name in the WHATWG Encoding Standard, or `UTF-32LE`, `UTF-32BE`, `ISO-2022-KR`.
    pub name: String,
    /// How it was decided: `bom`, `valid`, `mostly-valid`, `declared`, `self-declared`, `zero-bytes`, `escapes`,
    /// `guessed`; `text` for a record, whose text is given as such.
    pub evidence: String,
    /// The confidence of the decision, 0 to 100.
    #[serde(default)]
    pub confidence: u8,
    /// The second most likely encoding, if it was guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<String>,
    /// How many byte sequences are not valid in the encoding and became U+FFFD.
    pub bad_sequences: usize,
    /// The length of the byte order mark, which is not part of the text. Bytes.
    pub bom: usize,
}

/// Lengths in bytes. `kept` + `rewritten` + `removed` = `decoded`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Sizes {
    /// The input before decoding; for a record its text.
    pub input: usize,
    /// The decoded text.
    pub decoded: usize,
    /// The part of it that no edit touches.
    pub kept: usize,
    /// The part of it that was replaced by something else.
    pub rewritten: usize,
    /// The part of it that was removed.
    pub removed: usize,
    /// The clean text.
    pub output: usize,
}

/// XXH3 hashes with 128 bits: `xxh3:` and 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hashes {
    /// Of the decoded text, in UTF-8.
    pub decoded: String,
    /// Of the clean text.
    pub output: String,
    /// Of the input's bytes. Left out if they are the decoded text, or cannot be restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
}

impl DocumentRecord {
    /// The record of a document that was cleaned from `decoded`.
    pub(super) fn cleaned(
        source: DocumentSource,
        input: InputBytes,
        decoded: &str,
        cleaned: &Cleaned<'_>,
        sums: Sums,
    ) -> Self {
        let Sums { kept, rewritten, removed } = sums;
        let output = cleaned.text.len();
        Self {
            output: source.output.clone(),
            encoding: Some((&cleaned.encoding).into()),
            sizes: Some(Sizes { input: input.length, decoded: decoded.len(), kept, rewritten, removed, output }),
            hashes: Some(Hashes {
                decoded: hash(decoded.as_bytes()),
                output: hash(cleaned.text.as_bytes()),
                input: input.hash,
            }),
            restores: Some(input.restores),
            edits: cleaned.edits.len(),
            ..Self::new(source, cleaned.status.into())
        }
    }

    /// The record of a document that could not be read or cleaned.
    pub(super) fn failed(source: DocumentSource) -> Self {
        Self::new(source, DocumentStatus::Failed)
    }

    /// The record of a document whose text is missing.
    pub(super) fn missing(source: DocumentSource) -> Self {
        Self { output: source.output.clone(), ..Self::new(source, DocumentStatus::Missing) }
    }

    fn new(source: DocumentSource, status: DocumentStatus) -> Self {
        Self {
            id: source.name(),
            path: source.path,
            row: source.row,
            member: source.member,
            member_row: source.member_row,
            field: source.field,
            output: None,
            site: source.site,
            delimiter: source.delimiter,
            status,
            encoding: None,
            sizes: None,
            hashes: None,
            restores: None,
            edits: 0,
        }
    }
}

impl std::ops::AddAssign for Sizes {
    fn add_assign(&mut self, other: Self) {
        self.input += other.input;
        self.decoded += other.decoded;
        self.kept += other.kept;
        self.rewritten += other.rewritten;
        self.removed += other.removed;
        self.output += other.output;
    }
}

impl From<Status> for DocumentStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Unchanged => Self::Unchanged,
            Status::Cleaned => Self::Cleaned,
            Status::OverBudget => Self::OverBudget,
            Status::Unsettled => Self::Unsettled,
        }
    }
}

impl From<&EncodingDecision> for EncodingRecord {
    fn from(decision: &EncodingDecision) -> Self {
        Self {
            name: decision.encoding.to_owned(),
            evidence: decision.evidence.name().to_owned(),
            confidence: decision.confidence,
            runner_up: decision.runner_up.map(str::to_owned),
            bad_sequences: decision.bad_sequences,
            bom: decision.bom,
        }
    }
}
