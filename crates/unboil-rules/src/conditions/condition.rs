//! What a condition is: the traits that each kind implements.
//!
//! When a condition is evaluated depends on what it is about. There is a trait for each case:
//!
//! | trait | about | evaluated |
//! | --- | --- | --- |
//! | [`LineCondition`] | the line itself | when a phrase matches the line |
//! | [`PlaceCondition`] | the line's place among the lines that are left | at the beginning of a round |
//! | [`ClusterCondition`] | the findings around the line | when all stronger findings of a round are known |
//!
//! A condition on the document alone implements none of them: which rules act on which hosts is computed when a cleaner is made.

use crate::diagnostic::Fault;
use crate::lines::{Cluster, Findings, LineText};
use crate::ruleset::rule_id::RuleId;
use crate::syntax::context::Context;
use crate::syntax::keys::KeySet;

/// A condition of a rule, compiled.
pub trait Condition: Sized + PartialEq {
    /// The keys of `[[rule]]` that state it.
    type Keys: KeySet;

    /// Whether a rule with it acts only in some places or next to other findings, so that its phrases may be common.
    const NARROWS: bool;

    /// Whether a rule with it may match a `keeps` example of another rule without a lint finding. Not so for a zone: each example is
    /// tested in the zone of its own rule only, and a rule for another zone may still remove the same line there.
    const EXCUSES_KEEPS: bool = Self::NARROWS;

    /// How far a rule is from acting if this condition does not hold: `explain` lists the nearest rules first.
    const DISTANCE: u8;

    /// The condition that the keys state; `None` if they state none.
    ///
    /// # Errors
    /// A value makes no sense.
    fn compile(keys: &Self::Keys, rule: &dyn Context) -> Result<Option<Self>, Fault>;

    /// The condition as keys and values of rule files.
    fn describe(&self) -> Vec<(&'static str, String)>;

    /// Whether a rule with condition `a` acts wherever one with `b` does, on lines of `words` words (`None`: of any number).
    fn covers(a: Option<&Self>, b: Option<&Self>, _words: Option<usize>) -> bool {
        a.is_none() || a == b
    }
}

/// A condition on the line itself.
pub trait LineCondition: Condition {
    /// Whether it holds.
    fn holds(&self, line: &mut impl LineText) -> bool;

    /// Why it does not hold.
    fn miss(&self, line: &mut impl LineText) -> String;
}

/// A condition on the line's place among the lines that are left.
pub trait PlaceCondition: Condition {
    /// Whether it holds for `rule`, which matches the line.
    fn holds(&self, lines: &impl Findings, place: usize, rule: RuleId) -> bool;

    /// Why it does not hold.
    fn miss(&self, lines: &impl Findings, place: usize, rule: RuleId) -> String;
}

/// A condition on the findings around the line.
pub trait ClusterCondition: Condition {
    /// Whether it holds. `cluster` is the one the line is in.
    fn holds(&self, lines: &impl Findings, place: usize, cluster: &Cluster) -> bool;

    /// Why it does not hold.
    fn miss(&self) -> String;
}

/// A condition that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Miss {
    /// What was found, and what the rule wants.
    pub reason: String,
    /// See [`Condition::DISTANCE`].
    pub distance: u8,
}
