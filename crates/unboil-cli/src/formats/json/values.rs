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
enum ScanState {
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
    state: ScanState,
    /// Open brackets.
    depth: u64,
}

impl ValueScanner {
    pub(super) fn new() -> Self {
        Self { state: ScanState::Start, depth: 0 }
    }

    /// Whether the value is complete.
    pub(super) fn is_at_end(&self) -> bool {
        self.state == ScanState::End
    }

    /// How many of the next bytes belong to the value.
    pub(super) fn scan(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while self.state != ScanState::End {
            let rest = &bytes[at..];
            let Some(&byte) = rest.first() else { break };
            if self.state == ScanState::String {
                // Most bytes are in strings; the next one that counts is found many bytes at a time.
                let Some(next) = memchr::memchr2(b'"', b'\\', rest) else { return bytes.len() };
                at += next + 1;
                self.state = match rest[next] {
                    b'\\' => ScanState::Escape,
                    _ => self.after_part(),
                };
                continue;
            }
            if self.state == ScanState::Word && (byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}')) {
                self.state = ScanState::End;
                break;
            }
            at += 1;
            self.state = match (self.state, byte) {
                (ScanState::Escape, _) => ScanState::String,
                (ScanState::Word, _) => ScanState::Word,
                (_, b'"') => ScanState::String,
                (_, b'{' | b'[') => {
                    self.depth += 1;
                    ScanState::Inside
                }
                (ScanState::Inside, b'}' | b']') => {
                    self.depth -= 1;
                    self.after_part()
                }
                (ScanState::Start, _) => ScanState::Word,
                (state, _) => state,
            };
        }
        at
    }

    /// The state after a string or a bracket.
    fn after_part(&self) -> ScanState {
        if self.depth == 0 { ScanState::End } else { ScanState::Inside }
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
            if scanner.state == ScanState::Word {
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
