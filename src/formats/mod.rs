//! The forms documents come in. Each file here takes one form apart into texts and puts clean texts back into it; it
//! knows neither the command line nor where bytes come from.
//!
//! `news/a.txt` is one text; `rows.jsonl` holds a text in each row.

pub(crate) mod jsonl;
pub(crate) mod text;

use std::path::Path;

/// The form of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One document: the whole file.
    Text,
    /// JSON Lines: one record with a text in each row.
    Jsonl,
}

impl Format {
    /// The form that the name of a file promises; text if it promises none.
    pub(crate) fn of_name(path: &Path) -> Self {
        let is_jsonl = path
            .extension()
            .is_some_and(|extension| ["jsonl", "ndjson"].iter().any(|known| extension.eq_ignore_ascii_case(known)));
        if is_jsonl { Self::Jsonl } else { Self::Text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_format() {
        assert_eq!(Format::of_name(Path::new("a/b.JSONL")), Format::Jsonl);
        assert_eq!(Format::of_name(Path::new("b.ndjson")), Format::Jsonl);
        assert_eq!(Format::of_name(Path::new("b.jsonl.txt")), Format::Text);
        assert_eq!(Format::of_name(Path::new("jsonl")), Format::Text);
    }
}
