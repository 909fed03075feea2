//! Johab: the Korean of old PCs.
//!
//! Its Hangul need no table: each of the three parts of a syllable is five bits. Symbols and Hanja are those of KS X 1001 in
//! other positions, so they are mapped to EUC-KR, which `encoding_rs` decodes.
//!
//! Example: `90 61 88 61` is `나가`: `0x9061` is 1 00100 00011 00001, that is ㄴ, ㅏ and no third part.

use super::whatwg;

/// First and second bytes of Hangul, then of the rest.
const LEADS: (std::ops::RangeInclusive<u8>, [std::ops::RangeInclusive<u8>; 2]) =
    (0x84..=0xD3, [0xD9..=0xDE, 0xE0..=0xF9]);

/// Parts on their own, in the order of the syllable block: first consonants, and last ones from the first on.
const FIRST: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const LAST: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

/// The text, and how many bad sequences became U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    let mut bad = 0;
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        rest = after;
        if lead < 0x80 {
            text.push(char::from(lead));
            continue;
        }
        // No character has the trail byte 0, so a cut last character is bad.
        let trail = after.first().copied().unwrap_or(0);
        match character(lead, trail) {
            Some(c) => {
                text.push(c);
                rest = &after[1..];
            }
            None => {
                text.push(char::REPLACEMENT_CHARACTER);
                bad += 1;
                // An ASCII byte is not part of a broken character.
                if trail >= 0x80 {
                    rest = &after[1..];
                }
            }
        }
    }
    (text, bad)
}

/// The character of two bytes.
fn character(lead: u8, trail: u8) -> Option<char> {
    let (hangul, others) = LEADS;
    if hangul.contains(&lead) {
        syllable(u32::from(lead) << 8 | u32::from(trail))
    } else if others.iter().any(|range| range.contains(&lead)) {
        of_euc_kr(lead, trail)
    } else {
        None
    }
}

/// Five bits a part, each alphabet with gaps; the lowest number of each is "none".
fn syllable(code: u32) -> Option<char> {
    let (first, vowel, last) = (code >> 10 & 31, code >> 5 & 31, code & 31);
    let first = match first {
        1 => None,
        2..=20 => Some(first - 2),
        _ => return None,
    };
    let vowel = match vowel {
        2 => None,
        3..=7 => Some(vowel - 3),
        10..=15 => Some(vowel - 5),
        18..=23 => Some(vowel - 7),
        26..=29 => Some(vowel - 9),
        _ => return None,
    };
    let last = match last {
        1 => None,
        2..=17 => Some(last - 1),
        19..=29 => Some(last - 2),
        _ => return None,
    };
    let nth = |list: &str, n: u32| list.chars().nth(n as usize);
    match (first, vowel, last) {
        (Some(first), Some(vowel), last) => char::from_u32(0xAC00 + (first * 21 + vowel) * 28 + last.unwrap_or(0)),
        (Some(first), None, None) => nth(FIRST, first),
        (None, Some(vowel), None) => char::from_u32(0x314F + vowel),
        (None, None, Some(last)) => nth(LAST, last - 1),
        _ => None,
    }
}

/// A symbol or Hanja, by way of EUC-KR. Two rows of 94 share a first byte.
fn of_euc_kr(lead: u8, trail: u8) -> Option<char> {
    let first = if lead < 0xE0 { 2 * (u16::from(lead) - 0xD9) } else { 2 * u16::from(lead) - 0x197 };
    let place = match trail {
        0x31..=0x7E => trail - 0x31,
        0x91..=0xFE => trail - 0x43,
        _ => return None,
    };
    let row = u8::try_from(first + u16::from(place / 94)).ok()?;
    let code = [row.checked_add(0xA1)?, place % 94 + 0xA1];
    let (text, bad) = whatwg::decode(encoding_rs::EUC_KR, &code);
    (bad == 0).then(|| text.chars().next()).flatten()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn syllables_parts_symbols_and_hanja() {
        for (bytes, text, bad) in [
            (&b"\x90\x61\x88\x61"[..], "나가", 0),
            (b"\xD0\x65\x8B\x69!", "한글!", 0),
            (b"\x88\x41\xDA\xA1", "ㄱㄱ", 0),
            (b"\xE0\x31\xD9\x32", "伽、", 0),
            (b"\xFFa\x84", "\u{FFFD}a\u{FFFD}", 2),
        ] {
            assert_eq!(decode(bytes), (text.to_owned(), bad), "{bytes:02X?}");
        }
    }
}
