//! A source leaves IN only when what was written for it is found: its output, its report, and the rows that failed.

use std::fs;

use serde_json::Value;

use crate::scene::{Ran, Scene};
use crate::watcher::{Watcher, lines, once, told, visible};

const NONE: [&str; 0] = [];

/// `--once` with other folders than `in` and `out`.
fn once_in(scene: &Scene, input: &str, output: &str, args: &[&str]) -> Ran {
    let usual =
        ["--once", "--settle", "0", "--poll", "20ms", "--isolated", "--no-default-rules", "--log-format", "json"];
    scene.run(&[&["watch", input, output][..], &usual, args].concat())
}

fn cleaned(ran: &Ran) -> Vec<String> {
    told(ran).into_iter().filter(|(event, _)| event == "cleaned").map(|(_, file)| file).collect()
}

/// The three ways in which a journal can know of an output that is not there.
#[test]
fn a_source_whose_output_is_missing_is_cleaned_again_before_it_leaves() {
    for (what, output) in [("rm -rf out", "out"), ("rm out/a.txt", "out"), ("true", "other")] {
        for mode in [&["--delete"][..], &["--done", "done"]] {
            let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
            assert_eq!(once(&scene, &[]).code, Some(0));
            assert_eq!(scene.shell(what).code, Some(0));
            let ran = once_in(&scene, "in", output, mode);
            assert_eq!(ran.code, Some(0), "{what} {mode:?}: {}", ran.stderr);
            assert_eq!(scene.read(format!("{output}/a.txt")), "A a.\n", "{what} {mode:?}");
            assert_eq!(visible(&scene, "in"), NONE, "{what} {mode:?}");
        }
    }
}

#[test]
fn a_source_whose_report_is_missing_is_cleaned_again_before_it_leaves() {
    for (what, reports) in
        [("rm -rf reports", "reports"), ("rm reports/a.txt.report.jsonl", "reports"), ("true", "other")]
    {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        assert_eq!(once(&scene, &["--reports", "reports"]).code, Some(0));
        assert_eq!(scene.shell(what).code, Some(0));
        let ran = once(&scene, &["--reports", reports, "--delete"]);
        assert_eq!(ran.code, Some(0), "{what}: {}", ran.stderr);
        assert_eq!((visible(&scene, "in"), visible(&scene, reports)), (vec![], vec!["a.txt.report.jsonl".to_owned()]));
        assert_eq!(scene.run(&["restore", "out/a.txt", "--report", reports]).stdout, "A  a.\n");
    }
}

#[test]
fn sources_that_stay_are_cleaned_again_for_another_output_folder() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/bad.txt", "B.\n")]);
    scene.write("in/bad.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
    assert_eq!(once(&scene, &[]).code, Some(3));
    let ran = once_in(&scene, "in", "other", &[]);
    assert_eq!((ran.code, visible(&scene, "other")), (Some(3), vec!["a.txt".to_owned()]), "{}", ran.stderr);
    fs::remove_dir_all(scene.path("other")).unwrap();
    assert_eq!(cleaned(&once_in(&scene, "in", "other", &[])), ["a.txt"], "a new folder under the same name");
}

/// Whoever takes outputs from OUT does not want them twice.
#[test]
fn outputs_that_are_taken_away_are_not_made_again() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    assert_eq!(once(&scene, &[]).code, Some(0));
    fs::remove_file(scene.path("out/a.txt")).unwrap();
    assert_eq!(cleaned(&once(&scene, &[])), NONE);
    assert_eq!(visible(&scene, "out"), NONE);
}

#[test]
fn a_source_whose_output_is_found_leaves_without_being_cleaned_again() {
    // Its content counts, not its time.
    for what in ["true", "touch in/a.txt"] {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        assert_eq!(once(&scene, &["--reports", "reports"]).code, Some(0));
        assert_eq!(scene.shell(what).code, Some(0));
        let ran = once(&scene, &["--reports", "reports", "--done", "done"]);
        assert_eq!((ran.code, cleaned(&ran)), (Some(0), vec![]), "{what}: {}", ran.stderr);
        assert_eq!((visible(&scene, "in"), visible(&scene, "done")), (vec![], vec!["a.txt".to_owned()]), "{what}");
    }
}

const ROWS: &str = "{\"text\":\"a  b\"}\nPRECIOUS BAD ROW\n";

