//! Where `clean` writes: standard output, a file, a folder, or nowhere with `--dry-run`.

use crate::scene::{Scene, UNBOIL};

const DIRTY: &str = "The ferry  sailed at nine.\n";
const CLEAN: &str = "The ferry sailed at nine.\n";

#[test]
fn one_input_becomes_one_file() {
    let scene = Scene::with(&[("a.txt", DIRTY), ("b.txt", DIRTY), ("there/x.txt", "")]);
    let ran = scene.run(&["clean", "a.txt", "-o", "new.txt"]);
    assert_eq!((ran.code, &*ran.stderr), (Some(0), "unboil: 1 document, 1 changed, 0 failed\n"));
    assert_eq!(scene.read("new.txt"), CLEAN);
    assert_eq!(scene.run_with(&["clean", "-o", "deep/er/stdin.txt"], DIRTY).code, Some(0));
    assert_eq!(scene.read("deep/er/stdin.txt"), CLEAN);
    // A folder that exists, a name that ends in a slash, or several inputs: a folder.
    for (args, output) in [
        (&["a.txt", "-o", "there"][..], "there/a.txt"),
        (&["a.txt", "-o", "fresh/"], "fresh/a.txt"),
        (&["a.txt", "b.txt", "-o", "two"], "two/b.txt"),
    ] {
        assert_eq!(scene.run(&[&["clean"][..], args].concat()).code, Some(0), "{args:?}");
        assert_eq!(scene.read(output), CLEAN, "{args:?}");
    }
    let ran = scene.run_with(&["clean", "-o", "there"], DIRTY);
    assert_eq!(
        (ran.code, &*ran.stderr),
        (
            Some(2),
            "unboil: standard input has no file name to use in a folder; name a file with -o, or name the inputs\n"
        )
    );
}

#[test]
fn a_named_file_obeys_the_rules_of_all_outputs() {
    let scene = Scene::with(&[("a.txt", DIRTY), ("new.txt", "Mine.\n"), ("x.jsonl", "{\"text\":\"The  boats.\"}\n")]);
    let ran = scene.run(&["clean", "a.txt", "-o", "new.txt", "--no-clobber"]);
    assert_eq!((ran.code, scene.read("new.txt")), (Some(3), "Mine.\n".to_owned()), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "-o", "./a.txt"]);
    assert_eq!((ran.code, scene.read("a.txt")), (Some(3), DIRTY.to_owned()), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "-o", "new.txt", "--report", "new.txt"]);
    assert_eq!((ran.code, scene.read("new.txt")), (Some(2), "Mine.\n".to_owned()), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "-o", "/dev/null"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.contains("it is a pipe or a device, which is not replaced"), "{}", ran.stderr);
    let ran = scene.run(&["clean", "a.txt", "-o", "out.txt", "--resume"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    // What its name says must be true.
    let ran = scene.run(&["clean", "x.jsonl", "-o", "x.parquet"]);
    assert_eq!(
        (ran.code, &*ran.stderr),
        (
            Some(2),
            "unboil: x.parquet: has the extension of parquet, but the input is jsonl; unboil does not convert formats; choose another \
             extension\n"
        )
    );
    assert_eq!(scene.list(""), ["a.txt", "new.txt", "x.jsonl"]);
}

#[test]
fn the_name_of_a_file_says_how_it_is_compressed() {
    let scene = Scene::with(&[("a.txt", DIRTY)]);
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "a.txt.gz"]).code, Some(0));
    assert_eq!(scene.shell("gzip -dc a.txt.gz").stdout, CLEAN);
    assert_eq!(scene.run(&["clean", "a.txt.gz", "-o", "plain.txt"]).code, Some(0));
    assert_eq!(scene.read("plain.txt"), CLEAN);
    // An option counts more than the name.
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "odd", "--compress", "gzip"]).code, Some(0));
    assert_eq!(scene.shell("gzip -dc < odd").stdout, CLEAN);
}

