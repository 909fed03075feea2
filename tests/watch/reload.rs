//! Rules that change while the watcher runs.

use crate::scene::Scene;
use crate::watcher::{Watcher, cleaned, log};

fn rule(phrase: &str) -> String {
    format!(
        "about = \"x\"\nlang = \"en\"\n[[rule]]\nid = \"hotline\"\ncategory = \"promo\"\nwhy = \"Printed.\"\n\
         line = [\"{phrase}\"]\nremoves = [\"{phrase}\"]\nkeeps = [\"Nobody said {phrase} before.\"]\n"
    )
}

const TEXT: &str = "The ferry sailed.\n\ncall the pier\n\nring the harbour\n";

fn version(scene: &Scene, file: &str) -> String {
    let line = log(scene).into_iter().rev().find(|line| line["event"] == "cleaned" && line["file"] == file).unwrap();
    line["version"].as_str().unwrap().to_owned()
}

#[cfg(debug_assertions)]
#[test]
fn a_file_in_progress_keeps_its_rules() {
    let scene = Scene::with(&[("rules/en/x.toml", &rule("call the pier")), ("in/a.txt", TEXT)]);
    let args = ["--settle", "0", "--rules", "rules", "--done", "done"];
    let watcher = Watcher::start_with(&scene, &args, &[("UNBOIL_TEST_WAIT_AT", "hashed")]);
    // In progress, with the rules it was started with.
    watcher.until_held("hashed");
    scene.write("rules/en/x.toml", rule("ring the harbour"));
    watcher.until_event("rules", "");
    scene.write("in/b.txt", TEXT);
    watcher.let_go("hashed");
    watcher.until_event("cleaned", "a.txt");
    watcher.until_event("cleaned", "b.txt");
    assert_eq!(scene.read("out/a.txt"), "The ferry sailed.\n\nring the harbour\n");
    assert_eq!(scene.read("out/b.txt"), "The ferry sailed.\n\ncall the pier\n");
    assert_ne!(version(&scene, "a.txt"), version(&scene, "b.txt"));
}

#[test]
fn rules_with_an_error_are_reported_and_not_used() {
    let scene = Scene::with(&[("rules/en/x.toml", &rule("call the pier"))]);
    let watcher = Watcher::start(&scene, &["--settle", "0", "--rules", "rules"]);
    watcher.until_event("start", "in");
    scene.write("rules/en/x.toml", "about = 7\n");
    watcher.until_event("rules-refused", "");
    let refused = log(&scene).into_iter().find(|line| line["event"] == "rules-refused").unwrap();
    assert!(refused["message"].as_str().unwrap().contains("x.toml"), "{refused}");
    scene.write("in/a.txt", TEXT);
    watcher.until_event("cleaned", "a.txt");
    assert_eq!(scene.read("out/a.txt"), "The ferry sailed.\n\nring the harbour\n");
    assert_eq!(refused["version"], version(&scene, "a.txt").as_str());
}

#[test]
fn remaining_sources_are_cleaned_again_with_new_rules() {
    let scene = Scene::with(&[("rules/en/x.toml", &rule("call the pier")), ("in/a.txt", TEXT)]);
    let watcher = Watcher::start(&scene, &["--settle", "0", "--rules", "rules"]);
    watcher.until_event("cleaned", "a.txt");
    scene.write("rules/en/x.toml", rule("ring the harbour"));
    watcher.until("second", || cleaned(&scene, "a.txt") == 2);
    assert_eq!(scene.read("out/a.txt"), "The ferry sailed.\n\ncall the pier\n");
}
