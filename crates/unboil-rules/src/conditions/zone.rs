//! `zone`: the line is in the head, the body or the tail of the document.

use serde::{Deserialize, Serialize};

use super::condition::{Condition, PlaceCondition};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::rule_id::RuleId;
use crate::syntax::context::Context;
use crate::syntax::keys::keys;
use crate::syntax::values::OneOrMany;
use crate::zones::Zones;

keys! {
    /// The key of [`Zone`].
    pub struct ZoneKeys {
        /// The line is in the `"head"` (before the first paragraph of prose), the `"body"` or the `"tail"` (after the last). A
        /// list means any of them.
        zone: OneOrMany<ZoneName>,
    }
}

/// A zone in rule files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ZoneName {
    /// Before the first paragraph of prose.
    Head,
    /// From the first paragraph of prose to the last.
    Body,
    /// After the last paragraph of prose.
    Tail,
}

/// The zones in which the rule acts: one or two of the three.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone(pub Zones);

impl Condition for Zone {
    type Keys = ZoneKeys;

    const NARROWS: bool = true;
    const EXCUSES_KEEPS: bool = false;
    const DISTANCE: u8 = 2;

    fn compile(keys: &ZoneKeys, _: &dyn Context) -> Result<Option<Self>, Fault> {
        let zones = keys.zone.as_slice().iter().map(|zone| match zone {
            ZoneName::Head => Zones::HEAD,
            ZoneName::Body => Zones::BODY,
            ZoneName::Tail => Zones::TAIL,
        });
        let zones = zones.fold(Zones::NONE, Zones::and);
        // All three zones are not a condition: in a document without prose, which has no zones, it would never hold.
        let everywhere = zones.each().count() == Zones::EACH.len();
        Ok((zones != Zones::NONE && !everywhere).then_some(Self(zones)))
    }

    fn describe(&self) -> Vec<(&'static str, String)> {
        vec![("zone", self.0.names().join(", "))]
    }

    fn covers(a: Option<&Self>, b: Option<&Self>, _: Option<usize>) -> bool {
        a.is_none_or(|a| b.is_some_and(|b| a.0.contains(b.0)))
    }
}

impl PlaceCondition for Zone {
    fn holds(&self, lines: &impl Findings, place: usize, _: RuleId) -> bool {
        self.0.meets(lines.zone(place))
    }

    fn miss(&self, lines: &impl Findings, place: usize, _: RuleId) -> String {
        let wanted = self.0.names().join(" or ");
        match lines.zone(place).names().first() {
            Some(zone) => format!("the line is in the {zone}, the rule acts in the {wanted}"),
            None => format!("the document has no prose and therefore no zones, the rule acts in the {wanted}"),
        }
    }
}
