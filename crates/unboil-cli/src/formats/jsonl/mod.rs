//! JSON Lines: each row is an object with a document under `text`, or wherever `--field` says, and often a name under `id`.
//!
//! Goes in: rows of bytes. Comes out: the same rows with another text, every other byte as it was: key order, spaces,
//! numbers of any length, escapes. So a row is not parsed into values and printed again; the places of its texts are
//! found and only these are replaced.
//!
//! `{"id": 7, "text": "Boats.\u00a0", "n": 1.50}` with the clean text `Boats.` → `{"id": 7, "text": "Boats.", "n": 1.50}`

mod path;
mod rows;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

pub(crate) use path::FieldPath;
use path::Step;
pub(crate) use rows::{Jsonl, Rows};

/// What of a record counts.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// Where its documents are, at least one.
    pub texts: Vec<FieldPath>,
    /// Where its name is.
    pub id: FieldPath,
    /// Where its address is.
    pub source: Option<FieldPath>,
}

/// A document in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text<'r> {
    /// Where in the row its JSON string is, with its quotes. Bytes.
    place: Range<usize>,
    /// The document.
    pub text: Cow<'r, str>,
    /// Which of [`Fields::texts`] it is from.
    pub field: usize,
    /// How many halves of surrogate pairs in the text became U+FFFD. A program that cut a text in the middle of an emoji
    /// leaves such a half, which is no character.
    pub lost_halves: usize,
}

/// One row that is a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record<'r> {
    row: &'r str,
    /// The documents, in the order they stand in the row.
    pub texts: Vec<Text<'r>>,
    /// The JSON of the name, if there is one: `7`, `"a-7"`.
    pub id: Option<&'r str>,
    /// The address, if there is one and it is a string.
    pub source: Option<Cow<'r, str>>,
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
    #[error("has no {0}")]
    NoText(String),
    /// A name stands twice: which one counts differs from program to program.
    #[error("has \"{0}\" twice")]
    Twice(String),
    /// The text is something else.
    #[error("has a \"{0}\" that is {1}, not a string")]
    TextIsNot(String, &'static str),
    /// The string of the text cannot be read.
    #[error("has a \"{0}\" that cannot be read: {1}")]
    BadText(String, String),
}

impl<'r> Record<'r> {
    /// Finds the texts in a row, which is given without its line feed.
    ///
    /// # Errors
    /// The row is not a JSON object; a field of texts holds something else than a string; or there is no text at all.
    /// Where several fields are asked for, one that is missing or null is no error.
    pub(crate) fn parse(row: &'r [u8], fields: &Fields) -> Result<Self, RowError> {
        let row = match simdutf8::basic::from_utf8(row) {
            Ok(row) => row,
            // Only the slower way says where.
            Err(_) => std::str::from_utf8(row).map_err(|error| RowError::NotUtf8(error.valid_up_to() + 1))?,
        };
        if !row.trim_ascii_start().starts_with('{') {
            return Err(RowError::NotAnObject);
        }
        let mut search = Search { fields, places: Vec::new(), id: None, source: None };
        let every = fields.texts.iter().map(FieldPath::steps).enumerate().map(|(n, steps)| (Role::Text(n), steps));
        let others = [(Role::Id, Some(&fields.id)), (Role::Source, fields.source.as_ref())];
        let others = others.into_iter().filter_map(|(role, path)| Some((role, path?.steps())));
        search.object(row, &every.chain(others).collect::<Vec<_>>())?;
        let is_only = fields.texts.len() == 1;
        let mut texts = Vec::with_capacity(search.places.len());
        for (field, json) in search.places {
            let name = || fields.texts.get(field).map(ToString::to_string).unwrap_or_default();
            let is_not = match json.as_bytes().first() {
                Some(b'"') => None,
                Some(b'n') if !is_only => continue,
                Some(b'n') => Some("null"),
                Some(b't' | b'f') => Some("a truth value"),
                Some(b'{') => Some("an object"),
                Some(b'[') => Some("a list"),
                _ => Some("a number"),
            };
            if let Some(what) = is_not {
                return Err(RowError::TextIsNot(name(), what));
            }
            let (text, lost_halves) = decode_string(json).map_err(|error| RowError::BadText(name(), words(&error)))?;
            // `json` is a part of `row`: the distance of their first bytes is its place.
            let start = json.as_ptr().addr().saturating_sub(row.as_ptr().addr());
            texts.push(Text { place: start..start + json.len(), text, field, lost_halves });
        }
        if texts.is_empty() {
            let names: Vec<_> = fields.texts.iter().map(|path| format!("\"{path}\"")).collect();
            return Err(RowError::NoText(names.join(" or ")));
        }
        texts.sort_by_key(|text| text.place.start);
        let source = search.source.and_then(|json| serde_json::from_str::<Key<'r>>(json).ok()).map(|Key(text)| text);
        Ok(Self { row, texts, id: search.id, source })
    }

    /// Appends the row with `texts` in place of its own, in the order of [`texts`](Self::texts).
    pub(crate) fn with_texts<S: AsRef<str>>(&self, texts: &[S], out: &mut Vec<u8>) {
        out.reserve(self.row.len());
        let mut done = 0;
        for (old, new) in self.texts.iter().zip(texts) {
            let new = new.as_ref();
            if new == old.text && old.lost_halves == 0 {
                continue;
            }
            out.extend_from_slice(self.row.get(done..old.place.start).unwrap_or_default().as_bytes());
            write_string(new, out);
            done = old.place.end;
        }
        out.extend_from_slice(self.row.get(done..).unwrap_or_default().as_bytes());
    }
}

/// What a path leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Text(usize),
    Id,
    Source,
}

