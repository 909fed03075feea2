//! Where a form has its documents cleaned, and where it is noted what became of them.
//!
//! Goes in: documents one after the other, with the address of each if there is one. Comes out: clean texts; and, for the
//! whole batch, what is to be said about it and counted. A worker has a desk of its own, so nothing is shared.
//!
//! two fields of a row → two texts, one document counted

use std::collections::BTreeMap;

use unboil::report::{self, Draft, Restores, Source};
use unboil::{Category, Cleaned, Cleaner, Site, Status};

/// How many documents there were. A row or a record is a document; so is a file that holds none because it failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub documents: usize,
    /// Of these, whose output differs from the input.
    pub changed: usize,
    /// Of these, and of files and folders, that could not be read, cleaned or written.
    pub failed: usize,
    /// Of these, of which rules wanted more than the budget allows.
    pub over_budget: usize,
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
        self.over_budget += other.over_budget;
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

/// A document that was cleaned, with all that became of it.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The host of its address.
    pub site: Option<String>,
    /// The JSON of its name, if it has one.
    pub id: Option<String>,
    /// The place of the text in its record, if that holds several.
    pub field: Option<String>,
    /// Its length before it was decoded, in bytes.
    pub input: usize,
    pub decoded: String,
    pub cleaned: Cleaned,
    /// Whether its bytes come back from the decoded text.
    pub restores: Restores,
    /// Whether it ends with its last letter, as texts in records do.
    pub is_record: bool,
    /// Whether its output differs from its input.
    pub is_changed: bool,
}

impl Seen {
    /// Where it is from; `place` knows its input and its row.
    pub(crate) fn source(&self, place: &Source) -> Source {
        // A name that is a string is given without its quotes.
        let name = |id: &String| serde_json::from_str::<String>(id).unwrap_or_else(|_| id.clone());
        Source { id: self.id.as_ref().map(name), field: self.field.clone(), site: self.site.clone(), ..place.clone() }
    }

    /// What a report says of it.
    pub(crate) fn draft(&self, place: &Source) -> Draft {
        Draft::new(self.source(place), self.input, &self.decoded, &self.cleaned, self.restores)
    }

    /// Its spans, as a row of attributes.
    pub(crate) fn attributes(&self, place: &Source) -> String {
        let place = || serde_json::Value::from(place.place()).to_string();
        report::attributes(&self.id.clone().unwrap_or_else(place), &self.decoded, &self.cleaned)
    }
}

/// Makes of a clean text the one it was made from.
pub(crate) type Undo<'u> = dyn Fn(&str) -> Result<String, String> + 'u;

/// Where a form has its documents cleaned.
pub(crate) struct Desk<'c> {
    cleaner: &'c Cleaner,
    /// Documents are not cleaned but brought back.
    undo: Option<&'c Undo<'c>>,
    /// Why a text of the record at hand could not be brought back.
    fault: Option<String>,
    /// The documents of the piece at hand, if they are to be kept.
    seen: Option<Vec<Seen>>,
    /// The name and the field of the next text of a record.
    id: Option<String>,
    field: Option<String>,
    /// Whether the document at hand failed for bytes that stand for nothing.
    has_bad_bytes: bool,
    /// What to say about the document at hand.
    warnings: Vec<Warning>,
    is_changed: bool,
    holds_document: bool,
    tally: Tally,
}

impl<'c> Desk<'c> {
    pub(crate) fn new(cleaner: &'c Cleaner) -> Self {
        Self {
            cleaner,
            undo: None,
            fault: None,
            seen: None,
            id: None,
            field: None,
            has_bad_bytes: false,
            warnings: Vec::new(),
            is_changed: false,
            holds_document: false,
            tally: Tally::default(),
        }
    }

    /// Keeps what became of each document, for [`take_seen`](Self::take_seen).
    pub(crate) fn keeping(mut self, is_wanted: bool) -> Self {
        self.seen = is_wanted.then(Vec::new);
        self
    }

    /// Brings documents back instead of cleaning them.
    pub(crate) fn undoing(mut self, undo: &'c Undo<'c>) -> Self {
        self.undo = Some(undo);
        self
    }

    /// Names the text of a record that comes next: by the JSON of its name, and by its field if the record holds several.
    /// Asked for only where it is kept.
    pub(crate) fn name(&mut self, id: Option<&str>, field: impl FnOnce() -> Option<String>) {
        if self.seen.is_some() {
            (self.id, self.field) = (id.map(str::to_owned), field());
        }
    }

    /// Says of the record at hand that it comes back byte for byte, if `comes_back` finds so given its texts.
    pub(crate) fn record_comes_back(&mut self, comes_back: impl FnOnce(&[&str]) -> bool) {
        let Some(seen) = &mut self.seen else { return };
        let texts: Vec<&str> = seen.iter().map(|seen| seen.decoded.as_str()).collect();
        if comes_back(&texts) {
            seen.iter_mut().for_each(|seen| seen.restores = Restores::Bytes);
        }
    }

