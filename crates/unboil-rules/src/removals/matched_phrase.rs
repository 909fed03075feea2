//! `remove = "match"`: the matched phrase alone.

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::NoKeys;

/// The matched phrase, and one of the spaces around it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MatchedPhrase;

impl Removal for MatchedPhrase {
    const NAME: &'static str = "match";
    const DOC: &'static str = "The matched phrase alone. Only with conditions on the line itself.";
    const EXTENT: Extent = Extent::Part;
    type ExtraKeys = NoKeys;

    fn compile(_: &NoKeys, _: &dyn Context) -> Result<Self, Fault> {
        Ok(Self)
    }

    fn describe(&self, _: &dyn Fn(&[Token]) -> String) -> String {
        "the phrase".to_owned()
    }
}
