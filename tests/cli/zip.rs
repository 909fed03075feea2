//! ZIP archives: what does not change is copied as it is, and what cannot be read is refused by name.

use insta::assert_snapshot;

use crate::scene::Scene;
use crate::tools::ZIP;
use crate::zips::{ZipMember, members_of, zip_of, zip_with};

fn cleaned(archive: &[u8], options: &[&str]) -> (Option<i32>, String, Option<Vec<u8>>) {
    let scene = Scene::new();
    scene.write("a.zip", archive);
    let ran = scene.run(&[&["clean", "-q", "a.zip", "-o", "out/"], options].concat());
    (ran.code, ran.stderr, std::fs::read(scene.path("out/a.zip")).ok())
}

/// All that archives of several programs differ in.
fn unusual(gap: &str) -> Vec<ZipMember> {
    let text = |name| ZipMember::new(name, format!("The{gap}boats.\n").repeat(40));
    vec![
        ZipMember { method: 0, ..text("stored.txt") },
        ZipMember { flags: 8, ..text("streamed.txt") },
        ZipMember { is_long: true, comment: "large", ..text("long.txt") },
        ZipMember { name: b"caf\xE9/na\x82me.txt".to_vec(), mode: 0o100_600, ..text("") },
        ZipMember { mode: 0o040_755, method: 0, ..ZipMember::new("caf/", "") },
        ZipMember { mode: 0o120_777, method: 0, ..ZipMember::new("link.txt", "not  a text") },
        ZipMember { method: 12, ..ZipMember::new("page.html", "bzip2  or not") },
        text("../../outside.txt"),
        text("a.md"),
    ]
}

