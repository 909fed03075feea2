//! Standard input and output in a pipeline.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};

#[test]
fn standard_input_is_cleaned_to_standard_output() {
    for args in [&["clean"][..], &["clean", "-"]] {
        let ran = Scene::new().run_with(args, "The boats came home.\n");
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "The boats came home.\n", ""));
    }
}

#[test]
fn one_file_is_cleaned_to_standard_output_without_a_summary() {
    let scene = Scene::with(&[("a.txt", "The boats came home.\n")]);
    let ran = scene.run(&["clean", "a.txt"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "The boats came home.\n", ""));
    assert_eq!(scene.list(""), ["a.txt"]);
}

#[test]
fn empty_input_gives_empty_output() {
    let ran = Scene::new().run_with(&["clean"], "");
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn several_inputs_need_a_folder() {
    let scene = Scene::with(&[("a.txt", "A.\n"), ("b.txt", "B.\n"), ("in/c.txt", "C.\n")]);
    let several = scene.run(&["clean", "a.txt", "b.txt"]);
    assert_eq!((several.code, several.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(several.stderr, @"unboil: several inputs cannot be written to standard output; give the folder for them with -o DIR, or clean one at a time");
    let folder = scene.run(&["clean", "in"]);
    assert_eq!((folder.code, folder.stdout.as_str()), (Some(2), ""));
    assert_snapshot!(folder.stderr, @"unboil: in: is a folder and cannot be written to standard output; give the folder for its documents with -o DIR");
}

#[test]
fn standard_input_has_no_name_below_a_folder() {
    let scene = Scene::new();
    let ran = scene.run(&["clean", "-o", "out/"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: standard input has no file name to use in a folder; name a file with -o, or name the inputs");
    assert_eq!(scene.run(&["clean", "-", "-o", "out/"]).stderr, ran.stderr);
    assert!(!scene.path("out").exists());
}

#[test]
fn a_missing_file_is_reported() {
    let ran = Scene::new().run(&["clean", "none.txt"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert_snapshot!(ran.stderr, @"unboil: none.txt: cannot read: no such file or folder; check the spelling, or where the link points");
}

#[test]
fn binary_data_is_refused_by_name() {
    let scene = Scene::new();
    scene.write("a.bin", b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0\x90\xFF\xFE\0".repeat(64));
    let ran = scene.run(&["clean", "a.bin"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
    assert!(ran.stderr.starts_with("unboil: a.bin: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    assert_eq!(scene.run(&["clean", "--force", "a.bin"]).code, Some(0));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let scene = Scene::new();
    // More than a pipe can buffer.
    scene.write("a.txt", "The boats came home before the storm.\n".repeat(50_000));
    scene.write("a.jsonl", "{\"text\":\"The boats came home.\"}\n".repeat(50_000));
    for name in ["a.txt", "a.jsonl"] {
        let mut command = scene.command(UNBOIL, &["clean", name]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{name}");
    }
}

#[test]
fn a_closed_pipe_ends_the_run_while_input_is_open() {
    for jobs in ["1", "2", "5"] {
        let scene = Scene::new();
        let mut command = scene.command(UNBOIL, &["clean", "--format", "jsonl", "-j", jobs]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdin.write_all(b"{\"text\":\"One.\"}\n").unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        stdin.write_all(b"{\"text\":\"Two.\"}\n").unwrap();
        // Standard input stays open.
        let begun = Instant::now();
        let ended = loop {
            match child.try_wait().unwrap() {
                None if begun.elapsed() < Duration::from_secs(60) => std::thread::sleep(Duration::from_millis(5)),
                ended => break ended,
            }
        };
        drop(stdin);
        assert_eq!(ended.and_then(|status| status.code()), Some(0), "-j {jobs}");
    }
}

#[test]
fn each_row_is_written_before_the_next_is_read() {
    let scene = Scene::new();
    let mut command = scene.command(UNBOIL, &["clean", "--format", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for row in ["{\"text\":\"One.\"}\n", "{\"text\":\"Two.\"}\n"] {
        stdin.write_all(row.as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, row);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_reported() {
    let scene = Scene::with(&[("a.txt", "The boats came home.\n"), ("a.jsonl", "{\"text\":\"Boats.\"}\n")]);
    let ran = scene.shell("\"$0\" clean a.txt > /dev/full");
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"unboil: <stdout>: cannot write: no space left on the disk; free some space or write elsewhere");
    assert_eq!(scene.shell("\"$0\" clean a.jsonl > /dev/full").stderr, ran.stderr);
}

#[cfg(unix)]
#[test]
fn output_appended_to_its_own_input_is_refused() {
    let scene = Scene::with(&[("a.jsonl", "{\"text\":\"Boats.\"}\n")]);
    let ran = scene.shell("\"$0\" clean a.jsonl >> a.jsonl");
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: a.jsonl: is also the file that standard output is redirected to; inputs are never overwritten; write to another file");
    assert_eq!(scene.shell("\"$0\" clean --format jsonl < a.jsonl >> a.jsonl").code, Some(2));
    assert_eq!(scene.read("a.jsonl"), "{\"text\":\"Boats.\"}\n");
}
