//! No file of a run is written over another one, and nothing but files is replaced. SECURITY.md refers to these tests.

use std::fs;

use insta::assert_snapshot;

use crate::scene::{Ran, Scene};

fn corpus() -> Scene {
    Scene::with(&[
        ("corpus/a.txt", "The  boats.\n"),
        ("corpus/b.txt", "The  piers.\n"),
        ("list", "corpus/a.txt\n"),
        ("rules/en/x.toml", "about = \"x\"\nlang = \"en\"\n"),
        ("unboil.toml", "[rules]\nlevel = \"bold\"\n"),
    ])
}

/// All files of the scene with their content.
fn all(scene: &Scene) -> Vec<(String, String)> {
    scene.list("").into_iter().filter(|name| name != "linked").map(|name| (name.clone(), scene.read(&name))).collect()
}

#[test]
fn a_report_and_rejects_are_no_other_file_of_the_run() {
    for (args, what) in [
        ("clean corpus -o out --report corpus/a.txt", "corpus/a.txt: is also read by this run"),
        ("clean corpus/a.txt --rejects corpus/a.txt", "corpus/a.txt: is also read by this run"),
        ("clean corpus -o out --rejects corpus/b.txt", "corpus/b.txt: is also read by this run"),
        ("clean --in-place corpus --report corpus/b.txt", "corpus/b.txt: exists, and may be"),
        ("clean --in-place corpus --rejects ./corpus/../corpus/b.txt", "is also read by this run"),
        ("clean corpus -o out --report hard.txt", "hard.txt: is also read by this run"),
        ("clean corpus -o out --report x --rejects x", "x: is also the file of --report"),
        ("clean corpus -o out --report new/x --rejects ./new/x", "new/x: is also the file of --report"),
        ("clean corpus -o out --report out/a.txt", "out/a.txt: is also the output of corpus/a.txt"),
        ("clean corpus -o there --rejects there/a.txt", "there/a.txt: is also the output of corpus/a.txt"),
        ("clean corpus -o there --rejects linked/b.txt", "linked/b.txt: is also the output of corpus/b.txt"),
        ("clean corpus -o out --compress gzip --report out/a.txt.gz", "is also the output of corpus/a.txt"),
        ("clean corpus -o out --resume --rejects out/.unboil-resume.jsonl", "is also the list of --resume"),
        ("clean --files-from list -o out --report list", "list: is also read by this run"),
        ("clean corpus -o out --rules rules --report rules/en/x.toml", "is also read by this run"),
        ("clean corpus -o out --report unboil.toml", "unboil.toml: is also read by this run"),
        ("clean --report corpus/a.txt < corpus/a.txt", "is also the file of standard input"),
        ("clean corpus/a.txt --report said > said", "said: is also the file of standard output"),
        (
            "clean corpus/a.txt --on-bad-bytes quarantine --quarantine q corpus/b.txt -o out --rejects q/b.txt",
            "q/b.txt: is also the output of corpus/b.txt",
        ),
    ] {
        let scene = corpus();
        fs::hard_link(scene.path("corpus/b.txt"), scene.path("hard.txt")).unwrap();
        scene.write("there/old.txt", "Old.\n");
        std::os::unix::fs::symlink("there", scene.path("linked")).unwrap();
        scene.write("said", "");
        let before = all(&scene);
        let ran = scene.shell(&format!("\"$0\" {args}"));
        assert_eq!(ran.code, Some(2), "{args}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(what) && ran.stderr.contains("give another file with --re"),
            "{args}: {}",
            ran.stderr
        );
        assert_eq!(all(&scene), before, "{args}");
        assert!(!scene.path("out").exists() && !scene.path("new").exists(), "{args}: a refused call leaves no folder");
    }
}

/// What must not change: files that lie beside those of the run, also if an earlier run wrote them.
#[test]
fn a_report_and_rejects_may_lie_anywhere_else() {
    let scene = corpus();
    for n in 0..2 {
        for args in [
            "clean corpus -o out --report out/report.jsonl --rejects out/rejects.jsonl",
            "clean corpus/a.txt -o out/ --report out/b.txt",
            "clean corpus -o out --report /dev/null --rejects /dev/null",
            "clean --in-place corpus --report $N.jsonl --rejects rejects.jsonl",
        ] {
            let ran = scene.shell(&format!("N={n}; \"$0\" {args}"));
            assert_eq!(ran.code, Some(0), "{args}: {}", ran.stderr);
        }
    }
    assert_eq!((scene.read("out/a.txt"), scene.read("out/b.txt")), ("The boats.\n".into(), "The piers.\n".into()));
}

