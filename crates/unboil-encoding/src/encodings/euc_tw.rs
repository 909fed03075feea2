//! EUC-TW: the Chinese of old Unix systems in Taiwan.
//!
//! Its first two planes are the characters of Big5, nearly in the order of Big5, so a hundred runs describe them; the third
//! is a list (`data/encodings/cns.txt`, made by the script beside it). Characters of higher planes, which are rarer still,
//! become U+FFFD.
//!
//! Example: `A4 A4 A4 E5` is Big5 for what EUC-TW writes as `C4 E3 C5 C6`: `中文`.

use std::sync::LazyLock;

use super::whatwg;

/// Places in a plane: 94 rows of 94.
const PLANE: usize = 94 * 94;

/// How many planes are decoded.
const KNOWN: usize = 3;

/// The characters of all planes by position; U+FFFD for undefined positions.
static PLANES: LazyLock<Vec<char>> = LazyLock::new(|| parse(include_str!("../../data/encodings/cns.txt")));

fn parse(text: &str) -> Vec<char> {
    let mut planes = vec![char::REPLACEMENT_CHARACTER; KNOWN * PLANE];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let mut number = || words.next().and_then(|word| word.parse::<usize>().ok()).expect("a number");
        let (plane, first) = (number(), number());
        let places = planes.iter_mut().skip((plane - 1) * PLANE + first);
        match (words.next(), words.next()) {
            (Some("="), Some(characters)) => places.zip(characters.chars()).for_each(|(place, c)| *place = c),
            (Some(count), Some(big5)) => {
                let (count, big5) = (count.parse().expect("a count"), big5.parse().expect("a position of Big5"));
                places.take(count).zip(big5..).for_each(|(place, big5)| *place = of_big5(big5));
            }
            _ => panic!("not a run of characters: {line}"),
        }
    }
    planes
}

/// The character at a position of Big5, in rows of 157.
fn of_big5(place: usize) -> char {
    let (lead, column) = (place / 157 + 0xA1, place % 157);
    let trail = if column < 63 { column + 0x40 } else { column - 63 + 0xA1 };
    match (u8::try_from(lead), u8::try_from(trail)) {
        (Ok(lead), Ok(trail)) => {
            let code = [lead, trail];
            let (text, _) = whatwg::decode(encoding_rs::BIG5, &code);
            text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::REPLACEMENT_CHARACTER,
    }
}

/// The text, and how many bad sequences became U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut bad = 0;
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        let (c, length) = match rest {
            [0x8E, plane @ 0xA1..=0xB0, row @ 0xA1..=0xFE, column @ 0xA1..=0xFE, ..] => {
                (character(usize::from(plane - 0xA1), *row, *column), 4)
            }
            [row @ 0xA1..=0xFE, column @ 0xA1..=0xFE, ..] => (character(0, *row, *column), 2),
            [0..=0x7F, ..] => (char::from(lead), 1),
            _ => (char::REPLACEMENT_CHARACTER, 1),
        };
        bad += usize::from(c == char::REPLACEMENT_CHARACTER);
        text.push(c);
        rest = &after[length - 1..];
    }
    (text, bad)
}

fn character(plane: usize, row: u8, column: u8) -> char {
    let place = plane * PLANE + usize::from(row - 0xA1) * 94 + usize::from(column - 0xA1);
    // Planes that are not decoded are beyond the table.
    PLANES.get(place).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn each_plane_is_read() {
        for (bytes, text, bad) in [
            (&b"\xC4\xE3\xC5\xC6"[..], "中文", 0),
            (b"\x8E\xA1\xC4\xE3 \x8E\xA2\xA1\xA1", "中 乂", 0),
            (b"\x8E\xA3\xA1\xA1", "丨", 0),
            (b"\x8E\xA4\xA1\xA1\xFFa\xC4", "\u{FFFD}\u{FFFD}a\u{FFFD}", 3),
        ] {
            assert_eq!(decode(bytes), (text.to_owned(), bad), "{bytes:02X?}");
        }
    }
}
