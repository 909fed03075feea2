//! Which pairs of characters may be damage. A line without such a pair is not examined further.
//!
//! In `tÃ©` the pair `Ã©` is suspect, in `É®` or `été` nothing is.

use super::char_class::{CharClass, middle, pair};
use super::reverse_tables::tables;
use super::{boxes, gbk, legacy};
use crate::char_table::{Characters, next_high};

/// Whether the non-ASCII character at byte `at` and the one before it may be damage: some page has both as a lead and a
/// tail, and something about them or their neighbours is unnatural. Without such a pair, a line is not repaired.
#[cold]
pub(super) fn is_suspect_pair(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let (mut before, mut after) = (before.chars(), after.chars());
    let (Some(a), Some(b)) = (before.next_back(), after.next()) else { return false };
    let tables = tables();
    if legacy::is_suspect(tables, [a, b], after.clone()) || gbk::is_suspect([a, b]) || boxes::is_suspect([a, b]) {
        return true;
    }
    if tables.pages(tables.place(a), tables.place(b)) == 0 {
        return false;
    }
    if matches!(a, 'Ã' | 'Â') {
        return true;
    }
    let outside = |c: Option<char>| c.map_or((' ', CharClass::Space), |c| (c, CharClass::of(c)));
    let (last, next) = (outside(before.next_back()), outside(after.next()));
    let (first, second) = (CharClass::of(a), CharClass::of(b));
    let pairs = pair(last.1, first) + pair(first, second) + pair(second, next.1);
    pairs + middle(last, a, (b, second)) + middle((a, first), b, next) > 0
}

/// Where in `line` the second character of the first suspect pair begins.
pub(super) fn first_suspect<C: Characters>(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut at, mut lead_end) = (0, usize::MAX);
    while let Some(next) = next_high(bytes, at, bytes.len()) {
        let look = C::look_at(bytes, next);
        if look.tail && lead_end == next && is_suspect_pair(line, next) {
            return Some(next);
        }
        at = next + look.len;
        if look.lead {
            lead_end = at;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::reading::group;
    use super::super::reverse_tables::pages_of;
    use super::super::suspect_data::{LEADS, TAILS};
    use super::tables;

    #[test]
    fn the_lists_of_suspects_hold_every_character_of_the_pages() {
        let tables = tables();
        let listed =
            |list: &[u32], c: char| list.chunks_exact(2).any(|range| (range[0]..=range[1]).contains(&u32::from(c)));
        for c in ('\u{80}'..=char::MAX).filter(|&c| tables.place(c) > 0) {
            for page in pages_of(u16::MAX) {
                let byte = tables.byte(page, c);
                assert!(!matches!(byte, 0xC2..=0xF4) || listed(LEADS, c), "{c:?} begins something");
                assert!(!matches!(byte, 0x80..=0xBF) || listed(TAILS, c), "{c:?} continues something");
            }
        }
    }

    #[test]
    fn groups_are_utf8_and_surrogate_pairs() {
        assert_eq!(group("é!".as_bytes()), Some((2, 'é')));
        assert_eq!(group("€".as_bytes()), Some((3, '€')));
        assert_eq!(group("😀".as_bytes()), Some((4, '😀')));
        assert_eq!(group(&[0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]), Some((6, '😀')));
        for bad in [
            &[0xC3][..],
            &[0xC3, 0x28],
            &[0xE0, 0x80, 0x80],
            &[0xED, 0xA0, 0xBD],
            &[0xF0, 0x80, 0x80, 0x80],
            &[0xF4, 0x90, 0x80, 0x80],
            &[0x41],
            &[],
        ] {
            assert_eq!(group(bad), None, "{bad:?}");
        }
    }
}
