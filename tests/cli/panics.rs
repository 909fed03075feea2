//! A bug in a document: the document fails, the rest of the run does not.

use insta::assert_snapshot;

use crate::scene::{Ran, Scene, UNBOIL};

/// Runs the binary, which panics on each document that contains the word `trap`.
fn run(scene: &Scene, args: &[&str]) -> Ran {
    let mut command = scene.command(UNBOIL, args);
    let output = command.env("UNBOIL_TEST_PANIC_ON", "trap").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    // The line of the source code changes; its file does not.
    let stderr = stderr.split(".rs:").enumerate().map(|(n, part)| match n {
        0 => part.to_owned(),
        _ => format!(".rs:LINE{}", part.trim_start_matches(|c: char| c.is_ascii_digit())),
    });
    Ran { code: output.status.code(), stdout: String::from_utf8(output.stdout).unwrap(), stderr: stderr.collect() }
}

#[test]
fn a_file_fails_and_the_others_are_cleaned() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "a trap\n"), ("in/c.txt", "C  c.\n")]);
    for threads in ["1", "4"] {
        let args = ["clean", "in", "-o", "out", "--report", "r.jsonl", "--rejects", "rejects.jsonl", "-j", threads];
        let more = ["--on-bad-bytes", "quarantine", "--quarantine", "bad"];
        let ran = run(&scene, &[&args[..], &more].concat());
        assert_eq!(ran.code, Some(3));
        insta::allow_duplicates!(assert_snapshot!(ran.stderr, @"
        unboil: in/b.txt: cannot be cleaned: internal error at crates/unboil-cli/src/fault_injection.rs:LINE: a test asked for this; please report this; it is kept as bad/b.txt
        unboil: 3 documents, 2 changed, 1 failed
        "));
        assert_eq!(scene.list("out"), ["a.txt", "c.txt"]);
        assert_eq!(scene.read("out/c.txt"), "C c.\n");
        assert_eq!(scene.read("bad/b.txt"), "a trap\n");
        assert!(scene.read("r.jsonl").contains("\"status\":\"failed\""));
        assert!(scene.read("rejects.jsonl").contains("\"file\":\"in/b.txt\""));
    }
}

#[test]
fn a_row_is_rejected_with_its_bytes() {
    let rows = "{\"text\":\"a  b\"}\n{\"text\":\"trap\"}\n{\"text\":\"c  d\"}\n";
    let scene = Scene::with(&[("rows.jsonl", rows)]);
    let ran = run(&scene, &["clean", "rows.jsonl", "--rejects", "rejects.jsonl"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "{\"text\":\"a b\"}\n{\"text\":\"c d\"}\n"));
    assert_snapshot!(ran.stderr, @"unboil: rows.jsonl:2: cannot be cleaned: internal error at crates/unboil-cli/src/fault_injection.rs:LINE: a test asked for this; please report this");
    assert!(scene.read("rejects.jsonl").contains(r#""raw":"{\"text\":\"trap\"}""#), "{}", scene.read("rejects.jsonl"));
}

#[test]
fn commands_that_write_nothing_go_on_too() {
    let scene = Scene::with(&[("a.txt", "a trap\n"), ("b.txt", "B  b.\n")]);
    let ran = run(&scene, &["check", "a.txt", "b.txt"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "b.txt: normalize/spaces 1\n"), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("unboil: a.txt: cannot be cleaned: internal error at "), "{}", ran.stderr);
}
