//! UTF-8 that was read as GBK, whose characters are two bytes: `褌芯谐芯` → `того`, `libert茅 d鈥檕pinion` → `liberté d’opinion`.
//!
//! A line goes in; out it comes as the UTF-8 that its bytes in GBK are. Some of any Chinese text is UTF-8 by accident, a
//! character in seven, so a line must be so from beginning to end, hold enough of such characters, none of those that
//! Chinese is mostly made of, and what comes out must read like some language ([`is_natural`]).

use super::legacy::note;
use crate::script::Script;
use encoding_rs::GBK;
use unboil_encoding::{is_natural, is_rare_han};

/// How many characters beyond ASCII must come out: by accident one line in half a million of that many is UTF-8.
const LEAST: usize = 7;

/// Whether two characters may be a sign of it: two Cyrillic letters, or an apostrophe or quote before a letter.
pub(super) fn is_suspect(two: [char; 2]) -> bool {
    let is_cyrillic = |c: char| {
        let (mut buffer, is_han) = ([0; 4], ('\u{4E00}'..='\u{9FFF}').contains(&c));
        is_han && matches!(&*GBK.encode(c.encode_utf8(&mut buffer)).0, [0xD0, 0x80..=0xBF] | [0xD1, 0x80..=0x8F])
    };
    two[0] == '鈥' || two.into_iter().all(is_cyrillic)
}

/// Writes the line as it was meant to `out` (which is empty) and the change to `script`. Without a change it says `false`.
pub(super) fn fix(line: &str, out: &mut String, script: &mut Script) -> bool {
    let han = || line.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
    // Before anything is encoded: most lines have none, and Chinese ones have common ones.
    if han().next().is_none() || han().filter(|&c| !is_rare_han(c)).count() * 4 > han().count() {
        return false;
    }
    let (bytes, _, unmappable) = GBK.encode(line);
    let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| !unmappable) else { return false };
    let is_read = text.chars().filter(|c| !c.is_ascii()).count() >= LEAST && is_natural(text);
    if is_read {
        note(line, text, out, script);
    }
    is_read
}
