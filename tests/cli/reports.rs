//! Reports and undo: `clean --report` and `restore`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::scene::Scene;

const PAGE: &str = "The  ferry sailed at seven.\r\n\r\nShare on Facebook\r\nLeave a Reply\r\nYour email address will not be published.\r\n";

fn records(report: &str) -> Vec<Value> {
    report.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_report_names_every_change() {
    let scene = Scene::with(&[("page.txt", PAGE)]);
    let ran = scene.run(&["clean", "page.txt", "--report", "r.jsonl", "--reproducible"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "The ferry sailed at seven.\n"));
    let report = scene.read("r.jsonl");
    let records = records(&report);
    let kinds: Vec<&str> = records.iter().map(|record| record["kind"].as_str().unwrap()).collect();
    assert_eq!((kinds[0], kinds[1], kinds[2], kinds[kinds.len() - 1]), ("run", "document", "edit", "summary"));
    assert_eq!(records[0]["schema"], "unboil-report/1");
    let document = &records[1];
    assert_eq!((&document["status"], &document["restores"]), (&"cleaned".into(), &"bytes".into()));
    let sizes = &document["sizes"];
    let sum = ["kept", "rewritten", "removed"].iter().map(|of| sizes[of].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum, PAGE.len() as u64);
    let share = records.iter().find(|record| record["rule"] == "en/share-on-network").unwrap();
    assert_eq!((&share["line"], &share["category"], &share["now"]), (&3.into(), &"share".into(), &"".into()));
    // The same run gives the same bytes, and the text is the same with and without a report.
    scene.run(&["clean", "page.txt", "--report", "s.jsonl", "--reproducible"]);
    assert_eq!(scene.read("s.jsonl"), report);
    assert_eq!(scene.run(&["clean", "page.txt"]).stdout, ran.stdout);
    assert!(!report.contains("seconds") && !report.contains("started"));
}

#[test]
fn files_are_restored_byte_for_byte() {
    let scene = Scene::with(&[("in/page.txt", PAGE), ("in/sub/plain.txt", "Nothing to do.\n")]);
    scene.write("in/bom.txt", b"\xEF\xBB\xBFLeave a Reply\r\n");
    scene.write("in/latin.txt", b"Caf\xE9s in S\xE3o Paulo.\r\n");
    scene.write("in/wide.txt", b"\xFF\xFEA\0 \0 \0b\0\r\0\n\0");
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]).code, Some(0));
    let ran = scene.run(&["restore", "out", "--report", "r.jsonl", "-o", "back"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "unboil: 5 restored, 0 failed\n"));
    for name in scene.list("in") {
        let bytes = |folder: &str| std::fs::read(scene.path(format!("{folder}/{name}"))).unwrap();
        assert_eq!(bytes("back"), bytes("in"), "{name}");
    }
    // A renamed file is recognized by its text; --text gives the decoded text.
    scene.write("moved.txt", scene.read("out/latin.txt"));
    let ran = scene.run(&["restore", "moved.txt", "--report", "r.jsonl", "--text"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Cafés in São Paulo.\r\n"));
}

#[test]
fn the_report_says_what_cannot_be_restored() {
    let scene = Scene::new();
    scene.write("broken.txt", b"The pier \xFF is closed, and so is the caf\xC3\xA9 beside it.\r\n");
    let utf8 = ["--encoding", "utf-8", "--report", "r.jsonl"];
    assert_eq!(scene.run(&[&["clean", "broken.txt", "-o", "out/"], &utf8[..]].concat()).code, Some(0));
    assert_eq!(records(&scene.read("r.jsonl"))[1]["restores"], "text");
    let ran = scene.run(&["restore", "out/broken.txt", "--report", "r.jsonl"]);
    assert_eq!(ran.stdout, "The pier \u{FFFD} is closed, and so is the café beside it.\r\n");
    assert_snapshot!(ran.stderr, @"unboil: warning: out/broken.txt: its bytes (UTF-8) cannot be restored; this is its decoded text in UTF-8");
}

#[test]
fn rows_are_restored() {
    let rows = "{\"id\":7,\"text\":\"The pier.\\n\\nLeave a Reply\", \"n\":1.50}\nnonsense\n{\"text\":\"a  b\"}\n{\"text\":\"clean\"}\n";
    let scene = Scene::with(&[("rows.jsonl", rows)]);
    assert_eq!(scene.run(&["clean", "rows.jsonl", "-o", "out/", "--report", "r.jsonl"]).code, Some(3));
    let report = records(&scene.read("r.jsonl"));
    let document = |id: &str| report.iter().find(|r| r["kind"] == "document" && r["id"] == id).unwrap();
    assert_eq!((&document("7")["row"], &document("7")["restores"]), (&1.into(), &"bytes".into()));
    assert_eq!(document("rows.jsonl:2")["status"], "failed");
    let error = report.iter().find(|record| record["kind"] == "error").unwrap();
    assert_eq!(error["message"], "rows.jsonl:2: is not a JSON object; fix the row; it is left out");
    let ran = scene.run(&["restore", "out/rows.jsonl", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), rows.replace("nonsense\n", "")));
}

