//! Every lint, and that the standard packs have nothing but advice.

use unboil::{RuleSet, Scope};

use crate::golden;

#[test]
fn every_lint_is_shown_where_it_stands() {
    golden::check("lint", |name, text| {
        let rules = RuleSet::builder().standard(false).source(name, text).build();
        let findings = rules.unwrap_or_else(|error| panic!("{error}")).lint(Scope::All);
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
    let rules = RuleSet::builder().source("own.toml", own).build().unwrap();
    let findings = rules.lint(Scope::Own);
    assert!(findings.iter().all(|f| f.file == "own.toml"), "{findings:?}");
    assert_eq!(findings.iter().filter(|f| f.kind == unboil::LintKind::Duplicate).count(), 1, "{findings:?}");
}

#[test]
fn the_standard_packs_have_nothing_but_advice() {
    let faults: Vec<String> = RuleSet::standard()
        .unwrap()
        .lint(Scope::All)
        .iter()
        .filter(|finding| !finding.kind.is_advice())
        .map(ToString::to_string)
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
