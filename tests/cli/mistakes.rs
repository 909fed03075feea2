//! Common mistakes and the answers to them. Each answer names the file or the option, the place and what to do.
//!
//! The answers are in `mistakes.txt`: `$ unboil …`, what is printed on standard error, and the exit code. `UNBOIL_BLESS=1` writes it anew.

use std::fmt::Write as _;

use crate::scene::Scene;

/// The calls, one per line.
const CALLS: &str = "\
clean --feild x a.txt
clean --lvl bold a.txt
claen a.txt
page.txt
clean none.txt
clean rows.jsonl
clean rows.csv
clean no-header.csv
clean --delimiter ;; rows.csv
clean --keep bylne a.txt
clean --keep caption --drop caption a.txt
clean --ignore en/newsletter a.txt
clean --select promo --ignore promo a.txt
clean in
clean a.txt b.txt
clean a.txt -o a.txt
clean in -o in
clean rows.jsonl -o rows.parquet
clean -o in
clean a.txt --resume
clean in -o out -g *.md
clean --rules norules a.txt
clean --rules broken a.txt
clean --config wrong.toml a.txt
clean --format jsn a.txt
clean object.json
clean values.json
clean page.html
clean code.py
clean talk.srt
clean dot.gif
clean cut.txt.gz
clean --budget 90 a.txt
clean --jobs two a.txt
clean --max-doc-bytes much a.txt
clean --encoding latin-99 a.txt
clean --compress gz a.txt
clean --source-field ulr good.jsonl
clean --site 1..2 a.txt
clean --in-place -
explain a.txt:99
restore a.txt --report a.txt
restore a.txt
rules show promo
rules show en/newsletter
rules test nowhere
rules new
stats none.jsonl
review a.txt -o b.txt
learn a.txt
";

fn scene() -> Scene {
    let rule = "about = \"A.\"\nlang = \"en\"\n\n[[rule]]\nid = \"call\"\ncategory = \"notice\"\nwhy = \"B.\"\nline = \"call {phome}\"\n\
        removes = \"Call 7\"\nkeeps = \"They called.\"\n";
    let scene = Scene::with(&[
        ("a.txt", "The ferry sailed.\n\nLeave a Reply\n"),
        ("b.txt", "The pier.\n"),
        ("in/a.txt", "The ferry sailed.\n"),
        ("rows.jsonl", "{\"id\":1,\"body\":\"The ferry sailed at nine.\"}\n"),
        ("good.jsonl", "{\"url\":\"https://x.example\",\"text\":\"The ferry.\"}\n"),
        ("rows.csv", "id,body\n1,The ferry.\n"),
        ("no-header.csv", "1,The ferry sailed.\n2,The pier.\n"),
        ("broken/a.toml", rule),
        ("wrong.toml", "[options]\nlevel = \"blod\"\n"),
        ("object.json", "{\n  \"a\": 1\n}\n"),
        ("values.json", "[[1, \"The ferry.\"]]\n"),
        ("page.html", "<!doctype html><p>The ferry.</p>\n"),
        ("code.py", "def f():\n    return 1\n"),
        ("talk.srt", "1\n00:00:01,000 --> 00:00:02,000\nThe ferry.\n"),
        ("dot.gif", "GIF89a\u{1}\0\u{1}\0\0\0\0\0"),
    ]);
    scene.write("cut.txt.gz", b"\x1F\x8B\x08\0\0\0");
    scene
}

#[test]
fn each_mistake_has_an_answer() {
    let scene = scene();
    let mut answers = String::new();
    for call in CALLS.lines() {
        let ran = scene.run_with(&call.split(' ').collect::<Vec<_>>(), "");
        let code = ran.code.map_or("none".to_owned(), |code| code.to_string());
        let _ = writeln!(answers, "$ unboil {call}\n{}exit code {code}\n", ran.stderr);
        assert!(!ran.stderr.is_empty(), "{call}: no answer");
        assert!(!ran.stderr.contains("panicked"), "{call}: {}", ran.stderr);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cli/mistakes.txt");
    if std::env::var_os("UNBOIL_BLESS").is_some() {
        std::fs::write(path, &answers).unwrap();
    }
    assert_eq!(answers, std::fs::read_to_string(path).unwrap(), "not as in mistakes.txt (UNBOIL_BLESS=1 rewrites)");
}
