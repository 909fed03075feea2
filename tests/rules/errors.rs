//! Every fault of a rule file, as its author sees it: file, line, the marked text, one suggestion.

use unboil::RuleSet;

use crate::golden;

#[test]
fn every_fault_is_shown_where_it_stands() {
    golden::check("errors", |name, text| {
        let built = RuleSet::builder().source(name, text).build();
        let error = built.expect_err(name);
        let report = error.to_string();
        assert!(report.contains(&format!("--> {name}:")) && report.contains("help:"), "{report}");
        report
    });
}

/// What the frame of the examples is made of is no rule of the set.
#[test]
fn an_example_that_is_not_written_yet_is_a_failure() {
    let text = r#"
about = "A case"
lang = "en"
[[rule]]
id = "sign-off"
category = "promo"
why = "Sites end so."
line = ["that is all, folks"]
removes = ["That is all, folks"]
keeps = [""]
"#;
    let verified = unboil::verify(RuleSet::builder().source("a.toml", text), unboil::Scope::All).unwrap();
    let failures: Vec<String> = verified.failures.iter().map(ToString::to_string).collect();
    assert_eq!(failures, ["a.toml:10: en/sign-off: an example is empty; write its text"]);
}
