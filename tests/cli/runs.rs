//! Runs: threads, memory, rejected records, resuming, selection of files.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use insta::assert_snapshot;

use crate::scene::{Scene, UNBOIL};

fn rows(count: usize) -> String {
    (0..count)
        .map(|n| format!("{{\"id\":{n},\"text\":\"Boat {n}  came home.{}\"}}\n", " It was late.".repeat(n % 40)))
        .collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let scene =
        Scene::with(&[("in/a.jsonl", &(rows(3000) + "nonsense\n" + &rows(100))), ("in/c.txt", "The  boats.\n")]);
    for n in 0..40 {
        scene.write(format!("in/d/{n}.txt"), format!("Boat {n}  came home.\n"));
    }
    let one = scene.run(&["clean", "in", "-o", "one", "-j", "1"]);
    for jobs in ["2", "7"] {
        let ran = scene.run(&["clean", "in", "-o", jobs, "-j", jobs]);
        assert_eq!((ran.code, &ran.stderr), (Some(3), &one.stderr));
        assert_eq!(scene.shell(&format!("diff -r one {jobs}")).code, Some(0));
    }
    assert_eq!(scene.read("one/a.jsonl").lines().count(), 3100);
}

/// 600 MB of rows, and one row of 400 MB that is never in memory, with a limit of 300 MB of address space. Half of
/// that is used by code, compiled rules, stacks and the allocator's arenas before the first row is read.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded_by_threads_and_documents_not_by_the_input() {
    let scene = Scene::new();
    scene.write("row", format!("{{\"pad\":\"{}\",\"text\":\"The boats  came home.\"}}\n", "x".repeat(1_000_000)));
    let script = "rows() { for n in $(seq 300); do cat row; done; }; \
        { rows; printf '{\"text\":\"'; head -c 400000000 /dev/zero; printf '\"}\\n'; rows; } | \
        { ulimit -v 300000; \"$0\" clean -q -j 3 --max-doc-bytes 2M --format jsonl; echo \"exit $?\"; } | grep -Eo '\"The .*|exit.*' | uniq -c";
    let ran = scene.shell(script);
    assert_snapshot!(ran.stdout.replace("    ", ""), @r#"
    600 "The boats came home."}
      1 exit 3
    "#);
    assert_snapshot!(ran.stderr, @"unboil: <stdin>:301: has 400000011 bytes, more than --max-doc-bytes allows (2097152); fix the row; it is left out");
}

