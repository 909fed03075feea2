//! Text from outside never reaches the terminal as control characters or bidirectional controls.
//!
//! Names of archive members, columns, rules, folders and files, and arguments hold both; messages and answers print them
//! as escapes.

use crate::scene::{Ran, Scene};

/// A sequence that sets the title of a terminal, and a mark that reverses the text after it.
const HOSTILE: &str = "x\u{1B}]0;PWN\u{7}\u{202E}y\u{2066}";
/// The same, as printed.
const PRINTED: &str = "x\\u{1b}]0;PWN\\u{7}\\u{202e}y\\u{2066}";

/// Checks that a run printed nothing that a terminal acts on.
fn is_safe(ran: &Ran) {
    let all = format!("{}{}", ran.stdout, ran.stderr);
    let acts = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(all.chars().find(|c| acts(*c)), None, "{all:?}");
}

/// Checks that a run printed the name, escaped, and nothing that a terminal acts on.
fn is_escaped(ran: &Ran) {
    is_safe(ran);
    assert!(ran.stdout.contains(PRINTED) || ran.stderr.contains(PRINTED), "{ran:?}");
}

fn pack(id: &str, why: &str, phrase: &str) -> String {
    format!(
        "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = {id:?}\ncategory = \"promo\"\nwhy = {why}\nline = [{phrase}]\n\
         removes = [{phrase}]\nkeeps = [\"x\"]\n"
    )
}

/// The hostile text as a TOML string.
fn toml() -> String {
    format!("\"{}\"", HOSTILE.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect::<String>())
}

#[test]
fn members_of_archives_are_escaped() {
    let scene = Scene::new();
    scene.write(format!("in/{HOSTILE}.txt"), b"\xC3\xA9t\xE9 \xC3\xA9t\xC3\xA9 \xC3\xA9t\xC3\xA9\n");
    assert_eq!(scene.shell("cd in && tar cf ../m.tar *").code, Some(0));
    is_escaped(&scene.run(&["clean", "m.tar", "-o", "out/", "--encoding", "utf-8"]));
    is_safe(&scene.run(&["check", "m.tar"]));
    is_safe(&scene.run(&["explain", "m.tar"]));
}

#[test]
fn columns_are_escaped() {
    let scene = Scene::with(&[("a.csv", &format!("id,{HOSTILE}\n1,a\n"))]);
    is_escaped(&scene.run(&["clean", "a.csv", "-o", "out/"]));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_columns_are_escaped() {
    use crate::tools::PYARROW;
    if !PYARROW.is_there() {
        return;
    }
    let scene = Scene::new();
    let script =
        "import sys, pyarrow as pa, pyarrow.parquet as pq; pq.write_table(pa.table({sys.argv[1]: ['a']}), 't.parquet')";
    assert!(scene.command("python3", &["-c", script, HOSTILE]).status().unwrap().success());
    is_escaped(&scene.run(&["clean", "t.parquet", "-o", "out/"]));
}

#[test]
fn files_are_escaped() {
    let scene = Scene::new();
    let name = format!("in/{HOSTILE}.txt");
    scene.write(&name, "A  b.\n");
    for command in ["check", "diff", "explain"] {
        is_escaped(&scene.run(&[command, &name]));
    }
    is_escaped(&scene.run(&["encodings", "detect", &name]));
    is_safe(&scene.run(&["encodings", "detect", "--json", &name]));
    scene.write(&name, b"GIF89a\x01\0P");
    is_escaped(&scene.run(&["clean", "in", "-o", "out"]));
    is_escaped(&scene.run(&["clean", "in", &format!("none{HOSTILE}"), "-o", "out"]));
}

#[test]
fn rules_and_configuration_are_escaped() {
    let scene = Scene::with(&[
        ("own/en/a.toml", &pack("a", &toml(), &toml())),
        ("site/unboil.toml", &format!("[rules]\ndirs = [{}]\n", toml())),
        ("a.txt", &format!("{HOSTILE}\n")),
    ]);
    for args in [&["show", "en/a"][..], &["list"], &["docs"]] {
        is_escaped(&scene.run(&[&["rules"], args, &["--no-default-rules", "--rules", "own"]].concat()));
    }
    for args in [&["show", "en/a", "--json"][..], &["list", "--json"]] {
        let ran = scene.run(&[&["rules"], args, &["--no-default-rules", "--rules", "own"]].concat());
        is_safe(&ran);
        assert!(serde_json::from_str::<serde_json::Value>(&ran.stdout).unwrap()[0]["why"] == HOSTILE, "{}", ran.stdout);
    }
    is_escaped(&scene.run(&["explain", "--no-default-rules", "--rules", "own", "a.txt"]));
    is_escaped(&scene.run(&["clean", "--config", "site/unboil.toml", "a.txt", "-o", "out/"]));
}

#[test]
fn names_in_reports_are_escaped() {
    let scene = Scene::with(&[("in.jsonl", "{\"id\":1,\"text\":\"The  boats.\\n\\nLeave a Reply\"}\n")]);
    assert_eq!(scene.run(&["clean", "in.jsonl", "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
    let report = scene.read("r.jsonl");
    let rule = report.split("\"rule\":\"").find_map(|rest| rest.split('"').next().filter(|id| id.starts_with("en/")));
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    scene.write("r.jsonl", report.replace(rule.unwrap(), hostile.trim_matches('"')));
    is_escaped(&scene.run(&["stats", "r.jsonl"]));
    assert_eq!(scene.run(&["stats", "r.jsonl", "--page", "page.html"]).code, Some(0));
    assert!(scene.read("page.html").contains(PRINTED));
}

#[test]
fn arguments_are_escaped() {
    let scene = Scene::with(&[("a.txt", "A.\n")]);
    for args in [
        &[HOSTILE][..],
        &["clean", &format!("--{HOSTILE}")],
        &["clean", "--level", HOSTILE],
        &["clean", "--encoding", HOSTILE],
        &["clean", "--select", HOSTILE, "a.txt"],
        &["rules", "show", HOSTILE],
        &["rules", "list", "--lang", HOSTILE],
        &["rules", "lint", HOSTILE],
        &["stats", HOSTILE],
        &["restore", "a.txt", "--report", HOSTILE],
    ] {
        let ran = scene.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
        is_safe(&ran);
        // In some of its errors, clap leaves out sequences as a whole.
        assert!(ran.stderr.contains(r"\u{202e}y\u{2066}"), "{args:?}: {}", ran.stderr);
    }
}

/// `diff` into a pipe is for `patch`: only the name is escaped, not the text.
#[test]
fn a_diff_for_patch_keeps_the_text() {
    let scene = Scene::with(&[("a.txt", "\u{202E}The  boats.\n")]);
    let ran = scene.run(&["diff", "a.txt"]);
    assert!(ran.stdout.contains("-\u{202E}The  boats."), "{:?}", ran.stdout);
}

#[test]
fn ordinary_names_of_any_script_are_printed_as_they_are() {
    let names = ["Küche.txt", "שלום.txt", "می\u{200C}خواهم.txt", "日本語.txt", "👩\u{200D}🌾.txt", "naïve file.txt"];
    for name in names {
        let scene = Scene::with(&[(name, "A  b.\n")]);
        let ran = scene.run(&["check", name]);
        assert!(ran.stdout.starts_with(&format!("{name}: ")), "{}", ran.stdout);
        let missing = scene.run(&["clean", &format!("no {name}"), "-o", "out"]);
        assert!(missing.stderr.starts_with(&format!("unboil: no {name}: ")), "{}", missing.stderr);
    }
}