#[test]
fn a_named_file_is_restored() {
    let scene = Scene::with(&[("a.txt", DIRTY)]);
    assert_eq!(scene.run(&["clean", "a.txt", "-o", "new.txt", "--report", "r.jsonl"]).code, Some(0));
    assert_eq!(scene.run(&["restore", "new.txt", "--report", "r.jsonl", "-o", "back.txt"]).code, Some(0));
    assert_eq!(scene.read("back.txt"), DIRTY);
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_it_would_do() {
    let scene = Scene::with(&[
        ("in/a.txt", DIRTY),
        ("in/b.txt", CLEAN),
        ("in/c.txt", "GIF89a\u{1}\0\u{1}\0\0\0\0\0"),
        ("in/x.py", "x\n"),
    ]);
    let before = scene.list("");
    for args in [
        &["-o", "out"][..],
        &["--in-place"],
        &["-o", "out", "--report", "r.jsonl", "--rejects", "bad.jsonl"],
        &["-o", "out", "--on-bad-bytes", "quarantine", "--quarantine", "bad"],
    ] {
        let ran = scene.run(&[&["clean", "--dry-run", "in"], args].concat());
        assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{args:?} {}", ran.stderr);
        assert!(ran.stderr.contains("unboil: in/a.txt: changed\nunboil: in/b.txt: unchanged\n"), "{}", ran.stderr);
        assert!(ran.stderr.contains("unboil: in/x.py: skipped\n"), "{}", ran.stderr);
        assert!(
            ran.stderr.ends_with("unboil: 3 documents, 1 changed, 1 failed\nunboil: dry run: nothing was written\n"),
            "{}",
            ran.stderr
        );
        assert_eq!(scene.list(""), before, "{args:?}");
        assert!(!scene.path("out").exists(), "{args:?}");
    }
    assert_eq!(scene.read("in/a.txt"), DIRTY);
    let ran = scene.run_with(&["clean", "-n"], DIRTY);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), ""), "{}", ran.stderr);
    let ran = scene.run(&["clean", "-q", "-n", "in/a.txt"]);
    assert_eq!((ran.code, ran.stdout + &ran.stderr), (Some(0), String::new()));
    assert_eq!(scene.run(&["clean", "-n", "in", "-o", "out", "--resume"]).code, Some(2));
    // A name that could not be written is an error here too.
    scene.write("out/a.txt", "Mine.\n");
    let ran = scene.run(&["clean", "-n", "in/a.txt", "-o", "out", "--no-clobber"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
}

#[test]
fn verbose_names_each_input() {
    let scene = Scene::with(&[("in/a.txt", DIRTY), ("in/rows.jsonl", "{\"text\":\"a  b\"}\n{\"text\":\"c\"}\n")]);
    let ran = scene.run(&["clean", "-v", "in", "-o", "out", "--resume"]);
    assert_eq!(
        ran.stderr,
        "unboil: in/a.txt: changed\nunboil: in/rows.jsonl: 1 of 2 documents changed\nunboil: 3 documents, 2 changed, 0 failed\n"
    );
    let ran = scene.run(&["clean", "--verbose", "in", "-o", "out", "--resume"]);
    assert!(ran.stderr.starts_with("unboil: in/a.txt: complete, skipped\n"), "{}", ran.stderr);
    assert_eq!(scene.run(&["clean", "-v", "-q", "in", "-o", "out"]).code, Some(2));
}

#[test]
fn a_message_begins_with_the_name_of_the_program_in_the_color_of_its_kind() {
    let scene =
        Scene::with(&[("a.txt", "GIF89a\u{1}\0\u{1}\0\0\0\0\0"), ("b.txt", DIRTY), ("own/x.toml", "rule = 1\n")]);
    let stderr = |args: &[&str], color: &str| {
        let mut command = scene.command(UNBOIL, args);
        command.env_remove("NO_COLOR").env("FORCE_COLOR", color);
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    for (args, start) in [
        (&["clean", "a.txt", "-o", "x.txt"][..], "\u{1b}[1;31munboil:\u{1b}[0m a.txt: "),
        (&["clean", "--no-such-option"], "\u{1b}[1;31munboil:\u{1b}[0m unexpected argument"),
        (&["rules", "test", "own"], "\u{1b}[1;31munboil:\u{1b}[0m "),
        (&["clean", "b.txt", "-o", "out.txt"], "\u{1b}[1munboil:\u{1b}[0m 1 document"),
        (&["clean", "in", "-g", "*.md", "-o", "out"], "\u{1b}[1;31munboil:\u{1b}[0m in: cannot read"),
    ] {
        let colored = stderr(args, "1");
        assert!(colored.starts_with(start), "{colored:?}");
        let plain = stderr(args, "0");
        assert!(plain.starts_with("unboil: ") && !plain.contains('\u{1b}'), "{plain:?}");
        let never = stderr(&[args, &["--color", "never"]].concat(), "1");
        assert!(!never.contains('\u{1b}'), "{never:?}");
    }
}
