//! Every lint, and that the standard packs give no cause for any.

use unboil::{RuleSet, Scope};

use crate::golden;

#[test]
fn every_lint_is_shown_where_it_stands() {
    golden::check("lint", |name, text| {
        let rules = RuleSet::builder().source(name, text).build();
        let findings = unboil::lint(&rules.unwrap_or_else(|error| panic!("{error}")), Scope::All);
        let reports: Vec<String> = findings.iter().map(ToString::to_string).collect();
        if reports.is_empty() { "nothing".to_owned() } else { reports.join("\n\n") }
    });
}

#[test]
fn rules_of_ones_own_are_compared_with_the_standard_ones() {
    let own = r#"
about = "Ours"
lang = "en"
[[rule]]
id = "our-sign-up"
category = "promo"
why = "Ours."
line = ["sign up for the newsletter"]
removes = ["Sign up for the newsletter"]
keeps = ["He did."]
"#;
    let rules = RuleSet::builder().base(unboil::standard_rules()).source("own.toml", own).build().unwrap();
    let findings = unboil::lint(&rules, Scope::Own);
    assert!(findings.iter().all(|f| f.file == "own.toml"), "{findings:?}");
    assert_eq!(findings.iter().filter(|f| f.kind == unboil::LintKind::Duplicate).count(), 1, "{findings:?}");
}

/// The same button in two languages: each pack is of use without the other.
#[test]
fn packs_of_two_languages_may_say_the_same() {
    let pack = |lang: &str| {
        format!(
            r#"
about = "Adverts"
lang = "{lang}"
[[rule]]
id = "advert-label"
category = "advert"
why = "A label."
line = ["sponsored links"]
removes = ["Sponsored links"]
keeps = ["He did."]
"#
        )
    };
    let findings = |a: &str, b: &str| {
        let rules = RuleSet::builder().source("a.toml", pack(a)).source("b.toml", pack(b));
        unboil::lint(&rules.build().unwrap(), Scope::All).len()
    };
    assert_eq!(findings("nb", "da"), 0);
    assert_eq!(findings("any", "da"), 1);
    assert_eq!(findings("pt", "pt-BR"), 1);
}

#[test]
fn the_standard_packs_are_clean() {
    let rules = unboil::standard_rules();
    let faults: Vec<String> = unboil::lint(&rules, Scope::All).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
