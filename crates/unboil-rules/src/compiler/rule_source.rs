//! The sources of a rule set: known where it was compiled, compiled from the texts of its files where it was prebuilt.

use super::layer::alone;
use crate::ruleset::set::RuleSet;
use crate::ruleset::source::{LayerSource, RuleSource};

impl RuleSet {
    /// What the authors of the rules wrote: files, phrases, examples. For a prebuilt set the first call compiles its files,
    /// which takes a tenth of a second for the standard packs.
    #[must_use]
    pub fn source(&self) -> RuleSource<'_> {
        let missing = self.origins.iter().rposition(|origin| origin.source.get().is_none());
        if let Some(last) = missing {
            self.read_sources(last);
        }
        let known = "what was missing was read a moment ago";
        RuleSource { layers: self.origins.iter().map(|origin| (origin, origin.source.get().expect(known))).collect() }
    }

    /// Compiles the files of the layers up to `last` as one, which gives the same numbers, and splits the result.
    fn read_sources(&self, last: usize) {
        let origins = &self.origins[..=last];
        let files = origins.iter().flat_map(|origin| &origin.files).cloned().collect();
        let whole = alone(files, &[]).expect("prebuilt rules were compiled from these texts");
        let mut rest = whole.origin.source.into_inner().expect("a compiled layer has its source");
        for origin in origins {
            let LayerSource { files, rules, patterns } = &mut rest;
            let source = LayerSource {
                files: files.drain(..origin.files.len()).collect(),
                rules: rules.drain(..origin.rules).collect(),
                patterns: patterns.drain(..origin.patterns).collect(),
            };
            // Another thread may have been faster; both have read the same.
            let _ = origin.source.set(source);
        }
    }
}
