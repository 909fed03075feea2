//! Temporary files of runs that were ended. SECURITY.md refers to these tests.

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::scene::{Scene, UNBOIL};

/// A run that has begun its output in `out` and waits for more of its input, which comes through the pipe.
fn run_that_waits(scene: &Scene, script: &str) -> (Child, fs::File) {
    let _ = fs::remove_file(scene.path("rows.jsonl"));
    assert!(scene.command("mkfifo", &["rows.jsonl"]).status().unwrap().success());
    let child = scene.command("sh", &["-c", script, UNBOIL]).stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = fs::OpenOptions::new().write(true).open(scene.path("rows.jsonl")).unwrap();
    pipe.write_all("{\"text\":\"The boats came home.\"}\n".repeat(10_000).as_bytes()).unwrap();
    let begun = Instant::now();
    while temporary(scene) == 0 && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    (child, pipe)
}

fn temporary(scene: &Scene) -> usize {
    if !scene.path("out").exists() {
        return 0;
    }
    scene.list("out").iter().filter(|name| name.starts_with(".unboil-")).count()
}

fn signal(child: &Child, name: &str) {
    assert!(
        std::process::Command::new("sh")
            .args(["-c", &format!("kill -{name} {}", child.id())])
            .status()
            .unwrap()
            .success()
    );
}

/// The tests may run where signals are ignored, as in the background of a script.
#[cfg(target_os = "linux")]
const RUN: &str = "exec env --default-signal=HUP,INT \"$0\" clean rows.jsonl -o out/ --report out/r.jsonl";
#[cfg(not(target_os = "linux"))]
const RUN: &str = "exec \"$0\" clean rows.jsonl -o out/ --report out/r.jsonl";

#[test]
fn a_run_that_is_told_to_end_leaves_nothing() {
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let scene = Scene::new();
        fs::create_dir(scene.path("out")).unwrap();
        let (mut child, _pipe) = run_that_waits(&scene, RUN);
        assert!(temporary(&scene) > 0);
        signal(&child, name);
        assert_eq!(child.wait().unwrap().signal(), Some(number), "{name}");
        assert_eq!(scene.list("out"), [""; 0], "{name}");
    }
}

/// `nohup`, and `&` in a script.
#[cfg(target_os = "linux")]
#[test]
fn signals_that_are_ignored_stay_ignored() {
    let scene = Scene::new();
    let (mut child, mut pipe) = run_that_waits(&scene, "trap '' HUP INT; exec \"$0\" clean rows.jsonl -o out/");
    signal(&child, "HUP");
    signal(&child, "INT");
    pipe.write_all(b"{\"text\":\"The last one.\"}\n").unwrap();
    drop(pipe);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(scene.read("out/rows.jsonl").lines().count(), 10_001);
}

#[test]
fn the_next_run_removes_what_a_killed_one_left_and_nothing_else() {
    let scene =
        Scene::with(&[("a.txt", "A.\n"), ("b.txt", "B.\n"), ("out/.unboil-notes", "mine\n"), ("out/x.tmp", "mine\n")]);
    let (mut child, _pipe) = run_that_waits(&scene, "exec \"$0\" clean rows.jsonl -o out/");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(temporary(&scene), 2);
    // A folder and a link of such a name are not its own.
    scene.shell("mkdir out/.unboil-folder.tmp; ln -s ../a.txt out/.unboil-link.tmp");
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "out/"]).code, Some(0));
    assert_eq!(scene.list("out"), [".unboil-link.tmp", ".unboil-notes", "a.txt", "x.tmp"]);
    assert!(scene.path("out/.unboil-folder.tmp").is_dir());
    // What another run is writing is none of its business.
    let (mut child, pipe) = run_that_waits(&scene, "exec \"$0\" clean rows.jsonl -o out/");
    assert_eq!(scene.run(&["clean", "b.txt", "-o", "out/"]).code, Some(0));
    drop(pipe);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(scene.read("out/rows.jsonl").lines().count(), 10_000);
}

#[test]
fn a_refused_call_leaves_no_folder() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("unboil.toml", "[rules]\nselect = [\"nosuch\"]\n")]);
    for args in [
        "clean in -o new/out",
        "clean in -o new/out -g [a --isolated",
        "clean --files-from none -o new/out --isolated",
        "clean in -o new/out --rejects new/bad/x --report new/bad/x --isolated",
        "restore in --report none -o new/out",
    ] {
        let ran = scene.shell(&format!("\"$0\" {args}"));
        assert_eq!(ran.code, Some(2), "{args}: {}", ran.stderr);
        assert!(!scene.path("new").exists(), "{args}");
    }
}
