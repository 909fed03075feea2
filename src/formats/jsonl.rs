//! JSON Lines: each row is an object with a document under `text`, and often a name for it under `id`.
//!
//! Goes in: rows of bytes. Comes out: the same rows with another `text`, every other byte as it was: key order, spaces,
//! numbers of any length, escapes. So a row is not parsed into values and printed again; the place of its `text` is
//! found and only that is replaced.
//!
//! `{"id": 7, "text": "Boats.\u00a0", "n": 1.50}` with the clean text `Boats.` → `{"id": 7, "text": "Boats.", "n": 1.50}`

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead};
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Where the document is in a record.
const TEXT: &str = "text";
/// Where its name is.
const ID: &str = "id";

/// One row that is a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record<'r> {
    row: &'r str,
    /// Where in `row` the JSON string of the text is, with its quotes. Bytes.
    place: Range<usize>,
    /// The document.
    pub text: Cow<'r, str>,
    /// The JSON of `id`, if there is one: `7`, `"a-7"`.
    pub id: Option<&'r str>,
    /// How many halves of surrogate pairs in the text became U+FFFD. A program that cut a text in the middle of an emoji
    /// leaves such a half, which is no character.
    pub lost_halves: usize,
}

/// Why a row is no record. Its text completes "row 7 …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RowError {
    /// The bytes are no UTF-8, which JSON Lines must be.
    #[error("is not valid UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// The row is something else than an object: a list, a number, no JSON at all.
    #[error("is not a JSON object")]
    NotAnObject,
    /// It begins like an object, but is none.
    #[error("is not valid JSON: {0}")]
    Syntax(String),
    /// There is no text.
    #[error("has no \"{TEXT}\"")]
    NoText,
    /// A name stands twice: which one counts differs from program to program.
    #[error("has \"{0}\" twice")]
    Twice(&'static str),
    /// The text is something else.
    #[error("has a \"{TEXT}\" that is {0}, not a string")]
    TextIsNot(&'static str),
    /// The string of the text cannot be read.
    #[error("has a \"{TEXT}\" that cannot be read: {0}")]
    BadText(String),
}

impl<'r> Record<'r> {
    /// Finds the text in a row, which is given without its line feed.
    ///
    /// # Errors
    /// The row is not a JSON object with one string under `text`.
    pub(crate) fn parse(row: &'r [u8]) -> Result<Self, RowError> {
        let row = std::str::from_utf8(row).map_err(|error| RowError::NotUtf8(error.valid_up_to() + 1))?;
        if !row.trim_ascii_start().starts_with('{') {
            return Err(RowError::NotAnObject);
        }
        let fields: Fields<'r> = serde_json::from_str(row).map_err(|error| RowError::Syntax(words(&error)))?;
        if let Some(name) = fields.twice {
            return Err(RowError::Twice(name));
        }
        let json = fields.text.ok_or(RowError::NoText)?;
        let is_not = match json.as_bytes().first() {
            Some(b'"') => None,
            Some(b'n') => Some("null"),
            Some(b't' | b'f') => Some("a truth value"),
            Some(b'{') => Some("an object"),
            Some(b'[') => Some("a list"),
            _ => Some("a number"),
        };
        if let Some(what) = is_not {
            return Err(RowError::TextIsNot(what));
        }
        let (text, lost_halves) = decode_string(json).map_err(|error| RowError::BadText(words(&error)))?;
        // `json` is a part of `row`: the distance of their first bytes is its place.
        let start = json.as_ptr().addr().saturating_sub(row.as_ptr().addr());
        Ok(Self { row, place: start..start + json.len(), text, id: fields.id, lost_halves })
    }

    /// The row as it stands.
    pub(crate) fn row(&self) -> &'r str {
        self.row
    }

    /// The name of the record as words, if it has one: a string as it is, all else as JSON.
    pub(crate) fn name(&self) -> Option<String> {
        let id = self.id?;
        Some(serde_json::from_str::<String>(id).unwrap_or_else(|_| id.to_owned()))
    }

    /// The row with `text` in place of its own; the same row where the text is the same.
    pub(crate) fn with_text(&self, text: &str) -> Cow<'r, str> {
        if text == self.text && self.lost_halves == 0 {
            return Cow::Borrowed(self.row);
        }
        let before = self.row.get(..self.place.start).unwrap_or_default();
        let after = self.row.get(self.place.end..).unwrap_or_default();
        Cow::Owned(format!("{before}{}{after}", serde_json::Value::from(text)))
    }
}

/// What the parser says, without its "line 1": a row is one line.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((words, _)) => format!("{words} at column {}", error.column()),
        None => text,
    }
}

