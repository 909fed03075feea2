//! What a detector is: the trait that each implements.

use super::place_set::PlaceSet;
use crate::diagnostic::Fault;
use crate::lines::Lines;
use crate::syntax::context::Context;
use crate::syntax::keys::KeySet;
use unboil_text::Span;

/// A detector: it finds boilerplate by its structure instead of by phrases.
///
/// It works inside a line ([`in_line`](Self::in_line)) or over lines ([`over_lines`](Self::over_lines)).
pub trait Detector: Sized {
    /// The name of its table: `echo` for `[[echo]]`.
    const NAME: &'static str;

    /// What it finds, for the documentation.
    const DOC: &'static str;

    /// What it finds, in a list of rules.
    const FINDS: &'static str;

    /// What it removes, in words.
    const REMOVES: &'static str;

    /// Why it removes a line, in `explain`.
    const REASON: &'static str;

    /// The keys of its table, apart from those of every rule.
    type TableKeys: KeySet;

    /// Where it looks.
    const SCOPE: Scope;

    /// The detector with the parameters that the keys state.
    ///
    /// # Errors
    /// A value makes no sense.
    fn compile(keys: &Self::TableKeys, rule: &dyn Context) -> Result<Self, Fault>;

    /// Its parameters as keys and values of rule files.
    fn describe(&self) -> Vec<(&'static str, String)>;

    /// What it removes from a line: byte ranges, sorted and disjoint. `None` if nothing.
    fn in_line(&self, _line: &str) -> Option<Vec<Span>> {
        None
    }

    /// The places of the lines it removes. `is_removed` tells whether a rule already removes the line at a place. Memory besides
    /// the result must not exceed four bytes for each distinct line.
    fn over_lines(&self, _lines: &impl Lines, _is_removed: &dyn Fn(usize) -> bool) -> PlaceSet {
        PlaceSet::default()
    }
}

/// Where a detector looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// At each line by itself.
    InLine,
    /// At the lines of every document.
    Lines,
    /// At the lines of documents in which a line occurs twice; it finds nothing in others.
    RepeatedLines,
}
