//! The reason why a rule does not remove a line, and how near it came.
//!
//! Each condition describes itself in its own file; the reasons here are not conditions.

use std::fmt;

use crate::cleaner::Cleaner;
use unboil_rules::conditions::Miss;
use unboil_rules::ruleset::model::{Action, RuleId, RuleKind};

/// The reason why a rule does not remove a line: a condition that does not hold, or that the rule is switched off. It displays as
/// text: `24 words, at most 20`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss(Miss);

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl From<Miss> for NearMiss {
    fn from(miss: Miss) -> Self {
        Self(miss)
    }
}

/// A rule that is switched off ranks after one whose `unless` protects the line, and before one for longer or shorter lines.
const OFF: u8 = 4;
/// A phrase that is only a part of the line ranks last.
const PART_OF_LINE: u8 = 6;

impl NearMiss {
    /// A rule is switched off.
    pub(super) fn off(cleaner: &Cleaner, rule: RuleId) -> Self {
        Self(Miss { reason: format!("switched off: {}", why_off(cleaner, rule)), distance: OFF })
    }

    /// A phrase for the whole line is only a part of it.
    pub(super) fn part_of_line() -> Self {
        let reason = "the phrase must be the whole line, and the line has other words".to_owned();
        Self(Miss { reason, distance: PART_OF_LINE })
    }
}

/// How near a rule came; lower is nearer. A rule that would remove the line if another one did not come first is nearest.
pub(super) fn distance(miss: Option<&NearMiss>) -> u8 {
    miss.map_or(0, |miss| miss.0.distance)
}

fn why_off(cleaner: &Cleaner, rule: RuleId) -> String {
    let (options, rule) = (&cleaner.engine.options, cleaner.engine.rules.rule(rule));
    let category = rule.category;
    if options.keep.contains(&category) || !(options.only.is_empty() || options.only.contains(&category)) {
        return format!("{category} is kept");
    }
    if options.ignore.has(&rule.id) {
        return "it is ignored".into();
    }
    if options.select.as_ref().is_some_and(|select| !select.has(&rule.id)) {
        return "it is not selected".into();
    }
    if rule.level > options.level {
        return format!("it acts only at the level {}", rule.level.name());
    }
    match &rule.kind {
        RuleKind::Phrases(Action { conditions, .. }) if conditions.site.is_some() => {
            let hosts = conditions.site.iter().flat_map(|hosts| &hosts.0);
            format!("it acts only on {}", hosts.map(|host| &**host).collect::<Vec<_>>().join(", "))
        }
        _ => "it does not act here".into(),
    }
}
