//! A self-contained HTML page that shows what is removed from documents, and why.
//!
//! The page contains everything it needs and loads nothing: style, script, and one block of JSON with the documents
//! and the rules that occur in them. Each document is written as soon as it is known, so memory does not grow with
//! the page. The script inserts document text only as text nodes, and the content security policy allows only its own
//! script and style, by hash.
//!
//! `"Hello.\nShare\n"`, `Share\n` removed by en/share → `{"name":"a.txt", …, "parts":["Hello.\n",[0,"Share\n",""]]}`

mod document;
mod escape;
mod rules;

use std::collections::HashMap;
use std::io::{self, Write};

use unboil::report::DocumentSource;
use unboil::{Category, Cause, Explanation, RuleSet};

use crate::pages::{self, policy};
use crate::run::cleaned_document::CleanedDocument;
use document::Document;

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// The script of the page, split into files by subject.
const SCRIPT: &str = concat!(
    include_str!("js/model.js"),
    include_str!("js/rows.js"),
    include_str!("js/show.js"),
    include_str!("js/list.js"),
    include_str!("js/text.js"),
    include_str!("js/row.js"),
    include_str!("js/overview.js"),
    include_str!("js/toml.js"),
    include_str!("js/decisions.js"),
    include_str!("js/draft.js"),
    include_str!("js/files.js"),
    include_str!("js/summary.js"),
    include_str!("js/card.js"),
    include_str!("js/address.js"),
    include_str!("js/main.js"),
);

/// First line of every page. A file without it is not overwritten.
pub(crate) const MARK: &str = "<!doctype html><!-- unboil review -->\n";

/// A page that is being written.
pub(crate) struct Page<W> {
    out: W,
    /// The causes that occurred: their numbers by id, and the causes in the order of these numbers.
    numbers: HashMap<String, usize>,
    causes: Vec<Cause>,
    documents: usize,
}

impl<W: Write> Page<W> {
    /// Writes everything before the first document.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn begin(mut out: W) -> io::Result<Self> {
        let style = format!("{}{STYLE}", pages::STYLE);
        let policy = policy(&style, Some(SCRIPT));
        let (head, _) = halves();
        out.write_all(MARK.as_bytes())?;
        out.write_all(head.replace("{{policy}}", &policy).replace("{{style}}", &style).as_bytes())?;
        write!(out, "{{\"schema\":1,\"version\":\"{}\",\"documents\":[", env!("CARGO_PKG_VERSION"))?;
        Ok(Self { out, numbers: HashMap::new(), causes: Vec::new(), documents: 0 })
    }

    /// Writes a document.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn document(
        &mut self,
        source: &DocumentSource,
        document: &CleanedDocument,
        explanation: &Explanation,
    ) -> io::Result<()> {
        let Self { out, numbers, causes, documents } = self;
        let mut number = |cause: &Cause| match numbers.get(cause.id()) {
            Some(number) => *number,
            None => {
                numbers.insert(cause.id().to_owned(), causes.len());
                causes.push(cause.clone());
                causes.len() - 1
            }
        };
        let document = Document::new(source, document, explanation, &mut number);
        if *documents > 0 {
            out.write_all(b",\n")?;
        }
        *documents += 1;
        escape::json(out, &document)
    }

    /// Writes the rest: the causes that occurred, the number of failed documents, and the script. Returns the output
    /// and the number of rules.
    ///
    /// # Errors
    /// The output cannot be written.
    pub(crate) fn end(mut self, rules: &RuleSet, failed: usize) -> io::Result<(W, usize)> {
        self.out.write_all(b"],\n\"rules\":")?;
        escape::json(&mut self.out, &rules::cards(rules, &self.causes))?;
        self.out.write_all(b",\n\"categories\":")?;
        escape::json(&mut self.out, &Category::ALL.iter().map(|category| category.name()).collect::<Vec<_>>())?;
        write!(self.out, ",\"failed\":{failed}}}")?;
        let (_, tail) = halves();
        self.out.write_all(tail.replace("{{script}}", SCRIPT).as_bytes())?;
        let count = self.causes.iter().filter(|cause| cause.category().is_some()).count();
        Ok((self.out, count))
    }
}

/// The template before and after the data.
fn halves() -> (&'static str, &'static str) {
    HTML.split_once("{{data}}").unwrap_or((HTML, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_each_placeholder_once() {
        for place in ["{{policy}}", "{{style}}", "{{data}}", "{{script}}"] {
            assert_eq!(HTML.matches(place).count(), 1, "{place}");
        }
        // Neither closes its own element or contains a placeholder.
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains("{{"));
        }
    }
}
