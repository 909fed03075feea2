//! Tries rules with the engine that will use them.
//!
//! Input: rule files as text, for documents of a site. Output: whether a text is removed or kept.

use std::sync::Arc;

use unboil::{Cleaner, Level, Options, RuleSet, Site, standard_rules};

/// Rules of a site beside the standard packs.
pub(crate) struct Trial {
    all: Cleaner,
    own: Cleaner,
}

impl Trial {
    /// Compiles a rule file for documents of `site`; `None` if it does not compile. `ids` are its rules.
    pub(crate) fn new(file: &str, ids: &[String], site: Option<&Site>) -> Option<Self> {
        let rules = Arc::new(RuleSet::builder().base(standard_rules()).source("learned.toml", file).build().ok()?);
        let own = rules.selection(ids.iter().map(|id| format!("any/{id}"))).ok()?;
        let everything = Options::default().level(Level::Bold).budget(1.0).record_edits(false);
        let cleaner = |options| {
            let cleaner = Cleaner::new(Arc::clone(&rules), options);
            site.map_or_else(|| cleaner.clone(), |site| cleaner.for_site(site))
        };
        Some(Self { all: cleaner(everything.clone()), own: cleaner(everything.select(Some(own))) })
    }

    /// Whether the rules of the file remove a text.
    pub(crate) fn removes(&self, text: &str) -> bool {
        self.own.clean_str(text).text.trim().is_empty()
    }

    /// Whether all rules together keep a line below a line that they remove.
    pub(crate) fn keeps(&self, removed: &str, line: &str) -> bool {
        self.all.clean_str(&format!("{removed}\n{line}\n")).text.trim_end() == line
    }
}
