//! A report for each output.

use std::os::unix::process::ExitStatusExt as _;

use crate::scene::{Scene, UNBOIL};
use crate::watcher::{Watcher, cleaned, events, once, told, visible};

const ARGS: [&str; 4] = ["--reports", "reports", "--done", "done"];

fn scene() -> Scene {
    Scene::with(&[("in/a.txt", "A  a.\r\n"), ("in/sub/b.jsonl", "{\"text\":\"B  b.\"}\nnonsense\n{\"text\":\"C\"}\n")])
}

#[test]
fn outputs_can_be_restored() {
    let scene = scene();
    let ran = once(&scene, &ARGS);
    assert_eq!(ran.code, Some(3), "a row failed: {}", ran.stderr);
    assert_eq!(visible(&scene, "reports"), ["a.txt.report.jsonl", "sub/b.jsonl.report.jsonl"]);
    let report = scene.read("reports/sub/b.jsonl.report.jsonl");
    assert!(report.contains("in/sub/b.jsonl:2: is not a JSON object") && !report.contains("started"), "{report}");
    // One with its own report, all with the folder of reports.
    let back = scene.run(&["restore", "out/a.txt", "--report", "reports/a.txt.report.jsonl"]);
    assert_eq!((back.code, back.stdout.as_str()), (Some(0), "A  a.\r\n"));
    let back = scene.run(&["restore", "out", "--report", "reports", "-o", "back"]);
    assert_eq!((back.code, back.stderr.as_str()), (Some(0), "unboil: 2 restored, 0 failed\n"));
    assert_eq!(scene.read("back/a.txt"), "A  a.\r\n");
    // The failed row has no clean row, so it cannot be restored.
    assert_eq!(scene.read("back/sub/b.jsonl"), "{\"text\":\"B  b.\"}\n{\"text\":\"C\"}\n");
    std::fs::remove_file(scene.path("reports/a.txt.report.jsonl")).unwrap();
    let lost = scene.run(&["restore", "out", "--report", "reports", "-o", "again"]);
    assert_eq!(lost.code, Some(3));
    assert!(
        lost.stderr
            .starts_with("unboil: out/a.txt: has no report below reports; give its report with --report, such as "),
        "{}",
        lost.stderr
    );
}

#[test]
fn files_cleaned_without_a_report_are_cleaned_again() {
    let scene = scene();
    once(&scene, &[]);
    assert_eq!(told(&once(&scene, &[])).iter().filter(|(event, _)| event == "cleaned").count(), 0);
    assert_eq!(told(&once(&scene, &ARGS[..2])).iter().filter(|(event, _)| event == "cleaned").count(), 2);
    assert_eq!(cleaned(&scene, "a.txt"), 0, "nothing watched on beside");
}

/// At no time is there an output without a report.
#[cfg(debug_assertions)]
#[test]
fn the_report_exists_before_its_output() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let mut command = scene.command(UNBOIL, &["watch", "in", "out", "--once", "--settle", "0", "--no-default-rules"]);
    let ended = command.args(ARGS).env("UNBOIL_TEST_STOP_AT", "durable").output().unwrap().status;
    assert_eq!(ended.signal(), Some(9));
    assert_eq!(visible(&scene, "reports"), ["a.txt.report.jsonl"]);
    assert!(!scene.path("out/a.txt").exists());
    once(&scene, &ARGS);
    assert_eq!(scene.run(&["restore", "out/a.txt", "--report", "reports"]).stdout, "A  a.\n");
}

/// The source may change while the report is written.
#[cfg(debug_assertions)]
#[test]
fn a_file_that_changes_while_its_report_is_written_has_no_output() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    std::thread::sleep(std::time::Duration::from_millis(100));
    let args = ["--settle", "0", "--reports", "reports"];
    // The report is the first file to be synced.
    let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "durable")]);
    watcher.until_held("durable");
    assert_eq!(visible(&scene, "reports"), ["a.txt.report.jsonl"]);
    scene.write("in/a.txt", "B  b b.\n");
    watcher.let_go("durable");
    watcher.until_event("cleaned", "a.txt");
    let events: Vec<String> = events(&scene).into_iter().map(|(event, _)| event).collect();
    assert_eq!(events, ["start", "changed", "cleaned"]);
    assert_eq!(scene.read("out/a.txt"), "B b b.\n");
    assert_eq!(scene.run(&["restore", "out/a.txt", "--report", "reports"]).stdout, "B  b b.\n");
}

#[test]
fn the_report_folder_must_be_outside_the_others() {
    let scene = scene();
    let ran = once(&scene, &["--reports", "out/reports"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("--reports and OUT are the same folder, or one contains the other"), "{}", ran.stderr);
}
