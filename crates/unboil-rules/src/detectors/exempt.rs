//! Kinds of lines that may be repeated: rows of tables, code, verse, messages of a chat.
//!
//! They are recognized without knowing the language: a row has column marks or is mostly digits, code has many brackets and
//! operators, a line of verse is short and next to other short lines.

use wide::u8x16;

use crate::lines::Lines;
use unboil_text::fold::is_word;
use unboil_text::simd::{between, count, is, seek};
use unboil_text::words::PROSE_WORDS;

/// A row of a table: it has column marks, or is mostly digits.
pub(super) fn is_table_row(line: &str) -> bool {
    if memchr::memchr_iter(b'|', line.as_bytes()).take(2).count() == 2 {
        return true;
    }
    if line.is_ascii() {
        let bytes = line.as_bytes();
        let letter = |b: u8x16| between(b | u8x16::splat(0x20), b'a', b'z');
        return count(bytes, |b| between(b, b'0', b'9')) > count(bytes, letter);
    }
    let (mut digits, mut letters) = (0usize, 0usize);
    for (at, c) in line.char_indices() {
        // The rest cannot change the result.
        if letters > digits + (line.len() - at) {
            return false;
        }
        if c.is_ascii() {
            digits += usize::from(c.is_ascii_digit());
            letters += usize::from(c.is_ascii_alphabetic());
        } else {
            let word = is_word(c);
            let digit = word && c.is_numeric();
            digits += usize::from(digit);
            letters += usize::from(word && !digit);
        }
    }
    digits > letters
}

/// A line of program text: it begins or ends like code, has a pair of signs that prose does not have, or one character in eight is a
/// bracket or operator. The share is set by hand, against the code in `seeds/`.
pub(super) fn is_code(line: &str) -> bool {
    let line = line.trim_end();
    if line.ends_with([';', '{', '}']) || line.starts_with(['{', '}', '$', '<', '#', '@']) && !line.contains(". ") {
        return true;
    }
    // Pairs of signs that prose does not have: a call, a comparison, an arrow, a path.
    let pairs = |b: u8x16, n: u8x16| {
        let twice = |sign| is(b, sign) & is(n, sign);
        let call = is(b, b'(') & (is(n, b'"') | is(n, b'\'') | is(n, b')')) | is(b, b')') & is(n, b';');
        let compared = is(b, b'!') & is(n, b'=') | is(b, b'=') & is(n, b'>') | is(b, b'-') & is(n, b'>');
        call | compared | twice(b'=') | twice(b':') | twice(b'&') | twice(b'|')
    };
    let bytes = line.as_bytes();
    let sign = |b: u8x16| {
        let brackets = is(b, b'{') | is(b, b'}') | between(b, b'(', b'*') | is(b, b'[') | is(b, b']');
        brackets | is(b, b'=') | is(b, b';') | is(b, b'<') | is(b, b'>') | is(b, b'_') | is(b, b'\\')
    };
    seek(bytes, 0, pairs).is_some() || count(bytes, sign) * 8 >= line.len()
}

/// A message of a chat: it begins with a speaker in brackets (`<ann>`, `[ann]`) or with a time of day (`21:04`).
pub(super) fn is_chat(line: &str) -> bool {
    let bytes = line.as_bytes();
    let hour = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_time = |rest: &[u8]| matches!(rest, [b':', b'0'..=b'5', b'0'..=b'9', ..]);
    has_speaker(line) || ((1..=2).contains(&hour) && is_time(&bytes[hour..]))
}

/// Whether a line begins with a speaker in brackets. A time of day names nobody: lists of stories begin their lines with it too.
pub(super) fn has_speaker(line: &str) -> bool {
    // The longest names with an address that chat programs print.
    const LONGEST_SPEAKER: usize = 80;
    let closing = match line.as_bytes() {
        [b'<', ..] => b'>',
        [b'[', ..] => b']',
        _ => return false,
    };
    memchr::memchr(closing, line.as_bytes()).is_some_and(|at| at <= LONGEST_SPEAKER)
}

/// A line of verse: short, and in a block of three lines or more, most of which are short.
pub(super) fn is_verse(lines: &impl Lines, at: usize) -> bool {
    let is_short = |place: usize| !lines.has_words(place, PROSE_WORDS);
    if !is_short(at) {
        return false;
    }
    // The block, up to three lines to either side, which is enough to recognize a stanza. A blank line ends it even if the line after
    // the blank one was removed, because the blank line will still be there when the output is cleaned again.
    let mut from = at;
    while at - from < 3 && !lines.is_after_blank(from) {
        from -= 1;
    }
    let mut to = at + 1;
    while to < lines.count() && to - at < 4 && !lines.is_after_blank(to) {
        to += 1;
    }
    let count = to - from;
    count >= 3 && (from..to).filter(|&place| is_short(place)).count() * 4 >= count * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_row_has_column_marks_or_more_digits_than_letters() {
        for row in ["a | b | c", "| tide |", "12 34 kn", "12 34 éà", "٤٢ ٣٥ كم", "1 2 3 4 abé", "é 12"] {
            assert!(is_table_row(row), "{row}");
        }
        // One column mark; as many letters as digits, in ASCII and beyond; no digit at all.
        for line in ["a | b", "12 ab", "12 éà", "é 1", "", "The pier is closed.", "Le quai est fermé depuis 1999."]
        {
            assert!(!is_table_row(line), "{line}");
        }
    }

    #[test]
    fn code_begins_or_ends_or_is_punctuated_like_code() {
        for line in [
            "return x;",
            "if ready {",
            "}",
            "{ x",
            "$ make all",
            "<div>",
            "# install the pump",
            "@override",
            "print('the tides of the whole northern coast')",
            "print(\"the tides of the whole northern coast\")",
            "then close() the valve of the northern pump",
            "and then (the other pump); again and again",
            "if a != b then",
            "x => y and more words",
            "f -> g and more words",
            "a == b, of all things",
            "std::fmt and more words",
            "first && second of them",
            "first || second of them",
            "a[i] = b_c",
        ] {
            assert!(is_code(line), "{line}");
        }
        for line in [
            "The pier is closed.",
            "The pier (the old one) is closed until the spring tide.",
            "He said: yes; she said: no, not now and not here.",
            "# The pier is closed. It opens in May.",
            "A ratio of 3:2 is - at best - a guess!",
            "The depth = 4 fathoms, and at the pier > 2 fathoms.",
        ] {
            assert!(!is_code(line), "{line}");
        }
        // One character in eight.
        for sign in "{}()*[]=;<>_\\".chars() {
            let line = |letters: usize| format!("a{sign}b{sign}{}", "c".repeat(letters));
            assert!(is_code(&line(12)) && !is_code(&line(13)), "{sign}");
        }
    }

    #[test]
    fn a_message_of_a_chat_begins_with_a_speaker_or_a_time_of_day() {
        for line in ["<ann> hello", "[ann] hello", "9:04 hello", "21:04 hello", "21:59"] {
            assert!(is_chat(line), "{line}");
        }
        for line in ["ann: hello", "121:04", "21:64 of them", "21:4", ":04", "21.04", "<ann hello", "(ann) hello", ""] {
            assert!(!is_chat(line), "{line}");
        }
        let long = "n".repeat(79);
        assert!(has_speaker(&format!("<{long}> hello")) && !has_speaker(&format!("<{long}n> hello")));
        assert!(!has_speaker("21:04 hello"));
    }
}
