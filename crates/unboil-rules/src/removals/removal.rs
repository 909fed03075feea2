//! What a kind of removal is: the trait that each implements.

use std::ops::Range;

use crate::diagnostic::Fault;
use crate::lines::Findings;
use crate::ruleset::token::Token;
use crate::syntax::context::Context;
use crate::syntax::keys::KeySet;

/// A kind of removal: what a rule removes where it acts.
pub trait Removal: Sized {
    /// The value of `remove` in rule files.
    const NAME: &'static str;

    /// What it removes, for the documentation.
    const DOC: &'static str;

    /// The keys of `[[rule]]` that only rules with this removal have.
    type ExtraKeys: KeySet;

    /// Which part of the text it removes.
    const EXTENT: Extent;

    /// The removal that the keys state.
    ///
    /// # Errors
    /// A value makes no sense.
    fn compile(keys: &Self::ExtraKeys, rule: &dyn Context) -> Result<Self, Fault>;

    /// What it removes, in words; `phrase` writes a phrase as in rule files.
    fn describe(&self, phrase: &dyn Fn(&[Token]) -> String) -> String;

    /// For removals of several lines: the places that are removed together with the line at `place`, which may be among them.
    /// Lines of prose that no rule matches are kept in any case.
    fn reach(&self, _lines: &impl Findings, place: usize) -> Range<usize> {
        place..place
    }

    /// Whether it removes as much as `other` of the same kind.
    fn covers(&self, _other: &Self) -> bool {
        true
    }
}

/// Which part of the text is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A part of the line. It is removed before lines are decided, so no condition may depend on other lines.
    Part,
    /// The line.
    Line,
    /// The line and lines after it.
    After,
    /// The line and lines before it.
    Before,
    /// The line and lines on both sides of it.
    Around,
}
