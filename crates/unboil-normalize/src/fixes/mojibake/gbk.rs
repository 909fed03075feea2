//! UTF-8 that was read as GBK, whose characters are two bytes: `褌芯谐芯` → `того`, `libert茅 d鈥檕pinion` → `liberté d’opinion`.
//!
//! A line is encoded in GBK and decoded as UTF-8. One character in seven of Chinese text is UTF-8 by accident, so the line
//! must be UTF-8 from beginning to end, have enough such characters and few of the common Chinese ones, and the result must
//! read like some language ([`is_plausible`](unboil_encoding::is_plausible)).

use super::whole_line::read_back;
use crate::edit_script::Changes;
use encoding_rs::GBK;
use unboil_encoding::is_rare_han;

/// How many non-ASCII characters must come out: one line in half a million with that many is UTF-8 by accident.
const LEAST: usize = 7;

/// Whether two characters may be such damage: two Cyrillic letters, or an apostrophe or quote before a letter.
pub(super) fn is_suspect(two: [char; 2]) -> bool {
    let is_cyrillic = |c: char| {
        let (mut buffer, is_han) = ([0; 4], ('\u{4E00}'..='\u{9FFF}').contains(&c));
        is_han && matches!(&*GBK.encode(c.encode_utf8(&mut buffer)).0, [0xD0, 0x80..=0xBF] | [0xD1, 0x80..=0x8F])
    };
    two[0] == '鈥' || two.into_iter().all(is_cyrillic)
}

/// Writes the repaired line to `out` (which is empty) and the change to `changes`. Returns `false` without a change.
pub(super) fn fix(line: &str, out: &mut String, changes: &mut Changes) -> bool {
    let han = || line.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
    // Tested before anything is encoded: most lines have none, and Chinese lines have common ones.
    if han().next().is_none() || han().filter(|&c| !is_rare_han(c)).count() * 4 > han().count() {
        return false;
    }
    read_back(line, GBK, LEAST, out, changes)
}
