//! `--in-place`: what is replaced, what stays, and the way back. SECURITY.md refers to these tests.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};
use crate::tools::MOUNTS;

fn documents(count: usize) -> Scene {
    let scene = Scene::new();
    for n in 0..count {
        scene.write(format!("in/{n:03}.txt"), dirty(n));
    }
    scene
}

fn dirty(n: usize) -> String {
    format!("Boat {n}  came home.  It was late.\n")
}

fn clean(n: usize) -> String {
    dirty(n).replace("  ", " ")
}

/// Restores with the report what was replaced. How many that were.
fn restored(scene: &Scene, report: &str, count: usize) -> usize {
    let ran = scene.run(&["restore", "in", "--report", report, "-o", "again"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.stderr);
    let mut replaced = 0;
    for n in 0..count {
        let now = scene.read(format!("in/{n:03}.txt"));
        if now == dirty(n) {
            continue;
        }
        replaced += 1;
        assert_eq!(now, clean(n), "half a document");
        assert_eq!(scene.read(format!("again/{n:03}.txt")), dirty(n), "{}", ran.stderr);
    }
    fs::remove_dir_all(scene.path("again")).unwrap();
    replaced
}

/// At each step of each of the first files: what was replaced can be restored.
#[cfg(debug_assertions)]
#[test]
fn a_run_that_is_killed_leaves_the_way_back() {
    for step in ["synced", "renamed", "durable"] {
        // The first is that of the report.
        for (nth, least) in [(1, 0), (2, 0), (3, 1), (5, 3)] {
            let scene = documents(6);
            let mut command = scene.command(UNBOIL, &["clean", "--in-place", "in", "--report", "r.jsonl", "-j", "1"]);
            let status = command.env("UNBOIL_TEST_STOP_AT", format!("{step}:{nth}")).status().unwrap();
            assert_eq!(status.code(), None, "{step}:{nth}");
            if (step, nth) == ("synced", 1) {
                assert!((0..6).all(|n| scene.read(format!("in/{n:03}.txt")) == dirty(n)));
                continue;
            }
            let replaced = restored(&scene, "r.jsonl", 6);
            assert!(replaced >= least, "{step}:{nth}: {replaced}");
            let ran = scene.run(&["restore", "in/000.txt", "--report", "r.jsonl"]);
            assert!(ran.stderr.contains("r.jsonl: the report was cut short; "), "{}", ran.stderr);
            // The next run does the rest, and removes what the other one left.
            assert_eq!(scene.run(&["clean", "-q", "--in-place", "in"]).code, Some(0));
            assert_eq!(scene.list("in"), (0..6).map(|n| format!("{n:03}.txt")).collect::<Vec<_>>());
            assert!((0..6).all(|n| scene.read(format!("in/{n:03}.txt")) == clean(n)));
        }
    }
}

/// It may be the only way back.
#[test]
fn a_report_of_an_earlier_run_is_not_replaced() {
    let scene = documents(1);
    let args = ["clean", "--in-place", "in", "--report", "r.jsonl"];
    scene.write("r.jsonl", "");
    assert_eq!(scene.run(&args).code, Some(0));
    let report = scene.read("r.jsonl");
    scene.write("in/001.txt", dirty(1));
    let ran = scene.run(&args);
    assert_eq!((ran.code, scene.read("r.jsonl"), scene.read("in/001.txt")), (Some(2), report, dirty(1)));
    assert_snapshot!(ran.stderr, @"unboil: r.jsonl: exists, and may be the only way back of an earlier run; with --in-place no report is replaced; give another file with --report");
    assert_eq!(scene.run(&["clean", "--in-place", "in", "--report", "/dev/null"]).code, Some(0));
}

#[test]
fn a_report_that_cannot_be_written_ends_the_run_before_the_next_file() {
    if !MOUNTS.is_there() {
        return;
    }
    let scene = documents(600);
    fs::create_dir(scene.path("s")).unwrap();
    let script = "unshare -rm sh -c 'mount -t tmpfs -o size=64k none s; \"$0\" clean --in-place in --report s/r.jsonl; code=$?; cp s/r.jsonl r.jsonl; exit $code' \"$0\"";
    let ran = scene.shell(script);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let why = "stays as it was, and the run ends here: the report s/r.jsonl: cannot write: no space left on the disk";
    assert_eq!(ran.stderr.matches(why).count(), 1, "{}", ran.stderr);
    let replaced = restored(&scene, "r.jsonl", 600);
    assert!(replaced > 0 && replaced < 600, "{replaced}");
    // A report that cannot be begun: nothing is replaced.
    let scene = documents(3);
    assert_eq!(scene.run(&["clean", "--in-place", "in", "--report", "none/r.jsonl"]).code, Some(2));
    assert_eq!(scene.read("in/000.txt"), dirty(0));
}

/// Whatever part of it is there, `restore` gives the documents that are whole.
#[test]
fn a_report_that_was_cut_short_restores_what_it_has() {
    let scene =
        Scene::with(&[("in/a.txt", "The  b\u{f6}ats.\n"), ("in/b.txt", "The  piers.\n"), ("in/c.txt", "Home.\n")]);
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]).code, Some(0));
    let report = fs::read(scene.path("r.jsonl")).unwrap();
    let first = report.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let mut most = 0;
    for end in first..report.len() - 1 {
        scene.write("cut.jsonl", &report[..end]);
        let ran = scene.run(&["restore", "out", "--report", "cut.jsonl", "-o", "again"]);
        let restored = if scene.path("again").exists() { scene.list("again") } else { Vec::new() };
        let whole = ["no document is", "1 document is", "2 documents are", "3 documents are"][restored.len()];
        let whole = format!("unboil: warning: cut.jsonl: the report was cut short; {whole} whole");
        assert!(ran.stderr.starts_with(&whole), "{end}: {}", ran.stderr);
        assert_eq!(ran.code, Some(if restored.len() == 3 { 0 } else { 3 }), "{end}");
        assert!(restored.iter().all(|name| scene.read(format!("again/{name}")) == scene.read(format!("in/{name}"))));
        most = most.max(restored.len());
        fs::remove_dir_all(scene.path("again")).unwrap();
    }
    assert_eq!(most, 3);
    // One that was changed is still refused, and so is one of which the first line is not whole.
    scene.write("cut.jsonl", &report[..first - 5]);
    assert_eq!(scene.run(&["restore", "out", "--report", "cut.jsonl", "-o", "again"]).code, Some(2));
    scene.write("cut.jsonl", String::from_utf8(report).unwrap().replace("\"edits\":1", "\"edits\":2"));
    assert_eq!(scene.run(&["restore", "out", "--report", "cut.jsonl", "-o", "again"]).code, Some(2));
}

