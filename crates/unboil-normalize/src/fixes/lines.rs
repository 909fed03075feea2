//! Line ends and blank lines: one `\n` a line, one blank line between blocks at most, none around them.
//!
//! `a<CR><LF>b` → `a<LF>b`. Where lines end is found by [`line_split`](crate::line_split), and lines are put together by
//! [`output`](crate::output), which reports this fix.

use crate::char_table::Ranges;
use crate::text_fix::{Action, TextFix};

/// The fix.
pub(crate) struct Lines;

impl TextFix for Lines {
    const DESCRIPTION: &'static str = "A line end became `\\n`, or surplus blank lines were removed.";
    const EXAMPLE: (&'static str, &'static str) = ("a\r\nb\n\n\nc", "a\nb\n\nc");
    const SUSPECTS: Ranges = &['\u{B}'..='\r', '\u{2028}'..='\u{2029}'];

    #[inline]
    fn action(c: char) -> Option<Action> {
        matches!(c, '\n'..='\r' | '\u{2028}' | '\u{2029}').then_some(Action::LineEnd)
    }
}
