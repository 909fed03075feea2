//! A row of JSON Lines: the positions of its documents, its id and its URL.
//!
//! Finds the fields in the bytes of a row. Only the JSON strings of its texts are replaced, which keeps the order of keys,
//! spaces, escapes and numbers of any length.
//!
//! `{"a":{"b":"x"}}` with the field `a.b` → the text `x` at bytes 10..13

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::strings::{JsonString, decode_string, write_string};
use crate::formats::fields::{FieldPath, Fields, Segment};

/// A document in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonText<'r> {
    /// The bytes of the row that are its JSON string, quotes included.
    range: Range<usize>,
    /// The document.
    pub text: Cow<'r, str>,
    /// The index of its field in [`Fields::texts`].
    pub field: usize,
    /// Number of unpaired surrogates in the text that became U+FFFD. A program that cuts a text inside an emoji leaves one.
    pub lost_surrogates: usize,
}

/// A row that is a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonRow<'r> {
    row: &'r str,
    /// The documents, in the order of the row.
    pub texts: Vec<JsonText<'r>>,
    /// The JSON of the id, if there is one: `7`, `"a-7"`.
    pub id: Option<&'r str>,
    /// The URL, if there is one and it is a string.
    pub source: Option<Cow<'r, str>>,
    /// The values of [`Fields::titles`] that are strings.
    pub titles: Vec<Cow<'r, str>>,
    /// A key on the way to a text that its object has more than once. Most programs take the last value, as we do.
    pub twice: Option<String>,
}

/// Why a row is not a record; a phrase that completes "row 7 …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RowError {
    /// The bytes are not UTF-8, which JSON Lines must be.
    #[error("is not valid UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// The row is not an object but a list, a number, or not JSON at all.
    #[error("is not a JSON object")]
    NotAnObject,
    /// It begins like an object but is not valid JSON.
    #[error("is not valid JSON: {0}")]
    Syntax(String),
    /// There is no text.
    #[error("has no {0}")]
    NoText(String),
    /// The only text is null.
    #[error("has a \"{0}\" that is null")]
    Null(String),
    /// The way to the text leads to another kind of value.
    #[error("has no \"{0}\"")]
    DeadEnd(String),
    /// The text is something else.
    #[error("has a \"{0}\" that is {1}, not a string")]
    TextIsNot(String, &'static str),
    /// The string of the text cannot be read.
    #[error("has a \"{0}\" that cannot be read: {1}")]
    BadText(String, String),
}

impl RowError {
    /// Whether the row is valid, but its text is null or missing.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::NoText(_) | Self::Null(_))
    }
}

/// Whether a row has at least one of the fields of texts, with any value; nothing if it is not valid, or a null or an empty list is
/// on the way to one.
pub(super) fn has_field(row: &[u8], fields: &Fields) -> Option<bool> {
    match Search::run(row, fields) {
        Ok((_, search)) if !search.places.is_empty() => Some(true),
        Ok((_, search)) => (!search.is_open).then_some(false),
        Err(RowError::DeadEnd(_)) => Some(false),
        Err(_) => None,
    }
}

impl<'r, 'f> Search<'r, 'f> {
    /// Finds the fields in a row, and the row as text.
    fn run(row: &'r [u8], fields: &'f Fields) -> Result<(&'r str, Self), RowError> {
        let row = match simdutf8::basic::from_utf8(row) {
            Ok(row) => row,
            // Only the standard library reports the position.
            Err(_) => std::str::from_utf8(row).map_err(|error| RowError::NotUtf8(error.valid_up_to() + 1))?,
        };
        if !row.trim_ascii_start().starts_with('{') {
            return Err(RowError::NotAnObject);
        }
        let titles = vec![None; fields.titles.len()];
        let (places, is_open) = (Vec::new(), false);
        let mut search = Search { fields, places, id: None, source: None, titles, is_open, twice: None };
        let every =
            fields.texts.iter().map(FieldPath::segments).enumerate().map(|(n, segments)| (Role::Text(n), segments));
        let others = [(Role::Id, Some(&fields.id)), (Role::Source, fields.source.as_ref())];
        let others = others.into_iter().filter_map(|(role, path)| Some((role, path?.segments())));
        let titles = fields.titles.iter().enumerate().map(|(n, path)| (Role::Title(n), path.segments()));
        search.object(row, &every.chain(others).chain(titles).collect::<Vec<_>>())?;
        Ok((row, search))
    }
}

