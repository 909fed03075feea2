//! `remove = "from-start"`: everything up to and including the line.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::NoKeys;
use crate::zones::Zones;

/// Everything up to and including the line, in the head.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FromStart;

impl Removal for FromStart {
    const NAME: &'static str = "from-start";
    const DOC: &'static str = "Everything up to and including the line. Only in the head; elsewhere the line alone.";
    const EXTENT: Extent = Extent::Before;
    type ExtraKeys = NoKeys;

    fn compile(_: &NoKeys, _: &dyn Context) -> Result<Self, Fault> {
        Ok(Self)
    }

    fn describe(&self, _: &dyn Fn(&[Token]) -> String) -> String {
        "everything up to and including the line".to_owned()
    }

    fn reach(&self, lines: &impl Findings, place: usize) -> Range<usize> {
        if lines.zone(place) == Zones::HEAD { 0..place } else { place..place }
    }
}
