//! Links, pipes, unusual names, folders that disappear and come back.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use crate::scene::Scene;
#[cfg(target_os = "linux")]
use crate::tools::MOUNTS;
use crate::watcher::{Watcher, once, told, visible};

#[test]
fn links_pipes_and_loops_are_skipped_and_logged() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/sub/b.txt", "B.\n"), ("secret.txt", "S.\n")]);
    symlink("../secret.txt", scene.path("in/link.txt")).unwrap();
    symlink("..", scene.path("in/sub/up")).unwrap();
    symlink("nowhere", scene.path("in/dangling.txt")).unwrap();
    assert_eq!(scene.command("mkfifo", &["in/pipe.txt"]).status().unwrap().code(), Some(0));
    let _socket = std::os::unix::net::UnixListener::bind(scene.path("in/socket")).ok();
    let ran = once(&scene, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(visible(&scene, "out"), ["a.txt", "sub/b.txt"]);
    let passed: Vec<_> = told(&ran).into_iter().filter(|(event, _)| event == "skipped").map(|(_, f)| f).collect();
    for name in ["link.txt", "sub/up", "dangling.txt", "pipe.txt"] {
        assert_eq!(passed.iter().filter(|passed| *passed == name).count(), 1, "{name}: {passed:?}");
    }
}

#[test]
fn unusual_names_work() {
    let scene = Scene::new();
    let names: [&[u8]; 6] = [b"a\nb.txt", b"\xFF\xFE.txt", b" .txt", b"-rf", b"base64:x", "\u{202E}txt.a".as_bytes()];
    fs::create_dir_all(scene.path("in")).unwrap();
    for name in names {
        fs::write(scene.path("in").join(OsStr::from_bytes(name)), "A  a.\n").unwrap();
    }
    let long = format!("{}.txt", "x".repeat(250));
    scene.write(format!("in/{long}"), "A  a.\n");
    for _ in 0..2 {
        let ran = once(&scene, &[]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
    assert!(!told(&once(&scene, &[])).iter().any(|(event, _)| event == "cleaned"), "they are known again");
    for name in names {
        assert_eq!(fs::read(scene.path("out").join(OsStr::from_bytes(name))).unwrap(), b"A a.\n");
    }
    assert_eq!(scene.read(format!("out/{long}")), "A a.\n");
}

#[test]
fn only_the_state_folder_is_added_to_in() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/sub/b.txt", "B.\n")]);
    once(&scene, &[]);
    assert_eq!(visible(&scene, "in"), ["a.txt", "sub/b.txt"]);
    let own: Vec<String> = scene.list("in").into_iter().filter(|name| name.starts_with('.')).collect();
    assert_eq!(own, [".unboil/id", ".unboil/journal", ".unboil/lock", ".unboil/status.json"]);
}

#[test]
fn nested_folders_are_refused() {
    let scene = Scene::with(&[("in/a.txt", "A.\n")]);
    for args in [&["watch", "in", "in/out"][..], &["watch", "in", "in"], &["watch", "in", "out", "--done", "in/done"]] {
        let ran = scene.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}");
        assert!(ran.stderr.contains("one contains the other"), "{}", ran.stderr);
    }
    assert_eq!(scene.run(&["watch", "nowhere", "out"]).code, Some(2));
}

#[test]
fn a_missing_folder_is_waited_for_and_nothing_is_forgotten() {
    let scene = Scene::with(&[("in/a.txt", "A.\n")]);
    let watcher = Watcher::start(&scene, &["--settle", "0"]);
    watcher.until_event("cleaned", "a.txt");
    fs::rename(scene.path("in"), scene.path("elsewhere")).unwrap();
    watcher.until_event("away", "in");
    // Another folder is created under that name. It is not the watched one.
    scene.write("in/other.txt", "O.\n");
    std::thread::sleep(std::time::Duration::from_millis(300));
    fs::remove_dir_all(scene.path("in")).unwrap();
    fs::rename(scene.path("elsewhere"), scene.path("in")).unwrap();
    watcher.until_event("back", "in");
    scene.write("in/b.txt", "B.\n");
    watcher.until_event("cleaned", "b.txt");
    assert_eq!(watcher.stop(), Some(0));
    assert_eq!(visible(&scene, "out"), ["a.txt", "b.txt"]);
    assert_eq!(crate::watcher::cleaned(&scene, "a.txt"), 1);
}

