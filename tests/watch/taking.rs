//! When a file is cleaned, and when it has to wait.

use std::fs;
use std::io::Write as _;
use std::thread::sleep;
use std::time::Duration;

use crate::scene::Scene;
use crate::watcher::{Watcher, cleaned, events, log, once, told, visible};

#[test]
fn a_short_pause_of_the_writer_is_waited_for() {
    let scene = Scene::new();
    let watcher = Watcher::start(&scene, &["--settle", "1500ms"]);
    watcher.until_event("start", "in");
    let mut file = fs::File::create(scene.path("in/slow.txt")).unwrap();
    for part in ["The boats  came", " home before", "  the storm.", "\n"] {
        file.write_all(part.as_bytes()).unwrap();
        file.flush().unwrap();
        sleep(Duration::from_millis(200));
    }
    drop(file);
    watcher.until_event("cleaned", "slow.txt");
    assert_eq!(scene.read("out/slow.txt"), "The boats came home before the storm.\n");
    assert_eq!(watcher.stop(), Some(0));
    assert_eq!(cleaned(&scene, "slow.txt"), 1);
}

#[test]
fn after_a_long_pause_the_file_is_cleaned_again() {
    let scene = Scene::new();
    let watcher = Watcher::start(&scene, &["--settle", "200ms"]);
    scene.write("in/slow.txt", "The boats  came");
    watcher.until_event("cleaned", "slow.txt");
    assert_eq!(scene.read("out/slow.txt"), "The boats came\n");
    fs::File::options().append(true).open(scene.path("in/slow.txt")).unwrap().write_all(b" home.\n").unwrap();
    watcher.until("second", || cleaned(&scene, "slow.txt") == 2);
    assert_eq!(scene.read("out/slow.txt"), "The boats came home.\n");
}

#[test]
fn a_marker_or_a_rename_marks_a_file_as_complete() {
    let scene = Scene::with(&[("in/b.txt.part", "B  b.\n"), ("in/c.tmp", "C.\n"), ("in/.d.txt", "D.\n")]);
    // No file becomes stable while this test runs.
    let watcher = Watcher::start(&scene, &["--settle", "10m"]);
    watcher.until_event("start", "in");
    sleep(Duration::from_millis(300));
    scene.write("in/a.txt", "A  a.\n");
    scene.write("in/a.txt.done", "");
    scene.write("in/waits.txt", "W.\n");
    fs::rename(scene.path("in/b.txt.part"), scene.path("in/b.txt")).unwrap();
    fs::rename(scene.path("in/.d.txt"), scene.path("in/d.txt")).unwrap();
    for name in ["a.txt", "b.txt", "d.txt"] {
        watcher.until_event("cleaned", name);
    }
    assert_eq!(visible(&scene, "out"), ["a.txt", "b.txt", "d.txt"]);
    assert_eq!(scene.read("out/a.txt"), "A a.\n");
}

#[cfg(debug_assertions)]
#[test]
fn a_file_that_grows_while_it_is_read_waits_again() {
    let scene = Scene::with(&[("in/a.txt", "The boats  came")]);
    let hold = [("UNBOIL_TEST_WAIT_AT", "cleaned")];
    let watcher = Watcher::start_with(&scene, &["--settle", "50ms"], &hold);
    watcher.until_held("cleaned");
    fs::File::options().append(true).open(scene.path("in/a.txt")).unwrap().write_all(b" home.\n").unwrap();
    assert!(!scene.path("out/a.txt").exists());
    watcher.let_go("cleaned");
    watcher.until_event("cleaned", "a.txt");
    assert_eq!(scene.read("out/a.txt"), "The boats came home.\n");
    let events: Vec<String> = events(&scene).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["start", "changed", "cleaned"]);
    drop(watcher);
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

