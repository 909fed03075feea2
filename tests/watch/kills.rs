//! The watcher is killed at every step in every mode. After a restart the result is the same as without a kill.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt as _;

use crate::scene::{Scene, UNBOIL};
use crate::watcher::{once, visible};

pub(crate) const STEPS: [&str; 14] = [
    "looked",
    "handed-out",
    "hashed",
    "cleaned",
    "synced",
    "renamed",
    "durable",
    "noted",
    "journal-begun",
    "journal-written",
    "journal-compacted",
    "withdrawn",
    "placed",
    "reasoned",
];
const MODES: [&[&str]; 4] = [
    &["--failed", "failed"],
    &["--done", "done", "--failed", "failed"],
    &["--delete", "--failed", "failed"],
    &["--done", "done", "--failed", "failed", "--reports", "reports"],
];

fn scene() -> Scene {
    let scene =
        Scene::with(&[("in/a.txt", "A  a.\n"), ("in/sub/b.txt", "B  b.\n"), ("in/c.jsonl", "{\"text\":\"a  b\"}\n")]);
    scene.write("in/sub/bad.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
    scene.write("in/worse.txt", b"\x7FELF\0\0\0\x01\0\0\0\0\0\0\x03\0".repeat(64));
    scene
}

/// All files except the state folder and the times in reasons.
fn tree(scene: &Scene) -> BTreeMap<String, Vec<u8>> {
    let mut tree = BTreeMap::new();
    for folder in ["in", "out", "done", "failed", "reports"] {
        for name in visible(scene, folder) {
            let path = format!("{folder}/{name}");
            let bytes = if name.ends_with(".reason.json") { Vec::new() } else { fs::read(scene.path(&path)).unwrap() };
            tree.insert(path, bytes);
        }
    }
    tree
}

#[test]
fn kill_and_restart_at_any_step_give_the_same_result() {
    let usual = ["--retries", "0", "-j", "1"];
    for mode in MODES {
        let args = [mode, &usual[..]].concat();
        let unhurt = scene();
        assert_eq!(once(&unhurt, &args).code, Some(3));
        let expected = tree(&unhurt);
        assert!(expected.contains_key("failed/sub/bad.txt.reason.json"), "{:?}", expected.keys());
        assert!(expected.contains_key("out/sub/b.txt"), "{:?}", expected.keys());
        let mut killed = 0;
        for step in STEPS {
            // A report passes the steps of a file of its own.
            let times = if mode.contains(&"--reports") { &["1", "2", "3", "4"][..] } else { &["1", "2"] };
            for time in times {
                let scene = scene();
                let mut command = scene.command(UNBOIL, &["watch", "in", "out", "--once", "--settle", "0"]);
                command.args(["--no-default-rules", "--isolated", "--poll", "20ms"]).args(&args);
                let ended = command.env("UNBOIL_TEST_STOP_AT", format!("{step}:{time}")).output().unwrap().status;
                killed += usize::from(ended.signal() == Some(9));
                let ran = once(&scene, &args);
                assert!(matches!(ran.code, Some(0 | 3)), "{step}:{time} {mode:?}: {}", ran.stderr);
                let found = tree(&scene);
                let names: Vec<_> = found.keys().collect();
                assert_eq!(names, expected.keys().collect::<Vec<_>>(), "{step}:{time} {mode:?}: {}", ran.stderr);
                assert_eq!(found, expected, "{step}:{time} {mode:?}");
            }
        }
        // All steps are reached, except those a mode does not have.
        assert!(killed >= 2 * STEPS.len() - 6, "{killed} kills in {mode:?}");
    }
}

/// The process was killed while a source was leaving. Before the restart its output was lost, its name was taken, or it is to stay.
#[test]
fn a_source_that_was_leaving_leaves_only_if_it_still_may() {
    let good = b"A  a.\n".to_vec();
    let bad = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64);
    let both = &["--done", "done", "--failed", "failed"][..];
    let (done, failed) = (&both[..2], &both[2..]);
    for (source, what, args, place) in [
        (&good, "true", both, "done/sub/a.txt"),
        (&good, "rm out/sub/a.txt", both, "done/sub/a.txt"),
        (&good, "true", failed, "in/sub/a.txt"),
        (&good, "rmdir in/sub", failed, "in/sub/a.txt"),
        (&bad, "true", both, "failed/sub/a.txt"),
        (&bad, "true", done, "in/sub/a.txt"),
        (&bad, "echo 'B  b.' > in/sub/a.txt", done, "done/sub/a.txt"),
    ] {
        let scene = Scene::new();
        scene.write("in/sub/a.txt", source);
        let mut command = scene.command(UNBOIL, &["watch", "in", "out", "--once", "--settle", "0", "--isolated"]);
        command.args(["--no-default-rules", "--retries", "0"]).args(both).env("UNBOIL_TEST_STOP_AT", "withdrawn");
        assert_eq!(command.output().unwrap().status.signal(), Some(9), "{what} {args:?}");
        assert_eq!(visible(&scene, "in"), [""; 0], "it is leaving");
        assert_eq!(scene.shell(what).code, Some(0));
        let ran = once(&scene, &[&["--retries", "0"], args].concat());
        let sources: Vec<_> = ["in", "done", "failed"]
            .iter()
            .flat_map(|folder| visible(&scene, folder).into_iter().map(move |name| format!("{folder}/{name}")))
            .filter(|path| !path.ends_with(".reason.json"))
            .collect();
        assert_eq!(sources, [place], "{what} {args:?}: {}", ran.stderr);
        let is_cleaned = !what.starts_with("true") || source == &good;
        assert_eq!(scene.path("out/sub/a.txt").exists(), is_cleaned, "{what} {args:?}: {}", ran.stderr);
    }
}

/// An output under its final name is complete: a kill just before the rename leaves the old one.
#[test]
fn a_kill_before_the_rename_leaves_the_old_output() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    once(&scene, &[]);
    scene.write("in/a.txt", "B  b.\n");
    let mut command = scene.command(UNBOIL, &["watch", "in", "out", "--once", "--settle", "0", "--no-default-rules"]);
    let ended = command.env("UNBOIL_TEST_STOP_AT", "synced").output().unwrap().status;
    assert_eq!(ended.signal(), Some(9));
    assert_eq!(scene.read("out/a.txt"), "A a.\n");
    assert_eq!(visible(&scene, "out").len(), 2, "the half of the new one");
    once(&scene, &[]);
    assert_eq!(scene.read("out/a.txt"), "B b.\n");
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

/// If another file takes the name between cleaning and moving, it is neither moved nor deleted unread.
#[test]
fn a_file_replaced_before_the_move_is_cleaned_too() {
    for mode in [&["--delete"][..], &["--done", "done"]] {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        let args = [&["--settle", "0"][..], mode].concat();
        let watcher = crate::watcher::Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "noted")]);
        watcher.until_held("noted");
        scene.write("new", "B  b.\n");
        fs::rename(scene.path("new"), scene.path("in/a.txt")).unwrap();
        watcher.let_go("noted");
        watcher.until("second", || crate::watcher::cleaned(&scene, "a.txt") == 2);
        watcher.until("moved", || visible(&scene, "in").is_empty());
        assert_eq!(scene.read("out/a.txt"), "B b.\n");
    }
}
