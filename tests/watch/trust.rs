//! IN may be written by people whom the watcher does not trust.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, Instant};

use crate::scene::Scene;
use crate::watcher::{Watcher, once, visible};

/// Each of these files was cut to nothing, overwritten or moved into IN when the watcher followed links.
#[test]
fn a_state_folder_with_links_is_refused() {
    for (link, target) in
        [("lock", "../../victim"), ("id", "../../victim"), ("journal", "../../victim"), ("leaving", "../../secrets")]
    {
        let scene = Scene::with(&[("in/a.txt", "A.\n"), ("victim", "precious\n"), ("secrets/shadow", "secret\n")]);
        fs::create_dir(scene.path("in/.unboil")).unwrap();
        symlink(target, scene.path("in/.unboil").join(link)).unwrap();
        let ran = once(&scene, &["--delete"]);
        assert_eq!(ran.code, Some(2), "{link}: {}", ran.stderr);
        let expected =
            format!("unboil: in/.unboil/{link}: is a link, so the state of the watcher is not safe in it; remove it");
        assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
        assert_eq!((scene.read("victim").as_str(), scene.read("secrets/shadow").as_str()), ("precious\n", "secret\n"));
        assert_eq!((visible(&scene, "in"), visible(&scene, "out")), (vec!["a.txt".to_owned()], vec![]));
        assert_eq!(scene.run(&["watch", "--show-status", "in"]).code, Some(2));
    }
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("elsewhere/journal", "")]);
    symlink("../elsewhere", scene.path("in/.unboil")).unwrap();
    let ran = once(&scene, &[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("unboil: in/.unboil: is a link"), "{}", ran.stderr);
}

/// A planted journal would decide what is deleted unread.
#[test]
fn a_state_folder_that_others_may_write_is_refused() {
    for path in ["in/.unboil", "in/.unboil/journal", "in/.unboil/lock"] {
        for mode in [0o020, 0o002] {
            let scene = Scene::with(&[("in/a.txt", "A.\n")]);
            assert_eq!(once(&scene, &[]).code, Some(0));
            let old = fs::metadata(scene.path(path)).unwrap().permissions().mode();
            fs::set_permissions(scene.path(path), fs::Permissions::from_mode(old | mode)).unwrap();
            let ran = once(&scene, &[]);
            assert_eq!(ran.code, Some(2), "{path}: {}", ran.stderr);
            assert!(
                ran.stderr.starts_with(&format!("unboil: {path}: may be written by other users")),
                "{}",
                ran.stderr
            );
            fs::set_permissions(scene.path(path), fs::Permissions::from_mode(old)).unwrap();
            assert_eq!(once(&scene, &[]).code, Some(0), "the hint helps");
        }
    }
}

/// Only root can give a folder to somebody else.
#[test]
fn a_state_folder_of_another_user_is_refused() {
    let scene = Scene::with(&[("in/a.txt", "A.\n")]);
    fs::create_dir(scene.path("in/.unboil")).unwrap();
    if std::os::unix::fs::chown(scene.path("in/.unboil"), Some(65534), None).is_err() {
        return;
    }
    let ran = once(&scene, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("unboil: in/.unboil: belongs to another user"), "{}", ran.stderr);
    // Its status may be read: monitoring often runs as another user.
    scene.shell("rmdir in/.unboil");
    assert_eq!(once(&scene, &[]).code, Some(0));
    std::os::unix::fs::chown(scene.path("in/.unboil"), Some(65534), None).unwrap();
    let ran = scene.run(&["watch", "--show-status", "in"]);
    assert!(ran.stdout.starts_with("stopped"), "{} {}", ran.stdout, ran.stderr);
}

/// Whatever the umask, the watcher makes a state folder that it accepts.
#[test]
fn the_state_folder_is_private_from_the_beginning() {
    let scene = Scene::with(&[("in/a.txt", "A  a.\n")]);
    let script =
        "umask 0; for i in 1 2; do \"$0\" watch in out --once --settle 0 --isolated --no-default-rules -q; done";
    let ran = scene.shell(script);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for name in ["", "lock", "id", "journal", "status.json"] {
        let mode = fs::metadata(scene.path("in/.unboil").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o022, 0, "{name}: {mode:o}");
    }
}

/// A subfolder that is swapped for a link all the time: what the link leads to is never read.
#[cfg(target_os = "linux")]
#[test]
fn a_subfolder_swapped_for_a_link_leads_nowhere() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let scene = Scene::with(&[("in/sub/x.txt", "Plain  text.\n"), ("secrets/x.txt", "Secret  text.\n")]);
    symlink("../secrets", scene.path("swap")).unwrap();
    let args = ["--settle", "0", "--failed", "failed", "--retries", "1000000", "--retry-delay", "1ms"];
    let watcher = Watcher::start(&scene, &args);
    let began = Instant::now();
    let mut round = 0_u64;
    while began.elapsed() < Duration::from_secs(3) {
        renameat_with(CWD, scene.path("in/sub"), CWD, scene.path("swap"), RenameFlags::EXCHANGE).unwrap();
        round += 1;
        // Now and then something to clean on both sides.
        if round.is_multiple_of(500) {
            for folder in ["secrets", "in/sub", "swap"] {
                let _ = fs::write(scene.path(folder).join(format!("{round}.txt")), "Secret or not.\n");
            }
        }
    }
    assert_eq!(watcher.stop(), Some(0));
    let all: Vec<String> = visible(&scene, "out").iter().map(|name| scene.read(format!("out/{name}"))).collect();
    assert!(!all.iter().any(|text| text.contains("Secret text")), "{all:?}");
    assert_eq!(scene.read("secrets/x.txt"), "Secret  text.\n");
}