#[test]
fn links_that_lead_out_of_the_folder_are_left_and_named() {
    let scene = Scene::with(&[
        ("outside/notes", "My  notes.\n"),
        ("outside/more/other.txt", "More  notes.\n"),
        ("tree/a.txt", "The  boats.\n"),
        ("tree/.real/inner.txt", "Inside,  by link.\n"),
        ("tree2/x", "x\n"),
    ]);
    symlink("../outside/notes", scene.path("tree/notes.txt")).unwrap();
    symlink("../outside/more", scene.path("tree/dir")).unwrap();
    symlink(".real", scene.path("tree/inner")).unwrap();
    // Its name begins like that of the folder.
    symlink("../tree2/x", scene.path("tree/x.txt")).unwrap();
    let ran = scene.run(&["clean", "--in-place", "tree"]);
    assert_eq!(ran.code, Some(0));
    assert_snapshot!(ran.stderr, @"
    unboil: warning: tree/dir: leads out of the folder that was named, so it is left as it is; to clean what it leads to, name that
    unboil: warning: tree/notes.txt: leads out of the folder that was named, so it is left as it is; to clean what it leads to, name that
    unboil: warning: tree/x.txt: leads out of the folder that was named, so it is left as it is; to clean what it leads to, name that
    unboil: 2 documents, 2 changed, 0 failed
    ");
    assert_eq!(scene.read("outside/notes"), "My  notes.\n");
    assert_eq!(scene.read("outside/more/other.txt"), "More  notes.\n");
    assert_eq!(
        (scene.read("tree/a.txt"), scene.read("tree/.real/inner.txt")),
        ("The boats.\n".into(), "Inside, by link.\n".into())
    );
    // With -o they are read, as corpora are often trees of links; a line says so.
    let ran = scene.run(&["clean", "tree", "-o", "out"]);
    assert_eq!((ran.code, scene.read("out/notes.txt").as_str()), (Some(0), "My notes.\n"));
    assert_snapshot!(ran.stderr, @"
    unboil: warning: tree/dir: and 2 other links lead out of the folders that were named; what they lead to is read
    unboil: 5 documents, 2 changed, 0 failed
    ");
    // A link that was named is meant: its target is replaced.
    let ran = scene.run(&["clean", "--in-place", "tree/notes.txt"]);
    assert_eq!((ran.code, scene.read("outside/notes").as_str()), (Some(0), "My notes.\n"), "{}", ran.stderr);
    assert!(fs::symlink_metadata(scene.path("tree/notes.txt")).unwrap().is_symlink());
}

/// Whoever may write to the tree exchanges a folder for a link while the run is under way.
#[cfg(debug_assertions)]
#[test]
fn a_folder_that_is_exchanged_for_a_link_leads_nowhere_else() {
    // The first file that is synced is in `sub`, or the one before it, when those in `sub` were read.
    for first in ["sub/a.txt", "a.txt"] {
        let scene = Scene::with(&[("victim/a.txt", "My  notes.\n"), ("tree/sub/a.txt", "The  boats.\n")]);
        scene.write(format!("tree/{first}"), "The  boats.\n");
        let mut command = scene.command(UNBOIL, &["clean", "--in-place", "tree", "-j", "1"]);
        let mut child =
            command.env("UNBOIL_TEST_WAIT_AT", "synced").stderr(std::process::Stdio::piped()).spawn().unwrap();
        while !scene.path("synced").exists() {
            assert!(child.try_wait().unwrap().is_none(), "{first}: it did not wait");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        fs::rename(scene.path("tree/sub"), scene.path("moved")).unwrap();
        symlink("../victim", scene.path("tree/sub")).unwrap();
        fs::remove_file(scene.path("synced")).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(scene.list("victim"), ["a.txt"], "{first}");
        assert_eq!(scene.read("victim/a.txt"), "My  notes.\n", "{first}");
        // The file in the folder that was opened is replaced; one that is to be found by way of the link fails.
        let is_replaced = first == "sub/a.txt";
        assert_eq!(output.status.code(), Some(if is_replaced { 0 } else { 3 }), "{output:?}");
        assert_eq!(scene.read("moved/a.txt"), if is_replaced { "The boats.\n" } else { "The  boats.\n" });
    }
}

#[test]
fn owner_permissions_and_attributes_stay() {
    let scene = documents(2);
    let file = scene.path("in/000.txt");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let has_attributes =
        rustix::fs::setxattr(&file, "user.origin", b"the harbour", rustix::fs::XattrFlags::empty()).is_ok();
    // Only root can give a file away.
    let is_root = fs::metadata(&file).unwrap().uid() == 0 && chown(&file, Some(65533), Some(65532)).is_ok();
    let before = fs::metadata(&file).unwrap();
    let ran = scene.run(&["clean", "--in-place", "in"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(0), 1), "{}", ran.stderr);
    let after = fs::metadata(&file).unwrap();
    assert_eq!((after.uid(), after.gid(), after.mode()), (before.uid(), before.gid(), before.mode()));
    assert_eq!(scene.read("in/000.txt"), clean(0));
    if has_attributes {
        let mut value = [0; 32];
        let length = rustix::fs::getxattr(&file, "user.origin", &mut value[..]).unwrap();
        assert_eq!(&value[..length], b"the harbour");
    }
    // Other names of the file keep the old content.
    fs::hard_link(scene.path("in/001.txt"), scene.path("other")).unwrap();
    scene.write("in/001.txt", dirty(1));
    let ran = scene.run(&["clean", "--in-place", "in"]);
    assert_snapshot!(ran.stderr, @"
    unboil: warning: in/001.txt: was replaced without the other hard links to it, which keep the old content
    unboil: 2 documents, 1 changed, 0 failed
    ");
    if is_root {
        use std::os::unix::process::CommandExt as _;
        fs::set_permissions(scene.path(""), fs::Permissions::from_mode(0o777)).unwrap();
        fs::set_permissions(scene.path("in"), fs::Permissions::from_mode(0o777)).unwrap();
        scene.write("in/000.txt", dirty(0));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let mut command = scene.command(&scene.copy_of_unboil(), &["clean", "--in-place", "in"]);
        let output = command.uid(65534).gid(65534).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("in/000.txt: was replaced without group, owner"), "{said}");
    }
}

/// A private text is private while it is written as well.
#[test]
fn an_output_has_the_permissions_of_its_input_from_its_first_byte() {
    let scene = Scene::new();
    let rows = "{\"text\":\"The boats  came home.\"}\n".repeat(200_000);
    scene.write("in/a.jsonl", &rows);
    scene.write("in/b.txt", "Readable  for all.\n");
    for (name, mode) in [("in/a.jsonl", 0o600), ("in/b.txt", 0o664)] {
        fs::set_permissions(scene.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let mode = |path: &str| fs::metadata(scene.path(path)).map(|metadata| metadata.permissions().mode() & 0o777);
    for args in [&["clean", "in", "-o", "out"][..], &["clean", "--in-place", "in"]] {
        let folder = if args.contains(&"out") { "out" } else { "in" };
        let mut child = scene.command(UNBOIL, args).stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut seen = 0;
        loop {
            let is_over = child.try_wait().unwrap().is_some();
            for name in if scene.path(folder).exists() { scene.list(folder) } else { Vec::new() } {
                // It may have its name by now.
                if let Some(mode) =
                    name.starts_with(".unboil-").then(|| mode(&format!("{folder}/{name}")).ok()).flatten()
                {
                    assert!(mode & 0o077 == 0 || seen > 0, "{name} {mode:o}");
                    seen += 1;
                }
            }
            if is_over {
                break;
            }
        }
        assert!(seen > 0, "it was always faster");
        assert_eq!(mode(&format!("{folder}/a.jsonl")).unwrap(), 0o600);
    }
    let ran = scene.shell("umask 002; \"$0\" clean in -o 002; umask 077; \"$0\" clean in -o 077");
    assert_eq!(ran.code, Some(0));
    assert_eq!((mode("002/b.txt").unwrap(), mode("077/b.txt").unwrap()), (0o664, 0o600));
}
