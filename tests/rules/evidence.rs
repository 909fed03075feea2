//! `unboil rules evidence`: what phrases remove from labelled records.

use insta::assert_snapshot;

use crate::scene::{Ran, Scene};

const PACK: &str = r#"about = "A pack"
lang = "en"

[[rule]]
id = "sign-up"
category = "promo"
why = "Sites want readers."
line = ["get our harbour letter", "join the list"]
removes = ["Get our harbour letter", "Join the list"]
keeps = ["He asked to join the list of pilots."]

[[rule]]
id = "more"
category = "related"
why = "Titles of other stories follow."
start = ["more from"]
remove = "run"
max_lines = 3
removes = ["More from the harbour"]
keeps = ["There was more from where it came."]
"#;

const PROSE: &str =
    "The night ferry sailed half empty, although every bed had been sold weeks before the strike began.";

/// A record of the site `host`: prose, the given lines, and their labels.
fn record(host: &str, lines: &str, labels: &str) -> String {
    let text = format!("{PROSE}\n{lines}");
    serde_json::json!({ "host": host, "text": text, "labels": format!("c{labels}") }).to_string() + "\n"
}

fn run(records: &str, args: &[&str]) -> Ran {
    let scene = Scene::with(&[("pack/a.toml", PACK), ("labelled.jsonl", records)]);
    let mut all = vec!["rules", "evidence", "--no-default-rules", "--rules", "pack", "--source-field", "host"];
    all.extend(args);
    all.push("labelled.jsonl");
    scene.run(&all)
}

#[test]
fn each_phrase_has_its_sites_its_lines_and_its_expected_loss() {
    let records = [
        record("a.example", "Get our harbour letter", "b"),
        record("b.example", "Get our harbour letter", "b"),
        record("b.example", "Join the list", "c"),
        record("c.example", "More from the harbour\nA crane\nA quay", "bbs"),
        record("c.example", "Nothing to remove", "c"),
    ]
    .concat();
    let ran = run(&records, &[]);
    assert_snapshot!(ran.stdout, @r#"
       loss  sites  harmed   good  wanted  lines each  rule and phrase
    4500.00      1       1      2       1         3.0  en/more "more from"
    1500.00      1       1      0       1         1.0  en/sign-up "join the list"
     666.67      2       0      2       0         1.0  en/sign-up "get our harbour letter"
    "#);
    let summary =
        "unboil: 5 documents, 6 lines removed, 2 of them wanted; expected loss 6666.7 lines in 10,000 documents\n";
    assert_eq!((ran.stderr.as_str(), ran.code), (summary, Some(0)));
    let rows: serde_json::Value = serde_json::from_str(&run(&records, &["--json"]).stdout).unwrap();
    let joined = rows.as_array().unwrap().iter().find(|row| row["phrase"] == "join the list").unwrap();
    assert_eq!((&joined["sites"], &joined["harmed_sites"], &joined["wanted"]), (&1.into(), &1.into(), &1.into()));
    // One firing in five documents, (1 + ½) / (1 + 1) of the sites, one line each.
    assert!((joined["expected_loss"].as_f64().unwrap() - 1e4 / 5.0 * 0.75).abs() < 1e-6, "{joined}");
}

#[test]
fn a_record_whose_labels_do_not_fit_is_named_and_the_others_are_counted() {
    let records = [
        record("a.example", "Join the list", "bb"),
        r#"{"host": "a.example", "text": "No labels."}"#.to_owned() + "\n",
        record("a.example", "Join the list", "b"),
    ]
    .concat();
    let ran = run(&records, &[]);
    assert_snapshot!(ran.stderr, @"
    unboil: labelled.jsonl:1: 3 labels for 2 lines
    unboil: labelled.jsonl:2: no labels in the field `labels`
    unboil: 1 document, 1 line removed, 0 of them wanted; expected loss 2500.0 lines in 10,000 documents
    ");
    assert_eq!(ran.stdout.lines().count(), 2, "{}", ran.stdout);
    assert_eq!(ran.code, Some(3));
}

/// `lint --evidence` with the evidence of these records.
fn lint(records: &str, pack: &str) -> Ran {
    let scene = Scene::with(&[("pack/a.toml", pack), ("labelled.jsonl", records)]);
    let evidence = ["rules", "evidence", "--no-default-rules", "--rules", "pack", "--source-field", "host", "--json"];
    let json = scene.run(&[&evidence[..], &["labelled.jsonl"]].concat()).stdout;
    scene.write("evidence.json", &json);
    scene.run(&["rules", "lint", "--no-default-rules", "--strict", "--short", "--evidence", "evidence.json", "pack"])
}

#[test]
fn lint_finds_phrases_that_few_sites_support() {
    let records = [
        record("a.example", "Get our harbour letter", "b"),
        record("b.example", "Get our harbour letter", "b"),
        record("b.example", "Join the list", "b"),
        record("c.example", "More from the harbour\nA crane\nA quay", "bbb"),
    ]
    .concat();
    let ran = lint(&records, PACK);
    assert_snapshot!(ran.stdout, @r#"
    pack/a.toml:8: en/sign-up: one-site: "join the list"
    pack/a.toml:16: en/more: big-bite: "more from"
    "#);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    // Allowed with a reason, and with a second site.
    let allowing = PACK.replace(
        "remove = \"run\"",
        "remove = \"run\"\nallow = { big-bite = \"The program of the harbours prints the list.\" }",
    );
    let ran = lint(&(records + &record("a.example", "Join the list", "b")), &allowing);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(0)), "{}", ran.stderr);
    // Without evidence nobody knows whether the allowance is needed.
    let scene = Scene::with(&[("pack/a.toml", allowing.as_str())]);
    let ran = scene.run(&["rules", "lint", "--no-default-rules", "--strict", "--short", "pack"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", Some(0)), "{}", ran.stderr);
}

#[test]
fn a_run_that_ten_sites_support_is_no_big_bite_until_it_harms_two() {
    let record_of = |site: usize, labels: &str| {
        record(&format!("{site}.example"), "More from the harbour\nA crane\nA quay", labels)
    };
    let records = |harmed: usize| -> String {
        (0..10).map(|site| record_of(site, if site < harmed { "bbs" } else { "bbb" })).collect()
    };
    assert_eq!(lint(&records(1), PACK).stdout, "");
    assert_eq!(lint(&records(2), PACK).stdout, "pack/a.toml:16: en/more: big-bite: \"more from\"\n");
}

#[test]
fn evidence_that_is_none_is_refused() {
    let scene = Scene::with(&[("pack/a.toml", PACK), ("evidence.json", "{}")]);
    let ran = scene.run(&["rules", "lint", "--no-default-rules", "--evidence", "evidence.json", "pack"]);
    assert_snapshot!(ran.stderr, @"unboil: evidence.json: not the output of `unboil rules evidence --json`: invalid type: map, expected a sequence at line 1 column 0");
    assert_eq!(ran.code, Some(2));
}
