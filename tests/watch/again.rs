//! What is cleaned again, and what is not.

use std::fs;

use crate::scene::Scene;
use crate::watcher::{once, told, visible};

fn cleaned(scene: &Scene, args: &[&str]) -> Vec<String> {
    let ran = once(scene, args);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    told(&ran).into_iter().filter(|(event, _)| event == "cleaned").map(|(_, file)| file).collect()
}

#[test]
fn what_did_not_change_is_not_cleaned_again_and_what_did_is() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B  b.\n"), ("in/c.txt", "C  c.\n")]);
    assert_eq!(cleaned(&scene, &[]).len(), 3);
    assert_eq!(cleaned(&scene, &[]), [""; 0]);
    // Touched, rewritten with what it was, replaced by other content with the same size and an old time.
    scene.shell("touch in/a.txt; echo 'B  b.' > in/b.txt");
    scene.shell("echo 'D  d.' > new; touch -r in/c.txt new; mv new in/c.txt; touch -d 1999-01-01 in/c.txt");
    assert_eq!(cleaned(&scene, &[]), ["c.txt"]);
    assert_eq!(scene.read("out/c.txt"), "D d.\n");
    assert_eq!(cleaned(&scene, &[]), [""; 0]);
}

#[test]
fn other_rules_or_options_clean_again() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    assert_eq!(cleaned(&scene, &[]), ["a.txt"]);
    assert_eq!(cleaned(&scene, &["--budget", "0.5"]), ["a.txt"]);
    assert_eq!(cleaned(&scene, &["--budget", "0.5"]), [""; 0]);
}

#[test]
fn sources_move_when_they_are_done_and_the_second_of_a_name_has_a_number() {
    let scene = Scene::with(&[("in/sub/a.txt", "A  a.\n"), ("in/sub/a.txt.done", "")]);
    assert_eq!(cleaned(&scene, &["--done", "done"]), ["sub/a.txt"]);
    assert_eq!(visible(&scene, "in"), [""; 0]);
    assert_eq!(scene.read("done/sub/a.txt"), "A  a.\n");
    scene.write("in/sub/a.txt", "B  b.\n");
    assert_eq!(cleaned(&scene, &["--done", "done"]), ["sub/a.txt"]);
    assert_eq!(visible(&scene, "done"), ["sub/a.txt", "sub/a.txt.2"]);
    assert_eq!(scene.read("out/sub/a.txt"), "B b.\n");
}

#[test]
fn sources_go_when_that_is_asked_for() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    assert_eq!(cleaned(&scene, &["--delete"]), ["a.txt"]);
    assert_eq!(visible(&scene, "in"), [""; 0]);
    assert_eq!(visible(&scene, "out"), ["a.txt"]);
}

#[test]
fn what_is_gone_is_forgotten() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n"), ("in/b.txt", "B.\n")]);
    cleaned(&scene, &[]);
    let journal = || fs::read_to_string(scene.path("in/.unboil/journal")).unwrap();
    assert!(journal().contains("a.txt"));
    fs::remove_file(scene.path("in/a.txt")).unwrap();
    cleaned(&scene, &[]);
    cleaned(&scene, &[]);
    assert!(!journal().contains("a.txt") && journal().contains("b.txt"), "{}", journal());
}