#[test]
fn an_output_is_not_written_over_a_list_or_rules() {
    let scene = corpus();
    scene.write("in/list", "The  boats.\n");
    scene.write("in/x.toml", "The  piers.\n");
    let before = (scene.read("list"), scene.read("rules/en/x.toml"));
    let ran = scene.run(&["clean", "--files-from", "list", "in/list", "-o", "."]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("in/list: its output ./list is an input"), "{}", ran.stderr);
    let ran = scene.run(&["clean", "--rules", "rules", "in/x.toml", "-o", "rules/en/"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert_eq!((scene.read("list"), scene.read("rules/en/x.toml")), before);
}

#[test]
fn a_restored_text_is_not_written_over_the_report() {
    let scene = corpus();
    assert_eq!(scene.run(&["clean", "corpus", "-o", "out", "--report", "again/a.txt"]).code, Some(2));
    fs::create_dir(scene.path("again")).unwrap();
    assert_eq!(scene.run(&["clean", "corpus", "-o", "out", "--report", "again/a.txt"]).code, Some(0));
    let report = scene.read("again/a.txt");
    let ran = scene.run(&["restore", "out", "--report", "again/a.txt", "-o", "again"]);
    assert_eq!((ran.code, scene.read("again/a.txt")), (Some(3), report.clone()), "{}", ran.stderr);
    assert_eq!(scene.read("again/b.txt"), "The  piers.\n");
    let ran = scene.run(&["restore", "out/a.txt", "--report", "again/a.txt", "-o", "again/../again/a.txt"]);
    assert_eq!((ran.code, scene.read("again/a.txt")), (Some(2), report), "{}", ran.stderr);
    let ran = scene.shell("\"$0\" restore - --report again/a.txt -o out/b.txt < out/b.txt");
    assert_eq!((ran.code, scene.read("out/b.txt").as_str()), (Some(2), "The piers.\n"), "{}", ran.stderr);
    assert_eq!(scene.run(&["restore", "out/a.txt", "--report", "again/a.txt", "-o", "new/a.txt"]).code, Some(0));
    assert_eq!(scene.read("new/a.txt"), "The  boats.\n");
}

/// Documents of the same name, of two runs, in one folder.
#[test]
fn a_quarantined_document_is_not_written_over_anything() {
    let scene = Scene::new();
    scene.write("x/a.txt", b"caf\xE9 \xFF\xFE\x80 one.\n");
    scene.write("y/a.txt", b"caf\xE9 \xFF\xFE\x80 two.\n");
    let run = |input: &str, to: &str| {
        let args = [
            "clean",
            "-q",
            "--encoding",
            "utf-8",
            "--on-bad-bytes",
            "quarantine",
            input,
            "-o",
            "out",
            "--quarantine",
            to,
        ];
        assert_eq!(scene.run(&args).code, Some(3));
    };
    for _ in 0..2 {
        run("x", "bad");
        run("y", "bad");
    }
    assert_eq!(scene.list("bad"), ["a.txt", "a.txt.2"]);
    assert_eq!(fs::read(scene.path("bad/a.txt")).unwrap(), fs::read(scene.path("x/a.txt")).unwrap());
    assert_eq!(fs::read(scene.path("bad/a.txt.2")).unwrap(), fs::read(scene.path("y/a.txt")).unwrap());
    // The folder of another input.
    let input = fs::read(scene.path("y/a.txt")).unwrap();
    run("x", "y");
    assert_eq!(fs::read(scene.path("y/a.txt")).unwrap(), input);
    assert_eq!(scene.list("y"), ["a.txt", "a.txt.2"]);
}

/// A pipe with a reader: what it got, once the script is over.
fn with_pipe(scene: &Scene, script: &str) -> Ran {
    use std::os::unix::fs::FileTypeExt as _;
    let ran = scene.shell(&format!("mkfifo p; cat p > got & {script}; code=$?; wait; rm -f q; exit $code"));
    assert!(fs::symlink_metadata(scene.path("p")).unwrap().file_type().is_fifo(), "{script}");
    ran
}

#[test]
fn pipes_are_written_to_and_stay_pipes() {
    for (script, got) in [
        ("\"$0\" clean bad.jsonl --rejects p > /dev/null", "nonsense"),
        ("\"$0\" clean corpus -o out --report p", "\"kind\":\"summary\""),
        ("\"$0\" restore clean.txt --report r.jsonl -o p", "The  boats.\n"),
        ("\"$0\" review corpus/a.txt -o p", "<!doctype html>"),
        ("\"$0\" stats r.jsonl --page p", "<!doctype html>"),
        ("ln -s p q; \"$0\" clean corpus -o out --report q", "\"kind\":\"summary\""),
    ] {
        let scene = corpus();
        scene.write("bad.jsonl", "nonsense\n");
        let ran = scene.run(&["clean", "corpus/a.txt", "--report", "r.jsonl"]);
        scene.write("clean.txt", ran.stdout);
        let ran = with_pipe(&scene, script);
        assert!(matches!(ran.code, Some(0 | 3)), "{script}: {}", ran.stderr);
        assert!(scene.read("got").contains(got), "{script}: {:?} {}", scene.read("got"), ran.stderr);
    }
}

#[test]
fn an_output_that_is_a_pipe_or_a_link_fails_by_name() {
    let scene = corpus();
    scene.write("victim", "mine\n");
    scene.shell("mkdir out; mkfifo out/a.txt; ln -s ../victim out/b.txt");
    let ran = scene.run(&["clean", "corpus", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: corpus/a.txt: its output out/a.txt cannot be written: it is a pipe or a device, which is not replaced by a file; remove it or write elsewhere with -o
    unboil: corpus/b.txt: its output out/b.txt cannot be written: it is a symbolic link, which is neither replaced nor followed; remove it or write elsewhere with -o
    unboil: 2 documents, 0 changed, 2 failed
    ");
    let ran = scene.run(&["clean", "corpus", "-o", "other", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let ran = scene.run(&["restore", "other", "--report", "r.jsonl", "-o", "out"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (Some(3), 3), "{}", ran.stderr);
    let ran = scene.shell("test -p out/a.txt && test -L out/b.txt && cat victim");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "mine\n"));
}

/// What they lead to was not named. Whoever may write to the folder could have put them there.
#[test]
fn links_are_neither_replaced_nor_followed() {
    for (args, code) in [
        ("clean corpus -o out --report link", 2),
        ("clean corpus -o out --rejects link", 2),
        ("clean corpus -o out --report nowhere", 2),
        ("restore clean.txt --report r.jsonl -o link", 2),
        ("review corpus -o page", 2),
        ("stats r.jsonl --page link", 2),
        ("clean corpus -o listed --resume", 2),
    ] {
        let scene = corpus();
        let ran = scene.run(&["clean", "corpus/a.txt", "--report", "r.jsonl"]);
        scene.write("clean.txt", ran.stdout);
        scene.write("victim", "mine\n");
        assert_eq!(scene.run(&["review", "corpus", "-o", "real.html"]).code, Some(0));
        scene.shell("ln -s victim link; ln -s none nowhere; ln -s real.html page; mkdir listed; ln -s ../victim listed/.unboil-resume.jsonl");
        let ran = scene.shell(&format!("\"$0\" {args}"));
        assert_eq!(ran.code, Some(code), "{args}: {}", ran.stderr);
        assert!(ran.stderr.contains("symbolic link"), "{args}: {}", ran.stderr);
        let links = scene.shell("readlink link nowhere page listed/.unboil-resume.jsonl");
        assert_eq!(links.stdout, "victim\nnone\nreal.html\n../victim\n", "{args}");
        assert_eq!(scene.read("victim"), "mine\n", "{args}");
        assert!(!scene.path("none").exists());
    }
    // Standard output has names that are links.
    if fs::symlink_metadata("/dev/stdout").is_ok() {
        let scene = corpus();
        assert_eq!(scene.shell("\"$0\" clean corpus -o out --report /dev/stdout > r.jsonl").code, Some(0));
        assert_eq!(scene.read("r.jsonl").lines().last().map(|line| line.contains("summary")), Some(true));
    }
}

/// A run that continues skips what is complete, so its report would lack that.
#[test]
fn resuming_is_refused_with_a_report() {
    let scene = corpus();
    let ran = scene.run(&["clean", "corpus", "-o", "out", "--resume", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: with --resume the report would lack the outputs that are complete and skipped; leave out --resume, or let `unboil watch --once --reports` write a report for each file");
    assert!(!scene.path("out").exists() && !scene.path("r.jsonl").exists());
    assert_eq!(scene.run(&["clean", "corpus", "-o", "out", "--resume"]).code, Some(0));
}

/// Exit code 2 says that nothing was written.
#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_completed_is_a_failure_among_others() {
    let scene = corpus();
    for option in ["--report", "--rejects"] {
        scene.write("bad.jsonl", "nonsense\n");
        let ran = scene.run(&["clean", "corpus", "bad.jsonl", "-o", "out", option, "/dev/full"]);
        assert_eq!(ran.code, Some(3), "{}", ran.stderr);
        assert!(ran.stderr.contains("/dev/full: cannot write: no space left on the disk"), "{}", ran.stderr);
        assert_eq!(scene.read("out/a.txt"), "The boats.\n");
    }
}
