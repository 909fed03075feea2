//! `unboil rules …` as it is called.

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};

const PACK: &str = r#"about = "A pack"
lang = "en"

[[placeholder]]
name = "number"
regex = "[0-9]+"

[[rule]]
id = "reader-count"
aliases = ["readers"]
category = "counter"
why = "Sites count who is there."
line = ["{number} people read this"]
end = ["people are reading"]
zone = ["head", "tail"]
max_words = 12
remove = "run"
max_lines = 3
until = ["more {number}"]
removes = ["12 people read this", "Now 12 people are reading"]
keeps = ["In 1912 people read this as a threat."]

[[rule]]
id = "share-button"
category = "share"
why = "A button."
line = ["share"]
strength = "weak"
removes = ["Share"]
keeps = ["Share the bread."]
"#;

/// A folder with the pack, and the arguments that leave all else out.
fn run(args: &[&str]) -> crate::scene::Ran {
    let scene = Scene::with(&[("pack/a.toml", PACK)]);
    let mut all = vec!["rules"];
    all.extend(args);
    all.extend(["--no-default-rules", "--rules", "pack"]);
    scene.run(&all)
}

#[test]
fn list_gives_a_line_to_each_rule() {
    assert_snapshot!(run(&["list"]).stdout, @"
    en/reader-count  counter  en  strong head tail  {number} people read this
    en/share-button  share    en  weak              share
    ");
    assert_snapshot!(run(&["list", "--category", "share"]).stdout, @"en/share-button  share  en  weak  share");
    let json = run(&["list", "--json", "--lang", "en"]).stdout;
    let rules: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rules[0]["id"], "en/reader-count");
    assert_eq!(rules[0]["line"], 8);
    assert_eq!(rules.as_array().unwrap().len(), 2);
    let ran = run(&["list", "--lang", "xx"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(2), "unboil: no rules for the language `xx`; expected one of en\n")
    );
}

