//! EUC-TW: the Chinese of old Unix systems in Taiwan, bytes in, text and the number of bad sequences out.
//!
//! Its first two planes are the characters of Big5, nearly in the order of Big5, so a hundred runs say it all; the third
//! is a list (`data/encodings/cns.txt`, made by the script beside it). The planes above hold rarer characters still; they
//! become U+FFFD.
//!
//! Example: `A4 A4 A4 E5` is Big5 for what EUC-TW writes as `C4 E3 C5 C6`: `中文`.

use std::sync::LazyLock;

use super::eight_bit;

/// Places in a plane: 94 rows of 94.
const PLANE: usize = 94 * 94;

/// How many planes are known.
const KNOWN: usize = 3;

/// The characters of all planes by their place; U+FFFD where there is none.
static PLANES: LazyLock<Vec<char>> = LazyLock::new(|| parse(include_str!("../data/encodings/cns.txt")));

fn parse(text: &str) -> Vec<char> {
    let mut planes = vec![char::REPLACEMENT_CHARACTER; KNOWN * PLANE];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let mut number = || words.next()?.parse::<usize>().ok();
        let (Some(plane), Some(first)) = (number(), number()) else { continue };
        let places = planes.iter_mut().skip(plane.saturating_sub(1) * PLANE + first);
        match (words.next(), words.next()) {
            (Some("="), Some(characters)) => places.zip(characters.chars()).for_each(|(place, c)| *place = c),
            (Some(count), Some(big5)) => {
                let (count, big5) = (count.parse().unwrap_or(0), big5.parse().unwrap_or(0));
                places.take(count).zip(big5..).for_each(|(place, big5)| *place = of_big5(big5));
            }
            _ => {}
        }
    }
    planes
}

/// The character at a place of Big5, in rows of 157.
fn of_big5(place: usize) -> char {
    let (lead, column) = (place / 157 + 0xA1, place % 157);
    let trail = if column < 63 { column + 0x40 } else { column - 63 + 0xA1 };
    match (u8::try_from(lead), u8::try_from(trail)) {
        (Ok(lead), Ok(trail)) => {
            let code = [lead, trail];
            let (text, _) = eight_bit::decode(encoding_rs::BIG5, &code);
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
        rest = after.get(length - 1..).unwrap_or_default();
    }
    (text, bad)
}

fn character(plane: usize, row: u8, column: u8) -> char {
    let place = plane * PLANE + usize::from(row - 0xA1) * 94 + usize::from(column - 0xA1);
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
