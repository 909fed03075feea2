//! `remove = "to-end"`: the line and everything after it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::NoKeys;
use crate::zones::Zones;

/// The line and everything after it, in the tail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToEnd;

impl Removal for ToEnd {
    const NAME: &'static str = "to-end";
    const DOC: &'static str = "The line and everything after it. Only in the tail; elsewhere the line alone.";
    const EXTENT: Extent = Extent::After;
    type ExtraKeys = NoKeys;

    fn compile(_: &NoKeys, _: &dyn Context) -> Result<Self, Fault> {
        Ok(Self)
    }

    fn describe(&self, _: &dyn Fn(&[Token]) -> String) -> String {
        "the line and everything after it".to_owned()
    }

    fn reach(&self, lines: &impl Findings, place: usize) -> Range<usize> {
        if lines.zone(place) == Zones::TAIL { place + 1..lines.count() } else { place..place }
    }
}
