//! JSON Lines: the text of each row is cleaned, the rest of the row is kept, a bad row is reported and left out, a row without text
//! passes unchanged.

use insta::assert_snapshot;

use crate::scene::Scene;

#[test]
fn everything_but_the_text_is_kept() {
    let rows = "{ \"id\": 1, \"text\": \"The boats\\u0020came home.\", \"n\": 1.50e3}\n{\"é\":\"\\u00e9\",\"text\":\"Two.\"}\r\n";
    let ran = Scene::new().run_with(&["clean", "--format", "jsonl"], rows);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), rows, ""));
    let ran = Scene::new()
        .run_with(&["clean", "--format=jsonl", "-"], "{\"z\" : 1, \"text\":\"One.\\r\\nTwo.\\n\", \"a\":[ ]}");
    // Without a line end, as it came.
    assert_eq!(ran.stdout, "{\"z\" : 1, \"text\":\"One.\\nTwo.\", \"a\":[ ]}");
}

#[test]
fn bad_rows_are_reported_and_left_out() {
    let scene = Scene::with(&[(
        "rows.jsonl",
        "{\"text\":\"One.\"}\n{\"text\":\"Two.\"\n\n{\"title\":\"Four.\"}\n{\"text\":null}\n[]\n{\"text\":\"Seven.\"}",
    )]);
    let ran = scene.run(&["clean", "rows.jsonl", "--on-missing", "fail"]);
    assert_eq!(ran.code, Some(3));
    // A blank row is not a bad one.
    assert_eq!(ran.stdout, "{\"text\":\"One.\"}\n\n{\"text\":\"Seven.\"}");
    assert_snapshot!(ran.stderr, @r#"
    unboil: rows.jsonl:2: is not valid JSON: EOF while parsing an object at column 14; fix the row; it is left out
    unboil: rows.jsonl:4: has no "text"; fix the row; it is left out
    unboil: rows.jsonl:5: has a "text" that is null; fix the row; it is left out
    unboil: rows.jsonl:6: is not a JSON object; fix the row; it is left out
    "#);
    let folder = scene.run(&["clean", "rows.jsonl", "-o", "out/", "--on-missing", "fail"]);
    assert_eq!(folder.code, Some(3));
    assert!(folder.stderr.ends_with("unboil: 6 documents, 0 changed, 4 failed\n"), "{}", folder.stderr);
    assert_eq!(scene.read("out/rows.jsonl"), ran.stdout);
}

#[test]
fn the_extension_sets_the_format_unless_given() {
    let rows = "{\"text\":\"One.\"}\n";
    let scene = Scene::with(&[("in/a.ndjson", rows), ("in/b.txt", "nonsense\n"), ("c.jsonl", "no json at all\n")]);
    assert_eq!(scene.run(&["clean", "in", "-o", "out"]).code, Some(0));
    assert_eq!((scene.read("out/a.ndjson"), scene.read("out/b.txt")), (rows.into(), "nonsense\n".into()));
    let ran = scene.run(&["clean", "--format", "text", "c.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "no json at all\n"));
    assert_eq!(scene.run(&["clean", "--format", "jsonl", "in/b.txt"]).code, Some(3));
}

#[test]
fn an_empty_file_of_rows_is_written_empty() {
    let scene = Scene::with(&[("a.jsonl", "")]);
    assert_eq!(scene.run(&["clean", "a.jsonl", "-o", "out/"]).code, Some(0));
    assert_eq!(scene.read("out/a.jsonl"), "");
}

#[test]
fn losses_are_reported_unless_quiet() {
    let row = "{\"text\":\"A smile \\ud83d here.\"}\n";
    let ran = Scene::new().run_with(&["clean", "--format", "jsonl"], row);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "{\"text\":\"A smile \u{FFFD} here.\"}\n"));
    assert_snapshot!(ran.stderr, @r#"unboil: warning: <stdin>:1: 1 broken \u escape in "text" became U+FFFD"#);
    assert_eq!(Scene::new().run_with(&["clean", "-q", "--format", "jsonl"], row).stderr, "");
}

/// Rows of which some have no text.
const SPARSE: &str =
    "{\"id\":1,\"text\":null}\n{\"id\": 2}\r\n{\"id\":3,\"text\":\"The  boats.\"}\n{\"id\":4,\"text\":\"\"}\n";

#[test]
fn rows_without_text_pass_unchanged_and_are_counted() {
    let scene = Scene::with(&[("in/a.jsonl", SPARSE)]);
    let want = SPARSE.replace("  ", " ");
    let ran = scene.run_with(&["clean", "--format", "jsonl"], SPARSE);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), want.as_str(), ""));
    let ran = scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.stderr, "unboil: 4 documents, 1 changed, 0 failed, 2 without text\n");
    assert_eq!(scene.read("out/a.jsonl"), want);
    // An empty text is a text.
    let report = scene.read("r.jsonl");
    let statuses: Vec<_> = report
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|record| record.get("row")?.as_u64().map(|row| (row, record["status"].to_string())))
        .collect();
    let want: Vec<_> =
        ["missing", "missing", "cleaned", "unchanged"].iter().map(|status| format!("\"{status}\"")).collect();
    assert_eq!(statuses, (1..).zip(want).collect::<Vec<_>>());
    assert!(report.lines().last().unwrap().contains(r#""missing":2"#), "{report}");
    let ran = scene.run(&["restore", "out/a.jsonl", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), SPARSE), "{}", ran.stderr);
    let ran = scene.run(&["stats", "r.jsonl"]);
    assert!(ran.stdout.contains("; 2 without text"), "{}", ran.stdout);
    for command in ["check", "diff", "review", "explain"] {
        let ran = scene.run(&[command, "in/a.jsonl"]);
        let code = if matches!(command, "check" | "diff") { 1 } else { 0 };
        assert_eq!(ran.code, Some(code), "{command}: {}", ran.stderr);
        assert!(ran.stdout.contains("a.jsonl"), "{command}: {}", ran.stdout);
    }
    assert_eq!(scene.run(&["check", "in"]).stderr, "unboil: 4 documents, 1 would change, 0 failed, 2 without text\n");
    // With another field than for cleaning nothing is restored.
    let ran = scene.run(&["restore", "out/a.jsonl", "--report", "r.jsonl", "--field", "body"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
}

#[test]
fn rows_without_text_can_be_dropped_or_fail() {
    let scene = Scene::with(&[("a.jsonl", SPARSE), ("drop.toml", "[options]\non-missing = \"drop\"\n")]);
    let rest = "{\"id\":3,\"text\":\"The boats.\"}\n{\"id\":4,\"text\":\"\"}\n";
    let ran = scene.run(&["clean", "a.jsonl", "-o", "out/", "--on-missing", "drop"]);
    assert_eq!((ran.code, scene.read("out/a.jsonl").as_str()), (Some(0), rest));
    assert_eq!(ran.stderr, "unboil: 4 documents, 3 changed, 0 failed, 2 without text\n");
    let ran = scene.run(&["clean", "a.jsonl", "--config", "drop.toml"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), rest));
    let ran = scene.run(&["clean", "a.jsonl", "--on-missing", "fail", "--rejects", "bad.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), rest));
    assert_snapshot!(ran.stderr, @r#"
    unboil: a.jsonl:1: has a "text" that is null; fix the row; it is left out
    unboil: a.jsonl:2: has no "text"; fix the row; it is left out
    "#);
    assert_eq!(scene.read("bad.jsonl").lines().count(), 2);
}

#[test]
fn a_null_on_the_way_to_a_text_is_a_missing_text() {
    let clean = |fields: &str, rows: &str| {
        let ran = Scene::new().run_with(&["clean", "--format", "jsonl", "--field", fields], rows);
        (ran.code, ran.stdout)
    };
    let rows = "{\"a\":null}\n{\"a\":{}}\n{\"a\":{\"b\":null}}\n{\"a\":{\"b\":\"x  y\"}}\n";
    assert_eq!(clean("a.b", rows), (Some(0), rows.replace("  ", " ")));
    let rows = "{\"m\":[{\"c\":null},null,{\"c\":\"x  y\"}]}\n{\"m\":[]}\n{\"m\":null}\n";
    assert_eq!(clean("m[].c", rows), (Some(0), rows.replace("  ", " ")));
    let rows = "{\"text\":null,\"title\":\"x  y\"}\n{\"text\":\"x  y\"}\n{}\n";
    assert_eq!(clean("text,title", rows), (Some(0), rows.replace("  ", " ")));
    // Anything else in the place of a text is still an error.
    let rows = "{\"a\":7}\n{\"a\":{\"b\":7}}\n{\"a\":{\"b\":\"x\"}}\n";
    assert_eq!(clean("a.b", rows), (Some(3), "{\"a\":{\"b\":\"x\"}}\n".to_owned()));
}

#[test]
fn of_a_key_that_occurs_twice_the_last_text_is_cleaned_and_the_other_kept() {
    let row = "{\"text\":\"a  b\",\"id\":1,\"text\":\"The  boats.\",\"id\":2}\n";
    let scene = Scene::with(&[("a.jsonl", row)]);
    let ran = scene.run(&["clean", "a.jsonl", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout.clone()), (Some(0), row.replace("The  ", "The ")));
    assert_snapshot!(ran.stderr, @r#"unboil: warning: a.jsonl:1: has "text" twice; the last one counts, the others stay as they are"#);
    scene.write("clean.jsonl", ran.stdout);
    assert_eq!(scene.run(&["restore", "clean.jsonl", "--report", "r.jsonl"]).stdout, row);
}

#[test]
fn a_wrong_field_ends_the_run_before_anything_is_written() {
    let rows: String = (0..20_000).map(|n| format!("{{\"id\":{n},\"body\":\"The  boats.\"}}\n")).collect();
    let scene = Scene::with(&[("in/a.txt", "The  boats.\n"), ("in/b.jsonl", &rows)]);
    for args in [&["clean", "in", "-o", "out", "--report", "r.jsonl"][..], &["check", "in"], &["review", "in"]] {
        let ran = scene.run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert_eq!(
            ran.stderr,
            "unboil: in/b.jsonl: none of the first 1,000 rows has \"text\", but body, id; name the field with --field; \
             did you mean `body`?\n",
            "{args:?}"
        );
    }
    assert_eq!(scene.list(""), ["in/a.txt", "in/b.jsonl"]);
    for args in [&["clean", "--format", "jsonl"][..], &["check", "--format", "jsonl"]] {
        let ran = scene.run_with(args, &rows);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.stderr.starts_with("unboil: <stdin>: none of the first 1,000 rows has \"text\""), "{}", ran.stderr);
    }
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--field", "body"]).code, Some(0));
    // A similar name is suggested before the field with the longest text.
    let row = "{\"page\":{\"texts\":\"The boats.\"},\"note\":\"A much longer text.\"}\n";
    let ran = scene.run_with(&["clean", "--format", "jsonl", "--field", "page.text"], row);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @r#"unboil: <stdin>: the only row has no "page.text", but note, page.texts; name the field with --field; did you mean `page.texts`?"#);
}

#[test]
fn a_field_that_a_late_row_has_is_not_wrong() {
    let row = "{\"id\":1}\n";
    let scene = Scene::with(&[("a.jsonl", &(row.repeat(999) + "{\"text\":null}\n"))]);
    let ran = scene.run(&["clean", "a.jsonl", "-o", "out/"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(0), "unboil: 1000 documents, 0 changed, 0 failed, 1000 without text\n")
    );
    // Rows that are not valid are reported as such.
    let ran = scene.run_with(&["clean", "--format", "jsonl"], "no json\n");
    assert_eq!(ran.code, Some(3));
}

/// Another program may send a row and wait for the answer before it sends the next.
#[test]
fn a_row_without_text_is_answered_at_once() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::Stdio;
    let scene = Scene::new();
    let mut command = scene.command(crate::scene::UNBOIL, &["clean", "--format", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for (row, want) in [("{\"id\":1}\n", "{\"id\":1}\n"), ("{\"text\":\"a  b\"}\n", "{\"text\":\"a b\"}\n")] {
        stdin.write_all(row.as_bytes()).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert_eq!(answer, want);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn equal_messages_are_folded_after_five_and_the_report_has_all() {
    let bad: String = (0..2000).map(|n| format!("{{\"text\":{n}}}\n")).collect();
    let rows = format!("{bad}no json\n{{\"text\":\"A smile \\ud83d here.\"}}\n");
    let scene = Scene::with(&[("a.jsonl", &rows)]);
    let ran = scene.run(&["clean", "a.jsonl", "-o", "out/", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @r#"
    unboil: a.jsonl:1: has a "text" that is a number, not a string; fix the row; it is left out
    unboil: a.jsonl:2: has a "text" that is a number, not a string; fix the row; it is left out
    unboil: a.jsonl:3: has a "text" that is a number, not a string; fix the row; it is left out
    unboil: a.jsonl:4: has a "text" that is a number, not a string; fix the row; it is left out
    unboil: a.jsonl:5: has a "text" that is a number, not a string; fix the row; it is left out
    unboil: a.jsonl:2001: is not a JSON object; fix the row; it is left out
    unboil: warning: a.jsonl:2002: 1 broken \u escape in "text" became U+FFFD
    unboil: and 1,995 more: has a "text" that is a number, not a string; the report has all of them
    unboil: 2002 documents, 0 changed, 2001 failed
    "#);
    assert_eq!(scene.read("r.jsonl").matches("that is a number").count(), 2000);
    let ran = scene.run(&["check", "a.jsonl"]);
    assert!(ran.stderr.contains("unboil: and 1,995 more: has a \"text\" that is a number"), "{}", ran.stderr);
}