    /// The documents of the piece at hand.
    pub(crate) fn take_seen(&mut self) -> Vec<Seen> {
        self.seen.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Why a text of the piece at hand could not be brought back.
    pub(crate) fn take_fault(&mut self) -> Option<String> {
        self.fault.take()
    }

    /// Whether the piece at hand failed for bytes that stand for nothing in its encoding.
    pub(crate) fn take_bad_bytes(&mut self) -> bool {
        std::mem::take(&mut self.has_bad_bytes)
    }

    /// Cleans a file's bytes, which come from `address`.
    ///
    /// # Errors
    /// They are no text; the words complete "it …".
    pub(crate) fn bytes(&mut self, bytes: &[u8], address: Option<&str>) -> Result<String, String> {
        self.decoded(bytes, address, false)
    }

    /// Cleans a block of bytes in a record, which ends with a line end only if it did before.
    ///
    /// # Errors
    /// As for [`bytes`](Self::bytes).
    pub(crate) fn block(&mut self, bytes: &[u8], address: Option<&str>) -> Result<String, String> {
        self.decoded(bytes, address, !bytes.ends_with(b"\n"))
    }

    fn decoded(&mut self, bytes: &[u8], address: Option<&str>, is_record: bool) -> Result<String, String> {
        if let Some(undo) = self.undo {
            return std::str::from_utf8(bytes).map_err(|_| "is not valid UTF-8".to_owned()).and_then(undo);
        }
        let there = self.there(address);
        let cleaner = there.as_ref().unwrap_or(self.cleaner);
        let decoded = cleaner.decode(bytes).map_err(|error| {
            self.has_bad_bytes = error.is_bad_bytes();
            error.to_string()
        })?;
        let cleaned = if is_record { cleaner.clean_record(&decoded) } else { cleaner.clean_decoded(&decoded) };
        let is_changed = cleaned.text.as_bytes() != bytes;
        if self.seen.is_some() {
            let restores = Restores::of(bytes, &decoded.text, &decoded.encoding);
            self.keep(Seen {
                site: site(address).map(|site| site.host().to_owned()),
                id: None,
                field: None,
                input: bytes.len(),
                decoded: (*decoded.text).to_owned(),
                cleaned: cleaned.clone(),
                restores,
                is_record,
                is_changed,
            });
        }
        self.is_changed |= is_changed;
        Ok(self.note(cleaned))
    }

    /// Keeps a document, if it is wanted; its name and its field are those that were said before.
    fn keep(&mut self, mut document: Seen) {
        (document.id, document.field) = (self.id.take(), self.field.take());
        if let Some(seen) = &mut self.seen {
            seen.push(document);
        }
    }

    /// Cleans a text inside a record, which ends with its last letter: the final newline ends a file, and inside a record it
    /// would be one more character of the text.
    pub(crate) fn record_text(&mut self, text: &str, address: Option<&str>) -> String {
        if let Some(undo) = self.undo {
            return undo(text).unwrap_or_else(|what| {
                self.fault.get_or_insert(what);
                String::new()
            });
        }
        let there = self.there(address);
        let cleaned = there.as_ref().unwrap_or(self.cleaner).clean_record(&text.into());
        let is_changed = cleaned.text != text;
        if self.seen.is_some() {
            self.keep(Seen {
                site: site(address).map(|site| site.host().to_owned()),
                id: None,
                field: None,
                input: text.len(),
                decoded: text.to_owned(),
                cleaned: cleaned.clone(),
                restores: Restores::Text,
                is_record: true,
                is_changed,
            });
        }
        self.is_changed |= is_changed;
        self.note(cleaned)
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

    /// Counts documents more that failed with the one at hand.
    #[cfg(feature = "parquet")]
    pub(crate) fn lose(&mut self, more: usize) {
        self.tally.documents += more;
        self.tally.failed += more;
    }

    /// What was counted.
    pub(crate) fn into_tally(self) -> Tally {
        self.tally
    }

    /// The cleaner for documents of that address; an address without a host says nothing.
    fn there(&self, address: Option<&str>) -> Option<Cleaner> {
        Some(self.cleaner.for_site(&site(address)?))
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
            self.tally.over_budget += 1;
            let what = "the rules want more of it than is safe to take".to_owned();
            self.warnings.push(Warning { what, way_out: Some("nothing was taken, it was only normalised") });
        }
        for category in cleaned.edits.iter().filter_map(|edit| edit.cause.category()) {
            *self.tally.removals.entry(category).or_default() += 1;
        }
        cleaned.text
    }
}

fn site(address: Option<&str>) -> Option<Site> {
    address?.parse().ok()
}
