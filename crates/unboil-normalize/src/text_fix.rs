//! What a text fix is: the interface that every file in [`fixes`](crate::fixes) implements.
//!
//! A fix declares its description, an example, the characters that make a line suspect, and its rewriting. The first pass
//! over a text only looks for suspects, so a character that no fix declares costs nothing. A fix that removes or replaces
//! single characters needs no more than [`TextFix::action`]; one that looks at their order implements [`TextFix::rewrite`].

use crate::char_table::{Characters, Ranges};
use crate::edit_script::Changes;

/// A fix. Its id in reports is the name of its file, as in `normalize/nfc`. Id, description and example make the table in
/// `docs/report.md`.
pub(crate) trait TextFix {
    /// What the fix does, in one sentence for readers of a report.
    const DESCRIPTION: &'static str;

    /// A text that the fix changes, and what becomes of it without its final newline.
    const EXAMPLE: (&'static str, &'static str);

    /// Whether the change is inferred and may be wrong, so that it should be reviewed.
    const IS_GUESS: bool = false;

    /// Whether the fix implements [`rewrite`](Self::rewrite).
    const REWRITES_LINES: bool = false;

    /// The characters that make a line suspect. A line without suspects is never rewritten.
    const SUSPECTS: Ranges = &[];

    /// Characters that make a line suspect where one of `LEADS` is directly before one of `TAILS` and
    /// [`is_suspect_pair`](Self::is_suspect_pair) agrees: first and last code point of each range, none of them ASCII.
    const LEADS: &'static [u32] = &[];

    /// See [`LEADS`](Self::LEADS).
    const TAILS: &'static [u32] = &[];

    /// Whether the tail at byte `at` of `text` and the lead before it make the line suspect.
    fn is_suspect_pair(_text: &str, _at: usize) -> bool {
        false
    }

    /// What becomes of `c`, whatever is around it. `None` for every character that the fix does not change by itself.
    fn action(_c: char) -> Option<Action> {
        None
    }

    /// Writes the fixed `line` to `out` (which is empty) and the changed bytes to `changes`. Returns `false`, with both as they
    /// were, if there is nothing to do. Called after the walk over the characters of a line, in the order of the registry;
    /// walk and rewritings are repeated until nothing changes.
    fn rewrite<C: Characters>(_line: &str, _out: &mut String, _changes: &mut Changes) -> bool {
        false
    }
}

/// What becomes of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// It is removed.
    Remove,
    /// It becomes another character.
    Become(char),
    /// It is a direction mark: removed from a line without a right-to-left letter.
    Direction,
    /// It is white space inside a line.
    Space,
    /// It ends a line.
    LineEnd,
}