/// The JSON of the fields that count, out of any number.
struct Search<'r, 'f> {
    fields: &'f Fields,
    places: Vec<(usize, &'r str)>,
    id: Option<&'r str>,
    source: Option<&'r str>,
}

impl<'r> Search<'r, '_> {
    /// Follows paths, of which each has a step left, into an object.
    fn object(&mut self, json: &'r str, paths: &[(Role, &[Step])]) -> Result<(), RowError> {
        let is_wanted =
            |key: &str| paths.iter().any(|(_, steps)| matches!(steps.first(), Some(Step::Key(k)) if k == key));
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let found = Members { is_wanted: &is_wanted }.collect(&mut deserializer);
        let found = found.and_then(|found| deserializer.end().map(|()| found));
        let found = found.map_err(|error| RowError::Syntax(words(&error)))?;
        for (n, (key, value)) in found.iter().enumerate() {
            if found.iter().take(n).any(|(earlier, _)| earlier == key) {
                return Err(RowError::Twice(key.to_string()));
            }
            let into = paths.iter().filter_map(|(role, steps)| match steps.split_first() {
                Some((Step::Key(k), rest)) if *k == **key => Some((*role, rest)),
                _ => None,
            });
            self.value(value.get(), &into.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// The same into any value; paths that end here take it.
    fn value(&mut self, json: &'r str, paths: &[(Role, &[Step])]) -> Result<(), RowError> {
        for (role, _) in paths.iter().filter(|(_, steps)| steps.is_empty()) {
            match role {
                Role::Text(field) => self.places.push((*field, json)),
                Role::Id => self.id = Some(json),
                Role::Source => self.source = Some(json),
            }
        }
        let deeper = |list: bool| {
            let fits = move |step: &Step| matches!(step, Step::Each) == list;
            let deeper = paths.iter().filter(move |(_, steps)| steps.first().is_some_and(fits));
            deeper.map(|(role, steps)| (*role, *steps)).collect::<Vec<_>>()
        };
        match json.as_bytes().first() {
            Some(b'{') if !deeper(false).is_empty() => self.object(json, &deeper(false)),
            Some(b'[') if !deeper(true).is_empty() => {
                let elements: Vec<&'r RawValue> =
                    serde_json::from_str(json).map_err(|error| RowError::Syntax(words(&error)))?;
                let paths: Vec<_> =
                    deeper(true).into_iter().map(|(role, steps)| (role, steps.get(1..).unwrap_or_default())).collect();
                elements.into_iter().try_for_each(|element| self.value(element.get(), &paths))
            }
            // A name or an address may be missing; of a text, what stands in the way is told.
            Some(first) => match paths.iter().find_map(|(role, steps)| match role {
                Role::Text(field) if !steps.is_empty() => Some(*field),
                _ => None,
            }) {
                Some(field) if *first != b'n' => {
                    let name = self.fields.texts.get(field).map(ToString::to_string).unwrap_or_default();
                    Err(RowError::NoText(format!("\"{name}\"")))
                }
                _ => Ok(()),
            },
            None => Ok(()),
        }
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

/// The members of an object that are wanted; the others are read over.
struct Members<'w> {
    is_wanted: &'w dyn Fn(&str) -> bool,
}

impl Members<'_> {
    fn collect<'de, D: Deserializer<'de>>(self, object: D) -> Result<Vec<Member<'de>>, D::Error> {
        object.deserialize_map(self)
    }
}

type Member<'de> = (Cow<'de, str>, &'de RawValue);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<Member<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            if (self.is_wanted)(&key) {
                found.push((key, map.next_value()?));
            } else {
                map.next_value::<de::IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A key, copied only where it holds escapes.
#[derive(serde::Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

/// The text of a JSON string that the parser has passed already, if none of its characters is written by its number. The next
/// escape is found many bytes at a time.
fn decode_simple(json: &str) -> Option<Cow<'_, str>> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    let mut escapes = memchr::memchr_iter(b'\\', inside.as_bytes());
    let Some(mut at) = escapes.next() else { return Some(Cow::Borrowed(inside)) };
    let mut text = String::with_capacity(inside.len());
    let mut done = 0;
    loop {
        text.push_str(inside.get(done..at)?);
        text.push(match inside.as_bytes().get(at + 1)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            _ => return None,
        });
        done = at + 2;
        // The second of two backslashes begins no escape.
        match escapes.find(|&next| next >= done) {
            Some(next) => at = next,
            None => break,
        }
    }
    text.push_str(inside.get(done..)?);
    Some(Cow::Owned(text))
}

