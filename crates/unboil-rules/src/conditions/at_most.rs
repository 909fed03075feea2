//! `at_most`: the rule matches few lines of the document. A stray date is one line, a timeline is many.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, PlaceCondition};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::rule_id::RuleId;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use unboil_text::counted;

keys! {
    /// The key of [`AtMost`].
    pub struct AtMostKeys {
        /// The rule matches at most this many lines of the document: a stray date is one, a timeline is many.
        at_most: Option<usize>,
    }
}

/// The most lines that the rule may match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtMost(usize);

impl Condition for AtMost {
    type Keys = AtMostKeys;

    const NARROWS: bool = true;
    const DISTANCE: u8 = 2;

    fn compile(keys: &AtMostKeys, _: &dyn Context) -> Result<Option<Self>, Fault> {
        Ok(keys.at_most.map(Self))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("at_most", self.0.to_string())]
    }

    fn covers(a: Option<&Self>, b: Option<&Self>, _: Option<usize>) -> bool {
        a.is_none_or(|a| b.is_some_and(|b| a.0 >= b.0))
    }
}

impl PlaceCondition for AtMost {
    fn holds(&self, lines: &impl Findings, _: usize, rule: RuleId) -> bool {
        lines.match_count(rule) <= self.0
    }

    fn miss(&self, lines: &impl Findings, _: usize, rule: RuleId) -> String {
        format!("the rule matches {}, at most {}", counted(lines.match_count(rule), "line"), self.0)
    }
}
