//! The tables and keys of an `unboil.toml` as it is written; [`Config`](crate::Config) checks the values.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::values::Text;
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
    pub(crate) dirs: Vec<Text>,
    pub(crate) default: Option<bool>,
    #[serde(default)]
    pub(crate) select: Vec<Text>,
    #[serde(default)]
    pub(crate) ignore: Vec<Text>,
    pub(crate) level: Option<Level>,
    #[serde(default)]
    pub(crate) keep: Vec<Text>,
    #[serde(default)]
    pub(crate) drop: Vec<Text>,
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
    pub(crate) line: Vec<Text>,
    #[serde(default)]
    pub(crate) start: Vec<Text>,
    #[serde(default)]
    pub(crate) end: Vec<Text>,
    #[serde(default)]
    pub(crate) contains: Vec<Text>,
    #[serde(default)]
    pub(crate) unless: Vec<Text>,
}
