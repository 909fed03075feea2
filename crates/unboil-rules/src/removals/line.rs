//! `remove = "line"`: the line.

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::NoKeys;

/// The line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line;

impl Removal for Line {
    const NAME: &'static str = "line";
    const DOC: &'static str = "The line. The default.";
    const EXTENT: Extent = Extent::Line;
    type ExtraKeys = NoKeys;

    fn compile(_: &NoKeys, _: &dyn Context) -> Result<Self, Fault> {
        Ok(Self)
    }

    fn describe(&self, _: &dyn Fn(&[Token]) -> String) -> String {
        "the line".to_owned()
    }
}
