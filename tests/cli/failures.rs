//! A bad input never stops the others, and no output is ever incomplete.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};
#[cfg(target_os = "linux")]
use crate::tools::MOUNTS;

#[cfg(unix)]
#[test]
fn unreadable_inputs_are_reported_and_the_rest_is_cleaned() {
    use std::os::unix::fs::symlink;
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/z.txt", "Z.\n"), ("in/sub/s.txt", "S.\n")]);
    symlink("nowhere", scene.path("in/dangling.txt")).unwrap();
    symlink("self.txt", scene.path("in/self.txt")).unwrap();
    symlink("..", scene.path("in/sub/up")).unwrap();
    assert!(scene.command("mkfifo", &["in/pipe.txt"]).status().unwrap().success());
    let ran = scene.run(&["clean", "missing.txt", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: missing.txt: cannot read: no such file or folder; check the spelling, or where the link points
    unboil: in/dangling.txt: cannot read: no such file or folder; check the spelling, or where the link points
    unboil: in/pipe.txt: is not a regular file; name it on the command line to read it
    unboil: in/self.txt: cannot read: Too many levels of symbolic links
    unboil: in/sub/up: is a link back to the folder it is in (in); remove the link; the folder is read once
    unboil: 8 documents, 0 changed, 5 failed
    ");
    assert_eq!(scene.list("out"), ["a.txt", "sub/s.txt", "z.txt"]);
}

/// Root may read everything, so root runs a copy of the binary as another user.
#[cfg(unix)]
#[test]
fn files_and_folders_without_permission_are_reported() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/locked/b.txt", "B.\n"), ("in/z.txt", "Z.\n")]);
    let permit = |path: &str, mode| fs::set_permissions(scene.path(path), fs::Permissions::from_mode(mode)).unwrap();
    permit("", 0o777);
    permit("in/a.txt", 0o000);
    permit("in/locked", 0o000);
    let mut command = scene.command(&scene.copy_of_unboil(), &["clean", "in", "-o", "out"]);
    if fs::read(scene.path("in/a.txt")).is_ok() {
        command.uid(65534);
    }
    let output = command.output().unwrap();
    permit("in/locked", 0o700);
    assert_eq!(output.status.code(), Some(3));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    unboil: in/a.txt: cannot read: permission denied; check who may read it
    unboil: in/locked: cannot read: permission denied; check who may read it
    unboil: 3 documents, 0 changed, 2 failed
    ");
}

#[test]
fn a_binary_file_has_no_output_and_stops_nothing() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/z.txt", "Z.\n")]);
    scene.write("in/img/p.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0".repeat(64));
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.starts_with("unboil: in/img/p.png: "), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("unboil: 3 documents, 0 changed, 1 failed\n"), "{}", ran.stderr);
    assert_eq!(scene.list("out"), ["a.txt", "z.txt"]);
    assert!(!scene.path("out/img").exists());
}

#[test]
fn a_folder_in_place_of_a_file_and_the_reverse() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/b/c.txt", "C.\n"), ("in/z.txt", "Z.\n"), ("out/b", "file\n")]);
    fs::create_dir(scene.path("out/a.txt")).unwrap();
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: out/a.txt: cannot write: a folder has that name; move it or write elsewhere
    unboil: out/b/c.txt: cannot write: a file is in the place of a folder; move it or write elsewhere
    unboil: 3 documents, 0 changed, 2 failed
    ");
    assert_eq!(scene.list("out"), ["b", "z.txt"]);
    let ran = scene.run(&["clean", "in", "-o", "in/a.txt"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: in/a.txt: cannot write: a file is in the place of a folder; move it or write elsewhere");
}

/// A file system that is really full, mounted for this process only.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_partial_file() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = Scene::with(&[("in/small.txt", "A.\n"), ("in/z.txt", "Z.\n")]);
    scene.write("in/big.txt", "The boats came home before the storm.\n".repeat(10_000));
    scene.write("in/big.jsonl", "{\"text\":\"The boats came home before the storm.\"}\n".repeat(10_000));
    fs::create_dir(scene.path("disk")).unwrap();
    let script = "mount -t tmpfs -o size=64k none disk || exit
        \"$0\" clean in -o disk/out; echo \"exit $?\"; cd disk; find . -type f | sort";
    let output = scene.command("unshare", &["-rm", "sh", "-c", script, UNBOIL]).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"
    unboil: disk/out/big.jsonl: cannot write: no space left on the disk; free some space or write elsewhere
    unboil: disk/out/big.txt: cannot write: no space left on the disk; free some space or write elsewhere
    unboil: 4 documents, 0 changed, 2 failed
    ");
    assert_eq!(stdout, "exit 3\n./out/small.txt\n./out/z.txt\n");
}

#[cfg(unix)]
#[test]
fn a_file_size_limit_leaves_no_partial_file() {
    let scene = Scene::with(&[("in/z.txt", "Z.\n"), ("out/big.txt", "Old.\n")]);
    scene.write("in/big.txt", "The boats came home before the storm.\n".repeat(10_000));
    // The signal would kill the process. If it is ignored, the write fails instead.
    let ran = scene.shell("trap '' XFSZ; ulimit -f 8; exec \"$0\" clean in -o out");
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: out/big.txt: cannot write: the file would be larger than allowed; raise the limit (ulimit -f) or write elsewhere
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!(scene.list("out"), ["big.txt", "z.txt"]);
    assert_eq!(scene.read("out/big.txt"), "Old.\n");
}

#[cfg(unix)]
#[test]
fn a_killed_run_leaves_no_file_under_its_final_name() {
    let scene = Scene::new();
    assert!(scene.command("mkfifo", &["rows.jsonl"]).status().unwrap().success());
    let mut command = scene.command(UNBOIL, &["clean", "rows.jsonl", "-o", "out/"]);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut pipe = fs::OpenOptions::new().write(true).open(scene.path("rows.jsonl")).unwrap();
    pipe.write_all("{\"text\":\"The boats came home.\"}\n".repeat(10_000).as_bytes()).unwrap();
    // It has started writing and waits for more input.
    let begun = Instant::now();
    let is_writing = || scene.path("out").exists() && !scene.list("out").is_empty();
    while !is_writing() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    let left = scene.list("out");
    assert!(left.len() == 1 && left[0].starts_with(".unboil-") && left[0].ends_with(".tmp"), "{left:?}");
    // The next run does not treat the leftover as a document.
    let ran = scene.run(&["clean", "out", "-o", "again"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(0), "unboil: warning: there are no files to clean\nunboil: 0 documents, 0 changed, 0 failed\n")
    );
}
