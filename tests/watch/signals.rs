//! Signals at every step.

use crate::scene::Scene;
use crate::watcher::{Watcher, once, visible};

#[test]
fn the_first_signal_at_any_step_ends_in_order() {
    for (i, step) in
        ["looked", "handed-out", "hashed", "cleaned", "synced", "renamed", "noted", "journal-written", "withdrawn"]
            .into_iter()
            .enumerate()
    {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B  b.\n")]);
        let args = ["--settle", "0", "--done", "done", "-j", "1"];
        let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", step)]);
        watcher.until_held(step);
        watcher.signal(if i % 2 == 0 { "TERM" } else { "INT" });
        std::thread::sleep(std::time::Duration::from_millis(50));
        watcher.let_go(step);
        assert_eq!(watcher.end(), Some(0), "{step}");
        let (done, left) = (visible(&scene, "done"), visible(&scene, "in"));
        assert_eq!(done.len() + left.len(), 2, "{step}: {done:?} {left:?}");
        assert_eq!(visible(&scene, "out"), done, "{step}: what was begun is done, and nothing is half there");
        assert_eq!(once(&scene, &["--done", "done"]).code, Some(0));
        assert_eq!(visible(&scene, "out"), ["a.txt", "b.txt"]);
    }
}

#[test]
fn work_beyond_the_grace_period_is_dropped() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let args = ["--settle", "0", "--grace", "100ms"];
    let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "synced")]);
    watcher.until_held("synced");
    watcher.signal("TERM");
    assert_eq!(watcher.end(), Some(5));
    assert_eq!(visible(&scene, "out"), [""; 0]);
    assert_eq!(once(&scene, &[]).code, Some(0));
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

#[test]
fn the_second_signal_ends_at_once() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        let watcher = Watcher::start_with(&scene, &["--settle", "0"], &[("UNBOIL_TEST_WAIT_AT", "hashed")]);
        watcher.until_held("hashed");
        watcher.signal(signal);
        watcher.until_event("stopping", "");
        watcher.signal(signal);
        assert_eq!(watcher.end(), Some(code));
        assert_eq!(once(&scene, &[]).code, Some(0));
        assert_eq!(visible(&scene, "out"), ["a.txt"]);
    }
}
