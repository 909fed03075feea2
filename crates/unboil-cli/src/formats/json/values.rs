//! Splits JSON into values, without parsing them.
//!
//! Input: bytes from the beginning of a value. Output: its bytes. Whether it is valid is left to the parser; brackets are counted, and
//! those in strings are not.
//!
//! `{"a":"}"}, {…` → `{"a":"}"}`

use std::io::{self, BufRead};

use super::super::batch::Taken;

/// Where in a value the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before its first byte.
    Start,
    /// In an object or an array, outside of strings.
    Inside,
    /// In a string.
    String,
    /// In a string, after a backslash.
    Escape,
    /// In a number, `true`, `false` or `null`.
    Word,
    /// After its last byte.
    End,
}

/// Finds the end of a value.
#[derive(Debug)]
pub(super) struct ValueScanner {
    place: Place,
    /// Open brackets.
    depth: u64,
}

impl ValueScanner {
    pub(super) fn new() -> Self {
        Self { place: Place::Start, depth: 0 }
    }

    /// Whether the value is complete.
    pub(super) fn is_at_end(&self) -> bool {
        self.place == Place::End
    }

    /// How many of the next bytes belong to the value.
    pub(super) fn scan(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while self.place != Place::End {
            let rest = &bytes[at..];
            let Some(&byte) = rest.first() else { break };
            if self.place == Place::String {
                // Most bytes are in strings; the next one that counts is found many bytes at a time.
                let Some(next) = memchr::memchr2(b'"', b'\\', rest) else { return bytes.len() };
                at += next + 1;
                self.place = match rest[next] {
                    b'\\' => Place::Escape,
                    _ => self.after_part(),
                };
                continue;
            }
            if self.place == Place::Word && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}')) {
                self.place = Place::End;
                break;
            }
            at += 1;
            self.place = match (self.place, byte) {
                (Place::Escape, _) => Place::String,
                (Place::Word, _) => Place::Word,
                (_, b'"') => Place::String,
                (_, b'{' | b'[') => {
                    self.depth += 1;
                    Place::Inside
                }
                (Place::Inside, b'}' | b']') => {
                    self.depth -= 1;
                    self.after_part()
                }
                (Place::Start, _) => Place::Word,
                (place, _) => place,
            };
        }
        at
    }

    /// The place after a string or a bracket.
    fn after_part(&self) -> Place {
        if self.depth == 0 { Place::End } else { Place::Inside }
    }
}

/// Appends the value that begins with the next byte to `bytes`; nothing if it has more than `limit` bytes.
///
/// # Errors
/// The input cannot be read, or ends inside the value.
pub(super) fn take_value(input: &mut impl BufRead, bytes: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    let start = bytes.len();
    let (mut scanner, mut count) = (ValueScanner::new(), 0_u64);
    while !scanner.is_at_end() {
        let available = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        if available.is_empty() {
            // A number ends with the input.
            if scanner.place == Place::Word {
                break;
            }
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = scanner.scan(available);
        count += length as u64;
        if count <= limit {
            bytes.extend_from_slice(&available[..length]);
        } else {
            bytes.truncate(start);
        }
        input.consume(length);
    }
    Ok(if count > limit { Taken::TooMany(count) } else { Taken::All })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The value at the beginning of `text`, read in small pieces.
    fn first(text: &str) -> Option<String> {
        let mut input = io::BufReader::with_capacity(3, text.as_bytes());
        let mut bytes = Vec::new();
        take_value(&mut input, &mut bytes, 1000).ok().map(|_| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_value_ends_with_its_last_bracket_outside_of_strings() {
        for (text, value) in [
            (r#"{"a":"}"},{}"#, r#"{"a":"}"}"#),
            (r#"{"a":["\"}]",{}]}]"#, r#"{"a":["\"}]",{}]}"#),
            (r#""a]\\",1"#, r#""a]\\""#),
            ("-1.5e3 ,", "-1.5e3"),
            ("null]", "null"),
            ("17", "17"),
        ] {
            assert_eq!(first(text).as_deref(), Some(value));
        }
        for text in ["{", r#"{"a":"}"#, "[{}", "\"a"] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn of_a_value_above_the_limit_only_the_size_is_known() {
        let mut input = io::BufReader::with_capacity(3, &br#"{"text":"abc"},1"#[..]);
        let mut bytes = b"x".to_vec();
        assert_eq!(take_value(&mut input, &mut bytes, 13).unwrap(), Taken::TooMany(14));
        let mut rest = String::new();
        io::Read::read_to_string(&mut input, &mut rest).unwrap();
        assert_eq!((bytes.as_slice(), rest.as_str()), (&b"x"[..], ",1"));
    }

    proptest! {
        /// What a JSON library writes is found, whatever follows.
        #[test]
        fn values_are_those_of_serde_json(text: String, key: String, number: u32, after in "[,\\]} \n\"a-z]{0,5}") {
            let value = serde_json::json!({ key: [text, number, null, { "b": [] }] });
            let json = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(first(&format!("{json}{after}")), Some(json));
        }
    }
}