#[test]
fn a_report_that_does_not_fit_is_refused() {
    let scene = Scene::with(&[("page.txt", PAGE), ("other.txt", "Something else.\n")]);
    scene.run(&["clean", "page.txt", "-o", "out/", "--report", "r.jsonl"]);
    let report = scene.read("r.jsonl");
    let refused = |text: &str, report: &str| {
        scene.write("x.jsonl", report);
        let ran = scene.run(&["restore", text, "--report", "x.jsonl"]);
        assert_eq!(ran.stdout, "");
        format!("{}: {}", ran.code.unwrap(), ran.stderr.trim_end())
    };
    assert_snapshot!(refused("other.txt", &report), @"3: unboil: other.txt: the report has no document with this text; the text was changed, or another run wrote it; give the report of the run that wrote it");
    let clean = "out/page.txt";
    assert_snapshot!(refused(clean, ""), @"2: unboil: x.jsonl:1: is missing: the report is empty; write it again with --report");
    assert_snapshot!(refused(clean, "{\"text\":\"One.\"}\n"), @"2: unboil: x.jsonl:1: is not the first line of a report of unboil; write it again with --report");
    assert_snapshot!(refused(clean, &report.replace("report/1", "report/2")), @r#"2: unboil: x.jsonl:1: the report has the format "unboil-report/2", and this version of unboil reads "unboil-report/1"; write it again with --report"#);
    let lines: Vec<&str> = report.lines().collect();
    let without_summary = lines[..lines.len() - 1].join("\n") + "\n";
    let half_a_line = &report[..report.find("en/share").unwrap()];
    assert_snapshot!(refused(clean, half_a_line), @"
    3: unboil: warning: x.jsonl: the report was cut short; no document is whole
    unboil: out/page.txt: the report has no document with this text; the text was changed, or another run wrote it; give the report of the run that wrote it
    ");
    let without_an_edit = report.replace(&format!("{}\n", lines[2]), "");
    assert_snapshot!(refused(clean, &without_an_edit), @"2: unboil: x.jsonl:7: page.txt should have 5 edits before this line and has 4; the report was changed after it was written; write it again with --report");
    assert_snapshot!(refused(clean, &report.replace("Facebook", "facebook")), @"3: unboil: out/page.txt: the edits do not lead back to the text that was cleaned; the report was changed");
    assert_snapshot!(refused(clean, &report.replace("\"start\":", "\"stars\":")), @"2: unboil: x.jsonl:3: is not a record of a report: missing field `start`; write it again with --report");
    // One that was cut short behind the document has all that it takes.
    scene.write("x.jsonl", without_summary);
    let ran = scene.run(&["restore", clean, "--report", "x.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), PAGE));
    assert_snapshot!(ran.stderr, @"unboil: warning: x.jsonl: the report was cut short; 1 document is whole and can be restored");
    // Kinds and fields of a later version are ignored.
    let later = report.replace("{\"kind\":\"summary\"", "{\"kind\":\"remark\",\"x\":1}\n{\"y\":2,\"kind\":\"summary\"");
    scene.write("x.jsonl", later);
    assert_eq!(scene.run(&["restore", clean, "--report", "x.jsonl"]).stdout, PAGE);
}

#[test]
fn a_report_is_complete_or_missing() {
    let scene = Scene::with(&[("page.txt", PAGE), ("r.jsonl", "old")]);
    // A wrong call writes nothing.
    assert_eq!(scene.run(&["clean", "page.txt", "--rules", "none", "--report", "r.jsonl"]).code, Some(2));
    assert_eq!(scene.read("r.jsonl"), "old");
    let ran = scene.run(&["clean", "page.txt", "--report", "page.txt"]);
    assert_eq!((ran.code, scene.read("page.txt").as_str()), (Some(2), PAGE));
    let ran = scene.run(&["clean", "page.txt", "--report", "no/such/r.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(ran.stderr, @"unboil: no/such/r.jsonl: cannot write: no such file or folder");
    assert_eq!(scene.list(""), ["page.txt", "r.jsonl"]);
}

#[test]
fn the_schema_of_reports_is_printed() {
    let schema: Value = serde_json::from_str(&Scene::new().run(&["report", "schema"]).stdout).unwrap();
    assert_eq!(schema["title"], "A line of a report of unboil");
}

#[test]
fn over_budget_is_reported_and_strict_sets_the_exit_code() {
    let page = "Share on Facebook\n".to_owned() + &"Leave a Reply\n\n".repeat(9);
    let scene = Scene::with(&[("page.txt", &page)]);
    let ran = scene.run(&["clean", "page.txt", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(records(&scene.read("r.jsonl"))[1]["status"], "over-budget");
    assert_eq!(scene.run(&["clean", "page.txt", "--strict"]).code, Some(4));
    assert_eq!(scene.run(&["clean", "page.txt", "--strict", "--budget", "1"]).code, Some(0));
    let ran = scene.run(&["clean", "page.txt", "--budget", "90"]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn every_format_is_reported_and_restored() {
    let scene = Scene::new();
    scene.write("in/t.csv", "id,text\n1,\"The pier.\n\nLeave a Reply\"\n2,a  b\n");
    scene.write("in/m.jsonl", "{\"a\":\"x  y\",\"b\":\"The pier.\\n\\nLeave a Reply\"}\n");
    let row = "{\"text\":\"The pier.\\n\\nLeave a Reply\"}\n";
    scene.write("z/rows.jsonl", row);
    assert_eq!(scene.run(&["clean", "in/t.csv", "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
    let ran = scene.run(&["restore", "out/t.csv", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), scene.read("in/t.csv")));
    // Several texts in a row are several documents.
    let fields = ["--field", "a,b"];
    assert_eq!(
        scene.run(&[&["clean", "in/m.jsonl", "-o", "out/", "--report", "s.jsonl"], &fields[..]].concat()).code,
        Some(0)
    );
    let report = records(&scene.read("s.jsonl"));
    let documents: Vec<&Value> = report.iter().filter(|record| record["kind"] == "document").collect();
    assert_eq!(
        (&documents[0]["field"], &documents[1]["field"], &documents[1]["row"]),
        (&"a".into(), &"b".into(), &1.into())
    );
    let ran = scene.run(&[&["restore", "out/m.jsonl", "--report", "s.jsonl"], &fields[..]].concat());
    assert_eq!((ran.code, ran.stdout), (Some(0), scene.read("in/m.jsonl")));
    // Compressed as before.
    let compressed = ["clean", "z", "-o", "gz", "--compress", "gzip", "--report", "t.jsonl"];
    assert_eq!(scene.run(&compressed).code, Some(0));
    assert_eq!(scene.run(&["restore", "gz", "--report", "t.jsonl", "-o", "back"]).code, Some(0));
    let ran = scene.run(&["check", "back/rows.jsonl.gz"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.starts_with("back/rows.jsonl.gz:1: en/comment-form"), "{}", ran.stdout);
}

#[test]
fn the_number_of_threads_changes_no_report() {
    let scene = Scene::new();
    for i in 0..40 {
        scene.write(format!("in/{i}.txt"), format!("Page  {i}\n{PAGE}"));
    }
    scene.write("in/rows.jsonl", "{\"text\":\"a  b\"}\nnonsense\n".repeat(50));
    scene.run(&["clean", "in", "-o", "a", "--report", "a.jsonl", "--reproducible", "-j", "1"]);
    scene.run(&["clean", "in", "-o", "b", "--report", "b.jsonl", "--reproducible", "-j", "7"]);
    assert_eq!(scene.read("a.jsonl"), scene.read("b.jsonl"));
    let report = records(&scene.read("a.jsonl"));
    let last = &report[report.len() - 1];
    assert_eq!((&last["documents"], &last["failed"]), (&140.into(), &50.into()));
}

#[test]
fn attributes_are_spans_of_characters() {
    let rows = "{\"id\":\"é\",\"text\":\"Née.\\n\\nShare on Facebook\\nThe  end\"}\n{\"id\":7,\"text\":\"Clean.\"}\n";
    let scene = Scene::with(&[("docs/a.jsonl", rows), ("page.txt", "Née.\n\nShare on Facebook\nThe end.\n")]);
    let want = "{\"id\":\"é\",\"attributes\":{\"unboil__share\":[[6,24,1.0]]}}\n{\"id\":7,\"attributes\":{}}\n";
    assert_eq!(scene.run_with(&["clean", "--output-form", "attributes"], rows).stdout, want);
    assert_eq!(scene.run(&["clean", "--output-form", "attributes", "docs", "-o", "attributes/unboil"]).code, Some(0));
    assert_eq!(scene.read("attributes/unboil/a.jsonl"), want);
    let ran = scene.run(&["clean", "--output-form", "attributes", "page.txt"]);
    assert_eq!(ran.stdout, "{\"id\":\"page.txt\",\"attributes\":{\"unboil__share\":[[6,24,1.0]]}}\n");
}

/// The table of `docs/report.md` is made from the schema, so that a new field needs no second place.
#[test]
fn the_documented_fields_are_those_of_the_schema() {
    let schema: Value = serde_json::from_str(&Scene::new().run(&["report", "schema"]).stdout).unwrap();
    let mut table = String::from("| record | field | meaning |\n| --- | --- | --- |\n");
    let mut add = |record: &str, fields: &Value| {
        for (field, about) in fields["properties"].as_object().unwrap() {
            if field != "kind" {
                let about = about["description"].as_str().unwrap().replace('\n', " ");
                table.push_str(&format!("| `{record}` | `{field}` | {about} |\n"));
            }
        }
    };
    let defs = schema["$defs"].as_object().unwrap();
    for kind in schema["oneOf"].as_array().unwrap() {
        let name = kind["properties"]["kind"]["const"].as_str().unwrap_or_default();
        match kind["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
            Some(of) => add(name, &defs[of]),
            None if name != "unknown" => add(name, kind),
            None => {}
        }
    }
    for (name, record) in defs.iter().filter(|(name, _)| !name.ends_with("Record") || name.starts_with("Enc")) {
        if record["properties"].is_object() {
            add(name, record);
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- fields -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- end of fields -->").unwrap();
    if std::env::var_os("UNBOIL_BLESS").is_some() {
        std::fs::write(&path, format!("{before}<!-- fields -->\n{table}<!-- end of fields -->{after}")).unwrap();
    } else {
        assert_eq!(found, table, "UNBOIL_BLESS=1 writes it");
    }
}
