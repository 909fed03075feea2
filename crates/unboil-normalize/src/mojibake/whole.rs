//! Lines that are damaged throughout: all of the line read back from one code page at once, or not at all.
//!
//! Where every character off ASCII stands for a byte of the page, the line is turned into these bytes, and if they are
//! UTF-8, that is the reading. This is what damaged text mostly looks like, and as fast as it can be read: the line is
//! gone through once, and validation takes the bytes many at a time. `LiÃ¨ge Ã©tait` in Windows-1252 → `Liège était`.

use super::nature::rarity;
use super::pages::{Page, Tables, WESTERN};
use super::reading::{LONGEST, group};
use crate::chars::next_high;
use crate::fix::Fix;
use crate::script::Script;
use unboil_text::Span;

/// A line read back; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct Whole {
    bytes: Vec<u8>,
    text: String,
}

impl Whole {
    /// Reads `line` back from `page`, if every character off ASCII is part of a group, none of them odd, and says whether
    /// letters came out that only Vietnamese has.
    pub(super) fn read(&mut self, tables: &Tables, line: &str, page: Page) -> Option<bool> {
        self.text.clear();
        if !self.encode(tables, line, page) {
            return None;
        }
        let Ok(text) = std::str::from_utf8(&self.bytes) else {
            // Surrogate pairs, or a group that breaks off.
            return note_whole(tables, line, page, &mut self.text, &mut Script::new(false));
        };
        let (mut at, mut vietnamese) = (0, false);
        while let Some(next) = next_high(&self.bytes, at, self.bytes.len()) {
            at = next;
            for c in text.get(next..)?.chars().take_while(|c| !c.is_ascii()) {
                if is_odd(c) {
                    return None;
                }
                vietnamese |= is_vietnamese(c);
                at += c.len_utf8();
            }
        }
        self.text.push_str(text);
        Some(vietnamese)
    }

    /// What was encoded last.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What was read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that the line was in `page`; `false` where it has a character that the page has not.
    pub(super) fn encode(&mut self, tables: &Tables, line: &str, page: Page) -> bool {
        self.bytes.clear();
        let mut at = 0;
        while let Some(next) = next_high(line.as_bytes(), at, line.len()) {
            let Some((plain, rest)) = line.get(at..next).zip(line.get(next..)) else { return false };
            self.bytes.extend_from_slice(plain.as_bytes());
            at = next;
            for c in rest.chars().take_while(|c| !c.is_ascii()) {
                match tables.byte(page, c) {
                    _ if page == WESTERN && c <= '\u{FF}' => self.bytes.push(c as u8),
                    0 => return false,
                    byte => self.bytes.push(byte),
                }
                at += c.len_utf8();
            }
        }
        self.bytes.extend_from_slice(line.get(at..).unwrap_or_default().as_bytes());
        true
    }
}

/// Writes `line` read back from `page` to `out` and the changes to `script`, group by group; for the rest see
/// [`Whole::read`].
pub(super) fn note_whole(
    tables: &Tables,
    line: &str,
    page: Page,
    out: &mut String,
    script: &mut Script,
) -> Option<bool> {
    let bytes = line.as_bytes();
    let (mut at, mut vietnamese) = (0, false);
    while let Some(next) = next_high(bytes, at, bytes.len()) {
        out.push_str(&line[at..next]);
        let (mut was, mut len, mut want) = ([0; LONGEST], 0, 1);
        at = next;
        for c in line[next..].chars() {
            let byte = tables.byte(page, c);
            if len == 0 {
                want = match byte {
                    0xC2..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF4 => 4,
                    _ => return None,
                };
            }
            *was.get_mut(len)? = byte;
            (len, at) = (len + 1, at + c.len_utf8());
            if len == 2 && was[0] == 0xED && byte >= 0xA0 {
                want = LONGEST;
            }
            if len == want {
                break;
            }
        }
        let (_, c) = group(was.get(..len)?).filter(|&(taken, c)| taken == len && !is_odd(c))?;
        let to = out.len();
        out.push(c);
        script.push(Span::new(next, at), Span::new(to, out.len()), Fix::Mojibake);
        vietnamese |= is_vietnamese(c);
    }
    out.push_str(&line[at..]);
    Some(vietnamese)
}

/// Whether a character is so seldom written that it is looked at more closely. Controls are damage of the next layer.
fn is_odd(c: char) -> bool {
    // Those before are common, but for the controls.
    c > '\u{148}' && rarity(c) > 1
}

/// Whether only Vietnamese has the letter.
pub(super) fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1EA0}'..='\u{1EF9}' | 'đ' | 'ơ' | 'ư' | 'Đ' | 'Ơ' | 'Ư')
}

#[cfg(test)]
mod tests {
    use super::super::pages::tables;
    use super::{Script, WESTERN, Whole, note_whole};

    #[test]
    fn both_ways_to_read_a_line_agree() {
        for line in [
            "LiÃ¨ge Ã©tait",
            "â€œNoâ€\u{9D} 😀",
            "ðŸŒ§ rain",
            "í\u{A0}½í¸\u{80}",
            "Ã¨ and é",
            "Ã",
            "Ã¨\u{80}",
            "plain",
            "Táº¿t Ä‘áº¹p",
            "",
        ] {
            let (mut whole, mut text) = (Whole::default(), String::new());
            let noted = note_whole(tables(), line, WESTERN, &mut text, &mut Script::new(true));
            assert_eq!(whole.read(tables(), line, WESTERN), noted, "{line}");
            if noted.is_some() {
                assert_eq!(whole.text(), text);
            }
        }
    }
}
