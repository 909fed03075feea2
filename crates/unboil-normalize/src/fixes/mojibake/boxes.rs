//! UTF-8 that was read as a Russian code page with characters for drawing boxes: `п⌠п╬п╢` in KOI8-R and `╨У╨╛╨┤` in IBM866 → `Год`.
//!
//! Every second character of such Cyrillic is one of two, and the others are boxes, signs and letters in an order that no text has. A
//! line is encoded in the code page and decoded as UTF-8. It must be UTF-8 from beginning to end, have enough such characters, and read
//! like some language ([`is_plausible`](unboil_encoding::is_plausible)).

use super::whole_line::read_back;
use crate::edit_script::Changes;
use encoding_rs::{Encoding, IBM866, KOI8_R, KOI8_U};

/// The code pages. Of two that give the same text the first is taken.
const PAGES: [&Encoding; 3] = [KOI8_R, KOI8_U, IBM866];

/// How many non-ASCII characters must come out. Set by hand: a word. A byte that continues UTF-8 is one of four, so four characters come
/// out by accident once in 256 lines that have the mark, which is itself not found in text.
const LEAST: usize = 4;

/// Whether two characters may be such damage: the first half of a Cyrillic letter, and a box or a sign.
pub(super) fn is_suspect(two: [char; 2]) -> bool {
    let is_box = |c: char| matches!(c, '\u{2320}'..='\u{2321}' | '\u{2500}'..='\u{25A0}' | '√' | '∙' | '≈' | '≤' | '≥');
    match two[0] {
        'п' | 'я' => is_box(two[1]),
        '╨' | '╤' => is_box(two[1]) || matches!(two[1], 'А'..='п'),
        _ => false,
    }
}

/// Writes the repaired line to `out` (which is empty) and the change to `changes`. Returns `false` without a change.
pub(super) fn fix(line: &str, out: &mut String, changes: &mut Changes) -> bool {
    let mut before = ' ';
    let is_marked = line.chars().any(|c| is_suspect([std::mem::replace(&mut before, c), c]));
    is_marked && PAGES.into_iter().any(|page| read_back(line, page, LEAST, out, changes))
}
