//! JSON files: an array of records stays an array, a file of JSON Lines or of a single object is read as such, and anything else is
//! refused with a hint.

use insta::assert_snapshot;

use crate::scene::Scene;

/// What `DataFrame.to_json(orient="records")` writes.
const RECORDS: &str = r#"[{"id":1,"text":"The  boats\u00e9.","n":1.50},{"id":2,"text":null},{"id":3,"text":"Home."}]"#;

/// The same in several lines, with a comma in a text.
const PRETTY: &str = "\u{FEFF}[\r\n  {\r\n    \"id\": 1,\r\n    \"text\": \"The  boats, ]}\"\r\n  },\r\n  {\"id\":2 , \"tags\":[\"]\"]} ,{\"text\":\"Home.\"}\r\n]\r\n";

#[test]
fn an_array_of_records_stays_one_and_comes_back() {
    for (array, missing) in [
        (RECORDS, 1),
        (PRETTY, 1),
        ("[]", 0),
        (" [ ] \n", 0),
        ("", 0),
        ("[{\"text\":\"a  b\"}]", 0),
        // One after the other.
        ("{\n  \"text\": \"a  b\"\n}\n{\n  \"text\": \"c\"\n}\n", 0),
        ("{\"text\":\"a  b\"} {\"text\":\"c  d\"}", 0),
        // JSON Lines by another name.
        ("{\"text\":\"a  b\"}\n\n{\"text\":\"c\"}\r\n", 0),
        ("{\"text\":\"a  b\"}", 0),
    ] {
        let scene = Scene::with(&[("in/a.json", array)]);
        let ran = scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]);
        assert_eq!(ran.code, Some(0), "{array}: {}", ran.stderr);
        assert_eq!(ran.stderr.contains("without text"), missing > 0, "{}", ran.stderr);
        // The escape of an unchanged letter is written anew with its text.
        let want = array.replace("The  boats\\u00e9", "The boatsé").replace("  boats", " boats");
        let want = want.replace("a  b", "a b").replace("c  d", "c d");
        assert_eq!(scene.read("out/a.json"), want);
        let exact = !array.contains("\\u00e9");
        let ran = scene.run(&["restore", "out/a.json", "--report", "r.jsonl"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(ran.stdout == array, exact, "{}", ran.stdout);
        assert_eq!(ran.stderr.contains("cannot be restored byte for byte"), !exact, "{}", ran.stderr);
        let ran = scene.run_with(&["clean", "--format", "json"], array);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), want.as_str()), "{}", ran.stderr);
    }
}

