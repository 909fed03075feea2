//! A document that was cleaned, for reports and for the commands that show documents.

use unboil::report::{self, DocumentReport, DocumentSource, InputBytes};
use unboil::{Cleaned, Explainer, Explanation};

/// A document before and after.
#[derive(Debug)]
pub(crate) struct CleanedDocument {
    /// The host of its URL.
    pub site: Option<String>,
    /// The name of its record, as JSON.
    pub id: Option<String>,
    /// What names its record for people, the best first: the fields that the caller asked for, and its URL.
    pub titles: Vec<String>,
    /// Its field, if its record holds several documents.
    pub field: Option<String>,
    /// What it was decoded from.
    pub input: InputBytes,
    pub decoded: String,
    pub cleaned: Cleaned<'static>,
    /// Whether it is part of a record, so that it does not end with a line end.
    pub is_record: bool,
    /// Whether its format says that it is Markdown.
    pub is_markdown: bool,
    /// The delimiter of its table, if another one could be recognized in the output.
    pub delimiter: Option<char>,
    /// Whether its output differs from its input.
    pub is_changed: bool,
}

impl CleanedDocument {
    /// Why its lines were removed or kept.
    pub(crate) fn explain(&self, explainer: &Explainer<'_>) -> Explanation {
        match self.is_markdown {
            true => explainer.explain_markdown(&self.decoded),
            false => explainer.explain(&self.decoded),
        }
    }

    /// Its source; `input` has its input and its row.
    pub(crate) fn source(&self, input: &DocumentSource) -> DocumentSource {
        // A name that is a string loses its quotes.
        let name = |id: &String| serde_json::from_str::<String>(id).unwrap_or_else(|_| id.clone());
        DocumentSource {
            id: self.id.as_ref().map(name),
            field: self.field.clone(),
            site: self.site.clone(),
            delimiter: self.delimiter,
            ..input.clone()
        }
    }

    /// Its lines in a report.
    pub(crate) fn draft(&self, input: &DocumentSource) -> DocumentReport {
        DocumentReport::new(self.source(input), self.input.clone(), &self.decoded, &self.cleaned)
    }

    /// The spans that rules remove, as a row of attributes.
    pub(crate) fn attributes(&self, input: &DocumentSource) -> String {
        let place = || serde_json::Value::from(input.place()).to_string();
        report::attributes(&self.id.clone().unwrap_or_else(place), &self.decoded, &self.cleaned)
    }
}
