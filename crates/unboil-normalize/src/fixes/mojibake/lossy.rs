//! Bytes that a damaged line lost: tail bytes that became a space, a question mark or `U+FFFD` on the way.
//!
//! `grÃ¢ce Ã lui` → `grâce à lui`, `Ñ<U+FFFD>` → `<U+FFFD>`. Only in lines in which something else was certainly repaired: alone,
//! all of these can be sound.

use super::char_class::{CharClass, rarity};
use super::reading::group;
use super::repair::Damage;
use super::reverse_tables::tables;
use crate::edit_script::Changes;
use unboil_text::Span;

/// Writes the repaired `line` to `out` (which is empty) and the changes to `changes`. Returns `false` without a change.
pub(crate) fn fix(line: &str, damage: Damage, out: &mut String, changes: &mut Changes) -> bool {
    let tables = tables();
    let (mut at, mut copied, mut before) = (0, 0, None);
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        let lead = if c.is_ascii() { 0 } else { tables.byte(damage.page, c) };
        let len = match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 0,
        };
        let found =
            if len > 0 { lost(before, &line[at..], len, |c| tables.byte(damage.page, c), damage) } else { None };
        let Some((taken, made, space)) = found else {
            (at, before) = (at + c.len_utf8(), Some(c));
            continue;
        };
        let end = at + line[at..].chars().take(taken).map(char::len_utf8).sum::<usize>();
        out.push_str(&line[copied..at]);
        let to = out.len();
        out.push(made);
        if space {
            out.push(' ');
        }
        changes.push(Span::new(at, end), Span::new(to, out.len()));
        before = line[at..end].chars().next_back();
        (at, copied) = (end, end);
    }
    if copied > 0 {
        out.push_str(&line[copied..]);
    }
    copied > 0
}

/// The group of `len` bytes, one of them lost, at the beginning of `rest`: how many characters it is, which character it
/// stands for, and whether a space stays after it.
fn lost(
    before: Option<char>,
    rest: &str,
    len: usize,
    byte: impl Fn(char) -> u8,
    damage: Damage,
) -> Option<(usize, char, bool)> {
    let group_chars = || rest.chars();
    let mut bytes = [0; 4];
    let mut wild = None;
    let mut taken = 0;
    for (slot, c) in bytes.iter_mut().zip(group_chars().take(len)) {
        taken += 1;
        *slot = match (byte(c), c) {
            (lead @ 0xC2.., _) if taken == 1 => lead,
            (tail @ 0x80..0xC0, _) if taken > 1 => tail,
            (_, ' ' | '?' | '\u{FFFD}') if taken > 1 && wild.is_none() => {
                wild = Some(c);
                0xA0
            }
            _ => return None,
        };
    }
    let wild = wild?;
    if taken < len {
        return None;
    }
    let (_, made) = group(bytes.get(..len)?)?;
    let class = before.map_or(CharClass::Space, CharClass::of);
    let next = group_chars().nth(len);
    let upper = matches!(class, CharClass::Capital(_));
    match wild {
        '\u{FFFD}' => Some((len, '\u{FFFD}', false)),
        '?' if len > 2 || matches!(class, CharClass::Small(_)) => Some((len, '\u{FFFD}', false)),
        ' ' if upper || rarity(made) > 0 => None,
        ' ' if made == '\u{A0}' => Some((2, ' ', false)),
        ' ' if made == 'à' => {
            let joined = matches!(class, CharClass::Small(_)) && damage.vietnamese;
            let doubled = next == Some(' ');
            Some((2, 'à', !joined && !doubled))
        }
        ' ' => {
            let system = CharClass::of(made).writing_system()?;
            let near = |c: Option<char>| c.and_then(|c| CharClass::of(c).writing_system()) == Some(system);
            let latin = made == 'Š' && next.is_some_and(|c| c.is_lowercase());
            (near(next) || near(before) || latin).then_some((len, made, false))
        }
        _ => None,
    }
}
