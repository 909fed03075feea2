//! Every lint, and that the standard packs have none.

use std::time::{Duration, Instant};

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

/// Linting is one look at each phrase: ten seconds are for slow machines, it takes one.
#[test]
fn the_standard_packs_are_linted_quickly() {
    let rules = RuleSet::standard().unwrap();
    let begun = Instant::now();
    let findings = rules.lint(Scope::All);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    println!("{} findings", findings.len());
}
