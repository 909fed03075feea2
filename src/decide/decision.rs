//! The decision about each line of a document, in four bytes.

use std::num::NonZeroU32;

use unboil_rules::ruleset::model::RuleId;

/// For each line of a document, the rule that removes it, if one does.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    /// Rules plus one.
    rules: Vec<Option<NonZeroU32>>,
}

impl Decision {
    /// No line of `count` is removed.
    pub(super) fn none(count: usize) -> Self {
        Self { rules: vec![None; count] }
    }

    /// Number of lines; 0 if nothing was decided.
    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The rule that removes a line.
    pub(crate) fn get(&self, i: usize) -> Option<RuleId> {
        self.rules.get(i).copied().flatten().map(|rule| rule.get() - 1)
    }

    /// Lets a rule remove a line unless another already does. Returns whether this is new.
    pub(super) fn remove(&mut self, i: usize, rule: RuleId) -> bool {
        let is_new = self.rules[i].is_none();
        if is_new {
            self.rules[i] = Some(NonZeroU32::MIN.saturating_add(rule));
        }
        is_new
    }
}
