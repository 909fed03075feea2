//! What an `unboil.toml` that nobody named may do. SECURITY.md refers to these tests.

use crate::scene::Scene;

/// A folder that was downloaded, beside a home folder.
fn downloaded(options: &str) -> Scene {
    let scene = Scene::with(&[("home/.bashrc", "mine\n"), ("dl/a.txt", "The  boats.\n"), ("dl/.bashrc", "theirs\n")]);
    scene.write("dl/unboil.toml", format!("[options]\n{options}\n"));
    scene
}

/// Runs `unboil` in the folder `dl`; `MADE` in the options is the path of the scene.
fn run_there(options: &str, args: &str) -> (Scene, crate::scene::Ran) {
    let scene = downloaded("");
    let options = options.replace("MADE", scene.path("").to_str().unwrap().trim_end_matches('/'));
    scene.write("dl/unboil.toml", format!("[options]\n{options}\n"));
    let ran = scene.shell(&format!("cd dl && \"$0\" {args}"));
    (scene, ran)
}

#[test]
fn a_configuration_that_was_found_does_not_lead_out_of_its_folder() {
    for (option, args) in [
        ("output = \"MADE/home\"\nhidden = true", "clean ."),
        ("output = \"../home\"\nhidden = true", "clean ."),
        ("output = \"new/../../home\"\nhidden = true", "clean ."),
        ("report = \"MADE/home/.bashrc\"", "clean a.txt"),
        ("report = \"../home/.bashrc\"", "clean a.txt"),
        ("rejects = \"MADE/home/.bashrc\"", "clean a.txt"),
        ("quarantine = \"MADE/home\"\non-bad-bytes = \"quarantine\"", "clean a.txt"),
        ("rules = [\"../home\"]", "clean a.txt"),
        ("rules = [\"../home\"]", "check a.txt"),
        ("output = \"../home/page.html\"", "review a.txt"),
        ("files-from = \"list\"\noutput = \"out\"", "clean"),
    ] {
        let (scene, ran) = run_there(option, args);
        assert_eq!(ran.code, Some(2), "{option}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("unboil: unboil.toml: "), "{option}: {}", ran.stderr);
        assert!(ran.stderr.contains("name it with --config unboil.toml"), "{option}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{option}: {}", ran.stderr);
        assert_eq!(scene.read("home/.bashrc"), "mine\n", "{option}");
        assert_eq!(scene.list("home"), [".bashrc"], "{option}");
    }
}

#[cfg(feature = "watch")]
#[test]
fn a_configuration_that_was_found_sets_no_folder_of_the_watcher_and_deletes_nothing() {
    for option in [
        "delete = true",
        "done = \"../home\"",
        "failed = \"../home\"",
        "reports = \"../home\"",
        "status-file = \"../home/.bashrc\"",
    ] {
        let scene = downloaded(option);
        scene.write("dl/in/a.txt", "The  boats.\n");
        let ran = scene.shell("cd dl && \"$0\" watch in out --once --settle 0s");
        assert_eq!((ran.code, ran.stderr.lines().count()), (Some(2), 1), "{option}: {}", ran.stderr);
        assert_eq!((scene.read("home/.bashrc"), scene.read("dl/in/a.txt")), ("mine\n".into(), "The  boats.\n".into()));
    }
}

/// Rules are read only from the folder of the file as well.
#[test]
fn a_configuration_that_was_found_reads_no_rules_from_elsewhere() {
    let scene = downloaded("");
    scene.write("dl/unboil.toml", "[rules]\ndirs = [\"../home\"]\n");
    let ran = scene.shell("cd dl && \"$0\" check a.txt");
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(2), 1), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("unboil: unboil.toml: `dirs` leads to ../home, outside"), "{}", ran.stderr);
    assert_eq!(scene.shell("cd dl && \"$0\" check a.txt --isolated").code, Some(1));
}

