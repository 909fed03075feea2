//! What `DataFrame.to_json` writes: columns, which is the default, and the orientations `index`, `split` and `table`. Only texts change.

use insta::assert_snapshot;
use serde_json::Value;

use crate::scene::Scene;

/// The same table in each form, as pandas writes it.
const TABLES: [(&str, &str); 4] = [
    (
        "columns",
        r#"{"id":{"0":"a-1","1":2,"2":null},"text":{"0":"The  boats.","1":null,"2":"Home  \u00e9\/x"},"url":{"0":"http:\/\/x.org","1":"","2":null}}"#,
    ),
    (
        "index",
        r#"{"0":{"id":"a-1","text":"The  boats.","url":"http:\/\/x.org"},"1":{"id":2,"text":null,"url":""},"2":{"id":null,"text":"Home  \u00e9\/x","url":null}}"#,
    ),
    (
        "split",
        r#"{"columns":["id","text","url"],"index":[0,1,2],"data":[["a-1","The  boats.","http:\/\/x.org"],[2,null,""],[null,"Home  \u00e9\/x",null]]}"#,
    ),
    (
        "table",
        r#"{"schema":{"fields":[{"name":"index","type":"integer"},{"name":"text","type":"string"}],"primaryKey":["index"],"pandas_version":"1.4.0"},"data":[{"index":0,"id":"a-1","text":"The  boats.","url":"http:\/\/x.org"},{"index":1,"id":2,"text":null,"url":""},{"index":2,"id":null,"text":"Home  \u00e9\/x","url":null}]}"#,
    ),
];

/// Cleans a file and restores it.
fn there_and_back(json: &str, want: &str, is_exact: bool) {
    let scene = Scene::with(&[("in/a.json", json)]);
    let ran = scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0), "{json}: {}", ran.stderr);
    assert_eq!(scene.read("out/a.json"), want);
    let ran = scene.run(&["restore", "out/a.json", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0), "{json}: {}", ran.stderr);
    assert_eq!(ran.stdout == json, is_exact, "{}", ran.stdout);
    assert_eq!(ran.stderr.contains("cannot be restored byte for byte"), !is_exact, "{}", ran.stderr);
    let ran = scene.run(&["clean", "-q", "out/a.json"]);
    assert_eq!(ran.stdout, want);
}