#[test]
fn a_source_with_failed_rows_is_not_deleted_unless_they_are_kept() {
    let scene = Scene::with(&[("in/r.jsonl", ROWS), ("in/a.txt", "A.\n")]);
    let ran = once(&scene, &["--delete"]);
    assert_eq!(ran.code, Some(3), "rows failed: {}", ran.stderr);
    let line = lines(&ran.stderr).into_iter().find(|line| line["file"] == "r.jsonl").unwrap();
    assert!(line["message"].as_str().unwrap().contains("the source is kept"), "{line}");
    assert_eq!((scene.read("in/r.jsonl").as_str(), visible(&scene, "in").len()), (ROWS, 1));
    assert_eq!(scene.read("out/r.jsonl"), "{\"text\":\"a b\"}\n");
    // It is cleaned, so nothing happens to it again, until there is a place for its rows.
    assert_eq!(cleaned(&once(&scene, &["--delete"])), NONE);
    // Written again with the same content, it is not cleaned again, and stays.
    scene.write("in/r.jsonl", ROWS);
    assert_eq!(cleaned(&once(&scene, &["--delete"])), NONE);
    assert_eq!(scene.read("in/r.jsonl"), ROWS);
    let ran = once(&scene, &["--delete", "--failed", "failed"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let reject: Value = serde_json::from_str(&scene.read("failed/r.jsonl.rejects.jsonl")).unwrap();
    assert_eq!((&reject["raw"], visible(&scene, "in")), (&"PRECIOUS BAD ROW".into(), vec![]));
}

#[test]
fn rejects_of_an_earlier_file_of_that_name_stay() {
    let scene = Scene::with(&[("in/r.jsonl", ROWS)]);
    let args = ["--delete", "--failed", "failed"];
    assert_eq!(once(&scene, &args).code, Some(3));
    let first = scene.read("failed/r.jsonl.rejects.jsonl");
    scene.write("in/r.jsonl", "ANOTHER BAD ROW\n{\"text\":\"c  d\"}\n");
    assert_eq!(once(&scene, &args).code, Some(3));
    assert_eq!(visible(&scene, "failed"), ["r.jsonl.rejects.jsonl", "r.jsonl.rejects.jsonl.2"]);
    assert_eq!(scene.read("failed/r.jsonl.rejects.jsonl"), first);
    assert!(scene.read("failed/r.jsonl.rejects.jsonl.2").contains("ANOTHER BAD ROW"));
    // The same rows once more are the same file.
    scene.write("in/r.jsonl", ROWS);
    assert_eq!(once(&scene, &args).code, Some(3));
    assert_eq!(visible(&scene, "failed").len(), 2);
}

/// The rejects have their names before the output has, so a source never leaves without them.
#[test]
fn a_source_stays_if_its_rejects_cannot_be_written() {
    let scene = Scene::with(&[("in/sub/r.jsonl", ROWS), ("failed/sub", "in the place of a folder\n")]);
    let ran = once(&scene, &["--delete", "--failed", "failed", "--retries", "0"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!((scene.read("in/sub/r.jsonl").as_str(), visible(&scene, "out")), (ROWS, vec![]));
    // A folder under that name only takes the name.
    let scene = Scene::with(&[("in/r.jsonl", ROWS), ("failed/r.jsonl.rejects.jsonl/x", "x\n")]);
    assert_eq!(once(&scene, &["--delete", "--failed", "failed"]).code, Some(3));
    assert!(scene.read("failed/r.jsonl.rejects.jsonl.2").contains("PRECIOUS"));
}

/// `a.txt.reason.json` can be the name of a source.
#[test]
fn a_reason_never_replaces_a_source_of_that_name() {
    let binary = b"GIF89a\x01\0P".repeat(64);
    let scene = Scene::new();
    scene.write("in/a.txt.reason.json", &binary);
    assert_eq!(once(&scene, &["--failed", "failed"]).code, Some(3));
    scene.write("in/a.txt", b"\x7FELF\0\0\0\x01\0\0\0\0\0\0\x03\0".repeat(64));
    assert_eq!(once(&scene, &["--failed", "failed"]).code, Some(3));
    assert_eq!(fs::read(scene.path("failed/a.txt.reason.json")).unwrap(), binary);
    let names = ["a.txt.2", "a.txt.2.reason.json", "a.txt.reason.json", "a.txt.reason.json.reason.json"];
    assert_eq!(visible(&scene, "failed"), names);
    let reason: Value = serde_json::from_str(&scene.read("failed/a.txt.2.reason.json")).unwrap();
    assert_eq!(reason["file"], "a.txt");
}

#[test]
fn two_input_folders_never_overwrite_each_others_outputs() {
    let scene = Scene::with(&[("i1/x.txt", "One  1.\n"), ("i2/x.txt", "Two  2.\n"), ("i2/y.txt", "Y  y.\n")]);
    assert_eq!(once_in(&scene, "i1", "out", &["--delete"]).code, Some(0));
    let ran = once_in(&scene, "i2", "out", &["--delete", "--failed", "failed"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("out/x.txt exists and was not written by this watcher"), "{}", ran.stderr);
    assert_eq!((scene.read("out/x.txt"), scene.read("out/y.txt")), ("One 1.\n".to_owned(), "Y y.\n".to_owned()));
    assert_eq!(scene.read("failed/x.txt"), "Two  2.\n");
    // Its own output is replaced, also when its source has left.
    scene.write("i1/x.txt", "One  again.\n");
    assert_eq!(once_in(&scene, "i1", "out", &["--delete"]).code, Some(0));
    assert_eq!(scene.read("out/x.txt"), "One again.\n");
}

#[test]
fn files_that_were_in_the_output_folder_before_stay() {
    let scene = Scene::with(&[("in/x.txt", "New  x.\n"), ("out/x.txt", "My own notes.\n"), ("in/y.txt", "Y  y.\n")]);
    scene.write("reports/y.txt.report.jsonl", "My own report.\n");
    let ran = once(&scene, &["--reports", "reports"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!(scene.read("out/x.txt"), "My own notes.\n");
    assert_eq!(scene.read("reports/y.txt.report.jsonl"), "My own report.\n");
    // An output that somebody has changed is somebody's work too.
    let scene = Scene::with(&[("in/x.txt", "X  x.\n")]);
    assert_eq!(once(&scene, &[]).code, Some(0));
    scene.write("out/x.txt", "X x, improved by hand.\n");
    scene.write("in/x.txt", "X  changed.\n");
    assert_eq!(once(&scene, &[]).code, Some(3));
    assert_eq!(scene.read("out/x.txt"), "X x, improved by hand.\n");
}

/// Just before an output gets its name, another program takes that name.
#[cfg(debug_assertions)]
#[test]
fn a_file_that_takes_the_name_of_an_output_at_the_last_moment_stays() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let watcher = Watcher::start_with(&scene, &["--settle", "0"], &[("UNBOIL_TEST_WAIT_AT", "synced")]);
    watcher.until_held("synced");
    scene.write("out/a.txt", "My own notes.\n");
    watcher.let_go("synced");
    watcher.until_event("given-up", "a.txt");
    assert_eq!(crate::watcher::events(&scene).iter().filter(|(_, file)| file == "a.txt").count(), 1, "no retry");
    assert_eq!(watcher.stop(), Some(0));
    assert_eq!((scene.read("out/a.txt").as_str(), scene.read("in/a.txt").as_str()), ("My own notes.\n", "A  a.\n"));
}

/// Just before rejects or an output get their names, another program deletes them.
#[cfg(debug_assertions)]
#[test]
fn rejects_and_outputs_that_are_deleted_before_they_have_names_are_written_again() {
    for (folder, time) in [("failed", "synced:1"), ("out", "synced:2")] {
        let scene = Scene::with(&[("in/r.jsonl", ROWS)]);
        let args = ["--settle", "0", "--delete", "--failed", "failed", "--retry-delay", "50ms"];
        let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", time)]);
        watcher.until_held("synced");
        assert_eq!(scene.shell(&format!("rm {folder}/.unboil-*.tmp")).code, Some(0), "{folder}");
        watcher.let_go("synced");
        watcher.until("left", || visible(&scene, "in").is_empty());
        assert_eq!(watcher.stop(), Some(0));
        assert_eq!(scene.read("out/r.jsonl"), "{\"text\":\"a b\"}\n", "{folder}");
        assert!(scene.read("failed/r.jsonl.rejects.jsonl").contains("PRECIOUS"), "{folder}");
    }
}

/// A process that was killed between the name of an output and the journal does not know that the output is its own.
#[cfg(debug_assertions)]
#[test]
fn an_output_that_a_killed_process_has_named_is_not_taken_for_anothers() {
    for step in ["renamed", "durable", "noted", "journal-begun"] {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        let mut command = scene.command(crate::scene::UNBOIL, &["watch", "in", "out", "--once", "--settle", "0"]);
        command.args(["--no-default-rules", "--isolated"]).env("UNBOIL_TEST_STOP_AT", step);
        assert_eq!(command.output().unwrap().status.code(), None, "{step}");
        let ran = once(&scene, &["--delete"]);
        assert_eq!(ran.code, Some(0), "{step}: {}", ran.stderr);
        assert_eq!((scene.read("out/a.txt").as_str(), visible(&scene, "in")), ("A a.\n", vec![]), "{step}");
    }
}

/// A source that cannot be moved is in IN again, and leaves as soon as it can.
#[test]
fn a_source_that_cannot_be_moved_stays_in_its_place() {
    let scene = Scene::with(&[("in/sub/a.txt", "A  a.\n"), ("in/b.txt", "B.\n"), ("done/sub", "a file\n")]);
    let ran = once(&scene, &["--done", "done", "--retry-delay", "50ms"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(told(&ran).contains(&("stuck".to_owned(), "sub/a.txt".to_owned())), "{}", ran.stderr);
    assert_eq!(
        (visible(&scene, "in"), scene.read("out/sub/a.txt")),
        (vec!["sub/a.txt".to_owned()], "A a.\n".to_owned())
    );
    assert_eq!(visible(&scene, "done"), ["b.txt", "sub"]);
    let watcher = Watcher::start(&scene, &["--settle", "0", "--done", "done", "--retry-delay", "50ms"]);
    watcher.until_event("stuck", "sub/a.txt");
    fs::remove_file(scene.path("done/sub")).unwrap();
    watcher.until("moved", || scene.path("done/sub/a.txt").is_file());
    assert_eq!((scene.read("done/sub/a.txt").as_str(), visible(&scene, "in")), ("A  a.\n", vec![]));
    assert_eq!(watcher.stop(), Some(0));
}
