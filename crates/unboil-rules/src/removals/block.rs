//! `remove = "block"`: the lines around the line, up to the blank lines.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::removal::{Extent, Removal};
use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::NoKeys;

/// The lines around the line, up to the blank lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Block;

/// The longest block that is removed as one, in lines: a cookie dialog with its buttons has some twenty.
const MOST_LINES: usize = 40;

impl Removal for Block {
    const NAME: &'static str = "block";
    const DOC: &'static str = "The lines around it, up to the blank lines. A block of more than 40 lines is kept.";
    const EXTENT: Extent = Extent::Around;
    type ExtraKeys = NoKeys;

    fn compile(_: &NoKeys, _: &dyn Context) -> Result<Self, Fault> {
        Ok(Self)
    }

    fn describe(&self, _: &dyn Fn(&[Token]) -> String) -> String {
        "the lines around it, up to the blank lines".to_owned()
    }

    fn reach(&self, lines: &impl Findings, place: usize) -> Range<usize> {
        let mut from = place;
        while from > 0 && place - from <= MOST_LINES && !lines.is_after_blank(from) {
            from -= 1;
        }
        let mut to = place + 1;
        while to < lines.count() && to - from <= MOST_LINES && !lines.is_after_blank(to) {
            to += 1;
        }
        // A block of thousands of lines is a document without blank lines; rules are meant for a paragraph or a list.
        if to - from <= MOST_LINES { from..to } else { place..place }
    }
}