/// The JSON of the fields that count, out of any number.
#[derive(Default)]
struct Fields<'r> {
    text: Option<&'r str>,
    id: Option<&'r str>,
    twice: Option<&'static str>,
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Fields::default();
                while let Some(Key(key)) = map.next_key()? {
                    let (name, field) = match &*key {
                        TEXT => (TEXT, &mut fields.text),
                        ID => (ID, &mut fields.id),
                        _ => {
                            map.next_value::<de::IgnoredAny>()?;
                            continue;
                        }
                    };
                    let json: &'de RawValue = map.next_value()?;
                    if field.replace(json.get()).is_some() {
                        fields.twice = Some(name);
                    }
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A key, copied only where it holds escapes.
#[derive(serde::Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

/// The text of a JSON string, and how many halves of surrogate pairs in it became U+FFFD.
fn decode_string(json: &str) -> Result<(Cow<'_, str>, usize), serde_json::Error> {
    let error = match serde_json::from_str::<Key<'_>>(json) {
        Ok(Key(text)) => return Ok((text, 0)),
        Err(error) => error,
    };
    // The parser gives halves as three bytes each, ED A0..BF 80..BF, to those who ask for bytes.
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
    let Ok(bytes) = serde_json::Deserializer::from_str(json).deserialize_bytes(Bytes) else { return Err(error) };
    let mut text = String::with_capacity(bytes.len());
    let mut halves = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        // The first byte stands for the half; the other two are invalid chunks of their own.
        if chunk.invalid().first() == Some(&0xED) {
            text.push('\u{FFFD}');
            halves += 1;
        }
    }
    Ok((Cow::Owned(text), halves))
}

/// Reads the next row into `row`, without its line feed; `false` at the end. Rows count from 1.
///
/// # Errors
/// Those of reading.
pub(crate) fn next_row(input: &mut impl BufRead, row: &mut Vec<u8>) -> io::Result<bool> {
    row.clear();
    if input.read_until(b'\n', row)? == 0 {
        return Ok(false);
    }
    if row.last() == Some(&b'\n') {
        row.pop();
    }
    Ok(true)
}

/// A row that holds no record and no error either: nothing but white space.
pub(crate) fn is_blank(row: &[u8]) -> bool {
    row.trim_ascii().is_empty()
}

/// The row without the byte order mark that some programs put before the first one.
pub(crate) fn without_bom(row: &[u8]) -> &[u8] {
    row.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(row: &str, text: &str) -> String {
        Record::parse(row.as_bytes()).unwrap().with_text(text).into_owned()
    }

    fn error(row: &[u8]) -> String {
        Record::parse(row).unwrap_err().to_string()
    }

    #[test]
    fn every_other_byte_stays() {
        let row = r#" { "z" :1.50e3, "text": "a\u00e9", "é":"\ud83d", "n":123456789012345678901234567890 } "#;
        assert_eq!(replaced(row, "a\"é\n"), row.replace(r#""a\u00e9""#, r#""a\"é\n""#));
        assert_eq!(replaced(row, "aé"), row);
    }

    #[test]
    fn a_key_may_be_escaped_and_a_nested_text_is_not_it() {
        let row = r#"{"a":{"text":"x"},"te\u0078t":"y"}"#;
        assert_eq!(replaced(row, "z"), r#"{"a":{"text":"x"},"te\u0078t":"z"}"#);
    }

    #[test]
    fn the_id_is_its_json() {
        assert_eq!(Record::parse(br#"{"id": 7, "text":""}"#).unwrap().id, Some("7"));
        assert_eq!(Record::parse(br#"{"text":""}"#).unwrap().id, None);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement_character() {
        let record = Record::parse(br#"{"text":"a\ud83d b\ude00\ud83d\ude00"}"#).unwrap();
        assert_eq!(record.text, "a\u{FFFD} b\u{FFFD}\u{1F600}");
        assert_eq!(record.lost_halves, 2);
        assert_eq!(record.with_text(&record.text), "{\"text\":\"a\u{FFFD} b\u{FFFD}\u{1F600}\"}");
    }

    #[test]
    fn a_bad_row_is_told_by_what_is_wrong() {
        insta::assert_snapshot!(error(b"{\"text\": \"a\xFF\"}"), @r#"is not valid UTF-8 at byte 12"#);
        insta::assert_snapshot!(error(b"nonsense"), @"is not a JSON object");
        insta::assert_snapshot!(error(b"[1]"), @"is not a JSON object");
        insta::assert_snapshot!(error(br#"{"text": "a""#), @"is not valid JSON: EOF while parsing an object at column 12");
        insta::assert_snapshot!(error(br#"{"text": "a"} {"text": "b"}"#), @"is not valid JSON: trailing characters at column 15");
        insta::assert_snapshot!(error(b"{}"), @r#"has no "text""#);
        insta::assert_snapshot!(error(br#"{"text":null}"#), @r#"has a "text" that is null, not a string"#);
        insta::assert_snapshot!(error(br#"{"text":-1}"#), @r#"has a "text" that is a number, not a string"#);
        insta::assert_snapshot!(error(br#"{"text":"a","text":"b"}"#), @r#"has "text" twice"#);
        insta::assert_snapshot!(error(br#"{"text":"\x"}"#), @"is not valid JSON: invalid escape at column 11");
    }

    #[test]
    fn rows_end_at_line_feeds() {
        let mut input = &b"a\r\n\nb"[..];
        let mut row = Vec::new();
        let mut rows = Vec::new();
        while next_row(&mut input, &mut row).unwrap() {
            rows.push(row.clone());
        }
        assert_eq!(rows, [b"a\r".to_vec(), b"".to_vec(), b"b".to_vec()]);
    }
}
