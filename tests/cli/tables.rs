//! Parquet tables written and read by another program.

use serde_json::Value;

use crate::scene::Scene;
use crate::tools::PYARROW;

#[test]
fn a_table_keeps_everything_but_its_texts() {
    if !PYARROW.is_there() {
        return;
    }
    let scene = Scene::new();
    scene.write("make.py", MAKE_TABLE);
    scene.write("compare.py", COMPARE_TABLES);
    assert_eq!(scene.shell("python3 make.py").code, Some(0));
    let ran = scene.shell("\"$0\" clean t.parquet -o out/ -j 2 && python3 compare.py");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "same\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("unboil: 90 documents, 60 changed, 0 failed, 30 without text\n"), "{}", ran.stderr);
    let ran = scene.run(&["clean", "--field", "n", "t.parquet", "-o", "no/"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.stderr.starts_with("unboil: t.parquet: cannot read: the column \"n\" is of INT64, not of strings\n"),
        "{}",
        ran.stderr
    );
    // A damaged row group is reported and left out; the others are kept.
    let ran = scene.shell("python3 make.py damage && \"$0\" clean damaged.parquet -o out/; echo $?; python3 -c \"import pyarrow.parquet as p; print(p.read_table('out/damaged.parquet').num_rows)\"");
    assert_eq!(ran.stdout, "3\n60\n", "{}", ran.stderr);
    assert!(
        ran.stderr.starts_with("unboil: damaged.parquet: row group 1 (rows 31 to 60): cannot be read: "),
        "{}",
        ran.stderr
    );
    let ran = scene.shell("cat t.parquet | \"$0\" clean");
    assert_eq!(
        ran.stderr,
        "unboil: <stdin>: cannot read: a Parquet file is read from its end, so it cannot come through a pipe; name the file\n"
    );
}

const MAKE_TABLE: &str = r#"
import sys, pyarrow as pa, pyarrow.parquet as pq
dirty = "The pier  is closed.\r\n\r\n\r\n\r\nThe boats came home."
n = range(90)
table = pa.table({
    "n": pa.array(n, pa.int64()),
    "text": pa.array([None if i % 3 == 0 else dirty + str(i) for i in n]),
    "when": pa.array(n, pa.timestamp("us", "UTC")),
    "kind": pa.array(["a  b", "c"] * 45).dictionary_encode(),
    "lists": pa.array([["x  y"] * (i % 4) for i in n], pa.list_(pa.string())),
    "deep": pa.array([{"a": i, "b": None} for i in n], pa.struct([("a", pa.uint8()), ("b", pa.string())])),
    "bytes": pa.array([bytes([i]) for i in n], pa.binary()),
}).replace_schema_metadata({"made": "by hand"})
pq.write_table(table, "t.parquet", row_group_size=30, compression="zstd", write_page_index=True)
if "damage" in sys.argv:
    group = pq.ParquetFile("t.parquet").metadata.row_group(1).column(1)
    data = bytearray(open("t.parquet", "rb").read())
    start = group.dictionary_page_offset or group.data_page_offset
    data[start:start + 60] = b"\xff" * 60
    open("damaged.parquet", "wb").write(data)
"#;

const COMPARE_TABLES: &str = r#"
import pyarrow.parquet as pq
old, new = pq.ParquetFile("t.parquet"), pq.ParquetFile("out/t.parquet")
a, b = old.read(), new.read()
assert a.schema.equals(b.schema, check_metadata=True), b.schema
assert a.drop(["text"]).equals(b.drop(["text"]))
want = [t and t.replace("  ", " ").replace("\r\n\r\n\r\n\r\n", "\n\n") for t in a["text"].to_pylist()]
assert b["text"].to_pylist() == want
groups = lambda f: [f.metadata.row_group(i).num_rows for i in range(f.metadata.num_row_groups)]
assert groups(old) == groups(new) == [30, 30, 30]
column = lambda f, i: f.metadata.row_group(1).column(i)
assert column(new, 1).compression == column(old, 1).compression == "ZSTD"
assert column(new, 2).statistics == column(old, 2).statistics and column(new, 2).encodings == column(old, 2).encodings
print("same")
"#;

/// A table with names, URLs, lists, nulls, two text columns and an invalid UTF-8 row, and a script `same.py A B`.
fn rich_table() -> Scene {
    let scene = Scene::new();
    scene.write(
        "make.py",
        r#"
import pyarrow as pa, pyarrow.parquet as pq
n = range(70)
raw = [None if i % 5 == 0 else f"Boats  {i}.\r\n\r\n\r\nShare on Facebook\r\n".encode() for i in n]
raw[33] = b"caf\xe9 au lait"
table = pa.table({
    "id": pa.array([f"row-{i}" for i in n]),
    "url": pa.array([f"https://x.example/{i}" for i in n]),
    "text": pa.array(raw, pa.binary()),
    "parts": pa.array([[f"Part  {k}  of {i}" for k in range(i % 4)] for i in n], pa.list_(pa.string())),
    "n": pa.array(n, pa.int64()),
})
pq.write_table(table, "t.parquet", row_group_size=20)
"#,
    );
    scene.write(
        "same.py",
        "import sys, pyarrow.parquet as p\na, b = map(p.read_table, sys.argv[1:])\nprint('same' if a.equals(b) else 'other')\n",
    );
    assert_eq!(scene.shell("python3 make.py").code, Some(0));
    scene
}

fn records(report: &str, kind: &str) -> Vec<Value> {
    let all = report.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.filter(|record| record["kind"] == kind).collect()
}

#[test]
fn the_report_of_a_table_restores_its_columns() {
    if !PYARROW.is_there() {
        return;
    }
    let scene = rich_table();
    let args = ["--field", "text,parts", "--source-field", "url"];
    let ran = scene.run(&[&["clean", "t.parquet", "-o", "out/", "--report", "r.jsonl", "-j", "2"], &args[..]].concat());
    let row = "unboil: t.parquet:34: is not valid UTF-8 at byte 4; fix the row; its text is kept unchanged\n";
    assert_eq!((ran.code, ran.stderr.lines().next()), (Some(3), Some(row.trim_end())), "{}", ran.stderr);
    // Rows 1, 21, 41 and 61 have neither text nor parts.
    assert!(ran.stderr.contains("unboil: 70 documents, 65 changed, 1 failed, 4 without text\n"), "{}", ran.stderr);
    let report = scene.read("r.jsonl");
    let documents = records(&report, "document");
    assert_eq!((&documents[0]["row"], &documents[0]["status"]), (&1.into(), &"missing".into()));
    let second = &documents[1];
    let place =
        ["id", "path", "output", "site", "field", "restores"].map(|key| second[key].as_str().unwrap_or_default());
    assert_eq!(place, ["row-1", "t.parquet", "t.parquet", "x.example", "text", "bytes"], "{second}");
    assert_eq!(second["row"], 2);
    let error = &records(&report, "error")[0];
    assert_eq!((&error["document"], error["message"].as_str()), (&"t.parquet:34".into(), Some(row[8..].trim_end())));
    assert!(
        records(&report, "edit")
            .iter()
            .any(|edit| edit["was"] == "Share on Facebook\r\n" || edit["rule"] == "en/share-on-network")
    );
    // The same with any number of threads.
    scene.run(&[&["clean", "t.parquet", "-o", "one/", "--report", "s.jsonl", "-j", "1"], &args[..]].concat());
    assert_eq!(records(&scene.read("s.jsonl"), "edit"), records(&report, "edit"));
    assert_eq!(
        std::fs::read(scene.path("one/t.parquet")).unwrap(),
        std::fs::read(scene.path("out/t.parquet")).unwrap()
    );
    // The failed row is unchanged, the others are as before cleaning.
    let ran = scene.run(&["restore", "out", "--report", "r.jsonl", "-o", "back", "--field", "text,parts"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "unboil: 1 restored, 0 failed\n"));
    let same = |a: &str, b: &str| scene.shell(&format!("python3 same.py {a} {b}")).stdout;
    assert_eq!(same("t.parquet", "out/t.parquet"), "other\n");
    assert_eq!(same("t.parquet", "back/t.parquet"), "same\n");
    // A text that was changed since is refused.
    let ran = scene.run(&["restore", "t.parquet", "--report", "r.jsonl", "-o", "no", "--field", "text,parts"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.starts_with("unboil: t.parquet:2: the report has no document with this text"), "{}", ran.stderr);
    assert!(!scene.path("no").exists());
}

#[test]
fn tables_can_be_inspected_like_rows() {
    if !PYARROW.is_there() {
        return;
    }
    let scene = rich_table();
    let ran = scene.run(&["check", "t.parquet"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stdout.contains("t.parquet:2"), "{}", ran.stdout);
    let ran = scene.run(&["diff", "t.parquet"]);
    assert!(ran.stdout.contains("-Boats  1.\r\n") && ran.stdout.contains("+Boats 1.\n"), "{}", ran.stdout);
    let ran = scene.run(&["explain", "t.parquet"]);
    assert!(ran.stdout.contains("share-on-network"), "{}", ran.stdout);
    let ran = scene.run(&["review", "t.parquet", "-o", "page.html"]);
    assert!(ran.stderr.contains("70 documents, 55 would change") && ran.code == Some(3), "{}", ran.stderr);
    assert!(scene.read("page.html").contains("row-1"));
}

#[test]
fn attributes_of_a_table_are_rows_of_json() {
    if !PYARROW.is_there() {
        return;
    }
    let scene = rich_table();
    scene.run(&["clean", "--output-form", "attributes", "t.parquet", "-o", "attributes/"]);
    assert_eq!(scene.list("attributes"), ["t.parquet.jsonl"]);
    let rows = scene.read("attributes/t.parquet.jsonl");
    let first: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert_eq!((&first["id"], rows.lines().count()), (&"row-1".into(), 55));
    assert_eq!(first["attributes"]["unboil__share"], serde_json::json!([[11, 34, 1.0]]));
}

#[test]
fn failures_in_a_table_can_be_collected_and_can_end_the_run() {
    if !PYARROW.is_there() {
        return;
    }
    let scene = rich_table();
    let ran = scene.run(&["clean", "t.parquet", "-o", "out/", "--rejects", "x.jsonl", "--max-doc-bytes", "34"]);
    assert_eq!(ran.code, Some(3));
    let rejects = scene.read("x.jsonl");
    let row: Value = serde_json::from_str(rejects.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&row["place"], row["raw"].as_str()),
        (&"t.parquet:12".into(), Some("Boats  11.\r\n\r\n\r\nShare on Facebook\r\n"))
    );
    let ran = scene.run(&["clean", "t.parquet", "-o", "early/", "--fail-fast"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(scene.list("early"), [""; 0]);
}
