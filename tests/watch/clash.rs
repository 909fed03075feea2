//! Two files that would have the same output.

use std::os::unix::process::ExitStatusExt as _;

use crate::kills::STEPS;
use crate::scene::{Scene, UNBOIL};
use crate::watcher::{once, told, visible};

const ARGS: [&str; 2] = ["--compress", "gzip"];

fn plain(scene: &Scene, path: &str) -> String {
    scene.shell(&format!("gzip -dc {path}")).stdout
}

/// `a.txt` and `a.txt.gz`, which both become `a.txt.gz`.
fn scene() -> Scene {
    let scene = Scene::with(&[("in/a.txt", "The  first.\n"), ("second", "The  second.\n"), ("in/b.txt", "B  b.\n")]);
    assert_eq!(scene.shell("gzip -c second > in/a.txt.gz").code, Some(0));
    scene
}

#[test]
fn one_is_cleaned_and_the_other_reported() {
    let scene = scene();
    let ran = once(&scene, &[&ARGS[..], &["--done", "done", "--failed", "failed"]].concat());
    assert_eq!(ran.code, Some(3));
    assert!(told(&ran).contains(&("given-up".to_owned(), "a.txt.gz".to_owned())), "{}", ran.stderr);
    assert!(ran.stderr.contains("its output a.txt.gz is already the output of a.txt"), "{}", ran.stderr);
    assert_eq!(plain(&scene, "out/a.txt.gz"), "The first.\n");
    assert_eq!(visible(&scene, "out"), ["a.txt.gz", "b.txt.gz"]);
    assert_eq!(visible(&scene, "done"), ["a.txt", "b.txt"]);
    assert_eq!(visible(&scene, "failed"), ["a.txt.gz", "a.txt.gz.reason.json"]);
    assert_eq!(visible(&scene, "in"), [""; 0].map(str::to_owned));
}

#[test]
fn the_file_with_an_output_keeps_it() {
    let scene = scene();
    std::fs::rename(scene.path("in/a.txt"), scene.path("later")).unwrap();
    assert_eq!(once(&scene, &ARGS).code, Some(0));
    assert_eq!(plain(&scene, "out/a.txt.gz"), "The second.\n");
    std::fs::rename(scene.path("later"), scene.path("in/a.txt")).unwrap();
    let ran = once(&scene, &ARGS);
    assert!(ran.stderr.contains("its output a.txt.gz is already the output of a.txt.gz"), "{}", ran.stderr);
    assert_eq!((ran.code, plain(&scene, "out/a.txt.gz")), (Some(3), "The second.\n".to_owned()));
    // It stays and is not retried while it is unchanged.
    assert_eq!(visible(&scene, "in"), ["a.txt", "a.txt.gz", "b.txt"]);
    let again = told(&once(&scene, &ARGS));
    assert!(!again.iter().any(|(event, _)| event == "given-up" || event == "cleaned"), "{again:?}");
}

/// The source may have left long ago. While its output exists, another file must not replace it.
#[test]
fn a_later_file_is_reported_too() {
    let scene = scene();
    std::fs::rename(scene.path("in/a.txt"), scene.path("later")).unwrap();
    let args = [&ARGS[..], &["--delete", "--failed", "failed"]].concat();
    assert_eq!(once(&scene, &args).code, Some(0));
    std::fs::copy(scene.path("later"), scene.path("in/a.txt")).unwrap();
    let ran = once(&scene, &args);
    assert!(ran.stderr.contains("its output a.txt.gz is already the output of a.txt.gz"), "{}", ran.stderr);
    assert_eq!((ran.code, plain(&scene, "out/a.txt.gz")), (Some(3), "The second.\n".to_owned()));
    // The same name is the same file.
    assert_eq!(scene.shell("gzip -c later > in/a.txt.gz").code, Some(0));
    assert_eq!(once(&scene, &args).code, Some(0));
    assert_eq!(plain(&scene, "out/a.txt.gz"), "The first.\n");
    // If the output was removed, its name is free.
    std::fs::remove_file(scene.path("out/a.txt.gz")).unwrap();
    std::fs::copy(scene.path("second"), scene.path("in/a.txt")).unwrap();
    assert_eq!(once(&scene, &args).code, Some(0));
    assert_eq!(plain(&scene, "out/a.txt.gz"), "The second.\n");
}

/// A kill does not change which of the two files is refused.
#[cfg(debug_assertions)]
#[test]
fn a_kill_does_not_change_which_file_wins() {
    let mut killed = 0;
    let modes = ["--done", "done", "--failed", "failed", "-j", "1", "--isolated"];
    for step in STEPS {
        for time in ["1", "2", "3"] {
            let scene = scene();
            let mut command = scene.command(UNBOIL, &["watch", "in", "out", "--once", "--settle", "0"]);
            command.args(ARGS).args(modes).arg("--no-default-rules");
            let ended = command.env("UNBOIL_TEST_STOP_AT", format!("{step}:{time}")).output().unwrap().status;
            killed += usize::from(ended.signal() == Some(9));
            let ran = once(&scene, &[&ARGS[..], &modes[..6]].concat());
            assert_eq!(plain(&scene, "out/a.txt.gz"), "The first.\n", "{step}:{time}: {}", ran.stderr);
            assert_eq!(visible(&scene, "done"), ["a.txt", "b.txt"], "{step}:{time}: {}", ran.stderr);
            assert_eq!(visible(&scene, "failed"), ["a.txt.gz", "a.txt.gz.reason.json"], "{step}:{time}");
        }
    }
    // Of 3 * 14 possible kills; some steps do not occur three times.
    assert!(killed >= 28, "{killed} kills");
}
