//! Read-only commands: `check`, `diff`, `explain`, `rules impact`.

use insta::assert_snapshot;

use crate::scene::Scene;
#[cfg(unix)]
use crate::tools::PATCH;

const PAGE: &str = "The ferry sailed half empty, although every bed had been sold weeks before, the captain said.\n\n\
                    Share\n\nThe town council will vote on the plan in May, and the harbour master expects it to pass.\n\
                    Leave a Reply\n";

#[test]
fn check_reports_what_would_change() {
    let scene = Scene::with(&[("in/a.txt", PAGE), ("in/b.txt", "Clean.\n"), ("in/c.jsonl", "{\"text\":\"a  b\"}\n")]);
    let ran = scene.run(&["check", "in"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @"
    in/a.txt: en/comment-form 1
    in/c.jsonl:1: normalize/spaces 1
    ");
    assert_snapshot!(ran.stderr, @"unboil: 3 documents, 2 would change, 0 failed");
    assert_eq!(scene.read("in/a.txt"), PAGE);
    assert_eq!(scene.run(&["check", "in/b.txt"]).code, Some(0));
    assert_eq!(scene.run(&["check", "in/b.txt", "none.txt"]).code, Some(3));
    assert_eq!(Scene::new().run_with(&["check"], "a \n").code, Some(1));
}

#[test]
fn a_diff_names_its_rules() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    let ran = scene.run(&["diff", "a.txt"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @"
    --- a.txt
    +++ a.txt
    @@ -3,4 +3,3 @@ en/comment-form
     Share
     
     The town council will vote on the plan in May, and the harbour master expects it to pass.
    -Leave a Reply
    ");
    assert!(!ran.stdout.contains('\x1b'));
    let colored = scene.run(&["diff", "--color", "always", "a.txt"]).stdout;
    assert!(colored.contains("\x1b[31m-Leave a Reply\x1b[0m"), "{colored}");
    assert_eq!(scene.run(&["diff", "a.txt", "--ignore", "comments"]).code, Some(0));
}

/// `patch` turns the decoded text into the clean one.
#[cfg(unix)]
#[test]
fn patch_can_apply_a_diff() {
    if !PATCH.is_there() {
        return;
    }
    let scene = Scene::with(&[
        ("a.txt", "One &amp; two\n\n\n\nShare on Facebook\nx\ny\nz\nu\nv\nw\ng\nh\ni\nj  k\nShare on Facebook"),
        ("b.txt", "\n\nShare on Facebook\n\nThe end"),
    ]);
    for name in ["a.txt", "b.txt"] {
        let clean = scene.run(&["clean", name]).stdout;
        for context in ["0", "1", "3"] {
            let ran = scene.shell(&format!("cp {name} p.txt; \"$0\" diff -U {context} {name} > d; patch -s p.txt d"));
            assert_eq!(
                (ran.code, scene.read("p.txt")),
                (Some(0), clean.clone()),
                "{name} {context} {}",
                scene.read("d")
            );
        }
    }
}

#[test]
fn explain_says_why_a_line_is_kept_or_removed() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    let of = |line: &str| scene.run(&["explain", line]).stdout;
    assert_snapshot!(of("a.txt:6"), @r#"
    6 removed  Leave a Reply
               en/comment-form (comments): it matches "leave a reply"
               en/comment-form-inline (comments) "leave a reply" would remove it too
    "#);
    let share = of("a.txt:3");
    assert!(
        share.contains("3 kept     Share\n") && share.contains("weak: acts only next to other findings"),
        "{share}"
    );
    assert_snapshot!(of("a.txt:5"), @"
    5 kept     The town council will vote on the plan in May, and the harbour master expects it to pass.
               no rule matches it; prose is never removed because of its neighbors
    ");
    assert_snapshot!(of("a.txt:2"), @"a.txt:2 is blank, or nothing of it is left after normalization");
    let ran = scene.run(&["explain", "a.txt:7"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: a.txt: has no line 7, only 6 lines; give a number from 1 to 6");
    assert_eq!(scene.run(&["explain", "a.txt"]).stdout.lines().filter(|line| line.contains(" kept     ")).count(), 3);
    assert_eq!(scene.run(&["explain", "none.txt:3"]).code, Some(3));
}

#[test]
fn explain_names_the_unmet_condition() {
    let pack = r#"
        about = "Test"
        lang = "en"
        [[rule]]
        id = "few-words"
        category = "promo"
        why = "A test."
        start = ["call the pier"]
        max_words = 5
        removes = ["Call the pier"]
        keeps = ["Call it."]
        [[rule]]
        id = "in-the-tail"
        category = "promo"
        why = "A test."
        line = ["ring the bell"]
        zone = "tail"
        removes = ["Ring the bell"]
        keeps = ["Ring it."]
        [[rule]]
        id = "protected"
        category = "promo"
        why = "A test."
        start = ["ask the master"]
        unless = ["of the house"]
        removes = ["Ask the master"]
        keeps = ["Ask him."]
        [[rule]]
        id = "bold"
        category = "promo"
        level = "bold"
        why = "A test."
        line = ["mind the gap today"]
        removes = ["Mind the gap today"]
        keeps = ["Mind it."]
    "#;
    let prose = "The town council will vote on the plan in May, and the harbour master expects it to pass.";
    let page = format!(
        "{prose}\nCall the pier before you set out to sea\nRing the bell\nAsk the master of the house\nMind the gap today\n\
         Please mind the gap today\nMove along: {prose}\n"
    );
    let scene = Scene::with(&[("pack/en/x.toml", pack), ("a.txt", &page)]);
    let ran = scene.run(&["explain", "--no-default-rules", "--rules", "pack", "a.txt"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_snapshot!(ran.stdout, @r#"
    a.txt: 7 non-blank lines, 0 removed
    body: lines 1 to 7; the head is before it, the tail after it
    no rule matches a line with nothing below it
    1 kept     The town council will vote on the plan in May, and the harbour master expects it to pass.
    2 kept     Call the pier before you set out to sea
               en/few-words (promo) "call the pier": 9 words, at most 5
    3 kept     Ring the bell
               en/in-the-tail (promo) "ring the bell": the line is in the body, the rule acts in the tail
    4 kept     Ask the master of the house
               en/protected (promo) "ask the master": protected by "of the house"
    5 kept     Mind the gap today
               en/bold (promo) "mind the gap today": switched off: it acts only at the level bold
    6 kept     Please mind the gap today
    7 kept     Move along: The town council will vote on the plan in May, and the harbour master expects it to pass…
    "#);
}

#[test]
fn impact_groups_changed_lines_by_rule() {
    let pack = |phrase: &str| {
        format!(
            "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"bell\"\ncategory = \"promo\"\nwhy = \"A test.\"\n\
             line = [{phrase:?}]\nremoves = [{phrase:?}]\nkeeps = [\"Ring it.\"]\n"
        )
    };
    let scene = Scene::with(&[
        ("base/en/x.toml", &pack("ring the bell")),
        ("head/en/x.toml", &pack("sound the horn")),
        ("in/a.txt", "The ferry.\nRing the bell\nSound the horn\n"),
        ("in/b.txt", "The pier.\n"),
    ]);
    let ran = scene.run(&["rules", "impact", "--base", "base", "--head", "head", "in"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @"
    en/bell (+1 -1)
      - in/a.txt:2  Ring the bell
      + in/a.txt:3  Sound the horn
    ");
    assert_snapshot!(ran.stderr, @"unboil: 2 documents, 1 would change: 1 place newly removed, 1 newly kept, 0 removed by another rule");
    assert_eq!(scene.run(&["rules", "impact", "--base", "base", "--head", "base", "in"]).code, Some(0));
}