/// Even with a settle time of zero, a file that changes between two scans has to wait.
#[cfg(debug_assertions)]
#[test]
fn a_file_seen_in_one_scan_is_not_started() {
    let scene = Scene::with(&[("in/a.txt", "The boats  came")]);
    // Long enough that the ctime is no longer fresh.
    sleep(Duration::from_millis(100));
    let hold = [("UNBOIL_TEST_WAIT_AT", "looked")];
    let watcher = Watcher::start_with(&scene, &["--settle", "0"], &hold);
    watcher.until_held("looked");
    fs::File::options().append(true).open(scene.path("in/a.txt")).unwrap().write_all(b" home.\n").unwrap();
    watcher.let_go("looked");
    watcher.until_event("cleaned", "a.txt");
    assert_eq!(scene.read("out/a.txt"), "The boats came home.\n");
    let events: Vec<String> = events(&scene).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["start", "cleaned"], "it was started between the two scans");
}

/// `watch::identity::STEP`: of two changes in one tick of the file system's clock, the second is invisible. A file is
/// therefore left alone for some ticks, even if it is marked as complete.
#[cfg(debug_assertions)]
#[test]
fn a_file_that_has_just_changed_is_not_started() {
    for _ in 0..3 {
        let scene = Scene::new();
        let hold = [("UNBOIL_TEST_WAIT_AT", "handed-out")];
        let watcher = Watcher::start_with(&scene, &["--settle", "0"], &hold);
        watcher.until_event("start", "in");
        scene.write("in/a.txt", "A  a.\n");
        scene.write("in/a.txt.done", "");
        watcher.until_held("handed-out");
        let changed = |path: &str| fs::metadata(scene.path(path)).unwrap().modified().unwrap();
        let age = changed("handed-out").duration_since(changed("in/a.txt")).unwrap();
        // The clock of the file system may lag by some milliseconds.
        assert!(age >= Duration::from_millis(40), "{age:?}");
        watcher.let_go("handed-out");
        watcher.until_event("cleaned", "a.txt");
    }
}

/// `watch::engine::TASKS_PER_THREAD`
#[cfg(debug_assertions)]
#[test]
fn two_files_per_thread_are_in_progress_and_the_others_wait() {
    let scene = Scene::new();
    for name in 0..5 {
        scene.write(format!("in/{name}.txt"), "A  a.\n");
    }
    sleep(Duration::from_millis(100));
    let args = ["--settle", "0", "-j", "1"];
    let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "cleaned")]);
    watcher.until_held("cleaned");
    let status = || -> serde_json::Value {
        let text = fs::read_to_string(scene.path("in/.unboil/status.json")).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    };
    // The status is written at most every half second.
    watcher.until("status", || status()["in_work"].as_u64() >= Some(2));
    sleep(Duration::from_millis(700));
    assert_eq!((&status()["in_work"], &status()["waiting"]), (&2.into(), &3.into()));
    watcher.let_go("cleaned");
    watcher.until("all", || visible(&scene, "out").len() == 5);
}

/// `watch::work::LARGE`: files from this size are cleaned on all threads, with the same result.
#[test]
fn files_around_four_megabytes_come_out_whole() {
    let scene = Scene::new();
    let line = "The boats  came home before the storm.\n";
    let text = line.repeat((4 << 20) / line.len());
    let filled = |bytes: usize| format!("{text}{}", "x".repeat(bytes - text.len()));
    scene.write("in/below.txt", filled((4 << 20) - 1));
    scene.write("in/above.txt", filled(4 << 20));
    let ran = once(&scene, &["-j", "2"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for (name, bytes) in [("below.txt", (4 << 20) - 1), ("above.txt", 4 << 20)] {
        let want = filled(bytes).replace("  ", " ") + "\n";
        assert!(scene.read(format!("out/{name}")) == want, "{name}");
    }
}

/// Cleaning may fail because the file is only half written.
#[cfg(debug_assertions)]
#[test]
fn an_unreadable_partial_file_waits_for_the_rest() {
    let scene = Scene::with(&[("whole", "The boats  came home.\n")]);
    assert_eq!(scene.shell("gzip -cn whole > whole.gz").code, Some(0));
    let packed = fs::read(scene.path("whole.gz")).unwrap();
    scene.write("in/a.txt.gz", &packed[..12]);
    let args = ["--settle", "0", "--failed", "failed", "--retries", "1000", "--retry-delay", "100ms"];
    let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "hashed")]);
    watcher.until_held("hashed");
    scene.write("in/a.txt.gz", &packed[..20]);
    watcher.let_go("hashed");
    watcher.until("an event", || events(&scene).len() > 1);
    assert_eq!(events(&scene)[1], ("changed".to_owned(), "a.txt.gz".to_owned()));
    scene.write("in/a.txt.gz", &packed);
    watcher.until_event("cleaned", "a.txt.gz");
    assert_eq!(scene.shell("gzip -dc out/a.txt.gz").stdout, "The boats came home.\n");
    assert_eq!(visible(&scene, "failed"), [""; 0]);
}

