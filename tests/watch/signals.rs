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
        watcher.signal(["TERM", "INT", "HUP"][i % 3]);
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
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
        let watcher = Watcher::start_with(&scene, &["--settle", "0"], &[("UNBOIL_TEST_WAIT_AT", "synced")]);
        watcher.until_held("synced");
        assert_eq!(visible(&scene, "out").len(), 1, "the half of an output");
        watcher.signal(signal);
        watcher.until_event("stopping", "");
        watcher.signal(signal);
        assert_eq!(watcher.end(), Some(code));
        assert_eq!(visible(&scene, "out"), [""; 0], "{signal} leaves nothing behind");
        assert_eq!(once(&scene, &[]).code, Some(0));
        assert_eq!(visible(&scene, "out"), ["a.txt"]);
    }
}

/// Whoever starts a program with `nohup` wants it to survive its terminal.
#[cfg(target_os = "linux")]
#[test]
fn an_ignored_hangup_stays_ignored() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let script = "trap '' HUP; \"$0\" watch in out --settle 0 --poll 20ms --isolated --no-default-rules 2> log & pid=$!
        until grep -qs 'a.txt: cleaned' log; do sleep 0.05; done; kill -HUP $pid; sleep 0.3
        printf 'B  b.\\n' > in/b.txt; until grep -qs 'b.txt: cleaned' log; do sleep 0.05; done; kill $pid; wait $pid; echo $?";
    let output = scene.command("timeout", &["60", "sh", "-c", script, crate::scene::UNBOIL]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "0\n", "{}", scene.read("log"));
}
