//! The standard packs: the files under `rules/`, compiled by the build script.

use unboil_rules::RuleSet;

static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

static PLACEHOLDERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/placeholders.bin"));

/// The standard packs.
///
/// ```
/// let rules = unboil::standard_rules();
/// assert!(rules.ids().any(|id| id == "en/newsletter-signup"));
/// ```
#[must_use]
pub fn standard_rules() -> RuleSet {
    RuleSet::prebuilt(TABLES).expect("the build script writes what this version of the compiler reads")
}

/// The placeholders of the standard packs, such as `{number}` and `{date}`, without rules: the base for rules of one's own alone.
///
/// ```
/// use unboil::{RuleSet, standard_placeholders};
/// # let text = "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"tide\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
/// #     line = [\"tide table: {time}\"]\nremoves = [\"Tide table: 04:12\"]\nkeeps = [\"The tide.\"]\n";
/// let rules = RuleSet::builder().base(standard_placeholders()).source("mine.toml", text).build()?;
/// assert_eq!(rules.len(), 1);
/// # Ok::<(), unboil::RuleError>(())
/// ```
#[must_use]
pub fn standard_placeholders() -> RuleSet {
    RuleSet::prebuilt(PLACEHOLDERS).expect("the build script writes what this version of the compiler reads")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn the_tables_are_those_of_the_files() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut builder = RuleSet::builder();
        for file in standard_rules().files() {
            assert_eq!(file.text(), fs::read_to_string(root.join(&file.name)).unwrap(), "{}", file.name);
            builder = builder.source(&file.name, file.text());
        }
        assert!(builder.prebuild().unwrap() == TABLES, "the build script compiled other files");
    }

    #[test]
    fn a_prebuilt_set_has_the_source_of_the_compiled_one() {
        let prebuilt = standard_rules();
        let mut builder = RuleSet::builder();
        for file in prebuilt.files() {
            builder = builder.source(&file.name, file.text());
        }
        let compiled = builder.build().unwrap();
        assert!(prebuilt.ids().eq(compiled.ids()));
        assert!(prebuilt.patterns().map(|pattern| pattern.rule).eq(compiled.patterns().map(|pattern| pattern.rule)));
        assert!(prebuilt.switches() == compiled.switches());
        let (of_prebuilt, of_compiled) = (prebuilt.source(), compiled.source());
        assert_eq!(of_prebuilt.rules().count(), prebuilt.len());
        assert!(of_prebuilt.files().all(|file| file.is_standard) && !of_compiled.files().any(|file| file.is_standard));
        assert_eq!(
            format!("{:?}", prebuilt.rules().collect::<Vec<_>>()),
            format!("{:?}", compiled.rules().collect::<Vec<_>>())
        );
        for (a, b) in of_prebuilt.rules().zip(of_compiled.rules()) {
            assert!(!a.removes.is_empty() && !a.why.is_empty());
            assert_eq!(format!("{a:?}"), format!("{b:?}"));
        }
        for (pattern, (a, b)) in prebuilt.patterns().zip(of_prebuilt.patterns().zip(of_compiled.patterns())) {
            assert_eq!((pattern.rule, format!("{a:?}")), (b.rule, format!("{b:?}")));
        }
    }
}