#[test]
fn nothing_is_written_while_out_is_missing() {
    let scene = Scene::with(&[("in/a.txt", "A.\n")]);
    let watcher = Watcher::start(&scene, &["--settle", "0"]);
    watcher.until_event("cleaned", "a.txt");
    fs::rename(scene.path("out"), scene.path("elsewhere")).unwrap();
    watcher.until_event("away", "out");
    scene.write("in/b.txt", "B.\n");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(!scene.path("out").exists());
    fs::rename(scene.path("elsewhere"), scene.path("out")).unwrap();
    watcher.until_event("cleaned", "b.txt");
    assert_eq!(visible(&scene, "out"), ["a.txt", "b.txt"]);
}

/// OUT is moved away while a file is cleaned. Perhaps another folder takes its place, even one with outputs.
#[cfg(debug_assertions)]
#[test]
fn an_output_is_not_written_to_another_folder_in_the_place_of_out() {
    for place in ["true", "mkdir out", "mv other out"] {
        let scene = Scene::with(&[("in/a.txt", "A.\n"), ("else/e.txt", "E.\n")]);
        let other = ["watch", "else", "other", "--once", "--settle", "0", "--isolated", "--no-default-rules"];
        assert_eq!(scene.run(&other).code, Some(0));
        let hold = [("UNBOIL_TEST_WAIT_AT", "cleaned")];
        let watcher = Watcher::start_with(&scene, &["--settle", "0", "--delete", "--retry-delay", "50ms"], &hold);
        watcher.until_held("cleaned");
        assert_eq!(scene.shell(&format!("mv out away; {place}")).code, Some(0));
        watcher.let_go("cleaned");
        watcher.until_event("unwritable", "a.txt");
        watcher.until_event("away", "out");
        assert!(!scene.path("out/a.txt").exists() && scene.path("in/a.txt").exists(), "{place}");
        assert_eq!(scene.shell("rm -rf out; mv away out").code, Some(0));
        watcher.until_event("cleaned", "a.txt");
        watcher.until("left", || visible(&scene, "in").is_empty());
        assert_eq!(scene.read("out/a.txt"), "A.\n", "{place}");
    }
}

/// Runs a shell script with file systems that are mounted for it alone.
#[cfg(target_os = "linux")]
fn with_mounts(scene: &Scene, script: &str) -> String {
    let script = format!("mount -t tmpfs none disk || exit\n{script}");
    fs::create_dir_all(scene.path("disk")).unwrap();
    let output = scene.command("unshare", &["-rm", "sh", "-c", &script, crate::scene::UNBOIL]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn an_unmounted_file_system_is_waited_for() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::new();
    fs::create_dir_all(scene.path("in")).unwrap();
    let script = "mount --bind disk in; printf 'A  a.\\n' > in/a.txt
        until_log() { i=0; until grep -q \"$1\" log || [ $i -gt 600 ]; do i=$((i+1)); sleep 0.05; done; }
        \"$0\" watch in out --settle 0 --poll 20ms --isolated --no-default-rules 2> log & pid=$!
        until_log 'a.txt: cleaned'; umount -l in; until_log 'waiting for it'; echo under > in/under.txt; sleep 0.3
        mount --bind disk in; until_log 'is back'; printf 'B  b.\\n' > in/b.txt; until_log 'b.txt: cleaned'
        kill $pid; wait $pid; echo \"exit $?\"; ls out; umount in; ls in";
    let stdout = with_mounts(&scene, script);
    assert_eq!(stdout, "exit 0\na.txt\nb.txt\nunder.txt\n", "{}", scene.read("log"));
}

#[cfg(target_os = "linux")]
#[test]
fn sources_can_come_from_another_file_system() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::new();
    fs::create_dir_all(scene.path("in/sub")).unwrap();
    let script = "mount --bind disk in/sub; printf 'A  a.\\n' > in/sub/a.txt; printf '\\0\\1\\2\\3' > in/sub/bad.txt
        \"$0\" watch in out --once --settle 0 --done done --failed failed --isolated --no-default-rules -q
        echo \"exit $?\"; cat done/sub/a.txt; printf 'B  b.\\n' > in/sub/b.txt
        \"$0\" watch in out --once --settle 0 --delete --isolated --no-default-rules -q
        echo \"exit $?\"; find in failed -name '*.txt'";
    let stdout = with_mounts(&scene, script);
    assert_eq!(stdout, "exit 3\nA  a.\nexit 0\nfailed/sub/bad.txt\n");
    assert_eq!(visible(&scene, "out"), ["sub/a.txt", "sub/b.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn sources_can_move_to_another_file_system() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/sub/a.txt", "A  a.\n")]);
    let script = "\"$0\" watch in out --once --settle 0 --done disk/done --isolated --no-default-rules -q
        echo \"exit $?\"; cat disk/done/sub/a.txt; find in -name '*.txt'";
    let stdout = with_mounts(&scene, script);
    assert_eq!(stdout, "exit 0\nA  a.\n");
    assert_eq!(visible(&scene, "in"), [""; 0]);
}
