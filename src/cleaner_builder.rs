//! Builds a cleaner from rules and switches by name.

use std::path::Path;
use std::sync::Arc;

use crate::cleaner::Cleaner;
use crate::error::Error;
use crate::options::Options;
use unboil_rules::{RuleSet, RuleSetBuilder};

/// Collects rules, switches and options; made by [`Cleaner::builder`].
///
/// ```
/// use unboil::Cleaner;
///
/// let cleaner = Cleaner::builder()
///     .source("mine.toml", r#"
///         about = "The sign-off of our paper"
///         lang = "en"
///         [[rule]]
///         id = "tide-table"
///         category = "related"
///         why = "Printed below every story."
///         line = ["see the tide table on page {number}"]
///         removes = ["See the tide table on page 4"]
///         keeps = ["See the tide table for the harbour."]
///     "#)
///     .ignore(["en/comment-form"])
///     .build()?;
/// let cleaned = cleaner.clean_str("The pier is closed.\n\nSee the tide table on page 4\n");
/// assert_eq!(cleaned.text, "The pier is closed.\n");
/// # Ok::<(), unboil::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct CleanerBuilder {
    rules: RuleSetBuilder,
    options: Options,
    selected: Option<Vec<String>>,
    ignored: Vec<String>,
}

impl Cleaner {
    /// Starts with the standard rules, if the feature `standard-rules` is on, and the default options.
    pub fn builder() -> CleanerBuilder {
        let builder = CleanerBuilder::default();
        #[cfg(feature = "standard-rules")]
        let builder = builder.rules(crate::packs::standard_rules());
        builder
    }
}

impl CleanerBuilder {
    /// Starts with these rules instead of the standard rules.
    pub fn rules(mut self, rules: RuleSet) -> Self {
        self.rules = self.rules.base(rules);
        self
    }

    /// Starts with the [placeholders](crate::standard_placeholders) of the standard rules alone.
    #[cfg(feature = "standard-rules")]
    pub fn without_standard_rules(self) -> Self {
        self.rules(crate::packs::standard_placeholders())
    }

    /// Adds all `*.toml` files below a folder, or one rule file; see [`RuleSetBuilder::dir`].
    pub fn dir(mut self, path: impl AsRef<Path>) -> Self {
        self.rules = self.rules.dir(path);
        self
    }

    /// Adds the text of a rule file; `name` is its name in errors.
    pub fn source(mut self, name: impl Into<String>, toml: impl Into<String>) -> Self {
        self.rules = self.rules.source(name, toml);
        self
    }

    /// Only these rules act: ids such as `en/byline`, names without a language, or categories. A second call replaces the first.
    pub fn select(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.selected = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// These rules do not act, named as in [`select`](Self::select). A second call replaces the first.
    pub fn ignore(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.ignored = names.into_iter().map(Into::into).collect();
        self
    }

    /// The other options. What [`select`](Self::select) and [`ignore`](Self::ignore) name takes precedence over theirs.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Reads and compiles the rules.
    ///
    /// # Errors
    /// Rules cannot be read or are invalid ([`Error::faults`]), or there is no rule or category of a name.
    pub fn build(self) -> Result<Cleaner, Error> {
        let Self { rules, mut options, selected, ignored } = self;
        let rules = rules.build()?;
        if let Some(names) = selected {
            options = options.select(Some(rules.selection(names.iter().map(String::as_str))?));
        }
        if !ignored.is_empty() {
            options = options.ignore(rules.selection(ignored.iter().map(String::as_str))?);
        }
        Ok(Cleaner::new(Arc::new(rules), options))
    }
}

#[cfg(feature = "standard-rules")]
#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const PACK: &str = "about = \"Tides\"\nlang = \"en\"\n[[rule]]\nid = \"tide\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
        line = [\"tide table: {time}\"]\nremoves = [\"Tide table: 04:12\"]\nkeeps = [\"The tide table.\"]\n";
    const TEXT: &str = "The pier is closed.\n\nTide table: 04:12\n\nLeave a Reply\n";

    fn left(builder: CleanerBuilder) -> String {
        builder.build().unwrap().clean_str(TEXT).text.into_owned()
    }

    #[test]
    fn rules_are_added_to_the_standard_rules_or_replace_them() {
        let builder = || Cleaner::builder().source("mine.toml", PACK);
        assert_eq!(left(builder()), "The pier is closed.\n");
        assert_eq!(left(builder().without_standard_rules()), "The pier is closed.\n\nLeave a Reply\n");
        assert_eq!(left(builder().select(["en/tide"])), "The pier is closed.\n\nLeave a Reply\n");
        assert_eq!(left(builder().ignore(["promo"])), "The pier is closed.\n\nTide table: 04:12\n");
    }

    #[test]
    fn a_name_that_does_not_exist_is_reported() {
        let error = Cleaner::builder().ignore(["promos"]).build().unwrap_err();
        assert_eq!(error.to_string(), "unknown rule, category or language `promos`; did you mean `promo`?");
        assert!(error.faults().is_empty());
    }

    #[test]
    fn a_text_that_is_clean_already_is_not_copied() {
        let cleaner = Cleaner::standard();
        assert!(matches!(cleaner.clean_str("The pier is closed.\n").text, Cow::Borrowed("The pier is closed.\n")));
        assert!(matches!(cleaner.clean(b"The pier is closed.\n").unwrap().text, Cow::Borrowed(_)));
    }
}