#[cfg(unix)]
#[test]
fn a_configuration_that_was_found_does_not_lead_out_by_a_link() {
    let scene = downloaded("report = \"r.jsonl\"");
    std::os::unix::fs::symlink("../home/.bashrc", scene.path("dl/r.jsonl")).unwrap();
    let ran = scene.shell("cd dl && \"$0\" clean a.txt");
    assert_eq!((ran.code, scene.read("home/.bashrc").as_str()), (Some(2), "mine\n"), "{}", ran.stderr);
    let scene = downloaded("output = \"out\"");
    std::os::unix::fs::symlink("../home", scene.path("dl/out")).unwrap();
    let ran = scene.shell("cd dl && \"$0\" clean a.txt");
    assert_eq!((ran.code, scene.list("home")), (Some(2), vec![".bashrc".to_owned()]), "{}", ran.stderr);
}

/// What must not change: a project of one's own, a file that is named, and an option that the command line overrides.
#[test]
fn a_configuration_that_was_found_may_use_its_own_folder() {
    let scene = Scene::with(&[
        ("p/unboil.toml", "[rules]\ndirs = [\"rules\"]\n[options]\noutput = \"out/new/\"\nreport = \"./r.jsonl\"\n"),
        ("p/rules/README.md", "none yet"),
        ("p/sub/a.txt", "The  boats.\n"),
        ("other/unboil.toml", "[options]\nrejects = \"../home/bad.jsonl\"\n"),
        ("other/a.txt", "The  boats.\n"),
        ("home/x", ""),
    ]);
    assert_eq!(scene.shell("cd p && \"$0\" clean sub").code, Some(0));
    assert_eq!(scene.read("p/out/new/a.txt"), "The boats.\n");
    // From a folder below, where it is found in a folder above.
    assert_eq!(scene.shell("cd p/sub && \"$0\" clean a.txt").code, Some(0));
    assert_eq!(scene.list("p/sub"), ["a.txt", "out/new/a.txt", "r.jsonl"]);
    let ran = scene.shell("cd other && \"$0\" clean a.txt --config unboil.toml");
    assert_eq!((ran.code, scene.list("home")), (Some(0), vec!["bad.jsonl".to_owned(), "x".to_owned()]));
    let ran = scene.shell("cd other && \"$0\" clean a.txt --rejects own.jsonl");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "The boats.\n"));
}

#[cfg(unix)]
#[test]
fn a_configuration_of_another_user_is_not_read() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    let scene = Scene::with(&[("unboil.toml", "[options]\nbudget = 0.5\n"), ("sub/a.txt", "The  boats.\n")]);
    let me = std::fs::metadata(scene.path("sub")).unwrap().uid();
    // Only root can give a file away. For anybody else, a file of root is looked at instead.
    if me != 0 || chown(scene.path("unboil.toml"), Some(65533), None).is_err() {
        assert_eq!(scene.shell("cd sub && \"$0\" clean a.txt").code, Some(0));
        return;
    }
    let ran = scene.shell("cd sub && \"$0\" clean a.txt");
    let said = "unboil.toml: belongs to another user (uid 65533) and is not read; to trust it, name it with --config ";
    assert!(ran.code == Some(2) && ran.stderr.contains(said), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert_eq!(scene.shell("cd sub && \"$0\" clean a.txt --config ../unboil.toml").code, Some(0));
    assert_eq!(scene.shell("cd sub && \"$0\" clean a.txt --isolated").code, Some(0));
    // As with git, the files of who called sudo are trusted.
    assert_eq!(scene.shell("cd sub && SUDO_UID=65533 \"$0\" clean a.txt").code, Some(0));
    // A link of another user is not trusted either.
    scene.write("mine.toml", "[options]\nbudget = 0.5\n");
    std::fs::remove_file(scene.path("unboil.toml")).unwrap();
    std::os::unix::fs::symlink("mine.toml", scene.path("unboil.toml")).unwrap();
    assert_eq!(scene.shell("cd sub && \"$0\" clean a.txt").code, Some(0));
    std::os::unix::fs::lchown(scene.path("unboil.toml"), Some(65533), None).unwrap();
    assert_eq!(scene.shell("cd sub && \"$0\" clean a.txt").code, Some(2));
    // For other users, the files of root and their own are good.
    std::fs::set_permissions(scene.path(""), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for owner in [0, 65533] {
        std::os::unix::fs::lchown(scene.path("unboil.toml"), Some(owner), None).unwrap();
        let mut command = scene.command(&scene.copy_of_unboil(), &["clean", "sub/a.txt"]);
        assert!(command.uid(65533).output().unwrap().status.success(), "{owner}");
    }
}
