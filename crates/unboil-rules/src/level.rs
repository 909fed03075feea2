//! How much evidence a rule needs before it acts.

use serde::{Deserialize, Serialize};

/// How much evidence a rule needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Rules that are safe on any text.
    #[default]
    Careful,
    /// Also rules that may remove a good line now and then, and weak rules on less evidence.
    Bold,
}

impl Level {
    /// The name in rule files and options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::Bold => "bold",
        }
    }
}