/// Overlapping writes and reads, many times.
#[test]
fn overlapping_writes_never_give_a_partial_output() {
    let scene = Scene::new();
    let watcher = Watcher::start(&scene, &["--settle", "0"]);
    fs::create_dir_all(scene.path("in")).unwrap();
    let mut file = fs::File::create(scene.path("in/a.jsonl")).unwrap();
    let mut expected = String::new();
    for i in 0..300 {
        file.write_all(format!("{{\"n\":{i},\"text\":\"a  b\"}}\n").as_bytes()).unwrap();
        expected.push_str(&format!("{{\"n\":{i},\"text\":\"a b\"}}\n"));
        sleep(Duration::from_millis(2));
    }
    watcher.until("whole", || fs::read_to_string(scene.path("out/a.jsonl")).is_ok_and(|text| text == expected));
}

#[test]
fn empty_and_tiny_files_are_cleaned() {
    let scene = Scene::with(&[("in/0.txt", ""), ("in/1.txt", "x"), ("in/e.jsonl", ""), ("in/sub/deep/1.txt", "\n")]);
    scene.write("in/63.txt", format!("{}\n", "x".repeat(62)));
    let ran = once(&scene, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(visible(&scene, "out"), ["0.txt", "1.txt", "63.txt", "e.jsonl", "sub/deep/1.txt"]);
    assert_eq!(scene.read("out/0.txt"), "");
    assert_eq!(scene.read("out/1.txt"), "x\n");
    assert_eq!(scene.read("out/63.txt").len(), 63);
}

#[test]
fn formats_and_compressions_of_clean_work() {
    let scene = Scene::with(&[("in/a.csv", "id,text\n1,a  b\n"), ("in/b.tsv", "id\ttext\n1\ta  b\n")]);
    scene.write("in/c.jsonl", "{\"text\":\"a  b\"}\n");
    let ran = once(&scene, &["--compress", "gzip"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(visible(&scene, "out"), ["a.csv.gz", "b.tsv.gz", "c.jsonl.gz"]);
    assert_eq!(scene.shell("gzip -dc out/c.jsonl.gz").stdout, "{\"text\":\"a b\"}\n");
}

#[test]
fn the_oldest_file_is_cleaned_first() {
    let scene = Scene::new();
    for (name, day) in [("new.txt", "3"), ("old.txt", "1"), ("middle.txt", "2")] {
        scene.write(format!("in/{name}"), name);
        assert!(scene.shell(&format!("touch -d '2001-01-0{day}' in/{name}")).code == Some(0));
    }
    // A file that was just touched is not taken, so the first one would not wait for the others.
    sleep(Duration::from_millis(100));
    let ran = once(&scene, &["-j", "1"]);
    let files: Vec<String> = told(&ran).into_iter().filter(|(event, _)| event == "cleaned").map(|(_, f)| f).collect();
    assert_eq!(files, ["old.txt", "middle.txt", "new.txt"]);
}

#[test]
fn each_file_has_a_log_line() {
    let scene = Scene::with(&[("in/a.txt", "A  b.\n")]);
    let watcher = Watcher::start(&scene, &["--settle", "0"]);
    watcher.until_event("cleaned", "a.txt");
    let line = log(&scene).into_iter().find(|line| line["event"] == "cleaned").unwrap();
    assert_eq!((&line["level"], &line["output"]), (&"info".into(), &"a.txt".into()));
    assert_eq!((&line["documents"], &line["changed"], &line["bytes"]), (&1.into(), &1.into(), &6.into()));
    for key in ["version", "content"] {
        assert!(line[key].as_str().unwrap().starts_with("xxh3:"), "{line}");
    }
}