#[test]
fn elements_that_are_left_out_leave_a_valid_array() {
    let scene = Scene::with(&[(
        "a.json",
        "[\n{\"text\":7},\n{\"text\":\"a  b\"},\nnull,\n{\"t\":1},\n{\n\"text\":\"a\",\n}\n]\n",
    )]);
    let ran = scene.run(&["clean", "a.json", "-o", "out/", "--rejects", "bad.jsonl"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(scene.read("out/a.json"), "[\n{\"text\":\"a b\"},\n{\"t\":1}\n]\n");
    assert_snapshot!(ran.stderr, @r#"
    unboil: a.json:1: has a "text" that is a number, not a string; fix the record; it is left out
    unboil: a.json:3: is not a JSON object; fix the record; it is left out
    unboil: a.json:5: is not valid JSON: trailing comma at line 3 column 1; fix the record; it is left out
    unboil: 5 documents, 1 changed, 3 failed, 1 without text
    "#);
    let rejects = scene.read("bad.jsonl");
    assert!(rejects.contains(r#""raw":"{\"text\":7}""#) && rejects.contains(r#""raw":"null""#), "{rejects}");
    let ran = scene.run(&["clean", "a.json", "--on-missing", "drop"]);
    assert_eq!(ran.stdout, "[\n{\"text\":\"a b\"}\n]\n");
    // With all left out, an array is left.
    let ran =
        scene.run_with(&["clean", "--format", "json", "--on-missing", "drop"], "[{\"text\":null},{\"text\":null}]");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "[]"));
}

#[test]
fn a_record_above_the_limit_does_not_affect_its_neighbours() {
    let array = format!("[{{\"text\":\"{}\"}}, {{\"text\":\"a  b\"}}]", "x".repeat(100));
    let scene = Scene::with(&[("a.json", array.as_str())]);
    let ran = scene.run(&["clean", "a.json", "--max-doc-bytes", "50"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "[ {\"text\":\"a b\"}]"));
    assert_snapshot!(ran.stderr, @"unboil: a.json:1: has 111 bytes, more than --max-doc-bytes allows (50); fix the record; it is left out");
}

#[test]
fn what_is_no_sequence_of_records_is_refused_with_a_hint() {
    let scene = Scene::new();
    let said = |json: &str| {
        scene.write("a.json", json);
        let ran = scene.run(&["clean", "-q", "a.json", "-o", "out/"]);
        assert!(matches!(ran.code, Some(2 | 3)), "{json}: {:?}", ran.code);
        assert!(!scene.path("out/a.json").exists(), "{json}");
        ran.stderr
    };
    assert_snapshot!(said(r#"["The boats.","Home."]"#), @"unboil: a.json: cannot read: it is a JSON array of strings, not of objects; make an object of each, for example with jq -c '.[] | {text: .}'");
    assert_snapshot!(said(r#"{"text":{"body":"The boats."}}"#), @r#"unboil: a.json: cannot read: it has an object in "text", not a string; if pandas wrote it, write records with to_json(orient="records"), otherwise name a field in it with --field"#);
    assert_snapshot!(said(r#"[["https://harbour.example","The boats."]]"#), @r#"unboil: a.json: cannot read: it is a JSON array of arrays, not of objects; if pandas wrote it, write records with to_json(orient="records"), which names the columns"#);
    assert_snapshot!(said("{\n  \"title\": \"Boats\",\n  \"body\": \"The boats.\"\n}\n"), @r#"unboil: a.json: the only row has no "text", but body, title; name the field with --field; did you mean `body`?"#);
    assert_snapshot!(said(r#"{"pages":[{"body":"The boats."}]}"#), @r#"unboil: a.json: the only row has no "text", but pages[].body; name the field with --field; did you mean `pages[].body`?"#);
    assert_snapshot!(said(r#""The boats.""#), @r#"unboil: a.json: cannot read: it is not a JSON array or object, since it begins with `\"`; if it is text, say --format text"#);
    assert_snapshot!(said("The boats.\n"), @"unboil: a.json: cannot read: it is not a JSON array or object, since it begins with `T`; if it is text, say --format text");
    assert_snapshot!(said(r#"[{"text":"a"} {"text":"b"}]"#), @"unboil: a.json: cannot read: it has no comma after element 1");
    assert_snapshot!(said(r#"[{"text":"a"}"#), @"unboil: a.json: cannot read: it ends without ] after element 1");
    assert_snapshot!(said(r#"[{"text":"a"},]"#), @"unboil: a.json: cannot read: it has a comma but no element after element 1");
    assert_snapshot!(said(r#"[{"text":"a"}] [1]"#), @"unboil: a.json: cannot read: it has more data after the end of its array");
    assert_snapshot!(said(r#"[{"text":"a"},{"text":"b"#), @"unboil: a.json: cannot read: it ends in the middle of a value after element 1");
    // The field that was suggested is found.
    let ran = scene
        .run_with(&["clean", "--format", "json", "--field", "pages[].body"], r#"{"pages":[{"body":"The  boats."}]}"#);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), r#"{"pages":[{"body":"The boats."}]}"#));
}

#[test]
fn a_file_of_settings_in_a_folder_passes_unchanged() {
    let settings = "{\n  \"name\": \"boats\",\n  \"private\":   true\n}\n";
    let scene = Scene::with(&[("in/a-package.json", settings), ("in/b.jsonl", "{\"text\":\"a  b\"}\n")]);
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(0), "unboil: 2 documents, 1 changed, 0 failed, 1 without text\n")
    );
    assert_eq!(
        (scene.read("out/a-package.json").as_str(), scene.read("out/b.jsonl").as_str()),
        (settings, "{\"text\":\"a b\"}\n")
    );
    // A wrong field is still found in the files that follow.
    assert_eq!(scene.run(&["clean", "in", "-o", "out2", "--field", "body"]).code, Some(2));
}

#[test]
fn white_space_between_elements_is_limited() {
    let array = |spaces: usize| format!("[{{}},{}{{\"text\":\"a  b\"}}]", " ".repeat(spaces));
    let ran = Scene::new().run_with(&["clean", "-q", "--format", "json"], array(1 << 20));
    assert_eq!((ran.code, ran.stdout), (Some(0), array(1 << 20).replace("a  b", "a b")));
    let ran = Scene::new().run_with(&["clean", "-q", "--format", "json"], array((1 << 20) + 1));
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"unboil: <stdin>: cannot read: it has more than 1048576 bytes of white space between two elements");
}
