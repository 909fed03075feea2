//! The entry point: rules and options, ready to clean any number of documents.

use std::borrow::Cow;
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::apply::without_final_newline;
use crate::clean;
use crate::cleaned::{Cleaned, Status};
use crate::error::Error;
use crate::ledger_fault::LedgerFault;
use crate::options::{Layout, Options};
#[cfg(feature = "standard-rules")]
use crate::packs::standard_rules;
use crate::pipeline::Engine;
use crate::supplied::{self, Removal};
use unboil_encoding::{DecodeOptions, Decoded};
use unboil_rules::RuleSet;
use unboil_rules::ruleset::model::{RuleId, Switch};
use unboil_rules::{Site, SiteMasks};

/// Cleans documents. Built once; shared by any number of threads.
///
/// ```
/// let cleaner = unboil::Cleaner::standard();
/// let cleaned = cleaner.clean("Caf\u{e9}s close at ten.\r\n\r\nLeave a Reply\r\n".as_bytes())?;
/// assert_eq!(cleaned.text, "Cafés close at ten.\n");
/// assert_eq!(cleaned.encoding.encoding, "UTF-8");
/// for edit in &cleaned.edits {
///     println!("{} changed bytes {}..{}", edit.cause.id(), edit.span.start, edit.span.end);
/// }
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cleaner {
    pub(crate) engine: Engine,
    sites: Arc<SiteMasks>,
}

/// How many texts a thread takes at once. Taking them costs less than cleaning the shortest of them, and the last thread is busy
/// for that many texts at most.
const TEXTS_AT_ONCE: usize = 16;

