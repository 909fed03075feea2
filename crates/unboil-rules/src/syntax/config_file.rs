//! The tables and keys of an `unboil.toml` as it is written; [`Config`](crate::Config) checks the values.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::values::{List, Text};
use crate::level::Level;

/// An `unboil.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigDef {
    #[serde(default)]
    pub(crate) rules: RulesDef,
    #[serde(default)]
    pub(crate) options: BTreeMap<Spanned<String>, toml::Value>,
}

/// `[rules]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesDef {
    #[serde(default)]
    pub(crate) dirs: List<Text>,
    pub(crate) default: Option<bool>,
    #[serde(default)]
    pub(crate) select: List<Text>,
    #[serde(default)]
    pub(crate) ignore: List<Text>,
    pub(crate) level: Option<Level>,
    #[serde(default)]
    pub(crate) keep: List<Text>,
    #[serde(default)]
    pub(crate) drop: List<Text>,
    #[serde(default)]
    pub(crate) extend: Vec<ExtendDef>,
}

/// `[[rules.extend]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendDef {
    /// The full id of the rule.
    pub(crate) id: Text,
    #[serde(default)]
    pub(crate) line: List<Text>,
    #[serde(default)]
    pub(crate) start: List<Text>,
    #[serde(default)]
    pub(crate) end: List<Text>,
    #[serde(default)]
    pub(crate) contains: List<Text>,
    #[serde(default)]
    pub(crate) unless: List<Text>,
}
