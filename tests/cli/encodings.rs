//! Detection of encodings, and invalid bytes.

use insta::assert_snapshot;

use crate::scene::Scene;

/// "Die größte Stadt über dem Fluß liegt schön." in IBM850.
const GERMAN: &[u8] = b"Die gr\x94\xE1te Stadt \x81ber dem Flu\xE1 liegt sch\x94n.\n";

/// UTF-8 with two invalid bytes.
const BROKEN: &[u8] = "Una fábrica está aquí.\nÉl vivió allí \u{0}.\n".as_bytes();

fn broken() -> Vec<u8> {
    BROKEN.iter().map(|&byte| if byte == 0 { 0xFF } else { byte }).collect()
}

#[test]
fn detect_prints_encoding_evidence_confidence_and_runner_up() {
    let scene = Scene::new();
    scene.write("in/dos.txt", GERMAN);
    scene.write("in/feed.xml", b"<?xml version=\"1.0\" encoding=\"koi8-r\"?><a>\xF0\xD2\xC9\xD7\xC5\xD4</a>");
    scene.write("in/plain.txt", "Grüße\n");
    scene.write("in/wide.txt", b"\xFF\xFEh\0i\0");
    scene.write("in/worn.txt", broken());
    let ran = scene.run(&["encodings", "detect", "in"]);
    assert_snapshot!(ran.stderr, @"");
    assert_snapshot!(ran.stdout, @"
    in/dos.txt: IBM850, guessed, 99 % sure, then macintosh
    in/feed.xml: KOI8-R, declared in the document, 95 % sure
    in/plain.txt: UTF-8, valid UTF-8, 100 % sure
    in/wide.txt: UTF-16LE, byte order mark, 100 % sure
    in/worn.txt: UTF-8, UTF-8 but for a few bytes, 98 % sure, 1 bad sequence
    ");
    assert_eq!(ran.code, Some(0));
}

/// `clean` reads it, so its encoding is that of the text in it.
#[test]
fn detect_looks_through_compression() {
    let scene = Scene::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, GERMAN).unwrap();
    let packed = packed.finish().unwrap();
    scene.write("a.txt.gz", &packed);
    scene.write("cut.gz", &packed[..packed.len() - 9]);
    let ran = scene.run(&["encodings", "detect", "a.txt.gz", "cut.gz"]);
    assert_snapshot!(ran.stdout, @"a.txt.gz: IBM850, guessed, 99 % sure, then macintosh");
    assert_snapshot!(ran.stderr, @"unboil: cut.gz: cannot read: the gzip data ends too early");
    assert_eq!(ran.code, Some(3));
}

#[test]
fn detect_prints_json_lines_and_continues_after_a_failure() {
    let scene = Scene::new();
    scene.write("a.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR");
    scene.write("b.txt", "Grüße\n");
    let ran = scene.run(&["encodings", "detect", "--json", "a.png", "missing.txt", "b.txt"]);
    assert_snapshot!(ran.stdout, @r#"{"bad_sequences":0,"bom":0,"confidence":100,"encoding":"UTF-8","evidence":"valid","path":"b.txt","runner_up":null}"#);
    assert_snapshot!(ran.stderr, @"
    unboil: a.png: this looks like binary data, not text (starts like a PNG image); use --force to clean it all the same
    unboil: missing.txt: cannot read: no such file or folder; check the spelling, or where the link points
    ");
    assert_eq!(ran.code, Some(3));
}

#[test]
fn detect_reads_standard_input() {
    let ran = Scene::new().run_with(&["encodings", "detect"], GERMAN);
    assert_snapshot!(ran.stdout, @"<stdin>: IBM850, guessed, 99 % sure, then macintosh");
}

#[test]
fn list_prints_all_accepted_encodings() {
    let scene = Scene::with(&[("x.txt", "x\n")]);
    let ran = scene.run(&["encodings", "list"]);
    assert_eq!(ran.code, Some(0));
    for name in ran.stdout.lines().filter_map(|line| line.split(' ').next()) {
        let ran = scene.run(&["clean", "--force", "--encoding", name, "x.txt"]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    }
    assert!(ran.stdout.contains("\nwindows-1252\n") && ran.stdout.contains("cp850"));
}

#[test]
fn an_encoding_outside_the_web_standard_can_be_given() {
    let scene = Scene::new();
    scene.write("short.txt", b"\x84h");
    assert_eq!(scene.run(&["clean", "--encoding", "cp437", "short.txt"]).stdout, "äh\n");
    let ran = scene.run(&["clean", "--encoding", "cp9999", "short.txt"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("unboil encodings list"), "{}", ran.stderr);
}

#[test]
fn bad_bytes_are_replaced_or_fail_the_document() {
    let scene = Scene::new();
    scene.write("in/a.txt", "Sound.\n");
    scene.write("in/sub/b.txt", broken());
    let ran = scene.run(&["clean", "in", "-o", "out"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(scene.read("out/sub/b.txt"), "Una fábrica está aquí.\nÉl vivió allí \u{FFFD}.\n");
    assert!(ran.stderr.contains("in/sub/b.txt: 1 byte sequence"), "{}", ran.stderr);

    let ran = scene.run(&["clean", "in", "-o", "strict", "--on-bad-bytes", "fail"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: in/sub/b.txt: 1 byte sequence is not UTF-8, the first in line 2; if it is in another encoding, name that with --encoding; --on-bad-bytes replace cleans the rest
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!(scene.list("strict"), ["a.txt"]);
}

#[test]
fn documents_with_bad_bytes_are_quarantined_unchanged() {
    let scene = Scene::new();
    scene.write("in/a.txt", "Sound.\n");
    scene.write("in/sub/b.txt", broken());
    let ran = scene.run(&["clean", "in", "-o", "out", "--on-bad-bytes", "quarantine", "--quarantine", "bad"]);
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"
    unboil: in/sub/b.txt: 1 byte sequence is not UTF-8, the first in line 2; it is kept as bad/sub/b.txt
    unboil: 2 documents, 0 changed, 1 failed
    ");
    assert_eq!((scene.list("out"), scene.list("bad")), (vec!["a.txt".to_owned()], vec!["sub/b.txt".to_owned()]));
    assert_eq!(std::fs::read(scene.path("bad/sub/b.txt")).unwrap(), broken());
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--on-bad-bytes", "quarantine"]).code, Some(2));
}
