//! Which files are cleaned again, and which are not.

use std::fs;

use crate::scene::Scene;
use crate::watcher::{once, told, visible};

fn cleaned(scene: &Scene, args: &[&str]) -> Vec<String> {
    let ran = once(scene, args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    told(&ran).into_iter().filter(|(event, _)| event == "cleaned").map(|(_, file)| file).collect()
}

#[test]
fn only_changed_content_is_cleaned_again() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B  b.\n"), ("in/c.txt", "C  c.\n")]);
    assert_eq!(cleaned(&scene, &[]).len(), 3);
    assert_eq!(cleaned(&scene, &[]), [""; 0]);
    // Touched; rewritten with the same content; replaced by other content of the same size with an old time stamp.
    scene.shell("touch in/a.txt; echo 'B  b.' > in/b.txt");
    scene.shell("echo 'D  d.' > new; touch -r in/c.txt new; mv new in/c.txt; touch -d 1999-01-01 in/c.txt");
    assert_eq!(cleaned(&scene, &[]), ["c.txt"]);
    assert_eq!(scene.read("out/c.txt"), "D d.\n");
    assert_eq!(cleaned(&scene, &[]), [""; 0]);
}

#[test]
fn changed_rules_or_options_cause_cleaning() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    assert_eq!(cleaned(&scene, &[]), ["a.txt"]);
    assert_eq!(cleaned(&scene, &["--budget", "0.5"]), ["a.txt"]);
    assert_eq!(cleaned(&scene, &["--budget", "0.5"]), [""; 0]);
}

#[test]
fn sources_move_when_done_and_equal_names_get_a_number() {
    let scene = Scene::with(&[("in/sub/a.txt", "A  a.\n"), ("in/sub/a.txt.done", "")]);
    assert_eq!(cleaned(&scene, &["--done", "done"]), ["sub/a.txt"]);
    assert_eq!(visible(&scene, "in"), [""; 0]);
    assert_eq!(scene.read("done/sub/a.txt"), "A  a.\n");
    assert_eq!(fs::read_dir(scene.path("in/.unboil/leaving")).unwrap().count(), 0);
    scene.write("in/sub/a.txt", "B  b.\n");
    assert_eq!(cleaned(&scene, &["--done", "done"]), ["sub/a.txt"]);
    assert_eq!(visible(&scene, "done"), ["sub/a.txt", "sub/a.txt.2"]);
    assert_eq!(scene.read("out/sub/a.txt"), "B b.\n");
}

#[test]
fn sources_are_deleted_on_request() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    assert_eq!(cleaned(&scene, &["--delete"]), ["a.txt"]);
    assert_eq!(visible(&scene, "in"), [""; 0]);
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

#[test]
fn deleted_files_are_forgotten() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B.\n")]);
    cleaned(&scene, &[]);
    let journal = || fs::read_to_string(scene.path("in/.unboil/journal")).unwrap();
    assert!(journal().contains("a.txt"));
    fs::remove_file(scene.path("in/a.txt")).unwrap();
    cleaned(&scene, &[]);
    cleaned(&scene, &[]);
    assert!(!journal().contains("a.txt") && journal().contains("b.txt"), "{}", journal());
}
