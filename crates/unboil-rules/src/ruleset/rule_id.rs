//! The number of a rule.

/// The number of a rule in its [`RuleSet`](crate::RuleSet).
pub type RuleId = u32;
