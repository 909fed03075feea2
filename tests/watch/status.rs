//! The status, for people and supervisors.

use serde_json::Value;

use crate::scene::Scene;
use crate::watcher::{Watcher, once};

fn status(scene: &Scene) -> (Option<i32>, Value) {
    let ran = scene.run(&["watch", "--show-status", "in", "--log-format", "json"]);
    (ran.code, serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr)))
}

#[test]
fn a_running_watcher_is_healthy_and_a_killed_one_is_not() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/b.txt", "B.\n")]);
    assert_eq!(scene.run(&["watch", "--show-status", "in"]).code, Some(2), "there never was one");
    let watcher = Watcher::start(&scene, &["--settle", "0", "--status-file", "copy.json"]);
    watcher.until("done", || scene.path("in/.unboil/status.json").exists() && status(&scene).1["done"] == 2);
    let (code, all) = status(&scene);
    assert_eq!(
        (code, &all["state"], &all["waiting"], &all["failed"]),
        (Some(0), &"running".into(), &0.into(), &0.into())
    );
    assert_eq!((&all["pid"], &all["per_minute"]), (&watcher.id().into(), &2.0.into()));
    let copy: Value = serde_json::from_str(&scene.read("copy.json")).unwrap();
    assert_eq!(copy["pid"], all["pid"]);
    let text = scene.run(&["watch", "--show-status", "in"]).stdout;
    assert!(text.contains("waiting 0, in work 0, done 2, failed 0, 2 a minute"), "{text}");
    watcher.signal("KILL");
    assert_eq!(watcher.end(), None);
    let (code, all) = status(&scene);
    assert_eq!((code, &all["state"]), (Some(1), &"killed".into()));
    once(&scene, &[]);
    assert_eq!(status(&scene).1["state"], "stopped");
}

#[test]
fn the_last_error_is_shown() {
    let scene = Scene::new();
    scene.write("in/bad.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
    once(&scene, &["--retries", "0"]);
    let (_, all) = status(&scene);
    assert_eq!(all["failed"], 1);
    assert!(all["last_error"].as_str().unwrap().contains("binary data"), "{all}");
}
