//! The members of an object that is in memory.

use std::ops::Range;

use super::values::ValueScanner;

/// Goes through the members of an object.
#[derive(Debug, Clone)]
pub(super) struct ObjectCursor {
    /// Where the next member, or the bracket after the last, is.
    at: usize,
}

/// Where a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberRange {
    /// Its name, with quotes.
    pub key: Range<usize>,
    pub value: Range<usize>,
}

impl ObjectCursor {
    /// The members of the object that begins at `start`; `None` if none does.
    pub(super) fn new(json: &[u8], start: usize) -> Option<Self> {
        (json.get(start) == Some(&b'{')).then_some(Self { at: start + 1 })
    }

    /// The next member of the object in valid JSON.
    pub(super) fn next(&mut self, json: &[u8]) -> Option<MemberRange> {
        let start = skip(json, self.at, b',');
        if json.get(start) != Some(&b'"') {
            return None;
        }
        let key = start..start + ValueScanner::new().scan(&json[start..]);
        let value = skip(json, key.end, b':');
        let value = value..value + ValueScanner::new().scan(&json[value..]);
        self.at = value.end;
        (!value.is_empty()).then_some(MemberRange { key, value })
    }
}

/// The place after white space and `separator`.
fn skip(json: &[u8], from: usize, separator: u8) -> usize {
    let rest = json.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == separator).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_with_whatever_space_is_between_them() {
        let json = br#"{ "a" : {"b":1} ,"c":[2,{}],"d":null}"#;
        let mut cursor = ObjectCursor::new(json, 0).unwrap();
        let mut found = Vec::new();
        while let Some(member) = cursor.next(json) {
            found.push([member.key, member.value].map(|range| String::from_utf8_lossy(&json[range]).into_owned()));
        }
        assert_eq!(found, [["\"a\"", "{\"b\":1}"], ["\"c\"", "[2,{}]"], ["\"d\"", "null"]]);
        assert!(ObjectCursor::new(b"[]", 0).is_none() && ObjectCursor::new(b"{}", 0).unwrap().next(b"{}").is_none());
    }
}