impl<'r> JsonRow<'r> {
    /// Finds the texts in a row, which is given without its line feed. Fields that are missing or null are left out.
    ///
    /// # Errors
    /// The row is not a JSON object; a field of texts holds something else than a string or null; or there is no text at all.
    pub(super) fn parse(row: &'r [u8], fields: &Fields) -> Result<Self, RowError> {
        let (row, search) = Search::run(row, fields)?;
        let has_null = !search.places.is_empty();
        let mut texts = Vec::with_capacity(search.places.len());
        for (field, json) in search.places {
            let name = || fields.texts.get(field).map(ToString::to_string).unwrap_or_default();
            let is_not = match json.as_bytes().first() {
                Some(b'"') => None,
                Some(b'n') => continue,
                Some(b't' | b'f') => Some("a truth value"),
                Some(b'{') => Some("an object"),
                Some(b'[') => Some("a list"),
                _ => Some("a number"),
            };
            if let Some(what) = is_not {
                return Err(RowError::TextIsNot(name(), what));
            }
            let (text, lost_surrogates) =
                decode_string(json).map_err(|error| RowError::BadText(name(), words(&error)))?;
            // `json` is a slice of `row`: the distance between their first bytes is its position.
            let start = json.as_ptr().addr().saturating_sub(row.as_ptr().addr());
            texts.push(JsonText { range: start..start + json.len(), text, field, lost_surrogates });
        }
        if let ([only], true, true) = (fields.texts.as_slice(), has_null, texts.is_empty()) {
            return Err(RowError::Null(only.to_string()));
        }
        if texts.is_empty() {
            let names: Vec<_> = fields.texts.iter().map(|path| format!("\"{path}\"")).collect();
            return Err(RowError::NoText(names.join(" or ")));
        }
        texts.sort_by_key(|text| text.range.start);
        let string = |json: &'r str| serde_json::from_str::<JsonString<'r>>(json).ok().map(|JsonString(text)| text);
        let source = search.source.and_then(string);
        let titles = search.titles.into_iter().flatten().filter_map(string).collect();
        Ok(Self { row, texts, id: search.id, source, titles, twice: search.twice })
    }

    /// Appends the row with `texts` instead of its own, in the order of [`texts`](Self::texts).
    pub(super) fn with_texts<S: AsRef<str>>(&self, texts: &[S], out: &mut Vec<u8>) {
        out.reserve(self.row.len());
        let mut done = 0;
        for (old, new) in self.texts.iter().zip(texts) {
            let new = new.as_ref();
            if new == old.text && old.lost_surrogates == 0 {
                continue;
            }
            out.extend_from_slice(self.row.get(done..old.range.start).unwrap_or_default().as_bytes());
            write_string(new, out);
            done = old.range.end;
        }
        out.extend_from_slice(self.row.get(done..).unwrap_or_default().as_bytes());
    }
}

/// The values of a path in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Text(usize),
    Id,
    Source,
    Title(usize),
}

