//! Tries rules with the engine that will use them.
//!
//! Input: rule files as text, for documents of a site. Output: whether a text is removed or kept.

use std::sync::Arc;

use unboil::{Cleaner, Level, Options, RuleSet, Site, standard_placeholders, standard_rules};

use crate::pack::Pack;

/// A cleaner with rules of a site.
pub(crate) struct Trial(Cleaner);

impl Trial {
    /// Compiles a rule file for documents of `site`, beside a file that is there already; `None` if it does not compile. `ids` are
    /// the rules to try, with their language.
    pub(crate) fn new(file: &str, ids: &[String], site: Option<&Site>, pack: Option<&Pack<'_>>) -> Option<Self> {
        // Without the standard packs, which would have to be read for the selection: that takes longer than all else.
        let rules = rules(standard_placeholders(), file, pack)?;
        let selection = rules.selection(ids).ok()?;
        Some(Self::with(rules, Options::default().select(Some(selection)), site))
    }

    /// The same with all rules of both files, and with the standard packs.
    pub(crate) fn with_standard(file: &str, site: Option<&Site>, pack: Option<&Pack<'_>>) -> Option<Self> {
        Some(Self::with(rules(standard_rules(), file, pack)?, Options::default(), site))
    }

    fn with(rules: RuleSet, options: Options, site: Option<&Site>) -> Self {
        let cleaner = Cleaner::new(Arc::new(rules), options.level(Level::Bold).budget(1.0));
        Self(site.map_or_else(|| cleaner.clone(), |site| cleaner.for_site(site)))
    }

    /// Whether a text is removed.
    pub(crate) fn removes(&self, text: &str) -> bool {
        self.0.clean_str(text).text.trim().is_empty()
    }

    /// The ids of the rules that change a line, with their language.
    pub(crate) fn rules_on(&self, line: &str) -> Vec<String> {
        self.0.clean_str(line).edits.iter().map(|edit| edit.cause.id().to_owned()).collect()
    }

    /// Whether a line is kept below a line that is removed.
    pub(crate) fn keeps(&self, removed: &str, line: &str) -> bool {
        self.0.clean_str(&format!("{removed}\n{line}\n")).text.trim_end() == line
    }
}

fn rules(base: RuleSet, file: &str, pack: Option<&Pack<'_>>) -> Option<RuleSet> {
    let mut builder = RuleSet::builder().base(base);
    if let Some(pack) = pack {
        builder = builder.source(pack.name, pack.text);
    }
    builder.source("learned.toml", file).build().ok()
}
