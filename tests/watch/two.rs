//! Two watchers of one folder.

use crate::scene::Scene;
use crate::watcher::{Watcher, once, visible};

#[test]
fn a_second_watcher_is_refused() {
    let scene = Scene::new();
    let watcher = Watcher::start(&scene, &["--settle", "0"]);
    watcher.until_event("start", "in");
    let second = once(&scene, &[]);
    assert_eq!(second.code, Some(2));
    let expected = format!("unboil: in: is already watched by process {}; stop that watcher first", watcher.id());
    assert!(second.stderr.starts_with(&expected), "{}", second.stderr);
    drop(watcher);
    assert_eq!(once(&scene, &[]).code, Some(0), "a killed one leaves no lock");
}

/// 10,000 files take over a minute on a slow disk, so their number is set with `UNBOIL_TEST_FILES`.
#[test]
fn two_at_once_clean_each_file_once() {
    let files = std::env::var("UNBOIL_TEST_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    let scene = Scene::new();
    for i in 0..files {
        scene.write(format!("in/{}/{i}.txt", i % 7), format!("Boat  {i}.\n"));
    }
    let args = ["--once", "--settle", "0", "--done", "done"];
    let (first, second) = (Watcher::start(&scene, &args), Watcher::start(&scene, &args));
    let mut codes = [first.end(), second.end()];
    codes.sort();
    // One may start when the other is already done.
    assert!(codes == [Some(0), Some(2)] || codes == [Some(0), Some(0)], "{codes:?}");
    assert_eq!(visible(&scene, "out").len(), files);
    assert_eq!(visible(&scene, "done").len(), files);
    let text = std::fs::read_to_string(scene.path("log")).unwrap();
    let cleaned = text.lines().filter(|line| line.contains("\"event\":\"cleaned\"")).count();
    assert_eq!(cleaned, files);
}
