//! How near a rule came, in words.
//!
//! Goes in: the condition that does not hold, as matcher and decision name it. Comes out: a sentence with both numbers:
//! `24 words, at most 20`.

use std::fmt;

use crate::cleaner::Cleaner;
use crate::decide::Unmet;
use crate::matcher::Miss;
use unboil_rules::Level;
use unboil_rules::RuleSet;
use unboil_rules::ruleset::model::{Action, Near, RuleId, RuleKind, Zones};

/// The condition that keeps a rule from taking a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NearMiss {
    /// All that the rule wants of the line holds but the number of its words.
    Words {
        /// How many it has.
        has: usize,
        /// The fewest.
        least: usize,
        /// The most.
        most: usize,
    },
    /// A phrase protects it.
    Unless(String),
    /// It stands in another zone.
    Zone {
        /// The line's; nothing in a document without prose.
        is: Option<&'static str>,
        /// The rule's.
        wants: Vec<&'static str>,
    },
    /// The rule would take more lines than it may.
    TooMany {
        /// How many it would.
        lines: usize,
        /// How many it may.
        at_most: usize,
    },
    /// None of these stands next to it.
    NotNear(Vec<String>),
    /// The rule is weak, and nothing else goes around the line.
    Alone,
    /// The rule is switched off, in these words.
    Off(String),
    /// The whole line would have to be the phrase; other words stand in it.
    WholeLine,
}

impl fmt::Display for NearMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words { has, least, .. } if has < least => write!(f, "{has} words, at least {least}"),
            Self::Words { has, most, .. } => write!(f, "{has} words, at most {most}"),
            Self::Unless(phrase) => write!(f, "protected, as it holds {phrase:?}"),
            Self::Zone { is: Some(is), wants } => {
                write!(f, "stands in the {is}, the rule acts in the {}", wants.join(" or "))
            }
            Self::Zone { is: None, wants } => {
                write!(f, "the document has no prose and so no zones, the rule acts in the {}", wants.join(" or "))
            }
            Self::TooMany { lines, at_most } => write!(f, "{lines} such lines, at most {at_most}"),
            Self::NotNear(wanted) => write!(f, "nothing of {} goes next to it", wanted.join(", ")),
            Self::Alone => f.write_str("weak: goes only in the company of other findings"),
            Self::Off(why) => write!(f, "switched off: {why}"),
            Self::WholeLine => f.write_str("the phrase must be the whole line; other words stand beside it"),
        }
    }
}

/// What comes nearest counts least; a rule that another one was before is nearest of all.
pub(super) fn distance(miss: &Option<NearMiss>) -> u8 {
    match miss {
        None => 0,
        Some(NearMiss::Alone | NearMiss::NotNear(_)) => 1,
        Some(NearMiss::Zone { .. } | NearMiss::TooMany { .. }) => 2,
        Some(NearMiss::Unless(_)) => 3,
        Some(NearMiss::Off(_)) => 4,
        Some(NearMiss::Words { .. }) => 5,
        Some(NearMiss::WholeLine) => 6,
    }
}

impl NearMiss {
    /// A condition on the line itself.
    pub(super) fn within(
        cleaner: &Cleaner,
        rule: RuleId,
        is_on: bool,
        judgement: Result<(), Miss<'_>>,
    ) -> Option<Self> {
        let of_rule = cleaner.engine.rules.rule(rule);
        let RuleKind::Phrases(action) = &of_rule.kind else { return None };
        match judgement {
            Ok(()) if is_on => None,
            Ok(()) => Some(Self::Off(why_off(cleaner, rule, action))),
            Err(_) if !is_on => None,
            Err(Miss::Words(has)) => Some(Self::Words { has, least: action.min_words, most: action.max_words }),
            Err(Miss::Unless(phrase)) => Some(Self::Unless(phrase.to_owned())),
        }
    }

    /// A condition on what stands around the line.
    pub(super) fn around(rules: &RuleSet, rule: RuleId, unmet: Unmet, zone: u8) -> Self {
        let of_rule = rules.rule(rule);
        let RuleKind::Phrases(action) = &of_rule.kind else { return Self::Alone };
        match unmet {
            Unmet::Zone => Self::Zone { is: zones(zone).first().copied(), wants: zones(action.zones.0) },
            Unmet::TooMany(lines) => Self::TooMany { lines, at_most: action.at_most },
            Unmet::NotNear => {
                let name = |near: &Near| match near {
                    Near::Category(category) => category.name().to_owned(),
                    Near::Rule(id) => id.to_string(),
                };
                Self::NotNear(action.near.iter().map(name).collect())
            }
            Unmet::Alone => Self::Alone,
        }
    }
}

fn zones(bits: u8) -> Vec<&'static str> {
    let all = [(Zones::HEAD, "head"), (Zones::BODY, "body"), (Zones::TAIL, "tail")];
    all.into_iter().filter(|(bit, _)| bits & bit != 0).map(|(_, name)| name).collect()
}

fn why_off(cleaner: &Cleaner, rule: RuleId, action: &Action) -> String {
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
        let level = match rule.level {
            Level::Careful => "careful",
            Level::Bold => "bold",
        };
        return format!("it acts at the level {level}");
    }
    if action.sites.is_empty() {
        "it does not act here".into()
    } else {
        format!("it acts only on {}", action.sites.join(", "))
    }
}
