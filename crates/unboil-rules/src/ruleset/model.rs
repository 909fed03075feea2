//! Rules as the rest of the pipeline sees them: conditions and effects, without TOML.

use serde::{Deserialize, Serialize};

pub use super::rule_id::RuleId;
use crate::category::Category;
use crate::conditions::Conditions;
use crate::detectors::AnyDetector;
use crate::level::Level;
use crate::removals::{AnyRemoval, Extent};

/// A rule of any kind: what all of them have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// `en/newsletter-signup`.
    pub id: std::sync::Arc<str>,
    /// Old names, in full.
    pub aliases: Vec<Box<str>>,
    /// The kind of text it removes.
    pub category: Category,
    /// The level from which on it acts.
    pub level: Level,
    /// What it looks for and what it does.
    pub kind: RuleKind,
}

impl Rule {
    /// Its id and its aliases, in full.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.id).chain(self.aliases.iter().map(|alias| &**alias))
    }
}

/// What a rule looks for, and what it does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RuleKind {
    /// `[[rule]]`
    Phrases(Action),
    /// The table of a detector, such as `[[echo]]`.
    Detector(AnyDetector),
}

/// Conditions and effect of a `[[rule]]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Action {
    /// What must hold beside its phrase.
    pub conditions: Conditions,
    /// What it removes.
    pub removal: AnyRemoval,
    /// Whether a phrase may directly follow a lower-case letter.
    pub glued: bool,
}

impl Action {
    /// Whether it removes a part of a line.
    #[must_use]
    pub fn is_in_line(&self) -> bool {
        self.removal.extent() == Extent::Part
    }
}

/// What decides whether a rule is switched on, apart from its name. A cleaner reads it for every rule, so that most rules
/// need not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// The level from which on the rule acts.
    pub level: Level,
    /// The kind of text it removes.
    pub category: Category,
}
