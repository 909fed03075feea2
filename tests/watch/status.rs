//! The status, for people and supervisors.

use serde_json::Value;

use crate::scene::Scene;
use crate::watcher::{Watcher, once, visible};

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

#[test]
fn nothing_done_is_none_a_minute() {
    let scene = Scene::with(&[("in/.hidden", "")]);
    once(&scene, &[]);
    let text = scene.run(&["watch", "--show-status", "in"]).stdout;
    assert!(text.contains("done 0, failed 0, 0 a minute"), "{text}");
}

const ROWS: &str = "{\"text\":\"a  b\"}\nnonsense\n{\"text\":\"c\"}\n{\"text\":null}\n";

/// Files say little about a folder of tables: rows are counted too, since the start and in total.
#[test]
fn rows_are_counted_since_the_start_and_in_total() {
    let scene = Scene::with(&[("in/r.jsonl", ROWS)]);
    once(&scene, &["--done", "done"]);
    scene.write("in/a.txt", "A  a\n");
    scene.write("in/bad.txt", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
    once(&scene, &["--done", "done", "--failed", "failed"]);
    let (_, all) = status(&scene);
    let counts = |of: &Value| {
        let keys = ["done", "failed", "documents", "changed", "failed_documents", "over_budget", "missing", "bytes"];
        keys.map(|key| of[key].as_u64().unwrap_or_else(|| panic!("{key}: {of}")))
    };
    assert_eq!(counts(&all), [1, 1, 1, 1, 0, 0, 0, 5], "{all}");
    assert_eq!(counts(&all["total"]), [2, 1, 5, 2, 1, 0, 1, 5 + ROWS.len() as u64], "{all}");
    assert!(all["last_success"].is_string() && all["total"]["last_success"].is_string(), "{all}");
    let text = scene.run(&["watch", "--show-status", "in"]).stdout;
    assert!(text.contains("in total: 2 files, 1 given up; 5 documents, 2 changed, 1 failed, 0 over budget;"), "{text}");
}

#[test]
fn the_oldest_waiting_file_is_known() {
    let scene = Scene::with(&[("in/a.txt", "A.\n")]);
    let watcher = Watcher::start(&scene, &["--settle", "10m"]);
    let age = || {
        if scene.path("in/.unboil/status.json").exists() {
            status(&scene).1["oldest_waiting_seconds"].as_u64()
        } else {
            None
        }
    };
    watcher.until("an age", || age().is_some_and(|age| age >= 1));
    std::fs::remove_file(scene.path("in/a.txt")).unwrap();
    watcher.until("no age", || age().is_none());
}

/// The text format of Prometheus: each metric has its help and its type before its samples, and ends with a line end.
#[test]
fn metrics_are_in_the_format_of_prometheus() {
    let scene = Scene::with(&[("in/r.jsonl", ROWS)]);
    assert_eq!(once(&scene, &["--metrics-file", "metrics.prom"]).code, Some(3));
    let text = scene.read("metrics.prom");
    let mut names = std::collections::BTreeSet::new();
    let mut values = std::collections::BTreeMap::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let (name, help) = line.strip_prefix("# HELP ").unwrap_or_else(|| panic!("{line}")).split_once(' ').unwrap();
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(is_name(name) && !help.is_empty() && names.insert(name.to_owned()), "{line}");
        let kind = lines.next().and_then(|line| line.strip_prefix(&format!("# TYPE {name} ")).map(str::to_owned));
        assert!(matches!(kind.as_deref(), Some("counter" | "gauge")), "{line}: {kind:?}");
        assert_eq!(kind.as_deref() == Some("counter"), name.ends_with("_total"), "{name}");
        let mut samples = 0;
        while let Some(sample) = lines.next_if(|line| !line.starts_with('#')) {
            let (key, value) = sample.rsplit_once(' ').unwrap_or_else(|| panic!("{sample}"));
            let label = key.strip_prefix(name).unwrap_or_else(|| panic!("{sample}"));
            let is_label = label.is_empty() || (label.starts_with("{state=\"") && label.ends_with("\"}"));
            assert!(is_label && values.insert(key.to_owned(), value.parse::<u64>().unwrap()).is_none(), "{sample}");
            samples += 1;
        }
        assert!(samples > 0, "{name}");
    }
    assert!(text.ends_with('\n'));
    for (name, value) in [
        ("files_cleaned_total", 1),
        ("documents_total", 4),
        ("documents_missing_total", 1),
        ("run_documents_failed", 1),
        ("source_bytes_total", ROWS.len() as u64),
        ("files_waiting", 0),
        ("healthy", 0),
        ("state{state=\"stopped\"}", 1),
        ("state{state=\"running\"}", 0),
    ] {
        assert_eq!(values.get(&format!("unboil_watch_{name}")), Some(&value), "{name}: {text}");
    }
    // A checker, where there is one.
    let checked = scene.shell("command -v promtool > /dev/null || exit 0; promtool check metrics < metrics.prom");
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
    assert_eq!(visible(&scene, "out"), ["r.jsonl"]);
}

/// Both are replaced again and again.
#[test]
fn copies_of_the_status_never_replace_anything_else() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("target", "precious\n")]);
    assert_eq!(scene.command("mkfifo", &["pipe"]).status().unwrap().code(), Some(0));
    std::os::unix::fs::symlink("target", scene.path("link")).unwrap();
    for option in ["--status-file", "--metrics-file"] {
        for file in ["pipe", "link", "in/a.txt", "out/a.txt", "in/.unboil/journal", "done/a.txt"] {
            let ran = once(&scene, &["--done", "done", option, file]);
            assert_eq!(ran.code, Some(2), "{option} {file}: {}", ran.stderr);
            assert!(ran.stderr.contains(option), "{}", ran.stderr);
        }
    }
    let ran = once(&scene, &["--status-file", "status", "--metrics-file", "./status"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!((scene.read("target").as_str(), scene.read("in/a.txt").as_str()), ("precious\n", "A.\n"));
    // One that is there is replaced: it is the copy of the last run.
    for _ in 0..2 {
        let ran = once(&scene, &["--status-file", "sub/status", "--metrics-file", "sub/metrics"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    assert!(scene.read("sub/status").starts_with('{') && scene.read("sub/metrics").starts_with('#'));
}
