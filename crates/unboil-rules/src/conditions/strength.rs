//! `strength`: a weak rule acts only next to other findings. "Share", "Home" or a bare date alone may belong to the article.

use serde::{Deserialize, Serialize};

use super::condition::{ClusterCondition, Condition};
use crate::diagnostic::Fault;
use crate::level::Level;
use crate::lines::{Cluster, Findings};
use crate::ruleset::rule_id::RuleId;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;

keys! {
    /// The key of [`Weak`].
    pub struct StrengthKeys {
        /// `"strong"` (default) acts alone. `"weak"` (for "Share", "Home", a bare date) acts only next to other findings.
        strength: Strength,
    }
}

/// Whether a rule acts alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// The rule acts alone.
    #[default]
    Strong,
    /// The rule acts only next to other findings.
    Weak,
}

/// The rule is weak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weak;

/// Lines that weak rules match, and different rules among them, that support each other although no line of the cluster is
/// removed otherwise. Set by hand: two labels meet by chance in a list of headings, three of two kinds are a menu or a share
/// bar.
const CAREFUL: (usize, usize) = (3, 2);
/// The same at the bold level.
const BOLD: (usize, usize) = (2, 1);
/// Rules are counted up to this number; no level asks for more.
const MOST_RULES: usize = 3;

impl Cluster {
    /// Weighs the findings of neighbouring lines.
    pub fn weigh(lines: &impl Findings, range: std::ops::Range<usize>, level: Level) -> Self {
        let mut removed = 0;
        let mut weak_lines = 0;
        // The rules that match lines that are not removed, and those that match any.
        let (mut weak_rules, mut rules): (Vec<RuleId>, Vec<RuleId>) = (Vec::new(), Vec::new());
        for place in range.clone() {
            let is_removed = lines.is_removed(place);
            removed += usize::from(is_removed);
            weak_lines += usize::from(!is_removed);
            for rule in lines.candidates(place) {
                add(&mut rules, rule);
                if !is_removed {
                    add(&mut weak_rules, rule);
                }
            }
        }
        let (least_lines, least_rules) = match level {
            Level::Careful => CAREFUL,
            Level::Bold => BOLD,
        };
        // A line that lost a part of itself (a credit, a second copy) is a finding next to the cluster.
        let next_to_it = [range.start.checked_sub(1), Some(range.end)].into_iter().flatten();
        let shortened = next_to_it.filter(|&place| place < lines.count()).any(|place| lines.was_shortened(place));
        Self {
            supports_others: removed > 0 || shortened || (weak_lines >= least_lines && weak_rules.len() >= least_rules),
            // A removed line does not support itself: if a strong rule removes the label above a headline, a weak rule must not
            // treat that label as the heading of a list.
            supports_removed: removed > 1 || shortened || (weak_lines + 1 >= least_lines && rules.len() >= least_rules),
            lines: range,
        }
    }
}

fn add(rules: &mut Vec<RuleId>, rule: RuleId) {
    if rules.len() < MOST_RULES && !rules.contains(&rule) {
        rules.push(rule);
    }
}

impl Condition for Weak {
    type Keys = StrengthKeys;

    const NARROWS: bool = true;
    const DISTANCE: u8 = 1;

    fn compile(keys: &StrengthKeys, _: &dyn Context) -> Result<Option<Self>, Fault> {
        Ok((keys.strength == Strength::Weak).then_some(Self))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("strength", "weak".to_owned())]
    }
}

impl ClusterCondition for Weak {
    fn holds(&self, lines: &impl Findings, place: usize, cluster: &Cluster) -> bool {
        if lines.is_removed(place) { cluster.supports_removed } else { cluster.supports_others }
    }

    fn miss(&self) -> String {
        "weak: acts only next to other findings".to_owned()
    }
}
