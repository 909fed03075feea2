//! The fields of a record that hold documents, its id and its URL: `text`, `page.body`, `messages[].content`.
//!
//! Splits a path of the command line into segments. A full stop enters an object, `[]` enters every element of a
//! list; a full stop that is part of a name is escaped with a backslash. This is the common part of jq's paths and the field
//! names of corpora. There are no indices.
//!
//! `a.b[].c\.d` → key `a`, key `b`, each element, key `c.d`

use std::fmt;
use std::io;

use unboil_text::suggest::nearest;

/// The fields of a record that unboil reads.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    /// Its documents; at least one field.
    pub texts: Vec<FieldPath>,
    /// Its id.
    pub id: FieldPath,
    /// Its URL.
    pub source: Option<FieldPath>,
    /// Whether a table may lack the column of the URL, because nobody named it.
    pub is_source_optional: bool,
    /// Fields that name a record for people, the best first. Any of them may be missing.
    pub titles: Vec<FieldPath>,
}

impl Fields {
    /// Looks for the URL of a record in its field `url`, if no field was named.
    pub(crate) fn look_for_source(&mut self) {
        if self.source.is_none() {
            self.source = Some(FieldPath::key("url"));
            self.is_source_optional = true;
        }
    }

    /// Looks for the title and the URL of a record in the fields of these names, as a page shows them.
    pub(crate) fn look_for_titles(&mut self) {
        self.titles = ["title", "url"].map(FieldPath::key).into();
    }
}

/// One segment of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Into the value of a key.
    Key(String),
    /// Into each element of a list.
    Each,
}

/// A path into a record, as written and as segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath {
    written: String,
    segments: Vec<Segment>,
}

/// An invalid path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no path to a field; write text, page.body or messages[].content")]
pub(crate) struct BadPath(String);

/// A field or column that an input lacks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {help}")]
pub(crate) struct NoField {
    /// What is wrong, with the fields that there are.
    pub what: String,
    /// What the user can do.
    pub help: String,
}

/// Fields in a message: a table may have thousands, and a screen shows about this many.
const MOST_NAMES: usize = 20;

impl NoField {
    /// `what` says that a field is missing, `name_it` how the user names another one. `names` are the fields that there are. The
    /// nearest to `wanted` is suggested, or else `likely`.
    pub(crate) fn new(what: &str, name_it: &str, wanted: &str, names: &[&str], likely: Option<&str>) -> Self {
        let more = match names.len().saturating_sub(MOST_NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let listed = names.get(..MOST_NAMES).unwrap_or(names).join(", ");
        let near = nearest(wanted, names.iter().copied()).or(likely);
        let near = near.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Self { what: format!("{what}, but {listed}{more}"), help: format!("{name_it}{near}") }
    }

    /// The reason of an error of opening an input, if it is this one.
    pub(crate) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl From<NoField> for io::Error {
    fn from(error: NoField) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

impl FieldPath {
    /// The path to a key of the record.
    fn key(name: &str) -> Self {
        Self { written: name.to_owned(), segments: vec![Segment::Key(name.to_owned())] }
    }

    /// The path as written. For formats without nesting, it is the name of a column.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it is named `markdown`, as the services that scrape pages as Markdown name it.
    pub(crate) fn is_markdown(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Key(key)) if key == "markdown")
    }

    /// Its segments: at least one, the first of which is a key.
    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

impl std::str::FromStr for FieldPath {
    type Err = BadPath;

    fn from_str(written: &str) -> Result<Self, BadPath> {
        let bad = || BadPath(written.to_owned());
        let (mut segments, mut key, mut after_list) = (Vec::new(), String::new(), false);
        let mut rest = written.strip_prefix('.').unwrap_or(written).chars();
        while let Some(c) = rest.next() {
            match c {
                '.' if after_list => after_list = false,
                '.' if key.is_empty() => return Err(bad()),
                '.' => segments.push(Segment::Key(std::mem::take(&mut key))),
                '[' if rest.as_str().starts_with(']') && (after_list || !key.is_empty()) => {
                    rest.next();
                    if !key.is_empty() {
                        segments.push(Segment::Key(std::mem::take(&mut key)));
                    }
                    segments.push(Segment::Each);
                    after_list = true;
                }
                _ if after_list || c == '[' => return Err(bad()),
                '\\' => key.push(rest.next().ok_or_else(bad)?),
                c => key.push(c),
            }
        }
        if !key.is_empty() {
            segments.push(Segment::Key(key));
        } else if !after_list {
            return Err(bad());
        }
        Ok(Self { written: written.to_owned(), segments })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments_of(written: &str) -> String {
        match written.parse::<FieldPath>() {
            Ok(path) => path.segments().iter().map(|s| format!("{s:?} ")).collect(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_path_is_read_step_by_step() {
        assert_eq!(segments_of("text"), "Key(\"text\") ");
        assert_eq!(segments_of(".a.b"), "Key(\"a\") Key(\"b\") ");
        assert_eq!(segments_of("a[].b"), "Key(\"a\") Each Key(\"b\") ");
        assert_eq!(segments_of("a[][]"), "Key(\"a\") Each Each ");
        assert_eq!(segments_of(r"a\.b.c\[]"), "Key(\"a.b\") Key(\"c[]\") ");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for written in ["", ".", "a..b", "a.", "[]", "a[]b", "a\\"] {
            assert!(segments_of(written).contains("is no path"), "{written}");
        }
    }
}