#[test]
fn every_byte_but_those_of_changed_members_stays() {
    let archive = |gap: &str| zip_with(&unusual(gap), b"#!/bin/sh\nexit\n", b"A comment with PK\x05\x06 in it");
    // Nothing changes, down to the compressed data.
    let clean = archive(" ");
    assert_eq!(cleaned(&clean, &[]), (Some(0), String::new(), Some(clean.clone())));
    let (code, stderr, out) = cleaned(&archive("  "), &[]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let out = out.unwrap();
    let want: Vec<_> = members_of(&clean)
        .into_iter()
        // Nothing of Markdown is normalized.
        .map(|(name, data)| if name == "a.md" { (name, b"The  boats.\n".repeat(40)) } else { (name, data) })
        .collect();
    assert_eq!(members_of(&out), want);
    // Names, times, permissions, comments and extra fields: the directory differs in sizes, checksums and places only.
    let directory = |archive: &[u8]| {
        let at = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        let mut rest = archive[at..].to_vec();
        let mut from = 0;
        while rest[from..].starts_with(b"PK\x01\x02") {
            rest[from + 16..from + 28].fill(0);
            rest[from + 42..from + 46].fill(0);
            let part = |at: usize| usize::from(u16::from_le_bytes([rest[from + at], rest[from + at + 1]]));
            let (name, extra, comment) = (part(28), part(30), part(32));
            // What follows the time is the sizes.
            let extra_at = from + 46 + name;
            rest[extra_at + 9..extra_at + extra].fill(0);
            from += 46 + name + extra + comment;
        }
        rest[from + 16..from + 20].fill(0);
        rest
    };
    assert_eq!(directory(&out), directory(&archive("  ")));
    assert!(out.starts_with(b"#!/bin/sh\nexit\nPK\x03\x04"));
}

#[test]
fn archives_of_zip_are_read_by_unzip_and_come_back() {
    if !ZIP.is_there() {
        return;
    }
    let scene = Scene::with(&[
        ("d/a.txt", &"The  boats.\n".repeat(200)),
        ("d/b.jsonl", "{\"text\":\"a  b\"}\n"),
        ("d/e/p.bin", "\0\u{1}\0\0"),
    ]);
    let script = "zip -qr a.zip d && cat a.zip | zip -q -r - d > s.zip; printf x | zip -z a.zip > /dev/null; \
                  \"$0\" clean -q a.zip s.zip -o out/ --report r.jsonl && for f in a s; do unzip -tq out/$f.zip && \
                  mkdir x$f && (cd x$f && unzip -q ../out/$f.zip) && cmp d/e/p.bin x$f/d/e/p.bin || exit 1; \
                  \"$0\" restore -q out/$f.zip --report r.jsonl -o $f.back && unzip -tq $f.back && rm -rf d2 && mkdir d2 && \
                  (cd d2 && unzip -q ../$f.back) && diff -r d d2/d || exit 1; done";
    let ran = scene.shell(script);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(scene.read("xa/d/a.txt"), "The boats.\n".repeat(200));
    assert_eq!(scene.read("xs/d/b.jsonl"), "{\"text\":\"a b\"}\n");
}

#[test]
fn a_member_that_cannot_be_read_is_named_and_stays() {
    let text = |name| ZipMember::new(name, "The  boats.\n");
    let mut archive = zip_with(
        &[
            ZipMember { flags: 1, ..text("secret.txt") },
            ZipMember { flags: 1, ..text("secret.png") },
            ZipMember { method: 12, ..text("old.txt") },
            ZipMember { method: 0, ..ZipMember::new("damaged.txt", "A  damaged text.\n") },
            ZipMember::new("large.txt", "a  b\n".repeat(100)),
            ZipMember::new("large.jsonl", format!("{{\"text\":\"{}\"}}\n{{\"text\":\"a  b\"}}\n", "x".repeat(400))),
            ZipMember { method: 0, ..text("b.txt") },
        ],
        b"",
        b"",
    );
    let at = archive.windows(12).position(|window| window == b"damaged text").unwrap();
    archive[at] ^= 1;
    let (code, stderr, out) = cleaned(&archive, &["--max-doc-bytes", "300"]);
    assert_eq!(code, Some(3));
    assert_snapshot!(stderr, @r"
    unboil: a.zip:secret.txt: is encrypted; make the archive again without a password; it stays as it is
    unboil: a.zip:secret.png: is encrypted; make the archive again without a password; it stays as it is
    unboil: a.zip:old.txt: is compressed with method 12, which is not supported; make the archive again with deflate; it stays as it is
    unboil: a.zip:damaged.txt: cannot be read: its data is damaged: it does not have the length or the checksum in the archive; make the archive again; it stays as it is
    unboil: a.zip:large.txt: has 500 bytes, more than --max-doc-bytes allows (300); it stays as it is
    unboil: a.zip:large.jsonl:1: has 411 bytes, more than --max-doc-bytes allows (300); fix the row; it is left out
    ");
    // What was not read is not checked, and stays damaged.
    let again = cleaned(&out.unwrap(), &["--max-doc-bytes", "300"]);
    assert_eq!((again.0, again.1.lines().count()), (Some(3), 5), "{}", again.1);
    // The others come back, also if more is allowed now.
    let scene = Scene::new();
    scene.write("a.zip", &archive);
    let options = ["clean", "-q", "a.zip", "-o", "out/", "--max-doc-bytes", "300", "--report", "r.jsonl"];
    assert_eq!(scene.run(&options).code, Some(3));
    for limit in ["300", "1G"] {
        let back = format!("back-{limit}");
        let args = ["restore", "out/a.zip", "--report", "r.jsonl", "--max-doc-bytes", limit, "-o", &back];
        let ran = scene.run(&args);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{limit}");
        let back = std::fs::read(scene.path(back)).unwrap();
        // The one of an unknown method, and the last one.
        assert_eq!(back.windows(12).filter(|part| *part == b"The  boats.\n").count(), 2, "{limit}");
    }
}

#[test]
fn an_archive_that_is_not_whole_or_ambiguous_is_refused() {
    let archive = zip_of(&[("a.txt", b"The  boats.\n"), ("b.jsonl", b"{\"text\":\"a  b\"}\n")]);
    let said = |archive: &[u8]| {
        let (code, stderr, out) = cleaned(archive, &[]);
        assert_eq!((code, out), (Some(3), None), "{stderr}");
        stderr
    };
    assert_snapshot!(said(&archive[..archive.len() - 5]), @"unboil: a.zip: cannot read: it is not a ZIP archive, or its end is missing; copy it again");
    assert_snapshot!(said(b"The boats."), @"unboil: a.zip: cannot read: it is not a ZIP archive, or its end is missing; copy it again");
    assert_snapshot!(said(&archive[30..]), @"unboil: a.zip: cannot read: its directory is damaged; make the archive again, or copy it again");
    let twice = zip_of(&[("a.txt", b"a"), ("a.txt", b"b")]);
    assert_snapshot!(said(&twice), @"unboil: a.zip: cannot read: it has two members with the name a.txt; make the archive again");
    for (mark, rest) in
        [("[Content_Types].xml", "word/document.xml"), ("mimetype", "OEBPS/a.txt"), ("META-INF/MANIFEST.MF", "a.txt")]
    {
        let (_, stderr, out) = cleaned(&zip_of(&[(rest, b"The  boats.\n"), (mark, b"x")]), &[]);
        assert!(out.is_none() && stderr.contains("not an archive of texts"), "{mark}: {stderr}");
    }
    // Every end that is cut off, and every byte that is changed, is an error or a member that stays: never a panic.
    for length in 0..archive.len() {
        assert_eq!(cleaned(&archive[..length], &[]).0, Some(3), "{length}");
    }
}

/// The first bytes of an office document are those of any archive.
#[test]
fn documents_that_are_archives_are_refused_as_before() {
    let scene = Scene::new();
    let document = zip_of(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"The  boats.")]);
    for name in ["a.docx", "a.epub", "a.xlsx", "a.jar", "a"] {
        scene.write(name, &document);
        let ran = scene.run(&["clean", name, "-o", "out/"]);
        assert_eq!(ran.code, Some(3), "{name}");
        assert!(ran.stderr.contains("ZIP archive (or a document that is one)"), "{name}: {}", ran.stderr);
    }
    let ran = scene.run(&["clean", "--format", "zip", "a.docx", "-o", "out/"]);
    assert_snapshot!(ran.stderr, @"
    unboil: a.docx: cannot read: it is an office document, not an archive of texts, since it has [Content_Types].xml; extract its text first
    unboil: 1 document, 0 changed, 1 failed
    ");
    let ran = scene.shell("\"$0\" clean --format zip < a.docx");
    assert_eq!(ran.code, Some(3));
    assert_snapshot!(ran.stderr, @"unboil: <stdin>: cannot read: a ZIP archive is read from its end, so it cannot come through a pipe; name the file");
}