/// The JSON of the fields that count, out of any number.
struct Search<'r, 'f> {
    fields: &'f Fields,
    places: Vec<(usize, &'r str)>,
    id: Option<&'r str>,
    source: Option<&'r str>,
    titles: Vec<Option<&'r str>>,
    /// Whether a null or an empty list is on the way to a text.
    is_open: bool,
    /// A key on the way to a text that its object has more than once.
    twice: Option<String>,
}

impl<'r> Search<'r, '_> {
    /// Follows paths, of which each has a step left, into an object.
    fn object(&mut self, json: &'r str, paths: &[(Role, &[Segment])]) -> Result<(), RowError> {
        let is_wanted =
            |key: &str| paths.iter().any(|(_, segments)| matches!(segments.first(), Some(Segment::Key(k)) if k == key));
        let members = |takes_half_pairs: bool| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            let found = Members { is_wanted: &is_wanted, takes_half_pairs }.collect(&mut deserializer);
            found.and_then(|found| deserializer.end().map(|()| found))
        };
        // This does not check keys for control characters, so it is used only for rows that may need it.
        let again = |error| if has_surrogates(json) { members(true) } else { Err(error) };
        let found = members(false).or_else(again).map_err(|error| RowError::Syntax(words(&error)))?;
        for (n, (key, value)) in found.iter().enumerate() {
            let is_text = |(role, segments): &(Role, &[Segment])| {
                matches!(role, Role::Text(_)) && matches!(segments.first(), Some(Segment::Key(k)) if *k == **key)
            };
            if found.iter().skip(n + 1).any(|(later, _)| later == key) {
                if paths.iter().any(is_text) {
                    self.twice.get_or_insert_with(|| key.to_string());
                }
                continue;
            }
            let into = paths.iter().filter_map(|(role, segments)| match segments.split_first() {
                Some((Segment::Key(k), rest)) if *k == **key => Some((*role, rest)),
                _ => None,
            });
            self.value(value.get(), &into.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// The same for any value; paths that end here select it.
    fn value(&mut self, json: &'r str, paths: &[(Role, &[Segment])]) -> Result<(), RowError> {
        for (role, _) in paths.iter().filter(|(_, segments)| segments.is_empty()) {
            match role {
                Role::Text(field) => self.places.push((*field, json)),
                Role::Id => self.id = Some(json),
                Role::Source => self.source = Some(json),
                Role::Title(n) => self.titles[*n] = Some(json),
            }
        }
        let deeper = |list: bool| {
            let fits = move |step: &Segment| matches!(step, Segment::Each) == list;
            let deeper = paths.iter().filter(move |(_, segments)| segments.first().is_some_and(fits));
            deeper.map(|(role, segments)| (*role, *segments)).collect::<Vec<_>>()
        };
        match json.as_bytes().first() {
            Some(b'{') if !deeper(false).is_empty() => self.object(json, &deeper(false)),
            Some(b'[') if !deeper(true).is_empty() => {
                let elements: Vec<&'r RawValue> =
                    serde_json::from_str(json).map_err(|error| RowError::Syntax(words(&error)))?;
                self.is_open |= elements.is_empty();
                let paths: Vec<_> = deeper(true)
                    .into_iter()
                    .map(|(role, segments)| (role, segments.get(1..).unwrap_or_default()))
                    .collect();
                elements.into_iter().try_for_each(|element| self.value(element.get(), &paths))
            }
            // The id or URL may be missing; for a text, the value found instead is reported.
            Some(first) => match paths.iter().find_map(|(role, segments)| match role {
                Role::Text(field) if !segments.is_empty() => Some(*field),
                _ => None,
            }) {
                Some(field) if *first != b'n' => {
                    let name = self.fields.texts.get(field).map(ToString::to_string).unwrap_or_default();
                    Err(RowError::DeadEnd(name))
                }
                Some(_) => {
                    self.is_open = true;
                    Ok(())
                }
                None => Ok(()),
            },
            None => Ok(()),
        }
    }
}

/// The message of the parser without its "line 1", since a row is one line. An element of an array may have several.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((words, _)) if error.line() <= 1 => format!("{words} at column {}", error.column()),
        _ => text,
    }
}

/// Whether it may contain the escape of an unpaired surrogate.
fn has_surrogates(json: &str) -> bool {
    let after = memchr::memchr_iter(b'\\', json.as_bytes()).filter_map(|at| json.as_bytes().get(at + 1..at + 3));
    after.into_iter().any(|escape| escape.eq_ignore_ascii_case(b"ud"))
}

