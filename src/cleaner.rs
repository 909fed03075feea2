//! The front door: rules and options together, ready for any number of documents.

use std::borrow::Cow;
use std::sync::Arc;

use crate::compiler::{RuleKind, RuleSet};
use crate::decode::{self, DecodeOptions, EncodingDecision};
use crate::edit::Edit;
use crate::error::Error;
use crate::options::Options;
use crate::pipeline;

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
    pub(crate) options: Options,
    /// Which rules are switched on for documents of no known site.
    pub(crate) active: Arc<[bool]>,
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
        let active = rules
            .rules
            .iter()
            .map(|rule| {
                let everywhere = match &rule.kind {
                    RuleKind::Phrases(action) => action.sites.is_empty(),
                    RuleKind::Echo(_) | RuleKind::Repeat(_) => true,
                };
                everywhere
                    && rule.level <= options.level
                    && !options.keep.contains(&rule.category)
                    && !options.ignore.has(&rule.id)
                    && options.select.as_ref().is_none_or(|select| select.has(&rule.id))
                    && (options.only.is_empty() || options.only.contains(&rule.category))
            })
            .collect();
        Self { rules, options, active }
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
        let decoded = decode::decode(bytes, self.decoding())?;
        Ok(pipeline::run(self, &decoded.text, decoded.decision))
    }

    /// Cleans text.
    #[must_use]
    pub fn clean_str(&self, text: &str) -> Cleaned {
        pipeline::run(self, text, EncodingDecision::of_text())
    }

    /// Turns bytes into text as [`clean`](Self::clean) does, and does nothing else: the text that edits count in.
    ///
    /// # Errors
    /// As for [`clean`](Self::clean).
    pub fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>, Error> {
        Ok(decode::decode(bytes, self.decoding())?.text)
    }

    fn decoding(&self) -> DecodeOptions {
        let Options { encoding, force, bad_bytes, .. } = self.options;
        DecodeOptions { declared: encoding, force, bad_bytes }
    }
}
