//! How much evidence a rule needs before it acts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use unboil_text::suggest::nearest;

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
    /// Both, the one that removes less first.
    pub const ALL: &[Self] = &[Self::Careful, Self::Bold];

    /// The name in rule files and options.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Careful => "careful",
            Self::Bold => "bold",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The error for a name that is not a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLevel {
    /// The name as given.
    pub name: String,
}

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = || Level::ALL.iter().map(|level| level.name());
        write!(f, "unknown level `{}`; ", self.name)?;
        match nearest(&self.name, names()) {
            Some(near) => write!(f, "did you mean `{near}`?"),
            None => write!(f, "expected one of {}", names().collect::<Vec<_>>().join(", ")),
        }
    }
}

impl std::error::Error for UnknownLevel {}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|l| l.name() == name).ok_or_else(|| UnknownLevel { name: name.to_owned() })
    }
}
