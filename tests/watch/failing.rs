//! Files that cannot be cleaned are retried, moved away with the reason, and do not block others.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::scene::Scene;
use crate::watcher::{Watcher, lines, once, told, visible};

const BINARY: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0";

/// The beginning of a compressed file, whose end may still come.
fn write_half(scene: &Scene, path: &str) {
    scene.write("whole", "The boats came home.\n");
    let packed = scene.command("gzip", &["-c", "whole"]).output().unwrap().stdout;
    scene.write(path, &packed[..packed.len() / 2]);
}

/// What is in a file does not change by itself, so a retry would only delay the message.
#[test]
fn a_file_with_a_permanent_fault_is_moved_at_once() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/no-text.csv", "id,name\n1,pier\n")]);
    scene.write("in/no-text.jsonl", "{\"id\":1,\"body\":\"The  pier.\"}\n".repeat(3));
    scene.write("in/bad.txt", BINARY.repeat(64));
    let ran = once(&scene, &["--failed", "failed", "--retries", "5", "--retry-delay", "1h"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    for file in ["bad.txt", "no-text.csv", "no-text.jsonl"] {
        let of_it: Vec<_> = told(&ran).into_iter().filter(|(_, name)| name == file).map(|(event, _)| event).collect();
        assert_eq!(of_it, ["given-up"], "{file}");
        let reason: Value = serde_json::from_str(&scene.read(format!("failed/{file}.reason.json"))).unwrap();
        assert_eq!(
            reason["tries"],
            lines(&ran.stderr).iter().find(|line| line["file"] == file).unwrap()["tries"],
            "{file}"
        );
    }
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

#[test]
fn a_failing_file_is_retried_and_moved_with_its_reason() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/z.txt", "Z.\n")]);
    write_half(&scene, "in/sub/bad.txt");
    let ran = once(&scene, &["--failed", "failed", "--retries", "2", "--retry-delay", "50ms"]);
    assert_eq!(ran.code, Some(3));
    let of_bad: Vec<_> =
        told(&ran).into_iter().filter(|(_, file)| file == "sub/bad.txt").map(|(event, _)| event).collect();
    assert_eq!(of_bad, ["failed", "failed", "given-up"]);
    assert_eq!(visible(&scene, "out"), ["a.txt", "z.txt"]);
    assert_eq!(visible(&scene, "in"), ["a.txt", "z.txt"]);
    assert_eq!(visible(&scene, "failed"), ["sub/bad.txt", "sub/bad.txt.reason.json"]);
    let reason: Value = serde_json::from_str(&scene.read("failed/sub/bad.txt.reason.json")).unwrap();
    assert_eq!((&reason["file"], &reason["tries"]), (&"sub/bad.txt".into(), &3.into()));
    assert!(reason["error"].as_str().unwrap().contains("cannot read"), "{reason}");
}

/// What made the file fail counts, not the first bad row before it.
#[test]
fn a_file_that_ends_too_early_is_retried_although_a_row_is_bad_too() {
    let scene = Scene::new();
    let rows: String = (0..2000).map(|row| format!("{{\"text\":\"Boat  {}.\"}}\n", row * row)).collect();
    scene.write("whole", format!("nonsense\n{rows}"));
    let packed = scene.command("gzip", &["-c", "whole"]).output().unwrap().stdout;
    scene.write("in/r.jsonl.gz", &packed[..packed.len() / 2]);
    let ran = once(&scene, &["--failed", "failed", "--retries", "1", "--retry-delay", "20ms"]);
    let said: Vec<_> =
        told(&ran).into_iter().filter(|(_, file)| file == "r.jsonl.gz").map(|(event, _)| event).collect();
    assert_eq!(said, ["failed", "given-up"], "{}", ran.stderr);
    assert!(scene.read("failed/r.jsonl.gz.reason.json").contains("cannot read"), "{}", ran.stderr);
    // Once the rest has come, only the row is missing.
    scene.write("in/r.jsonl.gz", &packed);
    assert_eq!(once(&scene, &["--failed", "failed"]).code, Some(3));
    assert!(scene.path("out/r.jsonl.gz").exists() && scene.path("failed/r.jsonl.gz.rejects.jsonl").exists());
}

#[test]
fn each_retry_waits_twice_as_long_as_the_one_before() {
    let scene = Scene::new();
    write_half(&scene, "in/bad.txt");
    let began = Instant::now();
    let ran = once(&scene, &["--retries", "4", "--retry-delay", "50ms"]);
    assert_eq!(ran.code, Some(3));
    assert!(began.elapsed() >= Duration::from_millis(50 + 100 + 200 + 400), "{:?}", began.elapsed());
    let said = lines(&ran.stderr).into_iter().filter(|line| line["event"] == "failed");
    let waits = said.map(|line| line["message"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned());
    assert_eq!(waits.collect::<Vec<_>>(), ["50ms", "100ms", "200ms", "400ms"], "{}", ran.stderr);
}

/// Other rules or options may clean what failed before.
#[test]
fn with_other_options_a_failed_file_has_all_its_retries_again() {
    let scene = Scene::new();
    write_half(&scene, "in/bad.txt");
    for options in [&[][..], &["--budget", "0.5"]] {
        let ran = once(&scene, &[&["--retries", "1", "--retry-delay", "20ms"], options].concat());
        let said: Vec<_> =
            told(&ran).into_iter().filter(|(_, file)| file == "bad.txt").map(|(event, _)| event).collect();
        assert_eq!(said, ["failed", "given-up"], "{options:?}: {}", ran.stderr);
    }
}

#[test]
fn without_failed_folder_files_stay_and_retries_end() {
    let scene = Scene::new();
    scene.write("in/bad.txt", BINARY.repeat(64));
    assert_eq!(once(&scene, &["--retries", "0"]).code, Some(3));
    let again = once(&scene, &["--retries", "0"]);
    assert_eq!((again.code, told(&again).len()), (Some(0), 2), "{}", again.stderr);
    scene.write("in/bad.txt", "Mended.\n");
    assert_eq!(once(&scene, &["--retries", "0"]).code, Some(0));
    assert_eq!(scene.read("out/bad.txt"), "Mended.\n");
}

#[test]
fn with_strict_a_document_over_budget_fails_its_file() {
    let rules = "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"hotline\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
        line = [\"call the pier\"]\nremoves = [\"Call the pier\"]\nkeeps = [\"Calling the pier.\"]\n";
    let scene = Scene::with(&[("rules/en/x.toml", rules), ("in/a.txt", "A.\n")]);
    scene.write("in/all.txt", "Call the pier\n\n".repeat(20));
    let ran = once(&scene, &["--rules", "rules", "--strict", "--retries", "0", "--failed", "failed"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(visible(&scene, "failed"), ["all.txt", "all.txt.reason.json"]);
    assert!(scene.read("failed/all.txt.reason.json").contains("budget"));
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

#[test]
fn failed_rows_are_left_out_and_saved_with_their_reason() {
    let scene = Scene::with(&[("in/a.jsonl", "{\"text\":\"a  b\"}\nnonsense\n")]);
    let ran = once(&scene, &["--failed", "failed", "--done", "done"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(scene.read("out/a.jsonl"), "{\"text\":\"a b\"}\n");
    assert_eq!(visible(&scene, "failed"), ["a.jsonl.rejects.jsonl"]);
    let reject: Value = serde_json::from_str(&scene.read("failed/a.jsonl.rejects.jsonl")).unwrap();
    assert_eq!(reject["raw"], "nonsense");
    let line = lines(&ran.stderr).into_iter().find(|line| line["event"] == "cleaned").unwrap();
    assert_eq!((&line["documents"], &line["failed"], &line["level"]), (&2.into(), &1.into(), &"warning".into()));
}

/// Root may read everything, so root runs a copy of the binary as another user.
#[test]
fn an_unreadable_file_does_not_block_others() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/z.txt", "Z.\n")]);
    let permit = |path: &str, mode| fs::set_permissions(scene.path(path), fs::Permissions::from_mode(mode)).unwrap();
    permit("", 0o777);
    permit("in", 0o777);
    permit("in/a.txt", 0o000);
    let args =
        ["watch", "in", "out", "--once", "--settle", "0", "--retries", "0", "--failed", "failed", "--no-default-rules"];
    let mut command = scene.command(&scene.copy_of_unboil(), &args);
    if fs::read(scene.path("in/a.txt")).is_ok() {
        command.uid(65534);
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(visible(&scene, "out"), ["z.txt"]);
    assert_eq!(visible(&scene, "failed"), ["a.txt", "a.txt.reason.json"]);
    assert!(scene.read("failed/a.txt.reason.json").contains("permission denied"));
}

#[test]
fn a_successful_retry_is_not_a_failure() {
    let scene = Scene::new();
    scene.write("in/a.txt", "A  a.\n");
    // A folder occupies the path of the output until it is moved.
    fs::create_dir_all(scene.path("out/a.txt/x")).unwrap();
    let watcher = Watcher::start(&scene, &["--settle", "0", "--retry-delay", "100ms", "--retries", "50"]);
    watcher.until_event("failed", "a.txt");
    fs::remove_dir_all(scene.path("out/a.txt")).unwrap();
    watcher.until_event("cleaned", "a.txt");
    assert_eq!(watcher.stop(), Some(0));
}
