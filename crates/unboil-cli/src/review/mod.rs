//! One page on which a person sees what goes from some documents and why.
//!
//! Goes in: documents with their edits and what the explainer says of their lines. Comes out: an HTML file that holds
//! everything it needs and asks nobody for more: style, script, and one block of JSON, in which the rules stand that
//! occur. A document is written as soon as it is known, so the memory of a run does not grow with its page. The page
//! turns text into text nodes only, and its policy forbids scripts and styles other than its own, by their hashes.
//!
//! `"Hello.\nShare\n"`, `Share\n` gone by en/share → `{"name":"a.txt", …, "parts":["Hello.\n",[0,"Share\n",""]]}`

mod document;
mod escape;
mod rules;

use std::collections::HashMap;
use std::io::{self, Write};

use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};
use unboil::report::DocumentSource;
use unboil::{Category, Cause, Explanation, RuleSet};

use crate::run::cleaned_document::CleanedDocument;
use document::Document;

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// One script in the end; in files, each with one subject.
const SCRIPT: &str = concat!(
    include_str!("js/model.js"),
    include_str!("js/show.js"),
    include_str!("js/list.js"),
    include_str!("js/text.js"),
    include_str!("js/overview.js"),
    include_str!("js/snippet.js"),
    include_str!("js/card.js"),
    include_str!("js/main.js"),
);

/// What every page begins with, so that an older page can be told from a file that must not be written over.
pub(crate) const MARK: &str = "<!doctype html><!-- unboil review -->\n";

/// A page on its way.
pub(crate) struct Page<W> {
    out: W,
    /// The rules and fixes that occurred, by id, and in the order they did: the page calls them by their number.
    numbers: HashMap<String, usize>,
    causes: Vec<Cause>,
    documents: usize,
}

impl<W: Write> Page<W> {
    /// Writes all that stands before the first document.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn begin(mut out: W) -> io::Result<Self> {
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
            hash(SCRIPT),
            hash(STYLE)
        );
        let (head, _) = halves();
        out.write_all(MARK.as_bytes())?;
        out.write_all(head.replace("{{policy}}", &policy).replace("{{style}}", STYLE).as_bytes())?;
        write!(out, "{{\"schema\":1,\"version\":\"{}\",\"documents\":[", env!("CARGO_PKG_VERSION"))?;
        Ok(Self { out, numbers: HashMap::new(), causes: Vec::new(), documents: 0 })
    }

    /// Writes a document.
    ///
    /// # Errors
    /// It cannot be written.
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

    /// Writes the rest: the rules that occurred, how many documents failed, and the script. Gives back what was written
    /// to, and the number of rules.
    ///
    /// # Errors
    /// It cannot be written.
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

/// The page before and after its data.
fn halves() -> (&'static str, &'static str) {
    HTML.split_once("{{data}}").unwrap_or((HTML, ""))
}

/// A script or style as the policy names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_each_place_once() {
        for place in ["{{policy}}", "{{style}}", "{{data}}", "{{script}}"] {
            assert_eq!(HTML.matches(place).count(), 1, "{place}");
        }
        // Nothing in them ends the element they stand in, or is taken for a place.
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains("{{"));
        }
    }
}
