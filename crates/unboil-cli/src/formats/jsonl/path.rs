//! Where in a record a field is: `text`, `page.body`, `messages[].content`.
//!
//! Goes in: a path as it stands on the command line. Comes out: its steps. A full stop goes into an object, `[]` into
//! every element of a list; a full stop that is part of a name has a backslash before it. That is what jq's paths and
//! the field names of corpora have in common; indices are left out, for a document is not the third of something.
//!
//! `a.b[].c\.d` → key `a`, key `b`, each element, key `c.d`

use std::fmt;

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into each element of a list.
    Each,
}

/// A path into a record, as written and in steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldPath {
    written: String,
    steps: Vec<Step>,
}

/// A path that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no path to a field; write text, page.body or messages[].content")]
pub(crate) struct BadPath(String);

impl FieldPath {
    /// The path as written; the name of a column, where records have no depth.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Its steps, of which there is one at least, and the first is a key.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl std::str::FromStr for FieldPath {
    type Err = BadPath;

    fn from_str(written: &str) -> Result<Self, BadPath> {
        let bad = || BadPath(written.to_owned());
        let (mut steps, mut key, mut after_list) = (Vec::new(), String::new(), false);
        let mut rest = written.strip_prefix('.').unwrap_or(written).chars();
        while let Some(c) = rest.next() {
            match c {
                '.' if after_list => after_list = false,
                '.' if key.is_empty() => return Err(bad()),
                '.' => steps.push(Step::Key(std::mem::take(&mut key))),
                '[' if rest.as_str().starts_with(']') && (after_list || !key.is_empty()) => {
                    rest.next();
                    if !key.is_empty() {
                        steps.push(Step::Key(std::mem::take(&mut key)));
                    }
                    steps.push(Step::Each);
                    after_list = true;
                }
                _ if after_list || c == '[' => return Err(bad()),
                '\\' => key.push(rest.next().ok_or_else(bad)?),
                c => key.push(c),
            }
        }
        if !key.is_empty() {
            steps.push(Step::Key(key));
        } else if !after_list {
            return Err(bad());
        }
        Ok(Self { written: written.to_owned(), steps })
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

    fn steps(written: &str) -> String {
        match written.parse::<FieldPath>() {
            Ok(path) => path.steps().iter().map(|s| format!("{s:?} ")).collect(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_path_is_read_step_by_step() {
        assert_eq!(steps("text"), "Key(\"text\") ");
        assert_eq!(steps(".a.b"), "Key(\"a\") Key(\"b\") ");
        assert_eq!(steps("a[].b"), "Key(\"a\") Each Key(\"b\") ");
        assert_eq!(steps("a[][]"), "Key(\"a\") Each Each ");
        assert_eq!(steps(r"a\.b.c\[]"), "Key(\"a.b\") Key(\"c[]\") ");
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for written in ["", ".", "a..b", "a.", "[]", "a[]b", "a\\"] {
            assert!(steps(written).contains("is no path"), "{written}");
        }
    }
}
