//! Tries rules with the engine that will use them.
//!
//! Input: rule files as text, for documents of a site. Output: whether a text is removed or kept.

use std::sync::Arc;

use unboil::{Cleaner, Level, Options, RuleSet, Site, standard_rules};

use crate::pack::Pack;

/// Rules of a site beside the standard packs.
pub(crate) struct Trial {
    all: Cleaner,
    own: Cleaner,
}
impl Trial {
    /// Compiles a rule file for documents of `site`, beside a file that is there already; `None` if it does not compile. `ids` are
    /// the rules to try, with their language.
    pub(crate) fn new(file: &str, ids: &[String], site: Option<&Site>, pack: Option<&Pack<'_>>) -> Option<Self> {
        let mut builder = RuleSet::builder().base(standard_rules());
        if let Some(pack) = pack {
            builder = builder.source(pack.name, pack.text);
        }
        let rules = Arc::new(builder.source("learned.toml", file).build().ok()?);
        let own = rules.selection(ids).ok()?;
        let everything = Options::default().level(Level::Bold).budget(1.0);
        let cleaner = |options| {
            let cleaner = Cleaner::new(Arc::clone(&rules), options);
            site.map_or_else(|| cleaner.clone(), |site| cleaner.for_site(site))
        };
        Some(Self { all: cleaner(everything.clone().record_edits(false)), own: cleaner(everything.select(Some(own))) })
    }

    /// Whether the tried rules remove a text.
    pub(crate) fn removes(&self, text: &str) -> bool {
        self.own.clean_str(text).text.trim().is_empty()
    }

    /// The ids of the rules that change a line, with their language.
    pub(crate) fn rules_on(&self, line: &str) -> Vec<String> {
        self.own.clean_str(line).edits.iter().map(|edit| edit.cause.id().to_owned()).collect()
    }

    /// Whether all rules together keep a line below a line that they remove.
    pub(crate) fn keeps(&self, removed: &str, line: &str) -> bool {
        self.all.clean_str(&format!("{removed}\n{line}\n")).text.trim_end() == line
    }
}
