//! The limits of a run that are listed in the documentation: at the limit and just beyond.

use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::scene::{Scene, UNBOIL};

/// `run::AHEAD`: if the output is not read, only a few more rows are read, so that memory does not grow with the input.
#[test]
fn a_run_reads_no_more_than_two_rows_a_thread_ahead_of_what_is_written() {
    const THREADS: usize = 2;
    let scene = Scene::new();
    let mut command = scene.command(UNBOIL, &["clean", "--format", "jsonl", "-j", "2"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Each row is larger than a batch and than the capacity of a pipe.
    let row = format!("{{\"text\":\"{}\"}}\n", "The boats came home. ".repeat(20_000).trim_end());
    let taken = Arc::new(AtomicUsize::new(0));
    let feeder = thread::spawn({
        let taken = Arc::clone(&taken);
        // The write fails when the process is killed.
        move || {
            while taken.load(Ordering::Relaxed) < 60 && stdin.write_all(row.as_bytes()).is_ok() {
                taken.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    // Wait until no row was read for two seconds.
    let mut before = 0;
    loop {
        thread::sleep(Duration::from_secs(2));
        let now = taken.load(Ordering::Relaxed);
        if now == before && now > 0 {
            break;
        }
        before = now;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    feeder.join().unwrap();
    // The row being written, and those in progress.
    assert!(before <= 2 * THREADS + 1, "{before} rows were read");
}

/// `warc::HEADER_BYTES`, not counting the empty line that ends the header.
#[test]
fn a_record_of_a_web_archive_has_a_header_of_at_most_a_megabyte() {
    let record = |bytes: usize| {
        let (begin, end) = ("WARC/1.0\r\nWARC-Type: conversion\r\nX-Long: ", "\r\nContent-Length: 11\r\n\r\n");
        format!("{begin}{}{end}The  boats.\r\n\r\n", "x".repeat(bytes - begin.len() - end.len()))
    };
    let clean = |bytes: usize| Scene::new().run_with(&["clean", "--format", "warc"], record(bytes));
    let ran = clean((1 << 20) + 1);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.ends_with("\r\n\r\nThe boats.\r\n\r\n"), "{:?}", &ran.stdout[ran.stdout.len() - 40..]);
    let ran = clean((1 << 20) + 2);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(3), "unboil: <stdin>: cannot read: record 1 has an incomplete header\n")
    );
}

/// `zip::directory::DIRECTORY_BYTES`: the directory is held in memory.
#[cfg(target_os = "linux")]
#[test]
fn the_directory_of_an_archive_is_limited() {
    let scene = Scene::new();
    let said = |bytes: u32| {
        let archive = std::fs::File::create(scene.path("a.zip")).unwrap();
        // A file with holes, which take no room.
        archive.set_len(u64::from(bytes)).unwrap();
        let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
        end.extend([bytes, 0].map(u32::to_le_bytes).concat());
        end.extend_from_slice(&[0, 0]);
        std::os::unix::fs::FileExt::write_all_at(&archive, &end, u64::from(bytes)).unwrap();
        let ran = scene.run(&["clean", "-q", "a.zip"]);
        assert_eq!(ran.code, Some(3));
        ran.stderr
    };
    let large =
        "unboil: a.zip: cannot read: its directory has more than 268435456 bytes; make several archives of it\n";
    assert_eq!(said((1 << 28) + 1), large);
    // At the limit it is read, and holds nothing.
    assert!(said(1 << 28).contains("its directory is damaged"));
}

/// `json::sequence::KEY_BYTES`: the label of a row is held with the row.
#[test]
fn the_label_of_a_row_is_limited() {
    let rows = |label: usize| {
        format!(
            "{{\"0\":{{\"text\":\"a  b\"}},\"1\":{{\"text\":\"c\"}},\"{}\":{{\"text\":\"e  f\"}}}}",
            "x".repeat(label - 2)
        )
    };
    let ran = Scene::new().run_with(&["clean", "-q", "--format", "json"], rows(1 << 20));
    assert_eq!((ran.code, ran.stdout), (Some(0), rows(1 << 20).replace("  ", " ")));
    let ran = Scene::new().run_with(&["clean", "-q", "--format", "json"], rows((1 << 20) + 1));
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stderr, "unboil: <stdin>: cannot read: it has no name with a colon after member 2\n");
}