/// Appends the JSON string of `text`.
///
/// As `serde_json` writes it, which looks at one byte after the other: a tenth of what a row takes. Clean text holds nothing
/// to escape but line ends, quotation marks and backslashes, and the next of those is found many bytes at a time.
fn write_string(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if bytes.iter().fold(false, |any, &byte| any | (byte < b' ' && byte != b'\n')) {
        // Neither a string nor writing to memory can fail.
        let _ = serde_json::to_writer(out, text);
        return;
    }
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut done = 0;
    for at in memchr::memchr3_iter(b'\n', b'"', b'\\', bytes) {
        out.extend_from_slice(bytes.get(done..at).unwrap_or_default());
        let escaped = match bytes.get(at) {
            Some(b'\n') => b'n',
            Some(&byte) => byte,
            None => break,
        };
        out.extend([b'\\', escaped]);
        done = at + 1;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out.push(b'"');
}

/// The text of a JSON string, and how many halves of surrogate pairs in it became U+FFFD.
fn decode_string(json: &str) -> Result<(Cow<'_, str>, usize), serde_json::Error> {
    if let Some(text) = decode_simple(json) {
        return Ok((text, 0));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn strings_are_written_as_the_parser_writes_them(text in "[a-c\n\"\\\\\t\u{1}\u{7f}é😀]{0,60}") {
            let mut out = Vec::new();
            write_string(&text, &mut out);
            proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap());
        }

        #[test]
        fn strings_are_read_as_the_parser_reads_them(inside in r#"([a-cé😀]|\\[nrtbf"/\\]|\\u00e9){0,40}"#) {
            let json = format!("\"{inside}\"");
            let want: String = serde_json::from_str(&json).unwrap();
            proptest::prop_assert_eq!(decode_string(&json).unwrap(), (want.clone().into(), 0));
            let simple = decode_simple(&json);
            proptest::prop_assert!(simple.is_none_or(|text| text == want));
        }
    }

    fn fields(texts: &[&str]) -> Fields {
        let texts = texts.iter().map(|path| path.parse().unwrap()).collect();
        Fields { texts, id: "id".parse().unwrap(), source: Some("meta.url".parse().unwrap()) }
    }

    fn with(record: &Record<'_>, texts: &[&str]) -> String {
        let mut out = Vec::new();
        record.with_texts(texts, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn replaced(row: &str, text: &str) -> String {
        with(&Record::parse(row.as_bytes(), &fields(&["text"])).unwrap(), &[text])
    }

    fn error(row: &[u8]) -> String {
        Record::parse(row, &fields(&["text"])).unwrap_err().to_string()
    }

    #[test]
    fn texts_deep_in_a_record_are_replaced_where_they_stand() {
        let row = r#"{"m":[{"c":"one"},{"r":1,"c":"two"},{"c":null}],"a":{"b":"three"},"t":[["x"]], "meta":{"url":"http://x.org"}}"#;
        let record = Record::parse(row.as_bytes(), &fields(&["a.b", "m[].c", "t[][]", "none"])).unwrap();
        let texts: Vec<_> = record.texts.iter().map(|t| (&*t.text, t.field)).collect();
        assert_eq!(texts, [("one", 1), ("two", 1), ("three", 0), ("x", 2)]);
        assert_eq!(record.source.as_deref(), Some("http://x.org"));
        let want = row.replace("two", "2").replace("\"x\"", "\"y\"");
        assert_eq!(with(&record, &["one", "2", "three", "y"]), want);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_missing_text() {
        let error = |row: &str| Record::parse(row.as_bytes(), &fields(&["a.b"])).unwrap_err().to_string();
        for row in [r#"{"a":{}}"#, r#"{"a":7}"#, r#"{"a":["b"]}"#, r#"{"b":"x"}"#] {
            assert_eq!(error(row), r#"has no "a.b""#, "{row}");
        }
        assert_eq!(error(r#"{"a":{"b":[]}}"#), r#"has a "a.b" that is a list, not a string"#);
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
        assert_eq!(Record::parse(br#"{"id": 7, "text":""}"#, &fields(&["text"])).unwrap().id, Some("7"));
        assert_eq!(Record::parse(br#"{"text":""}"#, &fields(&["text"])).unwrap().id, None);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement_character() {
        let record = Record::parse(br#"{"text":"a\ud83d b\ude00\ud83d\ude00"}"#, &fields(&["text"])).unwrap();
        assert_eq!(record.texts[0].text, "a\u{FFFD} b\u{FFFD}\u{1F600}");
        assert_eq!(record.texts[0].lost_halves, 2);
        assert_eq!(with(&record, &[&record.texts[0].text]), "{\"text\":\"a\u{FFFD} b\u{FFFD}\u{1F600}\"}");
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
}