#[test]
fn show_tells_all_of_a_rule() {
    let page = run(&["show", "en/reader-count"]).stdout;
    assert_snapshot!(page, @"
    en/reader-count (counter)
    Sites count who is there.

    former ids
      en/readers

    phrases
      line      {number} people read this
      end       people are reading

    conditions
      zone      head, tail
      max_words 12

    removed
      the line and up to 3 lines after it that are not prose, up to one that begins with more {number}

    removes
      12 people read this
      Now 12 people are reading

    keeps
      In 1912 people read this as a threat.

    file
      pack/a.toml:8
    ");
    for name in ["reader-count", "en/readers", "readers"] {
        assert_eq!(run(&["show", name]).stdout, page);
    }
    let ran = run(&["show", "en/reader-cuont"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: unknown rule `en/reader-cuont`; did you mean `en/reader-count`?");
    let json: serde_json::Value = serde_json::from_str(&run(&["show", "readers", "--json"]).stdout).unwrap();
    assert_eq!(json[0]["phrases"][1]["in"], "end");
}

#[test]
fn test_fails_with_1_and_a_fault_with_2() {
    assert_eq!(run(&["test"]).code, Some(0));
    let scene = Scene::with(&[
        ("bad/a.toml", &PACK.replace("\"Share the bread.\"", "\"Share\"")),
        ("worse/a.toml", &PACK.replace("\"share\"\nwhy", "\"shar\"\nwhy")),
    ]);
    let ran = scene.run(&["rules", "test", "bad", "--no-default-rules"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @r#"bad/a.toml:30: en/share-button: not kept: "Share" is removed by en/share-button"#);
    assert_eq!(scene.run(&["rules", "test", "worse", "--no-default-rules"]).code, Some(2));
    // Beside the standard packs, of which only the own are tested, whatever the folder is called.
    scene.write("rules/a.toml", PACK.replace("[[placeholder]]\nname = \"number\"\nregex = \"[0-9]+\"\n", ""));
    let ran = scene.run(&["rules", "test", "rules"]);
    assert_eq!(ran.stderr, "unboil: 2 rules, 5 examples, 0 failed\n");
}

#[test]
fn lint_finds_with_1() {
    assert_eq!(run(&["lint"]).code, Some(0));
    let scene = Scene::with(&[("own/a.toml", &PACK.replace("strength = \"weak\"\n", ""))]);
    let ran = scene.run(&["rules", "lint", "own", "--no-default-rules", "--short", "--strict"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @r#"own/a.toml:27: en/share-button: too-common: "share""#);
    assert_snapshot!(ran.stderr, @"unboil: 2 rules, 1 finding: 1 too-common");
}

#[test]
fn new_makes_a_file_that_fails_until_it_is_written() {
    let ran = run(&["new", "  ► 1234 people read {this} \"page\":"]);
    assert_snapshot!(ran.stdout, @r#"
    about = "Drafted from ► 1234 people read {this} \"page\":"
    lang = "any"

    [[rule]]
    id = "people-read-this-page"
    category = ""  # one of advert, byline, caption, comments, consent, counter, credit, dateline, duplicate, legal, navigation, notice, paywall, player, promo, related, share, tags, thread, timestamp, tools
    why = ""  # in a sentence: why this line appears in texts and is not part of them
    line = "{number} people read {{this}} \"page\""
    removes = "► 1234 people read {this} \"page\":"
    keeps = "In 1912 people read this as a threat."  # from another rule; a more similar one is better
    "#);
    assert!(ran.stderr.contains("fill in category, why before"), "{}", ran.stderr);
    let scene = Scene::with(&[("own/a.toml", &ran.stdout)]);
    scene.write("own/b.toml", PACK);
    let ran = scene.run(&["rules", "test", "own", "--no-default-rules"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("unknown category"), "{}", ran.stderr);
    let category = scene.read("own/a.toml").replace("category = \"\"", "category = \"counter\"");
    scene.write("own/a.toml", &category);
    let ran = scene.run(&["rules", "test", "own", "--no-default-rules"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("has an empty `why`"), "{}", ran.stderr);
    let reason = category.replace("why = \"\"", "why = \"A counter.\"");
    scene.write("own/a.toml", &reason);
    assert_eq!(scene.run(&["rules", "test", "own", "--no-default-rules"]).code, Some(0));
    scene.write("own/a.toml", reason.replace("In 1912 people read this as a threat.", ""));
    let ran = scene.run(&["rules", "test", "own", "--no-default-rules"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @"own/a.toml:10: any/people-read-this-page: an example is empty; write its text");
    let ran = scene.run_with(&["rules", "new"], "\n\n");
    assert_eq!(ran.code, Some(2));
}

/// With the answers as options the file passes at once, and `try` shows what it does.
#[test]
fn new_with_answers_makes_a_file_that_passes() {
    let scene =
        Scene::with(&[("page.txt", "The ferry sailed at nine.\n\nTide table of May 3, 2021\n\nLeave a Reply\n")]);
    let args = ["--category", "tools", "--why", "The paper prints it.", "--keeps", "The tide table hung on the wall."];
    let lines = "Tide table of May 3, 2021\nTide table of May 4, 2021\nTide table for the pier\n";
    let ran = scene.run_with(&[&["rules", "new", "--lang", "en"][..], &args].concat(), lines);
    assert_eq!((ran.code, &*ran.stderr), (Some(0), ""), "{}", ran.stdout);
    assert_eq!(ran.stdout.matches("[[rule]]").count(), 2, "{}", ran.stdout);
    scene.write("tide.toml", &ran.stdout);
    let tested = scene.run(&["rules", "test", "tide.toml"]);
    assert_eq!(tested.code, Some(0), "{} {}", tested.stdout, tested.stderr);
    let tried = scene.run(&["rules", "try", "tide.toml", "page.txt"]);
    assert_eq!(tried.code, Some(1), "{}", tried.stderr);
    assert_snapshot!(tried.stdout, @"
    --- page.txt
    +++ page.txt
    @@ -1,5 +1,3 @@ en/tide-table-of
     The ferry sailed at nine.
     
    -Tide table of May 3, 2021
    -
     Leave a Reply
    ");
    assert_eq!(tried.stderr, "unboil: removals by rule: en/tide-table-for-the 0, en/tide-table-of 1\n");
    let tried = scene.run_with(&["rules", "try", "tide.toml"], "The ferry sailed.\n");
    assert_eq!((tried.code, &*tried.stdout), (Some(0), ""), "{}", tried.stderr);
    let tried = scene.run(&["rules", "try", "none.toml", "page.txt"]);
    assert_eq!(tried.code, Some(2));
}

/// `rules test --watch` tests again when a file changes.
#[test]
fn watching_tests_a_changed_file_again() {
    use std::io::{BufRead as _, BufReader};
    let scene = Scene::with(&[("own/a.toml", PACK)]);
    let mut command = scene.command(UNBOIL, &["rules", "test", "own", "--no-default-rules", "--watch"]);
    let mut child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "unboil: 2 rules, 5 examples, 0 failed");
    scene.write("own/b.toml", "about = 3\n");
    let said = lines.next().unwrap().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(said.contains("is of the wrong type"), "{said}");
}

#[test]
fn docs_and_schema_print() {
    assert_snapshot!(run(&["docs"]).stdout, @"
    # The rules of unboil

    2 rules. Made by `unboil rules docs`; `unboil rules show ID` prints all of one.

    - [en](#en): 2 rules

    ## en

    | id | category | what | why |
    | --- | --- | --- | --- |
    | `en/reader-count` | counter | `{number} people read this`, `people are reading` (head, tail) | Sites count who is there. |
    | `en/share-button` | share | `share` (weak) | A button. |
    ");
    let ran = Scene::new().run(&["rules", "schema"]);
    assert_eq!(ran.stdout, unboil::rule_schema());
}

/// The rules of `PACK`, compiled, and what a text becomes with them.
#[test]
fn compiled_rules_do_what_their_files_do() {
    let prose = "The pier is closed to all but the ferry, and nobody can say when it will open again.\n";
    let page = format!("{prose}\nNow 12 people are reading\n");
    let scene = Scene::with(&[("pack/a.toml", PACK), ("page.txt", &page)]);
    let ran = scene.run(&["rules", "compile", "pack", "-o", "pack.bin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{}", ran.stderr);
    for rules in ["pack", "pack.bin"] {
        assert_eq!(scene.run(&["clean", "page.txt", "--rules", rules]).stdout, prose, "{rules}");
    }
    let asked =
        [&["explain", "page.txt"][..], &["rules", "show", "reader-count"], &["rules", "lint"], &["rules", "test"]];
    for args in asked {
        let with = |rules| scene.run(&[args, &["--rules", rules]].concat());
        let (of_files, compiled) = (with("pack"), with("pack.bin"));
        assert_eq!((of_files.code, &of_files.stdout), (compiled.code, &compiled.stdout), "{args:?}");
        assert_eq!(of_files.stderr, compiled.stderr);
    }
}

#[test]
fn compiled_rules_that_do_not_fit_are_refused() {
    let scene = Scene::with(&[("pack/a.toml", PACK), ("page.txt", "The pier.\n")]);
    scene.run(&["rules", "compile", "pack", "-o", "pack.bin"]);
    let compiled = std::fs::read(scene.path("pack.bin")).unwrap();
    let refused = |args: &[&str]| {
        let ran = scene.run(&[&["clean", "page.txt"], args].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{}", ran.stderr);
        ran.stderr
    };
    for args in [&["--rules", "pack.bin", "--no-default-rules"][..], &["--rules", "pack.bin", "--rules", "pack.bin"]] {
        assert!(refused(args).contains("pack.bin: it was compiled to be added to other rules"));
    }
    // Cut short, or with a byte changed, anywhere.
    for at in [compiled.len() / 3, compiled.len() - 1] {
        scene.write("short.bin", &compiled[..at]);
        let mut changed = compiled.clone();
        changed[at] ^= 1;
        scene.write("changed.bin", changed);
        assert!(refused(&["--rules", "short.bin"]).contains("short.bin: it is damaged"));
        assert!(refused(&["--rules", "changed.bin"]).contains("changed.bin: it is damaged"));
    }
    let at = compiled.windows(5).position(|bytes| bytes == env!("CARGO_PKG_VERSION").as_bytes()).unwrap();
    let mut other = compiled;
    other[at] = b'9';
    scene.write("other.bin", other);
    assert!(refused(&["--rules", "other.bin"]).contains("other.bin: it was compiled by unboil 9"));
}

/// The placeholders of the standard rules belong to the language, not to the rules.
#[test]
fn rules_of_ones_own_have_the_usual_placeholders() {
    let pack = "about = \"Tides\"\nlang = \"en\"\n[[rule]]\nid = \"tide\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
        line = [\"tide table: {time}, page {number}\"]\nremoves = [\"Tide table: 04:12, page 3\"]\nkeeps = [\"The tide.\"]\n";
    let scene = Scene::with(&[("mine/en/tide.toml", pack), ("a.txt", "Tide table: 04:12, page 3\n\nLeave a Reply\n")]);
    let ran = scene.run(&["clean", "a.txt", "--no-default-rules", "--rules", "mine"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Leave a Reply\n"), "{}", ran.stderr);
    let ran = scene.run(&["rules", "test", "mine", "--no-default-rules"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let ran = scene.run(&["rules", "compile", "mine", "--no-default-rules", "-o", "mine.bin"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "--no-default-rules", "--rules", "mine.bin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Leave a Reply\n"), "{}", ran.stderr);
}

#[test]
fn new_leaves_out_keeps_for_a_long_line_and_proposes_it_for_a_short_one() {
    let scene = Scene::new();
    let options = ["--category", "promo", "--why", "The paper prints it."];
    let draft = |line: &str| {
        let ran = scene.run(&[&["rules", "new", "--lang", "en", line][..], &options].concat());
        scene.write("own/a.toml", &ran.stdout);
        let tested = scene.run(&["rules", "test", "own"]);
        (ran.stdout, ran.stderr, tested.code)
    };
    let (text, note, code) = draft("Call the harbour office before nine");
    assert_eq!((text.contains("keeps"), &*note, code), (false, "", Some(0)), "{text}");
    let (text, note, code) = draft("Leave a reply here");
    assert_eq!((text.contains("# from another rule"), code), (true, Some(0)), "{text} {note}");
    let (text, note, _) = draft("Zyx qwv");
    assert!(text.contains("keeps = \"\"") && note.contains("fill in keeps"), "{text} {note}");
}

#[test]
fn only_a_rule_for_long_lines_needs_no_keeps() {
    let test = |phrase: &str, more: &str| {
        let example = phrase.replace("{number}", "7");
        let rule = format!(
            "about = \"A.\"\nlang = \"en\"\n\n[[rule]]\nid = \"a\"\ncategory = \"promo\"\nwhy = \"B.\"\n{more} = \"{phrase}\"\n\
             removes = \"{example}\"\n"
        );
        Scene::with(&[("own/a.toml", &rule)]).run(&["rules", "test", "own"])
    };
    assert_eq!(test("call the harbour office today", "line").code, Some(0));
    for (phrase, key) in [
        ("call the harbour office", "line"),
        ("call harbour office {number} today", "line"),
        ("call the harbour office today", "start"),
    ] {
        let ran = test(phrase, key);
        assert_eq!(ran.code, Some(2), "{phrase}");
        assert!(ran.stderr.contains("has no `keeps`"), "{}", ran.stderr);
    }
}

#[test]
fn new_asks_on_a_terminal_for_everything_at_once() {
    let scene = Scene::new();
    let asked = scene.shell(
        "printf 'promo\\nThe paper prints it.\\n' | script -qec \"$0 rules new 'Call the harbour office before nine'\" /dev/null",
    );
    for part in ["category (advert", "why do texts have this", "category = \"promo\"", "why = \"The paper prints it.\""]
    {
        assert!(asked.stdout.contains(part), "{part} in {}", asked.stdout);
    }
    assert!(!asked.stdout.contains("fill in"), "{}", asked.stdout);
}

#[test]
fn a_category_is_not_a_rule() {
    let ran = run(&["show", "promo"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: `promo` is a category, not a rule; `unboil rules list --category promo` lists its rules");
}
