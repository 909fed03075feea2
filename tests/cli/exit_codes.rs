//! Exit codes mean what the help says: 2 if nothing was written, 3 if something failed and the rest was written.

use crate::scene::Scene;
#[cfg(target_os = "linux")]
use crate::scene::{Ran, UNBOIL};

const PAGE: &str = "The  boats.\n\nLeave a Reply\n";

#[test]
fn a_report_that_cannot_begin_stops_the_run_before_anything_is_written() {
    let scene = Scene::with(&[("a.txt", PAGE), ("r/x", "")]);
    let ran = scene.run(&["clean", "a.txt", "-o", "out/", "--report", "r"]);
    assert_eq!((ran.code, scene.path("out/a.txt").exists()), (Some(2), false), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "-o", "out/", "--rejects", "r"]);
    let code = if scene.path("out/a.txt").exists() { 3 } else { 2 };
    assert_eq!(ran.code, Some(code), "{}", ran.stderr);
}

/// The outputs are there, so the code is that of a failure and not that of a wrong call.
#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_finished_is_a_failure() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    let ran = scene.run(&["clean", "a.txt", "-o", "out/", "--report", "/dev/full"]);
    assert_eq!((ran.code, scene.read("out/a.txt").as_str()), (Some(3), "The boats.\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("unboil: /dev/full: cannot write: no space left on the disk"), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 document, 1 changed, 0 failed"), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "--report", "/dev/full"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "The boats.\n"), "{}", ran.stderr);
    scene.write("in/a.txt", PAGE);
    let ran = scene.run(&["clean", "--in-place", "in", "--report", "/dev/full"]);
    // Without its changes in the report the file could not be restored, so it stays as it was.
    assert_eq!((ran.code, scene.read("in/a.txt").as_str()), (Some(3), PAGE), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let scene = Scene::with(&[("a.txt", PAGE)]);
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
    for call in [
        "clean a.txt",
        "check a.txt",
        "diff a.txt",
        "explain a.txt",
        "encodings detect a.txt",
        "encodings list",
        "rules list",
        "report schema",
        "stats r.jsonl",
        "restore out/a.txt --report r.jsonl",
        "review a.txt",
        "man",
        "completions bash",
        "clean a.txt --dump-config",
    ] {
        let full: Ran = scene.shell(&format!("\"$0\" {call} > /dev/full"));
        assert_eq!(full.code, Some(3), "{call}: {}", full.stderr);
        assert!(full.stderr.contains("<stdout>: cannot write: no space left"), "{call}: {}", full.stderr);
        // A reader that has seen enough is not a failure.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let args: Vec<&str> = call.split(' ').collect();
        let closed = scene.command(UNBOIL, &args).stdout(writer).output().unwrap();
        let found = i32::from(call.starts_with("check") || call.starts_with("diff"));
        assert_eq!((closed.status.code(), closed.stderr.as_slice()), (Some(found), &b""[..]), "{call}");
    }
}

#[test]
fn a_check_that_finds_something_is_1_and_a_failed_input_is_3() {
    let scene = Scene::with(&[("a.txt", PAGE), ("clean.txt", "The boats.\n")]);
    for command in ["check", "diff"] {
        assert_eq!(scene.run(&[command, "clean.txt"]).code, Some(0));
        assert_eq!(scene.run(&[command, "a.txt"]).code, Some(1));
        assert_eq!(scene.run(&[command, "a.txt", "none"]).code, Some(3));
        assert_eq!(scene.run(&[command, "a.txt", "--select", "nothing"]).code, Some(2));
    }
}