#[test]
fn each_orientation_stays_and_comes_back() {
    for (_, table) in TABLES {
        let want = table.replace("The  boats", "The boats").replace(r"Home  \u00e9\/x", "Home é/x");
        there_and_back(table, &want, false);
        let plain = table.replace(r"Home  \u00e9\/x", "Home  é");
        there_and_back(&plain, &plain.replace("  ", " "), true);
        // Pretty-printed, with a byte order mark and a line end.
        let pretty = plain.replace('{', "{\n").replace(',', ",\r\n").replace("\":", "\" : ").replace('[', "[ ");
        let pretty = format!("\u{FEFF}{pretty}\n");
        there_and_back(&pretty, &pretty.replace("The  boats", "The boats").replace("Home  é", "Home é"), true);
        let utf16: Vec<u8> = format!("\u{FEFF}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let scene = Scene::new();
        scene.write("a.json", utf16);
        assert_eq!(scene.run(&["clean", "-q", "a.json", "-o", "out/"]).code, Some(0));
        let out = std::fs::read(scene.path("out/a.json")).unwrap();
        let units: Vec<u16> = out.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        assert_eq!(String::from_utf16(&units).unwrap(), format!("\u{FEFF}{}", plain.replace("  ", " ")));
    }
}

#[test]
fn rows_of_each_orientation_have_their_ids_sites_and_numbers() {
    for (name, table) in TABLES {
        let scene = Scene::with(&[("a.json", table)]);
        let args = ["clean", "-q", "a.json", "-o", "out/", "--report", "r.jsonl", "--source-field", "url"];
        assert_eq!(scene.run(&args).code, Some(0), "{name}");
        let report = scene.read("r.jsonl");
        let records = report.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let documents: Vec<Value> = records.filter(|record| record["kind"] == "document").collect();
        let of = |key: &str| documents.iter().map(|document| document[key].clone()).collect::<Vec<_>>();
        assert_eq!(of("row"), [1, 2, 3].map(Value::from), "{name}");
        assert_eq!(of("id")[0], "a-1", "{name}");
        assert_eq!(of("site")[0], "x.org", "{name}");
        assert_eq!(of("status")[1], "missing", "{name}");
        let ran = scene.run(&["clean", "-q", "a.json", "-o", "out2/", "--on-missing", "drop"]);
        // A row of columns cannot be left out of one of them.
        let is_kept = matches!(name, "columns" | "split");
        assert_eq!(ran.code, Some(if is_kept { 3 } else { 0 }), "{name}: {}", ran.stderr);
        assert_eq!(
            ran.stderr.contains("a.json:2: has a \"text\" that is null, and a row of this format cannot be left out"),
            is_kept
        );
        let out: Value = serde_json::from_str(&scene.read("out2/a.json")).unwrap();
        assert!(out.is_object(), "{name}");
    }
}

#[test]
fn several_columns_are_cleaned_and_come_back() {
    let table = r#"{"body":{"0":"a  b","1":7},"n":{"0":1,"1":2},"text":{"0":"c  d","1":"e  f"}}"#;
    let scene = Scene::with(&[("a.json", table)]);
    let ran = scene.run(&["clean", "a.json", "-o", "out/", "--report", "r.jsonl", "--field", "text,body"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(scene.read("out/a.json"), table.replace("  ", " "));
    assert_snapshot!(ran.stderr, @r#"
    unboil: a.json:2: has a "body" that is a number, not a string; fix the value; it stays as it is
    unboil: 4 documents, 3 changed, 1 failed
    "#);
    let ran = scene.run(&["restore", "out/a.json", "--report", "r.jsonl", "--field", "text,body"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), table), "{}", ran.stderr);
}

#[test]
fn a_missing_column_ends_the_run_with_those_that_there_are() {
    let said = |table: &str, field: &str| {
        let scene = Scene::with(&[("a.json", table)]);
        let ran = scene.run(&["clean", "-q", "a.json", "-o", "out/", "--field", field]);
        assert_eq!((ran.code, scene.path("out/a.json").exists()), (Some(2), false), "{}", ran.stderr);
        ran.stderr
    };
    assert_snapshot!(said(TABLES[2].1, "txt"), @r#"unboil: a.json: it has no column "txt", but id, text, url; name the column with --field; did you mean `text`?"#);
    assert_snapshot!(said(TABLES[0].1, "text,txt"), @r#"unboil: a.json: it has no column "txt", but id, text, url; name the column with --field; did you mean `text`?"#);
}

#[test]
fn a_table_that_is_cut_short_is_refused() {
    for (name, table) in TABLES {
        let scene = Scene::new();
        for length in [table.len() - 1, table.len() - 9] {
            scene.write("in/a.json", &table[..length]);
            let ran = scene.run(&["clean", "-q", "in/a.json", "-o", "out/"]);
            assert!(matches!(ran.code, Some(2 | 3)), "{name} {length}: {}", ran.stderr);
            assert!(!scene.path("out/a.json").exists(), "{name} {length}");
        }
    }
}

/// Rows that resemble a table.
#[test]
fn records_with_objects_in_them_stay_records() {
    for rows in [
        "{\"meta\":{\"0\":1},\"text\":\"a  b\"}\n{\"meta\":{\"0\":1},\"text\":\"c\"}\n",
        "{\"meta\":{\"text\":\"x  y\"},\"text\":\"a  b\"}\n",
        "{\"columns\":[\"text\"],\"text\":\"a  b\"}\n",
        "{\"schema\":{\"fields\":[]},\"text\":\"a  b\"}\n{\"text\":\"c\"}\n",
    ] {
        let ran = Scene::new().run_with(&["clean", "-q", "--format", "json"], rows);
        assert_eq!((ran.code, ran.stdout), (Some(0), rows.replace("a  b", "a b")), "{}", ran.stderr);
    }
}

/// The values of a row are far from each other, so the file is held.
#[test]
fn columns_are_limited_as_a_document() {
    let table = |bytes: usize| format!("{{\"text\":{{\"0\":\"a  b{}\"}}}}", "x".repeat(bytes - 21));
    for (bytes, code) in [(100, Some(0)), (101, Some(3))] {
        let scene = Scene::with(&[("a.json", &table(bytes))]);
        assert_eq!(scene.read("a.json").len(), bytes);
        let ran = scene.run(&["clean", "-q", "a.json", "-o", "out/", "--max-doc-bytes", "100"]);
        assert_eq!(ran.code, code, "{}", ran.stderr);
        if bytes == 101 {
            assert_snapshot!(ran.stderr, @r#"unboil: a.json: cannot read: its columns have more bytes than --max-doc-bytes allows (100), and are held in memory; write records with to_json(orient="records"), or give a larger --max-doc-bytes"#);
        }
    }
}
