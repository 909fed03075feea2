//! The standard packs: the files under `rules/` and the tables that the build script made of them.

use unboil_rules::RuleSet;

/// Name and text of each file, in the order of their names.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The same, compiled.
static TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

/// The standard packs.
///
/// ```
/// let rules = unboil::standard_rules();
/// assert!(rules.ids().any(|id| id == "en/newsletter-signup"));
/// ```
#[must_use]
pub fn standard_rules() -> RuleSet {
    let rules = RuleSet::prebuilt(TABLES, FILES.iter().map(|(_, text)| *text));
    rules.expect("the build script writes what this version of the compiler reads")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_those_of_the_files() {
        let files = FILES.iter().map(|&(name, text)| (format!("rules/{name}"), text.into()));
        let compiled = unboil_rules::compiler::save(files.collect()).expect("the packs compile");
        assert!(compiled == TABLES, "the build script compiled other files");
    }
}
