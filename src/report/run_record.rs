//! The record of a run: its fields, and how they are filled.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::hash::hash;
use crate::cleaner::Cleaner;
use crate::options::Options;
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::Selection;

/// The name and version of the format. It changes only if an old reader would misread a new report.
pub const SCHEMA: &str = "unboil-report/1";

/// What ran, and with which rules and options.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunRecord {
    /// The name and version of the format: `unboil-report/1`.
    pub schema: String,
    /// The version of unboil.
    pub version: String,
    /// The rules, by their sources.
    pub packs: Vec<PackRecord>,
    /// The options that decide about the output.
    pub options: OptionsRecord,
    /// When it began. Seconds since 1970 (UTC). Left out of reproducible reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<u64>,
}

/// Rules from one source: all standard packs together, or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PackRecord {
    /// `standard`, or the file as it was named.
    pub name: String,
    /// How many rules it has.
    pub rules: usize,
    /// Hash of its text. Packs of the same hash do the same.
    pub hash: String,
}

/// The options that decide about the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OptionsRecord {
    /// `careful` or `bold`.
    pub level: String,
    /// The largest share of a document that rules may remove, 0 to 1.
    pub budget: f64,
    /// Categories that are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// The only categories that are removed, if not all are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// The ids of the only rules that are active, if not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Vec<String>>,
    /// The ids of rules that are switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// The encoding of `--encoding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether data that looks binary is cleaned as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
    /// Whether indentation is kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_indent: bool,
    /// Whether only rules act, and nothing is normalized.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_rules: bool,
    /// Whether all documents are Markdown, also those of records.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub markdown: bool,
}

impl RunRecord {
    /// The run of a cleaner. A reproducible one has no time.
    #[must_use]
    pub fn new(cleaner: &Cleaner, reproducible: bool) -> Self {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs());
        Self {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            packs: packs(cleaner.rules()),
            options: cleaner.options().into(),
            started: if reproducible { None } else { now() },
        }
    }
}

impl RunRecord {
    /// A run before anything was read.
    pub(super) fn unknown() -> Self {
        Self {
            schema: String::new(),
            version: String::new(),
            packs: Vec::new(),
            options: (&Options::default()).into(),
            started: None,
        }
    }
}

/// The standard packs as one, then each file.
fn packs(rules: &RuleSet) -> Vec<PackRecord> {
    let mut packs = Vec::new();
    let (standard, own): (Vec<_>, Vec<_>) = rules.files().partition(|file| file.is_standard);
    if !standard.is_empty() {
        let mut text = Vec::new();
        for file in &standard {
            for part in [&file.name, file.text()] {
                text.extend_from_slice(part.as_bytes());
                text.push(0);
            }
        }
        packs.push(PackRecord {
            name: "standard".into(),
            rules: standard.iter().map(|file| file.rules).sum(),
            hash: hash(&text),
        });
    }
    packs.extend(own.into_iter().map(|file| PackRecord {
        name: file.name.clone(),
        rules: file.rules,
        hash: hash(file.text().as_bytes()),
    }));
    packs
}

impl From<&Options> for OptionsRecord {
    fn from(options: &Options) -> Self {
        let names = |categories: &[Category]| categories.iter().map(|category| category.name().to_owned()).collect();
        Self {
            level: match options.level {
                Level::Careful => "careful".into(),
                Level::Bold => "bold".into(),
            },
            budget: options.budget,
            keep: names(&options.keep),
            drop: names(&options.only),
            select: options.select.as_ref().map(sorted),
            ignore: sorted(&options.ignore),
            encoding: options.encoding.map(|encoding| encoding.name().to_owned()),
            force: options.force,
            keep_indent: options.keep_indent,
            only_rules: options.only_rules,
            #[cfg(feature = "markdown")]
            markdown: options.markdown,
            #[cfg(not(feature = "markdown"))]
            markdown: false,
        }
    }
}

fn sorted(selection: &Selection) -> Vec<String> {
    let mut ids: Vec<String> = selection.ids().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}
