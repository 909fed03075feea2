//! The front door: rules and options together, ready for any number of documents.

use std::sync::Arc;

use crate::compiler::{RuleId, RuleSet, Switch};
use crate::decode::{self, DecodeOptions, Decoded, EncodingDecision};
use crate::edit::Edit;
use crate::error::Error;
use crate::ledger;
use crate::matcher::LineCaches;
use crate::options::Options;
use crate::pipeline;
use crate::site::{Site, SiteMasks};

/// Cleans documents. Built once; shared by any number of threads.
///
/// ```
/// let cleaner = unboil::Cleaner::standard()?;
/// let cleaned = cleaner.clean("Caf\u{e9}s close at ten.\r\n\r\nLeave a Reply\r\n".as_bytes())?;
/// assert_eq!(cleaned.text, "Cafés close at ten.\n");
/// assert_eq!(cleaned.encoding.encoding, "UTF-8");
/// for edit in &cleaned.edits {
///     println!("{} took bytes {}..{}", edit.cause.id(), edit.span.start, edit.span.end);
/// }
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cleaner {
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) options: Arc<Options>,
    /// Which rules are switched on for the documents at hand: those of no known site, or of one.
    pub(crate) active: Arc<[bool]>,
    sites: Arc<SiteMasks>,
    pub(crate) caches: Arc<LineCaches>,
}

/// What became of a document.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Cleaned {
    /// The canonical text.
    pub text: String,
    /// Every change between decoded text and `text`, in order. Empty if [`Options::edits`] is off.
    pub edits: Vec<Edit>,
    /// How the bytes became text.
    pub encoding: EncodingDecision,
    /// Whether rules took something.
    pub status: Status,
}

/// Whether rules took something from a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// The text was canonical and stayed as it was.
    Unchanged,
    /// It was changed: normalized, stripped, or both.
    Cleaned,
    /// Rules wanted more of it than the budget allows, so it was normalized only.
    OverBudget,
    /// Its lines did not come to rest in the rounds a decision may take, so it was normalized only.
    Unsettled,
}

impl Cleaner {
    /// Rules and options.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>, options: Options) -> Self {
        // Names are asked for only where somebody named a rule: to know them the rules must be read.
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
        let by_rule: Vec<_> = (0..).zip(&rules.switches).map(|rule| (is_on(rule), rules.sites(rule.0))).collect();
        let sites = Arc::new(SiteMasks::new(by_rule.iter().copied()));
        let active = Arc::clone(sites.of(None));
        Self { rules, options: Arc::new(options), active, sites, caches: Arc::default() }
    }

    /// The same cleaner for documents of `site`: rules that are bound to its host, or to one above it, act too. It shares
    /// everything with this one and costs next to nothing to make, so that every record may have a site of its own.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use unboil::{Cleaner, Options, RuleSet};
    /// # let rule = "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"hotline\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
    /// #     line = [\"call the pier\"]\nsite = \"example.com\"\nremoves = [\"Call the pier\"]\nkeeps = [\"Calling.\"]\n";
    /// # let rules = RuleSet::builder().standard(false).source("en/x.toml", rule).build()?;
    /// let cleaner = Cleaner::new(Arc::new(rules), Options::default()); // `call the pier` only on example.com
    /// let text = "The ferry sailed.\n\nCall the pier\n";
    /// assert_eq!(cleaner.clean_str(text).text, text);
    /// let there = cleaner.at(&"https://www.example.com/may/ferry".parse()?);
    /// assert_eq!(there.clean_str(text).text, "The ferry sailed.\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn at(&self, site: &Site) -> Self {
        Self { active: Arc::clone(self.sites.of(Some(site))), ..self.clone() }
    }

    /// The standard packs with the default options.
    ///
    /// # Errors
    /// None with the packs this version ships; tests see to that.
    pub fn standard() -> Result<Self, Error> {
        Ok(Self::new(Arc::new(RuleSet::standard()?), Options::default()))
    }

    /// Cleans bytes of any encoding.
    ///
    /// # Errors
    /// The bytes look like no text ([`Error::is_binary`]) and [`Options::force`] is off, or some of them stand for nothing
    /// ([`Error::is_bad_bytes`]) and [`Options::on_bad_bytes`] says to fail.
    pub fn clean(&self, bytes: &[u8]) -> Result<Cleaned, Error> {
        Ok(self.clean_decoded(&self.decode(bytes)?))
    }

    /// Cleans text.
    #[must_use]
    pub fn clean_str(&self, text: &str) -> Cleaned {
        self.clean_decoded(&text.into())
    }

    /// Cleans a text inside a record: one that ends with its last letter and not, like a file, with a line end.
    #[must_use]
    pub fn clean_record(&self, decoded: &Decoded<'_>) -> Cleaned {
        let text = &*decoded.text;
        let mut cleaned = self.clean_decoded(decoded);
        if cleaned.text.ends_with('\n') {
            cleaned.text.pop();
            if self.options.edits {
                cleaned.edits = ledger::without_final_newline(text, cleaned.edits);
            }
        }
        if matches!(cleaned.status, Status::Cleaned | Status::Unchanged) {
            cleaned.status = if cleaned.text == text { Status::Unchanged } else { Status::Cleaned };
        }
        cleaned
    }

    /// Turns bytes into text, and does nothing else: the first half of [`clean`](Self::clean), for who needs the text
    /// that edits count in.
    ///
    /// # Errors
    /// As for [`clean`](Self::clean).
    pub fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Decoded<'b>, Error> {
        let options = &self.options;
        decode::decode(
            bytes,
            DecodeOptions { declared: options.encoding, force: options.force, bad_bytes: options.bad_bytes },
        )
    }

    /// Cleans what [`decode`](Self::decode) gave: the other half.
    #[must_use]
    pub fn clean_decoded(&self, decoded: &Decoded<'_>) -> Cleaned {
        pipeline::run(self, &decoded.text, decoded.encoding.clone())
    }

    /// The rules it works with.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The options it works with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }
}
