//! JSON Lines: the text of each row is cleaned, the rest of the row is kept, a bad row is reported and left out.

use insta::assert_snapshot;

use crate::scene::Scene;

#[test]
fn everything_but_the_text_is_kept() {
    let rows = "{ \"id\": 1, \"text\": \"The boats\\u0020came home.\", \"n\": 1.50e3}\n{\"é\":\"\\u00e9\",\"text\":\"Two.\"}\r\n";
    let ran = Scene::new().run_with(&["clean", "--format", "jsonl"], rows);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), rows, ""));
    let ran = Scene::new()
        .run_with(&["clean", "--format=jsonl", "-"], "{\"z\" : 1, \"text\":\"One.\\r\\nTwo.\\n\", \"a\":[ ]}");
    assert_eq!(ran.stdout, "{\"z\" : 1, \"text\":\"One.\\nTwo.\", \"a\":[ ]}\n");
}

#[test]
fn bad_rows_are_reported_and_left_out() {
    let scene = Scene::with(&[(
        "rows.jsonl",
        "{\"text\":\"One.\"}\n{\"text\":\"Two.\"\n\n{\"title\":\"Four.\"}\n{\"text\":null}\n[]\n{\"text\":\"Seven.\"}",
    )]);
    let ran = scene.run(&["clean", "rows.jsonl"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stdout, "{\"text\":\"One.\"}\n{\"text\":\"Seven.\"}\n");
    assert_snapshot!(ran.stderr, @r#"
    unboil: rows.jsonl:2: is not valid JSON: EOF while parsing an object at column 14; fix the row; it is left out
    unboil: rows.jsonl:4: has no "text"; fix the row; it is left out
    unboil: rows.jsonl:5: has a "text" that is null, not a string; fix the row; it is left out
    unboil: rows.jsonl:6: is not a JSON object; fix the row; it is left out
    "#);
    let folder = scene.run(&["clean", "rows.jsonl", "-o", "out"]);
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
    assert_eq!(scene.run(&["clean", "a.jsonl", "-o", "out"]).code, Some(0));
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
