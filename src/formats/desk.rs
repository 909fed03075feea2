//! Where a form has its documents cleaned, and where it is noted what became of them.
//!
//! Goes in: documents one after the other, with the address of each if there is one. Comes out: clean texts; and, for the
//! whole batch, what is to be said about it and counted. A worker has a desk of its own, so nothing is shared.
//!
//! two fields of a row → two texts, one document counted

use std::collections::BTreeMap;

use unboil::{Category, Cleaned, Cleaner, Site, Status};

/// How many documents there were. A row or a record is a document; so is a file that holds none because it failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub documents: usize,
    /// Of these, whose output differs from the input.
    pub changed: usize,
    /// Of these, and of files and folders, that could not be read, cleaned or written.
    pub failed: usize,
    /// How many removals there were of each category.
    pub removals: BTreeMap<Category, usize>,
}

impl Tally {
    /// One document that failed.
    pub(crate) fn failure() -> Self {
        Self { documents: 1, failed: 1, ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.failed += other.failed;
        for (category, count) in &other.removals {
            *self.removals.entry(*category).or_default() += count;
        }
    }
}

/// Something to say about a document that was cleaned all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Warning {
    pub what: String,
    pub way_out: Option<&'static str>,
}

/// Where a form has its documents cleaned.
pub(crate) struct Desk<'c> {
    cleaner: &'c Cleaner,
    /// What to say about the document at hand.
    warnings: Vec<Warning>,
    is_changed: bool,
    holds_document: bool,
    tally: Tally,
}

impl<'c> Desk<'c> {
    pub(crate) fn new(cleaner: &'c Cleaner) -> Self {
        Self { cleaner, warnings: Vec::new(), is_changed: false, holds_document: false, tally: Tally::default() }
    }

    /// Cleans a file's bytes, which come from `address`.
    ///
    /// # Errors
    /// They are no text; the words complete "it …".
    pub(crate) fn bytes(&mut self, bytes: &[u8], address: Option<&str>) -> Result<String, String> {
        let there = self.there(address);
        let cleaned = there.as_ref().unwrap_or(self.cleaner).clean(bytes).map_err(|error| error.to_string())?;
        self.is_changed |= cleaned.text.as_bytes() != bytes;
        Ok(self.note(cleaned))
    }

    /// Cleans a text inside a record, which ends with its last letter: the final newline ends a file, and inside a record it
    /// would be one more character of the text.
    pub(crate) fn record_text(&mut self, text: &str, address: Option<&str>) -> String {
        let there = self.there(address);
        let cleaned = there.as_ref().unwrap_or(self.cleaner).clean_str(text);
        let mut clean = self.note(cleaned);
        if clean.ends_with('\n') {
            clean.pop();
        }
        self.is_changed |= clean != text;
        clean
    }

    /// Says something about the document at hand.
    pub(crate) fn warn(&mut self, what: String) {
        self.warnings.push(Warning { what, way_out: None });
    }

    /// Ends a document, or a piece that holds none, and gives what there is to say about it.
    pub(crate) fn end(&mut self, is_failed: bool) -> Vec<Warning> {
        if self.holds_document || is_failed {
            self.tally.documents += 1;
            self.tally.changed += usize::from(self.is_changed && !is_failed);
            self.tally.failed += usize::from(is_failed);
        }
        (self.is_changed, self.holds_document) = (false, false);
        std::mem::take(&mut self.warnings)
    }

    /// What was counted.
    pub(crate) fn into_tally(self) -> Tally {
        self.tally
    }

    /// The cleaner for documents of that address; an address without a host says nothing.
    fn there(&self, address: Option<&str>) -> Option<Cleaner> {
        Some(self.cleaner.at(&address?.parse::<Site>().ok()?))
    }

    fn note(&mut self, cleaned: Cleaned) -> String {
        self.holds_document = true;
        let encoding = &cleaned.encoding;
        if encoding.bad_sequences > 0 {
            let what =
                format!("{} byte sequences are not {} and became U+FFFD", encoding.bad_sequences, encoding.encoding);
            let way_out = Some("if it is in another encoding, name that with --encoding");
            self.warnings.push(Warning { what, way_out });
        }
        if cleaned.status == Status::OverBudget {
            let what = "the rules want more of it than is safe to take".to_owned();
            self.warnings.push(Warning { what, way_out: Some("nothing was taken, it was only normalised") });
        }
        for category in cleaned.edits.iter().filter_map(|edit| edit.cause.category()) {
            *self.tally.removals.entry(category).or_default() += 1;
        }
        cleaned.text
    }
}
