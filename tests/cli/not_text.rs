//! What is not text is not rewritten.

use crate::scene::Scene;

/// A small source repository, in which spaces, entities and repeated lines have a meaning.
const REPOSITORY: &[(&str, &str)] = &[
    ("src/lib.rs", "fn main() {\n    let a = \"&amp;\";\n\n\n    println!(\"{a}\");\n}\n"),
    ("tool.py", "def f():\n    if x:\n        return 1\n\n\ndef g():\n\treturn 2\n"),
    ("Makefile", "all:\n\techo  hi\n"),
    (".github/ci.yml", "a:\n  - b\n"),
    ("ci.yml", "on:\n  push:\n    - main\n"),
    ("package.json", "{\n  \"name\": \"a &amp; b\"\n}\n"),
    ("Cargo.toml", "[package]\nname   = \"boats\"\n"),
    ("README.md", "# Boats\n\n```sh\nif x; then\n    make\nfi\n```\n\n    make  all\n\n- a\n    - b\n\n\n\nEnd.\n"),
    ("LICENSE", "   Licence\n\n\n  1.  You  may  sail.\n"),
    ("LICENSE.txt", "   Licence\n\n\n  1.  You  may  sail.\n"),
    ("requirements.txt", "boats  == 1.0\nboats  == 1.0\n"),
    ("CMakeLists.txt", "if(A)\n  set(B  1)\nendif()\n"),
    ("docs/index.html", "<!DOCTYPE html>\n<p>closed &amp;   shut</p>\n"),
    ("feed.xml", "<a  b=\"&quot;1&quot;\">1 &lt; 2</a>\n"),
    ("script", "#!/bin/sh\nif x; then\n    y\nfi\n"),
];

#[test]
fn a_source_repository_survives_in_place() {
    let scene = Scene::with(REPOSITORY);
    for args in [&["clean", "--in-place", "."][..], &["clean", "--in-place", "--hidden", "."]] {
        let ran = scene.run(args);
        for (path, text) in REPOSITORY {
            assert_eq!(scene.read(path), *text, "{path} {args:?} {}", ran.stderr);
        }
    }
}

#[test]
fn a_folder_run_takes_texts_and_records_and_counts_the_others() {
    let scene = Scene::with(&[
        ("in/a.txt", "The ferry  sailed.\n"),
        ("in/page", "The ferry  sailed.\n"),
        ("in/c1.story", "The ferry  sailed.\n"),
        ("in/b.jsonl", "{\"text\":\"The ferry  sailed.\"}\n"),
        ("in/x.py", "if x:\n    y\n"),
        ("in/y.py", "if x:\n    y\n"),
        ("in/Makefile", "all:\n\techo\n"),
    ]);
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "unboil: skipped 3 files with names other than those of texts and records (2 .py, 1 Makefile); to read one, name \
         it\nunboil: 4 documents, 4 changed, 0 failed\n"
    );
    assert_eq!(scene.list("out"), ["a.txt", "b.jsonl", "c1.story", "page"]);
    let ran = scene.run(&["check", "in"]);
    assert!(ran.stderr.contains("skipped 3 files"), "{}", ran.stderr);
    assert!(!ran.stdout.contains(".py"), "{}", ran.stdout);
    let ran = scene.run(&["clean", "in", "-o", "all", "--format", "text", "-g", "*.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(scene.list("all"), ["x.py", "y.py"]);
    // In place only names of texts count, unless files are chosen.
    let ran = scene.run(&["clean", "--in-place", "in"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(scene.read("in/a.txt"), "The ferry sailed.\n");
    assert_eq!(scene.read("in/page"), "The ferry  sailed.\n");
    assert_eq!(scene.run(&["clean", "--in-place", "in", "-g", "page"]).code, Some(0));
    assert_eq!(scene.read("in/page"), "The ferry sailed.\n");
}

#[test]
fn what_is_not_text_is_refused_and_the_error_says_what_to_do() {
    let html = "<!DOCTYPE html>\n<html>\n<p>closed &amp; shut</p>\n";
    let scene = Scene::with(&[
        ("page.html", "<p>closed &amp; shut</p>\n"),
        ("page.txt", html),
        ("a.xml", "<b x=\"&quot;1&quot;\">1 &lt; 2</b>\n"),
        ("a.py", "if x:\n    y\n"),
        ("a.yml", "a:\n  b\n"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nThe ferry.\n"),
        ("a.eml", "Subject: Boats\n\nThe ferry.\n"),
    ]);
    let said = |path: &str| {
        let ran = scene.run(&["clean", path]);
        assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{path}");
        ran.stderr
    };
    insta::assert_snapshot!(
        ["page.html", "page.txt", "a.xml", "a.py", "a.yml", "a.srt", "a.eml"].map(said).concat(),
        @"
    unboil: page.html: is HTML, not text; extract its text first, for example with trafilatura; --format text cleans it all the same
    unboil: page.txt: is HTML, not text; extract its text first, for example with trafilatura; --format text cleans it all the same
    unboil: a.xml: is XML, not text; extract its text first; --format text cleans it all the same
    unboil: a.py: is source code or markup, not text; its white space has a meaning; --format text cleans it all the same
    unboil: a.yml: is a configuration file, not text; its white space has a meaning; --format text cleans it all the same
    unboil: a.srt: is a subtitle file, not text; extract their text first, for example with the Python package webvtt-py; --format text cleans it all the same
    unboil: a.eml: is mail, not text; extract the body first, for example with Python's `email` or `mailbox`; --format text cleans it all the same
    "
    );
    let ran = scene.run_with(&["clean"], html.as_bytes());
    assert_eq!((ran.code, &*ran.stdout), (Some(3), ""), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("unboil: <stdin>: is HTML"), "{}", ran.stderr);
    for option in ["--force", "--format=text"] {
        let ran = scene.run(&["clean", "page.html", option]);
        assert_eq!((ran.code, &*ran.stdout), (Some(0), "<p>closed & shut</p>\n"), "{option} {}", ran.stderr);
    }
}

/// The nearest texts that are cleaned.
#[test]
fn articles_about_code_and_markup_are_cleaned() {
    for text in [
        "<html> is the outermost  element of a page.\n",
        "# The  harbour\n\nThe ferry sailed.\n",
        "<b>Bold</b>  words begin this text.\n",
        "#!/bin/sh is the first  line of most scripts that run at the harbour.\n",
        "Use <br>  or <p>.\n\n<!DOCTYPE html>\n<html>\n",
        "From: The Editor\nTo: Readers\nSubject: The  pier\n",
    ] {
        let ran = Scene::new().run_with(&["clean"], text.as_bytes());
        assert_eq!(ran.code, Some(0), "{text} {}", ran.stderr);
        assert_eq!(ran.stdout, text.replace("  ", " "), "{text}");
    }
}
