//! The options of cleaning.

use unboil_encoding::{BadBytes, Encoding};
use unboil_rules::Category;
use unboil_rules::Level;
use unboil_rules::Selection;

/// How a [`Cleaner`](crate::Cleaner) works. Made with [`Options::default`] and changed by the methods.
///
/// ```
/// use unboil::{Category, Level, Options};
/// let options = Options::default().level(Level::Bold).keep([Category::Credit]);
/// ```
#[derive(Debug, Clone)]
pub struct Options {
    pub(crate) encoding: Option<Encoding>,
    pub(crate) bad_bytes: BadBytes,
    pub(crate) force: bool,
    pub(crate) repair: bool,
    pub(crate) level: Level,
    pub(crate) keep: Vec<Category>,
    pub(crate) only: Vec<Category>,
    pub(crate) select: Option<Selection>,
    pub(crate) ignore: Selection,
    pub(crate) record_edits: bool,
    pub(crate) keep_indent: bool,
    pub(crate) only_rules: bool,
    #[cfg(feature = "markdown")]
    pub(crate) markdown: bool,
    pub(crate) budget: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: None,
            bad_bytes: BadBytes::Replace,
            force: false,
            repair: true,
            level: Level::Careful,
            keep: Vec::new(),
            only: Vec::new(),
            select: None,
            ignore: Selection::default(),
            record_edits: true,
            keep_indent: false,
            only_rules: false,
            #[cfg(feature = "markdown")]
            markdown: false,
            budget: DEFAULT_BUDGET,
        }
    }
}

/// The largest share of a document's bytes that rules may remove; beyond it the document is only normalized. The most that rules
/// removed from any of the 2,717 documents of the quality data is 85 %, from a page that is nearly all boilerplate.
pub const DEFAULT_BUDGET: f64 = 0.9;

impl Options {
    /// Decodes the bytes in this encoding, whatever they look like. Only a byte order mark overrides it.
    #[must_use]
    pub fn encoding(mut self, encoding: Option<Encoding>) -> Self {
        self.encoding = encoding;
        self
    }

    /// What happens to documents with bytes that are not valid in their encoding.
    #[must_use]
    pub fn bad_bytes(mut self, what: BadBytes) -> Self {
        self.bad_bytes = what;
        self
    }

    /// Cleans even bytes that do not look like text.
    #[must_use]
    pub fn force(mut self, on: bool) -> Self {
        self.force = on;
        self
    }

    /// Whether mojibake is repaired (it is by default): text that was UTF-8 and was decoded as another code page, such as `LiÃ¨ge`.
    #[must_use]
    pub fn repair(mut self, on: bool) -> Self {
        self.repair = on;
        self
    }

    /// Whether the white space at the beginning of lines stays, as code and nested lists need it (it does not by default). Lines of
    /// white space alone become blank as always. Rules see lines without it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use unboil::{Cleaner, Options, standard_rules};
    /// let cleaner = Cleaner::new(Arc::new(standard_rules()), Options::default().keep_indent(true));
    /// assert_eq!(cleaner.clean_str("if x:\n    y  = 1\n").text, "if x:\n    y = 1\n");
    /// ```
    #[must_use]
    pub fn keep_indent(mut self, on: bool) -> Self {
        self.keep_indent = on;
        self
    }

    /// Whether rules remove text and nothing else is changed: no normalization, no repair (off by default). Rules see the normal text.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use unboil::{Cleaner, Options, standard_rules};
    /// let cleaner = Cleaner::new(Arc::new(standard_rules()), Options::default().only_rules(true));
    /// assert_eq!(cleaner.clean_str("The  ferry &amp; I.\r\nLeave a Reply").text, "The  ferry &amp; I.\r\n");
    /// ```
    #[must_use]
    pub fn only_rules(mut self, on: bool) -> Self {
        self.only_rules = on;
        self
    }

    /// Whether the text is Markdown (off by default). Rules then see its lines without the marks of headings, quotes, links and emphasis.
    /// Code, tables, HTML and metadata stay, and nothing is normalized.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use unboil::{Cleaner, Options, standard_rules};
    /// let cleaner = Cleaner::new(Arc::new(standard_rules()), Options::default().markdown(true));
    /// assert_eq!(cleaner.clean_str("# The  ferry\n\n## [Leave a Reply](#form)\n").text, "# The  ferry\n");
    /// ```
    #[cfg(feature = "markdown")]
    #[must_use]
    pub fn markdown(mut self, on: bool) -> Self {
        self.markdown = on;
        self
    }

    /// What stays of the layout of a text.
    pub(crate) fn layout(&self) -> Layout {
        match self {
            #[cfg(feature = "markdown")]
            Self { markdown: true, .. } => Layout::Original,
            Self { only_rules: true, .. } => Layout::Original,
            Self { keep_indent: true, .. } => Layout::Indented,
            _ => Layout::Canonical,
        }
    }

    /// How much evidence a rule needs.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// These categories are kept.
    #[must_use]
    pub fn keep(mut self, categories: impl IntoIterator<Item = Category>) -> Self {
        self.keep = categories.into_iter().collect();
        self
    }

    /// Only these categories are removed. Empty means all of them.
    #[must_use]
    pub fn only(mut self, categories: impl IntoIterator<Item = Category>) -> Self {
        self.only = categories.into_iter().collect();
        self
    }

    /// Only these rules act, as far as categories and level let them; nothing means all.
    /// [`RuleSet::selection`](crate::RuleSet::selection) makes a selection from names.
    #[must_use]
    pub fn select(mut self, rules: Option<Selection>) -> Self {
        self.select = rules;
        self
    }

    /// These rules do not act.
    #[must_use]
    pub fn ignore(mut self, rules: Selection) -> Self {
        self.ignore = rules;
        self
    }

    /// Whether [`Cleaned::edits`](crate::Cleaned::edits) is filled (it is by default). Without, nothing is recorded.
    #[must_use]
    pub fn record_edits(mut self, on: bool) -> Self {
        self.record_edits = on;
        self
    }

    /// The largest share of a document's bytes, 0 to 1, that rules may remove; beyond it the document is only normalized.
    #[must_use]
    pub fn budget(mut self, share: f64) -> Self {
        self.budget = share;
        self
    }
}

/// What stays of the layout of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Nothing: the output is canonical.
    Canonical,
    /// The white space at the beginning of lines.
    Indented,
    /// All that no rule removes.
    Original,
}