/// The requested members of an object; the others are skipped.
struct Members<'w> {
    is_wanted: &'w dyn Fn(&str) -> bool,
    /// Whether a key may have an unpaired surrogate. Such a key is not text, so no path can name it.
    takes_half_pairs: bool,
}

impl Members<'_> {
    fn collect<'de, D: Deserializer<'de>>(self, object: D) -> Result<Vec<JsonMember<'de>>, D::Error> {
        object.deserialize_map(self)
    }
}

type JsonMember<'de> = (Cow<'de, str>, &'de RawValue);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Vec<JsonMember<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Vec::new();
        loop {
            let key = if self.takes_half_pairs {
                map.next_key::<AnyKey>()?.map(|AnyKey(key)| key.map(Cow::Owned))
            } else {
                map.next_key::<JsonString<'de>>()?.map(|JsonString(key)| Some(key))
            };
            match key {
                Some(Some(key)) if (self.is_wanted)(&key) => found.push((key, map.next_value()?)),
                Some(_) => drop(map.next_value::<de::IgnoredAny>()?),
                None => return Ok(found),
            }
        }
    }
}

/// A key; `None` for one with an unpaired surrogate.
struct AnyKey(Option<String>);

impl<'de> de::Deserialize<'de> for AnyKey {
    fn deserialize<D: Deserializer<'de>>(key: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = AnyKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<AnyKey, E> {
                Ok(AnyKey(String::from_utf8(bytes.to_vec()).ok()))
            }
        }
        key.deserialize_bytes(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(texts: &[&str]) -> Fields {
        let texts = texts.iter().map(|path| path.parse().unwrap()).collect();
        Fields {
            texts,
            id: "id".parse().unwrap(),
            source: Some("meta.url".parse().unwrap()),
            is_source_optional: false,
            titles: Vec::new(),
        }
    }

    fn with(record: &JsonRow<'_>, texts: &[&str]) -> String {
        let mut out = Vec::new();
        record.with_texts(texts, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn replaced(row: &str, text: &str) -> String {
        with(&JsonRow::parse(row.as_bytes(), &fields(&["text"])).unwrap(), &[text])
    }

    fn error(row: &[u8]) -> String {
        JsonRow::parse(row, &fields(&["text"])).unwrap_err().to_string()
    }

    #[test]
    fn texts_deep_in_a_record_are_replaced_where_they_stand() {
        let row = r#"{"m":[{"c":"one"},{"r":1,"c":"two"},{"c":null}],"a":{"b":"three"},"t":[["x"]], "meta":{"url":"http://x.org"}}"#;
        let record = JsonRow::parse(row.as_bytes(), &fields(&["a.b", "m[].c", "t[][]", "none"])).unwrap();
        let texts: Vec<_> = record.texts.iter().map(|t| (&*t.text, t.field)).collect();
        assert_eq!(texts, [("one", 1), ("two", 1), ("three", 0), ("x", 2)]);
        assert_eq!(record.source.as_deref(), Some("http://x.org"));
        let want = row.replace("two", "2").replace("\"x\"", "\"y\"");
        assert_eq!(with(&record, &["one", "2", "three", "y"]), want);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_missing_text() {
        let error = |row: &str| JsonRow::parse(row.as_bytes(), &fields(&["a.b"])).unwrap_err().to_string();
        for row in [r#"{"a":{}}"#, r#"{"a":7}"#, r#"{"a":["b"]}"#, r#"{"b":"x"}"#] {
            assert_eq!(error(row), r#"has no "a.b""#, "{row}");
        }
        assert_eq!(error(r#"{"a":{"b":[]}}"#), r#"has a "a.b" that is a list, not a string"#);
    }

    #[test]
    fn whether_a_row_has_a_field_is_known_unless_a_null_is_on_the_way() {
        let has = |row: &str| has_field(row.as_bytes(), &fields(&["a.b", "m[].c"]));
        for row in [r#"{"a":{"b":null}}"#, r#"{"a":{"b":7}}"#, r#"{"m":[{},{"c":""}]}"#] {
            assert_eq!(has(row), Some(true), "{row}");
        }
        for row in ["{}", r#"{"a":{},"m":[{}]}"#, r#"{"a":7}"#] {
            assert_eq!(has(row), Some(false), "{row}");
        }
        for row in [r#"{"a":null}"#, r#"{"m":[]}"#, r#"{"m":[null]}"#, "nonsense", "{"] {
            assert_eq!(has(row), None, "{row}");
        }
    }

    #[test]
    fn of_a_key_that_occurs_twice_the_last_value_counts() {
        let row = r#"{"text":"a","meta":{"url":"x"},"text":"b","id":1,"meta":{"url":"y"},"id":2}"#;
        let record = JsonRow::parse(row.as_bytes(), &fields(&["text"])).unwrap();
        assert_eq!(record.texts.len(), 1);
        assert_eq!((&*record.texts[0].text, record.id, record.source.as_deref()), ("b", Some("2"), Some("y")));
        assert_eq!(record.twice.as_deref(), Some("text"));
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
        assert_eq!(JsonRow::parse(br#"{"id": 7, "text":""}"#, &fields(&["text"])).unwrap().id, Some("7"));
        assert_eq!(JsonRow::parse(br#"{"text":""}"#, &fields(&["text"])).unwrap().id, None);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_one_replacement_character() {
        let record = JsonRow::parse(br#"{"text":"a\ud83d b\ude00\ud83d\ude00"}"#, &fields(&["text"])).unwrap();
        assert_eq!(record.texts[0].text, "a\u{FFFD} b\u{FFFD}\u{1F600}");
        assert_eq!(record.texts[0].lost_surrogates, 2);
        assert_eq!(with(&record, &[&record.texts[0].text]), "{\"text\":\"a\u{FFFD} b\u{FFFD}\u{1F600}\"}");
    }

    #[test]
    fn a_key_with_half_a_surrogate_pair_costs_nothing() {
        let row = r#"{"\ud800":1,"text":"a  b","o":{"\uDC00\uD800":[]},"te\u0078t2":"\ud83d\ude00"}"#;
        assert_eq!(replaced(row, "a b"), row.replace("a  b", "a b"));
        // Invalid JSON is still an error with a position, with or without an unpaired surrogate next to it.
        let broken = error(br#"{"\ud800":1,"text":"a"#);
        assert_eq!(broken, "is not valid JSON: EOF while parsing a string at column 21");
        assert!(error(b"{\"a\tb\":1,\"text\":\"a\"}").contains("control character"));
        let twice = r#"{"\ud800":1,"text":"a","text":"b"}"#;
        assert_eq!(replaced(twice, "c"), twice.replace("\"b\"", "\"c\""));
    }

    #[test]
    fn a_bad_row_is_told_by_what_is_wrong() {
        insta::assert_snapshot!(error(b"{\"text\": \"a\xFF\"}"), @r#"is not valid UTF-8 at byte 12"#);
        insta::assert_snapshot!(error(b"nonsense"), @"is not a JSON object");
        insta::assert_snapshot!(error(b"[1]"), @"is not a JSON object");
        insta::assert_snapshot!(error(br#"{"text": "a""#), @"is not valid JSON: EOF while parsing an object at column 12");
        insta::assert_snapshot!(error(br#"{"text": "a"} {"text": "b"}"#), @"is not valid JSON: trailing characters at column 15");
        insta::assert_snapshot!(error(b"{}"), @r#"has no "text""#);
        insta::assert_snapshot!(error(br#"{"text":null}"#), @r#"has a "text" that is null"#);
        insta::assert_snapshot!(error(br#"{"text":-1}"#), @r#"has a "text" that is a number, not a string"#);
        insta::assert_snapshot!(error(br#"{"text":"\x"}"#), @"is not valid JSON: invalid escape at column 11");
    }
}
