//! Lines that are damaged throughout: the line is encoded in one code page and decoded as UTF-8, or it is left alone.
//!
//! If the page has every non-ASCII character, the line is turned into bytes, and if these are UTF-8, that is the reading.
//! Most damaged text is of this kind, and no other way is as fast: one pass over the line, and a validation that takes many
//! bytes at a time. `LiÃ¨ge Ã©tait` in Windows-1252 → `Liège était`.

use super::char_class::rarity;
use super::reading::{LONGEST, group};
use super::reverse_tables::{CodePage, ReverseTables, WESTERN};
use crate::char_table::next_high;
use crate::edit_script::Changes;
use unboil_text::Span;

/// Decodes a line. Its memory is used again.
#[derive(Debug, Default)]
pub(super) struct LineDecoder {
    bytes: Vec<u8>,
    text: String,
}

impl LineDecoder {
    /// Reads `line` back from `page`. Returns whether letters came out that only Vietnamese has, or `None` if a character off
    /// ASCII is not part of a group or comes out odd.
    pub(super) fn decode(&mut self, tables: &ReverseTables, line: &str, page: CodePage) -> Option<bool> {
        self.text.clear();
        if !self.encode(tables, line, page) {
            return None;
        }
        let Ok(text) = std::str::from_utf8(&self.bytes) else {
            // Surrogate pairs, or a group that is cut off.
            return note_groups(tables, line, page, &mut self.text, &mut Changes::new(false));
        };
        let (mut at, mut vietnamese) = (0, false);
        while let Some(next) = next_high(&self.bytes, at, self.bytes.len()) {
            at = next;
            for c in text[next..].chars().take_while(|c| !c.is_ascii()) {
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

    /// The bytes of the line that was encoded last.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text of the line that was decoded last.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Encodes the line in `page`. Returns `false` if the page lacks a character.
    pub(super) fn encode(&mut self, tables: &ReverseTables, line: &str, page: CodePage) -> bool {
        self.bytes.clear();
        let mut at = 0;
        while let Some(next) = next_high(line.as_bytes(), at, line.len()) {
            self.bytes.extend_from_slice(&line.as_bytes()[at..next]);
            at = next;
            for c in line[next..].chars().take_while(|c| !c.is_ascii()) {
                match tables.byte(page, c) {
                    _ if page == WESTERN && c <= '\u{FF}' => self.bytes.push(c as u8),
                    0 => return false,
                    byte => self.bytes.push(byte),
                }
                at += c.len_utf8();
            }
        }
        self.bytes.extend_from_slice(&line.as_bytes()[at..]);
        true
    }
}

/// The same as [`LineDecoder::decode`], but group by group: writes the text to `out` and each group to `changes`.
pub(super) fn note_groups(
    tables: &ReverseTables,
    line: &str,
    page: CodePage,
    out: &mut String,
    changes: &mut Changes,
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
            was[len] = byte;
            (len, at) = (len + 1, at + c.len_utf8());
            if len == 2 && was[0] == 0xED && byte >= 0xA0 {
                want = LONGEST;
            }
            if len == want {
                break;
            }
        }
        let (_, c) = group(&was[..len]).filter(|&(taken, c)| taken == len && !is_odd(c))?;
        let to = out.len();
        out.push(c);
        changes.push(Span::new(next, at), Span::new(to, out.len()));
        vietnamese |= is_vietnamese(c);
    }
    out.push_str(&line[at..]);
    Some(vietnamese)
}

/// Whether a character is rare enough to be suspicious. Controls are damage of the next layer.
fn is_odd(c: char) -> bool {
    // All before it are common, except the controls.
    c > '\u{148}' && rarity(c) > 1
}

/// Whether only Vietnamese has the letter.
pub(super) fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1EA0}'..='\u{1EF9}' | 'đ' | 'ơ' | 'ư' | 'Đ' | 'Ơ' | 'Ư')
}

#[cfg(test)]
mod tests {
    use super::super::reverse_tables::tables;
    use super::{Changes, LineDecoder, WESTERN, note_groups};

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
            let (mut decoder, mut text) = (LineDecoder::default(), String::new());
            let noted = note_groups(tables(), line, WESTERN, &mut text, &mut Changes::new(true));
            assert_eq!(decoder.decode(tables(), line, WESTERN), noted, "{line}");
            if noted.is_some() {
                assert_eq!(decoder.text(), text);
            }
        }
    }
}