impl Cleaner {
    /// Rules and options.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>, options: Options) -> Self {
        // Ids are compared only if the options name a rule, because reading them decodes the rules.
        let named = |id: RuleId| {
            (options.ignore.is_empty() && options.select.is_none()) || {
                let rule = rules.rule(id);
                !options.ignore.has(&rule.id) && options.select.as_ref().is_none_or(|select| select.has(&rule.id))
            }
        };
        let is_on = |(id, switch): (RuleId, &Switch)| {
            switch.level <= options.level
                && !options.keep.contains(&switch.category)
                && (options.only.is_empty() || options.only.contains(&switch.category))
                && named(id)
        };
        let by_rule: Vec<_> = (0..).zip(rules.switches()).map(|rule| (is_on(rule), rules.sites(rule.0))).collect();
        let sites = Arc::new(SiteMasks::new(by_rule.iter().copied()));
        let active = Arc::clone(sites.of(None));
        Self { engine: Engine { rules, options: Arc::new(options), active, caches: Arc::default() }, sites }
    }

    /// The same cleaner for documents of `site`: rules that are bound to its host, or to one above it, act too. It shares
    /// everything with this one and costs next to nothing to make, so that every record may have a site of its own.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use unboil::{Cleaner, Options, RuleSet};
    /// # let rule = "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"hotline\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
    /// #     line = [\"call the pier\"]\nsite = \"example.com\"\nremoves = [\"Call the pier\"]\nkeeps = [\"Calling.\"]\n";
    /// # let rules = RuleSet::builder().source("en/x.toml", rule).build()?;
    /// let cleaner = Cleaner::new(Arc::new(rules), Options::default()); // `call the pier` only on example.com
    /// let text = "The ferry sailed.\n\nCall the pier\n";
    /// assert_eq!(cleaner.clean_str(text).text, text);
    /// let there = cleaner.for_site(&"https://www.example.com/may/ferry".parse()?);
    /// assert_eq!(there.clean_str(text).text, "The ferry sailed.\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn for_site(&self, site: &Site) -> Self {
        let active = Arc::clone(self.sites.of(Some(site)));
        Self { engine: Engine { active, ..self.engine.clone() }, sites: Arc::clone(&self.sites) }
    }

    /// The same cleaner for documents in Markdown, see [`Options::markdown`]. It shares everything but the options with this one.
    #[cfg(feature = "markdown")]
    #[must_use]
    pub fn for_markdown(&self) -> Self {
        let options = Arc::new(Options::clone(&self.engine.options).markdown(true));
        Self { engine: Engine { options, ..self.engine.clone() }, sites: Arc::clone(&self.sites) }
    }

    /// The standard packs with the default options.
    #[cfg(feature = "standard-rules")]
    #[must_use]
    pub fn standard() -> Self {
        Self::new(Arc::new(standard_rules()), Options::default())
    }

    /// Cleans bytes of any encoding.
    ///
    /// # Errors
    /// The bytes do not look like text ([`Error::is_binary`]) and [`Options::force`] is off, or some of them are not valid in the encoding
    /// ([`Error::is_bad_bytes`]) and [`Options::bad_bytes`] says to fail.
    pub fn clean<'b>(&self, bytes: &'b [u8]) -> Result<Cleaned<'b>, Error> {
        let decoded = self.decode(bytes)?;
        Ok(match decoded.text {
            Cow::Borrowed(text) => clean::run(&self.engine, text, decoded.encoding),
            Cow::Owned(text) => clean::run(&self.engine, &text, decoded.encoding).into_owned(),
        })
    }

    /// Cleans text.
    #[must_use]
    pub fn clean_str<'t>(&self, text: &'t str) -> Cleaned<'t> {
        let Decoded { encoding, .. } = text.into();
        clean::run(&self.engine, text, encoding)
    }

    /// Cleans text without the parts that `removals` name, such as those that a classifier marked, or a comparison with other documents.
    /// Rules see what is left. The removals are edits like those of rules: in the ledger, in [`replay`](crate::replay), and in the budget,
    /// beyond which nothing is removed. A line of which nothing is left goes with its line end.
    ///
    /// ```
    /// use unboil::{Category, Cleaner, Removal, Span};
    /// let text = "The pier is closed.\nBuy our mugs!\nIt opens  on Monday.\n";
    /// let mugs = Removal { span: Span::new(20, 33), id: "classifier/shop".into(), category: Category::Promo };
    /// let cleaned = Cleaner::standard().clean_without(text, &[mugs])?;
    /// assert_eq!(cleaned.text, "The pier is closed.\nIt opens on Monday.\n");
    /// assert_eq!(cleaned.edits[0].cause.id(), "classifier/shop");
    /// # Ok::<(), unboil::LedgerFault>(())
    /// ```
    ///
    /// # Errors
    /// The removals are not sorted and disjoint, or are no parts of the text.
    pub fn clean_without<'t>(&self, text: &'t str, removals: &[Removal]) -> Result<Cleaned<'t>, LedgerFault> {
        supplied::run(&self.engine, text, removals)
    }

    /// Cleans many texts, on as many threads, or on all cores. The results have the order of the texts.
    ///
    /// ```
    /// let cleaner = unboil::Cleaner::standard();
    /// let texts = ["The pier is closed.\n", "Leave a Reply\n\nThe boats  came home.\n"];
    /// let cleaned = cleaner.clean_many(&texts, None);
    /// assert_eq!(cleaned[0].text, "The pier is closed.\n");
    /// assert_eq!(cleaned[1].text, "The boats came home.\n");
    /// ```
    #[must_use]
    pub fn clean_many<'t, T: AsRef<str> + Sync>(
        &self,
        texts: &'t [T],
        threads: Option<NonZero<usize>>,
    ) -> Vec<Cleaned<'t>> {
        let threads = threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
        let mut results: Vec<Option<Cleaned<'t>>> = texts.iter().map(|_| None).collect();
        let work = Mutex::new(texts.chunks(TEXTS_AT_ONCE).zip(results.chunks_mut(TEXTS_AT_ONCE)));
        thread::scope(|scope| {
            for _ in 0..threads.min(texts.len().div_ceil(TEXTS_AT_ONCE)) {
                scope.spawn(|| {
                    loop {
                        let Some((texts, results)) = work.lock().expect("taking work does not panic").next() else {
                            return;
                        };
                        for (text, result) in texts.iter().zip(results) {
                            *result = Some(self.clean_str(text.as_ref()));
                        }
                    }
                });
            }
        });
        results.into_iter().map(|result| result.expect("each text was taken by a thread")).collect()
    }

    /// Cleans the text of a record. Unlike a file, it gets no final newline.
    #[must_use]
    pub fn clean_record<'t>(&self, decoded: &'t Decoded<'_>) -> Cleaned<'t> {
        let text = &*decoded.text;
        let mut cleaned = self.clean_decoded(decoded);
        // If only rules act, a final newline that the record has is a part of it.
        let keeps_newline = self.engine.options.layout() == Layout::Original && text.ends_with('\n');
        if let Some(shorter) = cleaned.text.strip_suffix('\n').filter(|_| !keeps_newline) {
            let length = shorter.len();
            match &mut cleaned.text {
                Cow::Borrowed(borrowed) => *borrowed = &borrowed[..length],
                Cow::Owned(owned) => owned.truncate(length),
            }
            if self.engine.options.record_edits {
                cleaned.edits = without_final_newline(text, cleaned.edits);
            }
        }
        if matches!(cleaned.status, Status::Cleaned | Status::Unchanged) {
            cleaned.status = if cleaned.text == text { Status::Unchanged } else { Status::Cleaned };
        }
        cleaned
    }

    /// Decodes bytes: the first half of [`clean`](Self::clean), for callers that need the decoded text, in which the spans of edits count.
    ///
    /// # Errors
    /// As for [`clean`](Self::clean).
    pub fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Decoded<'b>, Error> {
        let options = &self.engine.options;
        let options = DecodeOptions { declared: options.encoding, force: options.force, bad_bytes: options.bad_bytes };
        Ok(unboil_encoding::decode(bytes, options)?)
    }

    /// Cleans what [`decode`](Self::decode) returned: the second half of [`clean`](Self::clean).
    #[must_use]
    pub fn clean_decoded<'t>(&self, decoded: &'t Decoded<'_>) -> Cleaned<'t> {
        clean::run(&self.engine, &decoded.text, decoded.encoding.clone())
    }

    /// The rules it works with.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.engine.rules
    }

    /// The options it works with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.engine.options
    }
}

#[cfg(all(feature = "serde", feature = "standard-rules"))]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, replay};

    #[test]
    fn serialized_edits_are_read_again() {
        let text = "Two  words\r\n\r\nLeave a Reply\r\n";
        let cleaned = Cleaner::standard().clean_str(text);
        let json = serde_json::to_string(&cleaned).unwrap();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["text"], "Two words\n");
        assert_eq!(value["status"], "cleaned");
        assert_eq!(value["removals"], serde_json::json!({"comments": 1}));
        assert_eq!(
            value["edits"][0],
            serde_json::json!({"span": {"start": 4, "end": 5}, "content": "", "cause": {"fix": "spaces"}})
        );
        let edits: Vec<Edit> = serde_json::from_value(value["edits"].clone()).unwrap();
        assert_eq!(edits, cleaned.edits);
        assert_eq!(replay(text, &edits).unwrap(), cleaned.text);
    }
}
