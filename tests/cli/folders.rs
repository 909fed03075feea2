//! `-o DIR`: which inputs are read, where outputs are written, and what is never overwritten.

use std::fs;

use insta::assert_snapshot;

use crate::scene::Scene;

#[test]
fn a_folder_is_mirrored() {
    let scene = Scene::with(&[
        ("in/b.txt", "The boats came home.\n"),
        ("in/a/deep/c.log", "The storm passed.\r\n"),
        ("in/a/empty.txt", ""),
        ("in/.hidden", "Nobody saw it.\n"),
    ]);
    let ran = scene.run(&["clean", "in", "-o", "new/out"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert_snapshot!(ran.stderr, @"unboil: 3 documents, 1 changed, 0 failed");
    assert_eq!(scene.list("new/out"), ["a/deep/c.log", "a/empty.txt", "b.txt"]);
    assert_eq!(scene.read("new/out/b.txt"), "The boats came home.\n");
    assert_eq!(scene.read("new/out/a/deep/c.log"), "The storm passed.\n");
    assert_eq!(scene.read("new/out/a/empty.txt"), "");
    assert_eq!(scene.read("in/a/deep/c.log"), "The storm passed.\r\n");
}

#[test]
fn files_and_folders_are_written_to_one_folder() {
    let scene = Scene::with(&[("x/a.txt", "A.\n"), ("in/b.txt", "B.\n")]);
    let ran = scene.run(&["clean", "x/a.txt", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(scene.list("out"), ["a.txt", "b.txt"]);
}

#[test]
fn quiet_omits_the_summary() {
    let scene = Scene::with(&[("a.txt", "A.\n")]);
    assert_eq!(scene.run(&["clean", "-q", "a.txt", "-o", "out/"]).stderr, "");
}

#[test]
fn existing_outputs_are_replaced_unless_asked_not_to() {
    let scene = Scene::with(&[("in/a.txt", "New.\n"), ("in/b.txt", "New.\n"), ("out/a.txt", "Old.\n")]);
    let ran = scene.run(&["clean", "in", "-o", "out", "--no-clobber"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: in/a.txt: its output out/a.txt exists; remove it or leave out --no-clobber
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!((scene.read("out/a.txt"), scene.read("out/b.txt")), ("Old.\n".into(), "New.\n".into()));
    assert_eq!(scene.run(&["clean", "in", "-o", "out"]).code, Some(0));
    assert_eq!(scene.read("out/a.txt"), "New.\n");
}

#[test]
fn the_second_document_for_one_output_fails() {
    let scene = Scene::with(&[("x/a.txt", "First.\n"), ("y/a.txt", "Second.\n")]);
    let ran = scene.run(&["clean", "x", "y/a.txt", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: y/a.txt: its output out/a.txt is already the output of x/a.txt; clean it into another folder
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!(scene.read("out/a.txt"), "First.\n");
}

#[test]
fn an_output_folder_inside_the_input_is_not_read() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/out/old.txt", "Old.\n")]);
    for _ in 0..2 {
        let ran = scene.run(&["clean", "in", "-o", "in/out"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "unboil: 1 document, 0 changed, 0 failed\n"));
        assert_eq!(scene.list("in"), ["a.txt", "out/a.txt", "out/old.txt"]);
    }
}

#[test]
fn a_folder_is_not_cleaned_into_itself() {
    let scene = Scene::with(&[("in/a.txt", "A.  \n")]);
    let ran = scene.run(&["clean", "in", "-o", "./in"]);
    assert_eq!(ran.code, Some(2));
    assert_snapshot!(ran.stderr, @"unboil: in: is both input and output; inputs are never overwritten; give another folder with -o");
    assert_eq!(scene.read("in/a.txt"), "A.  \n");
}

#[test]
fn no_input_is_overwritten() {
    let scene = Scene::with(&[("in/a.txt", "A.  \n"), ("other/a.txt", "Other.\n")]);
    let own = scene.run(&["clean", "in/a.txt", "-o", "in"]);
    assert_eq!(own.code, Some(3));
    assert_snapshot!(own.stderr, @"
    unboil: in/a.txt: its output in/a.txt is an input; inputs are never overwritten; write elsewhere with -o
    unboil: 1 document, 0 changed, 1 failed
    ");
    let others = scene.run(&["clean", "other/a.txt", "in/a.txt", "-o", "in"]);
    assert_eq!(others.code, Some(3));
    assert_snapshot!(others.stderr, @"
    unboil: other/a.txt: its output in/a.txt is an input; inputs are never overwritten; write elsewhere with -o
    unboil: in/a.txt: its output in/a.txt is an input; inputs are never overwritten; write elsewhere with -o
    unboil: 2 documents, 0 changed, 2 failed
    ");
    assert_eq!(scene.read("in/a.txt"), "A.  \n");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_input_is_the_input() {
    let scene = Scene::with(&[("in/a.txt", "A.  \n")]);
    fs::create_dir(scene.path("out")).unwrap();
    std::os::unix::fs::symlink("../in/a.txt", scene.path("out/a.txt")).unwrap();
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: in/a.txt: its output out/a.txt is an input; inputs are never overwritten; write elsewhere with -o
    unboil: 1 document, 0 changed, 1 failed
    ");
    assert_eq!(scene.read("in/a.txt"), "A.  \n");
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let scene = Scene::new();
    let name = OsStr::from_bytes(b"caf\xE9.txt");
    scene.write(scene.path("in").join(name), "The boats came home.\n");
    scene.write(
        scene.path("in").join(OsStr::from_bytes(b"b\xE9.bin")),
        b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x01\0".repeat(10),
    );
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.stderr.starts_with("unboil: in/b\\xE9.bin: "), "{}", ran.stderr);
    assert_eq!(scene.read(scene.path("out").join(name)), "The boats came home.\n");
}

#[cfg(unix)]
#[test]
fn outputs_have_ordinary_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::with(&[("a.txt", "A.\n")]);
    let ran = scene.shell("umask 027; \"$0\" clean a.txt -o out/");
    assert_eq!(ran.code, Some(0));
    assert_eq!(fs::metadata(scene.path("out/a.txt")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_to_another_is_not_written_over_it() {
    let scene = Scene::with(&[("in/a.txt", "A.\n"), ("in/b.txt", "B.\n"), ("out/a.txt", "Old.\n")]);
    std::os::unix::fs::symlink("a.txt", scene.path("out/b.txt")).unwrap();
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: in/b.txt: its output out/b.txt is already the output of in/a.txt; clean it into another folder
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!((scene.read("out/a.txt"), scene.read("out/b.txt")), ("A.\n".into(), "A.\n".into()));
    assert!(fs::symlink_metadata(scene.path("out/b.txt")).unwrap().is_symlink());
}

/// Small files are read and cleaned in batches, which must not change any output.
#[test]
fn files_in_batches_are_cleaned_as_each_would_be_alone() {
    let scene = Scene::new();
    for n in 0..150 {
        scene.write(format!("in/{n:03}.txt"), format!("Boat {n}  came home.\n"));
    }
    scene.write("in/050.txt", b"\0\x01\x02\0\xFF\xFE\0".repeat(30));
    scene.write("in/070.txt", "The  boats came home before the storm.\n".repeat(9000));
    scene.write("in/090.txt", "");
    scene.write("in/120.jsonl", "{\"text\":\"A  b.\"}\nnonsense\n");
    assert_eq!(scene.shell("printf 'Packed  boats.\\n' | gzip -n > in/110.txt").code, Some(0));
    let mut said = String::new();
    for jobs in ["1", "2", "7"] {
        let ran = scene.run(&["clean", "in", "-o", jobs, "-j", jobs]);
        assert_eq!(ran.code, Some(3));
        assert!(said.is_empty() || said == ran.stderr, "{said}{}", ran.stderr);
        said = ran.stderr;
        assert_eq!(scene.shell(&format!("diff -r 1 {jobs}")).code, Some(0));
    }
    let places: Vec<_> = said.lines().filter_map(|line| line.split(": ").nth(1)).collect();
    assert_eq!(places, ["in/050.txt", "in/120.jsonl:2", "152 documents, 149 changed, 2 failed"], "{said}");
    let names = scene.list("1");
    assert!(names.len() == 150 && !names.contains(&"050.txt".to_owned()), "{names:?}");
    assert_eq!(scene.read("1/049.txt"), "Boat 49 came home.\n");
    assert_eq!(scene.read("1/070.txt"), "The boats came home before the storm.\n".repeat(9000));
    assert_eq!(scene.read("1/090.txt"), "");
    assert_eq!(scene.shell("gzip -dc < 1/110.txt").stdout, "Packed boats.\n");
    assert_eq!(scene.read("1/120.jsonl"), "{\"text\":\"A b.\"}\n");
    // Again, with all outputs present.
    let ran = scene.run(&["clean", "in", "-o", "1", "-j", "2"]);
    assert_eq!((ran.code, ran.stderr), (Some(3), said));
    assert_eq!(scene.shell("diff -r 1 2").code, Some(0));
}