#[test]
fn a_document_above_the_limit_fails_alone() {
    let scene = Scene::with(&[("in/a.txt", "The boats came home.\n"), ("in/b.txt", "Home.\n")]);
    assert_eq!(scene.run(&["clean", "-q", "--max-doc-bytes", "21", "in", "-o", "all"]).code, Some(0));
    let beyond = scene.run(&["clean", "-q", "--max-doc-bytes", "20", "in", "-o", "small"]);
    assert_eq!((beyond.code, scene.list("small")), (Some(3), vec!["b.txt".to_owned()]));
    let ran = scene.run(&["clean", "--max-doc-bytes", "10", "in", "-o", "out"]);
    assert_eq!((ran.code, scene.list("out")), (Some(3), vec!["b.txt".to_owned()]));
    assert_snapshot!(ran.stderr, @r"
    unboil: in/a.txt: has 21 bytes, more than --max-doc-bytes allows (10)
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!(scene.run(&["clean", "--max-doc-bytes", "1x"]).code, Some(2));
}

#[test]
fn rejected_records_are_saved_with_their_reason() {
    let scene = Scene::new();
    scene.write("in/a.jsonl", b"{\"text\":\"One.\"}\nnonsense\n{\"text\":\"\xFF\"}\n");
    scene.write("in/b.txt", b"GIF89a\x01\0\x01\0\0\0\0\0");
    let ran = scene.run(&["clean", "-q", "in", "-o", "out", "--rejects", "bad.jsonl"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(scene.read("bad.jsonl"), @r#"
    {"error":"is not a JSON object","file":"in/a.jsonl","place":"in/a.jsonl:2","raw":"nonsense"}
    {"error":"is not valid UTF-8 at byte 10","file":"in/a.jsonl","place":"in/a.jsonl:3","raw_base64":"eyJ0ZXh0Ijoi/yJ9"}
    {"error":"this looks like binary data, not text (starts like a GIF image); use --force to clean it all the same","file":"in/b.txt","place":"in/b.txt"}
    "#);
    // A run without failures leaves an empty list, not that of the previous run.
    assert_eq!(scene.run(&["clean", "-q", "out", "-o", "again", "--rejects", "bad.jsonl"]).code, Some(0));
    assert_eq!(scene.read("bad.jsonl"), "");
}

#[test]
fn the_first_failure_ends_the_run_if_asked() {
    let scene =
        Scene::with(&[("in/a.txt", "A.\n"), ("in/b.jsonl", "nonsense\n{\"text\":\"B.\"}\n"), ("in/c.txt", "C.\n")]);
    let ran = scene.run(&["clean", "in", "-o", "out", "--fail-fast"]);
    assert_eq!((ran.code, scene.list("out")), (Some(3), vec!["a.txt".to_owned()]));
    assert_eq!(ran.stderr.matches("is not a JSON object").count(), 1, "{}", ran.stderr);
}

/// Small files are cleaned in batches, but none is written after the one that failed.
#[test]
fn the_first_failure_among_small_files_leaves_no_later_output() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/c.txt", "C.\n"), ("in/d.txt", "D.\n")]);
    scene.write("in/b.txt", b"GIF89a\x01\0\x01\0\0\0\0\0");
    for jobs in ["1", "3"] {
        let ran = scene.run(&["clean", "in", "-o", jobs, "-j", jobs, "--fail-fast"]);
        assert_eq!((ran.code, scene.list(jobs)), (Some(3), vec!["a.txt".to_owned()]), "{}", ran.stderr);
    }
    assert_eq!(scene.run(&["clean", "-q", "in", "-o", "all"]).code, Some(3));
    assert_eq!(scene.list("all"), ["a.txt", "c.txt", "d.txt"]);
}

#[cfg(unix)]
#[test]
fn in_place_replaces_what_changes_and_nothing_else() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let scene = Scene::with(&[
        ("in/a.txt", "The  boats.\n"),
        ("in/b.txt", "Home.\n"),
        ("in/c.jsonl", "{\"text\":\"a  b\"}\nnonsense\n"),
        ("in/.real.txt", "By  link.\n"),
    ]);
    symlink(".real.txt", scene.path("in/l.txt")).unwrap();
    fs::set_permissions(scene.path("in/a.txt"), fs::Permissions::from_mode(0o640)).unwrap();
    let inode = |path: &str| fs::metadata(scene.path(path)).unwrap().ino();
    let untouched = inode("in/b.txt");
    let ran = scene.run(&["clean", "--in-place", "in"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @r"
    unboil: in/c.jsonl:2: is not a JSON object; fix the row; it is left out
    unboil: in/c.jsonl: 1 of its 2 documents failed, so it is not changed; fix them, or write elsewhere with -o
    unboil: 4 documents, 2 changed, 1 failed
    ");
    assert_eq!((scene.read("in/a.txt"), scene.read("in/.real.txt")), ("The boats.\n".into(), "By link.\n".into()));
    assert_eq!(scene.read("in/c.jsonl"), "{\"text\":\"a  b\"}\nnonsense\n");
    assert_eq!(inode("in/b.txt"), untouched);
    assert_eq!(fs::metadata(scene.path("in/a.txt")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(scene.path("in/l.txt")).unwrap().is_symlink());
    assert_eq!(scene.list("in"), [".real.txt", "a.txt", "b.txt", "c.jsonl", "l.txt"]);
    assert_eq!(scene.run(&["clean", "--in-place"]).code, Some(2));
}

fn resume(scene: &Scene, more: &[&str]) -> String {
    let ran = scene.run(&[&["clean", "in", "-o", "out", "--resume"], more].concat());
    ran.stderr.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn resuming_skips_what_is_complete_and_only_that() {
    let scene = Scene::with(&[
        ("in/a.txt", "The  boats.\n"),
        ("in/b.txt", "Home.\n"),
        ("in/c.jsonl", "{\"text\":\"x\"}\nbad\n"),
    ]);
    let of = |documents: u32, changed: u32, failed: u32, skipped: &str| {
        format!("unboil: {documents} documents, {changed} changed, {failed} failed{skipped}")
    };
    assert_eq!(resume(&scene, &[]), of(4, 1, 1, ""));
    // Partly failed inputs are cleaned again.
    assert_eq!(resume(&scene, &[]), of(2, 0, 1, ", 2 outputs were complete"));
    scene.write("in/c.jsonl", "{\"text\":\"x\"}\n");
    assert_eq!(resume(&scene, &[]), "unboil: 1 document, 0 changed, 0 failed, 2 outputs were complete");
    assert_eq!(resume(&scene, &[]), of(0, 0, 0, ", 3 outputs were complete"));
    // A changed input, a changed or missing output, and changed options: all are cleaned again.
    scene.write("in/a.txt", "The  boats!\n");
    assert_eq!(resume(&scene, &[]), "unboil: 1 document, 1 changed, 0 failed, 2 outputs were complete");
    assert_eq!(scene.read("out/a.txt"), "The boats!\n");
    scene.write("out/a.txt", "The boats?\n");
    fs::remove_file(scene.path("out/b.txt")).unwrap();
    assert_eq!(resume(&scene, &[]), of(2, 1, 0, ", 1 output was complete"));
    assert_eq!(scene.read("out/a.txt"), "The boats!\n");
    assert_eq!(resume(&scene, &["--level", "bold"]), of(3, 1, 0, ""));
    assert_eq!(resume(&scene, &["--level", "bold"]), of(0, 0, 0, ", 3 outputs were complete"));
}

/// Also if the first one was complete before and is not written again.
#[test]
fn two_inputs_never_share_an_output() {
    let scene = Scene::with(&[("in/a.txt", "The  boats.\n"), ("in/a.txt.zst", "Home.\n")]);
    for done in
        ["unboil: 2 documents, 1 changed, 1 failed", "unboil: 1 document, 0 changed, 1 failed, 1 output was complete"]
    {
        let ran = scene.run(&["clean", "in", "-o", "out", "--compress", "none", "--resume"]);
        assert_eq!(ran.code, Some(3));
        assert_eq!(ran.stderr.lines().last(), Some(done), "{}", ran.stderr);
        let named = "unboil: in/a.txt.zst: its output out/a.txt is already the output of in/a.txt; clean it into another folder";
        assert!(ran.stderr.contains(named), "{}", ran.stderr);
        assert_eq!(scene.read("out/a.txt"), "The boats.\n");
    }
}

#[cfg(unix)]
#[test]
fn a_killed_run_is_resumed() {
    use std::os::unix::process::ExitStatusExt as _;
    let scene = Scene::new();
    for n in 0..60 {
        scene.write(format!("in/{n:02}.jsonl"), rows(300));
    }
    let args = ["clean", "-q", "-j", "2", "in", "-o", "out", "--resume"];
    let outputs = || -> Vec<String> {
        let mut names = if scene.path("out").exists() { scene.list("out") } else { Vec::new() };
        names.retain(|name| name.ends_with("jsonl") && !name.starts_with('.'));
        names
    };
    let mut killed = 0;
    for enough in [1, 10, 20, 30] {
        let mut child = scene.command(UNBOIL, &args).stderr(Stdio::null()).spawn().unwrap();
        while outputs().len() < enough && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        // Every file with its final name is complete.
        for name in outputs() {
            assert_eq!(scene.read(format!("out/{name}")).lines().count(), 300, "{name}");
        }
    }
    assert!(killed > 0, "it was always faster");
    assert_eq!(scene.run(&args).code, Some(0));
    assert_eq!(scene.run(&["clean", "-q", "in", "-o", "want"]).code, Some(0));
    assert_eq!(scene.shell("diff -r -x '.unboil*' want out").stdout, "");
    assert_eq!(resume(&scene, &[]), "unboil: 0 documents, 0 changed, 0 failed, 60 outputs were complete");
}

#[test]
fn a_list_of_files_may_come_from_a_file() {
    let scene =
        Scene::with(&[("a.txt", "A.\n"), ("b c.txt", "B.\n"), ("d.txt", "D.\n"), ("list", "a.txt\r\nb c.txt\n\n")]);
    assert_eq!(scene.run(&["clean", "--files-from", "list", "-o", "out"]).code, Some(0));
    assert_eq!(scene.list("out"), ["a.txt", "b c.txt"]);
    let ran = scene.run_with(&["clean", "--files-from", "-", "-0", "-o", "zero"], "b c.txt\0d.txt\0");
    assert_eq!((ran.code, scene.list("zero")), (Some(0), vec!["b c.txt".to_owned(), "d.txt".to_owned()]));
    // By name alone, these would conflict.
    let scene = Scene::with(&[("x/a.txt", "A.\n"), ("y/a.txt", "B.\n"), ("z/a.txt", "Z.\n")]);
    let ran = scene.run_with(&["clean", "z", "--files-from", "-", "-o", "out"], "./x/a.txt\ny/a.txt\ny/../x/a.txt\n");
    assert_eq!(
        (ran.code, scene.list("out")),
        (Some(3), vec!["a.txt".to_owned(), "x/a.txt".to_owned(), "y/a.txt".to_owned()])
    );
    assert_eq!(scene.run(&["clean", "--files-from", "none", "-o", "out"]).code, Some(2));
    // With an empty list, standard input is not read.
    assert_eq!(
        scene.run_with(&["clean", "--files-from", "-", "-o", "out"], "").stderr,
        "unboil: warning: there are no files to clean\nunboil: 0 documents, 0 changed, 0 failed\n"
    );
}

#[test]
fn globs_hidden_files_and_ignore_files() {
    let scene = Scene::with(&[
        ("in/a.txt", "A.\n"),
        ("in/b.md", "B.\n"),
        ("in/sub/c.txt", "C.\n"),
        ("in/.d.txt", "D.\n"),
        ("in/.gitignore", "sub\n"),
    ]);
    let taken = |args: &[&str]| {
        let _ = fs::remove_dir_all(scene.path("out"));
        let ran = scene.run(&[&["clean", "-q", "in", "-o", "out"], args].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        scene.list("out")
    };
    assert_eq!(taken(&[]), ["a.txt", "b.md", "sub/c.txt"]);
    assert_eq!(taken(&["-g", "*.txt"]), ["a.txt", "sub/c.txt"]);
    assert_eq!(taken(&["-g", "!sub"]), ["a.txt", "b.md"]);
    assert_eq!(taken(&["--hidden"]), [".d.txt", ".gitignore", "a.txt", "b.md", "sub/c.txt"]);
    assert_eq!(taken(&["--ignore-files"]), ["a.txt", "b.md"]);
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "-g", "[a"]).code, Some(2));
}

#[test]
fn the_summary_counts_removals() {
    let rule = |id: &str, category: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\ncategory = \"{category}\"\nwhy = \"x\"\nline = [\"{id} them all now\"]\nremoves = [\"{id} them all now\"]\nkeeps = [\"x\"]\n"
        )
    };
    let rules = format!("about = \"x\"\nlang = \"en\"\n\n{}{}", rule("share", "share"), rule("buy", "promo"));
    let text = "The boats came home.\n\nShare them all now\n\nThey were late.\n\nBuy them all now\n\nIt was dark.\n\nShare them all now\n";
    let scene = Scene::with(&[("rules/en/x.toml", &rules), ("a.txt", text)]);
    let ran = scene.run(&["clean", "--no-default-rules", "--rules", "rules", "a.txt", "-o", "out/"]);
    assert_snapshot!(ran.stderr, @r"
    unboil: removed: share 2, promo 1
    unboil: 1 document, 1 changed, 0 failed
    ");
}
