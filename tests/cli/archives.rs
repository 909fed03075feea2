//! Texts and records in tar and ZIP archives: rows of members are cleaned, reported and restored as those of files.

use insta::assert_snapshot;
use serde_json::Value;

use crate::scene::Scene;
use crate::undo::tar_of;
use crate::zips::{members_of, zip_of};

/// The names and the data of the members of a tar archive.
fn members_of_tar(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut members = Vec::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut data = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut data).unwrap();
        members.push((entry.path().unwrap().to_string_lossy().into_owned(), data));
    }
    members
}

/// The same members in both kinds of archives.
fn both(members: &[(&str, &[u8])]) -> [(&'static str, Vec<u8>); 2] {
    [("m.tar", tar_of(members)), ("m.zip", zip_of(members))]
}

fn unpacked(name: &str, archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    if name.ends_with(".zip") { members_of(archive) } else { members_of_tar(archive) }
}

fn file(scene: &Scene, path: &str) -> Vec<u8> {
    std::fs::read(scene.path(path)).unwrap()
}

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0";

/// A member of each kind, and what it becomes.
fn members() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let same = |name, bytes: &[u8]| (name, bytes.to_vec(), bytes.to_vec());
    let text = |name, old: &str, new: &str| (name, old.as_bytes().to_vec(), new.as_bytes().to_vec());
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let table = |gap: &str| {
        let rows = "Près de la jetée, les bateaux étaient rentrés avant la tempête;1\r\n".repeat(9);
        latin(&format!("text;n\r\nLa jetée{gap}est fermée;2\r\n{rows}"))
    };
    vec![
        text("a.txt", "The  boats.\n", "The boats.\n"),
        text(
            "d/a.jsonl",
            "{\"id\":7,\"text\":\"The  pier.\"}\n\n{\"text\":null}\n{\"text\":\"Home.\"}",
            "{\"id\":7,\"text\":\"The pier.\"}\n\n{\"text\":null}\n{\"text\":\"Home.\"}",
        ),
        text(
            "b.json",
            "[\n  {\"text\": \"a  b\"},\n  {\"text\": \"c\"}\n]\n",
            "[\n  {\"text\": \"a b\"},\n  {\"text\": \"c\"}\n]\n",
        ),
        ("c.csv", table("  "), table(" ")),
        text("d.tsv", "n\ttext\n1\tThe  ferry\n", "n\ttext\n1\tThe ferry\n"),
        same("p.png", PNG),
        same("q.txt", PNG),
        same("z.jsonl.gz", b"\x1F\x8B\x08\0 is no text"),
        same("clean.jsonl", b"{\"text\":\"Home.\"}\n"),
        text("e.md", "# The boats\n\nHome.\n", "# The boats\n\nHome.\n"),
    ]
}

#[test]
fn rows_in_archives_are_cleaned_and_come_back() {
    let members = members();
    let old: Vec<(&str, &[u8])> = members.iter().map(|(name, old, _)| (*name, old.as_slice())).collect();
    let new: Vec<(String, Vec<u8>)> = members.iter().map(|(name, _, new)| ((*name).to_owned(), new.clone())).collect();
    for (name, archive) in both(&old) {
        let scene = Scene::new();
        scene.write(format!("in/{name}"), &archive);
        let ran = scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
        assert_eq!(
            ran.stderr,
            "unboil: copied 3 archive members that are neither text nor records (1 .gz, 1 .png, 1 .txt)\n\
             unboil: 19 documents, 5 changed, 0 failed, 1 without text\n",
            "{name}"
        );
        let clean = file(&scene, &format!("out/{name}"));
        assert_eq!(unpacked(name, &clean), new, "{name}");
        // The report names the member and its row.
        let report = scene.read("r.jsonl");
        let documents: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let of = |member: &str| {
            let its = documents.iter().filter(|record| record["kind"] == "document" && record["member"] == member);
            its.map(|record| (record["id"].clone(), record["member_row"].clone(), record["restores"].clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(of("a.txt"), [(format!("in/{name}:1").into(), Value::Null, "bytes".into())]);
        let rows = [
            ("7".into(), 1.into(), "bytes".into()),
            (format!("in/{name}:4").into(), 3.into(), Value::Null),
            (format!("in/{name}:5").into(), 4.into(), "bytes".into()),
        ];
        assert_eq!(of("d/a.jsonl"), rows);
        assert_eq!(of("c.csv").len(), 10);
        let ran = scene.run(&["restore", "out", "--report", "r.jsonl", "-o", "back"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "unboil: 1 restored, 0 failed\n"), "{name}");
        let back = file(&scene, &format!("back/{name}"));
        assert_eq!(unpacked(name, &back), unpacked(name, &archive), "{name}");
        assert!(name == "m.zip" || back == archive);
        // Cleaning twice is cleaning once.
        let ran = scene.run(&["clean", "-q", &format!("out/{name}"), "-o", "twice/"]);
        assert_eq!((ran.code, file(&scene, &format!("twice/{name}"))), (Some(0), clean), "{name}");
        // The commands that write nothing name the row.
        let ran = scene.run(&["diff", &format!("in/{name}")]);
        assert!(ran.stdout.contains("The pier."), "{name}: {}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn options_for_records_apply_to_those_in_archives() {
    for (name, archive) in both(&[
        ("a.jsonl", b"{\"body\":\"a  b\"}\n{\"n\":1}\n"),
        ("b.csv", b"body|n\nc  d|1\n"),
        ("c.warc", b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 6\r\n\r\nx  y\r\n\r\n\r\n"),
    ]) {
        let scene = Scene::new();
        scene.write(name, &archive);
        let ran = scene.run(&[
            "clean",
            name,
            "-o",
            "out/",
            "--field",
            "body",
            "--delimiter",
            "|",
            "--on-missing",
            "drop",
            "--report",
            "r.jsonl",
        ]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let members = unpacked(name, &file(&scene, &format!("out/{name}")));
        let texts: Vec<_> = members.iter().map(|(_, data)| String::from_utf8_lossy(data).into_owned()).collect();
        assert_eq!(texts[..2], ["{\"body\":\"a b\"}\n", "body|n\nc d|1\n"], "{name}");
        assert!(texts[2].contains("x y\n"), "{name}: {}", texts[2]);
        // The row that was left out is known to be.
        let out = format!("out/{name}");
        let ran =
            scene.run(&["restore", &out, "--report", "r.jsonl", "--field", "body", "--delimiter", "|", "-o", "back"]);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
        let back = unpacked(name, &file(&scene, "back"));
        assert_eq!(back[0].1, b"{\"body\":\"a  b\"}\n");
        assert_eq!(back[1..], unpacked(name, &archive)[1..]);
    }
}

#[test]
fn what_fails_in_an_archive_fails_alone() {
    for (name, archive) in both(&[
        ("a.jsonl", b"{\"text\":\"a  b\"}\nnonsense\n{\"text\":7}\n{\"text\":\"c  d\"}\n"),
        ("p.png", PNG),
        ("stats.csv", b"name,n\nboats,  7\n"),
        ("b.txt", b"e  f\n"),
        ("tsconfig.json", b"// The boats\n{}\n"),
        ("c.jsonl", b"\n{\"text\":\"g  h\"}\n"),
        // Nothing is left of the first, and the second stays: the third is still known.
        ("d.jsonl", b"nonsense\n"),
        ("e.csv", b"name\nboats\n"),
        ("f.txt", b"i  j\n"),
    ]) {
        let scene = Scene::new();
        scene.write(name, &archive);
        let ran = scene.run(&["clean", name, "-o", "out/", "--report", "r.jsonl", "--rejects", "bad.jsonl"]);
        assert_eq!(ran.code, Some(3), "{name}");
        if name == "m.tar" {
            assert_snapshot!(ran.stderr, @r#"
            unboil: m.tar:a.jsonl:2: is not a JSON object; fix the row; it is left out
            unboil: m.tar:a.jsonl:3: has a "text" that is a number, not a string; fix the row; it is left out
            unboil: m.tar:stats.csv: cannot be read: the header has no "text", but name, n; name the column with --field, or add a header if there is none; it stays as it is
            unboil: m.tar:tsconfig.json: cannot be read: it is not a JSON array or object, since it begins with `/`; if it is text, say --format text; it stays as it is
            unboil: m.tar:d.jsonl:1: is not a JSON object; fix the row; it is left out
            unboil: m.tar:e.csv: cannot be read: the header has no "text", but name; name the column with --field, or add a header if there is none; it stays as it is
            unboil: copied 1 archive member that is neither text nor records (1 .png)
            unboil: 11 documents, 5 changed, 6 failed
            "#);
        } else {
            assert_eq!(ran.stderr.matches("it stays as it is").count(), 3, "{}", ran.stderr);
        }
        let rejects = scene.read("bad.jsonl");
        assert!(rejects.contains(&format!("\"place\":\"{name}:a.jsonl:2\"")), "{rejects}");
        assert!(rejects.contains("\"raw\":\"nonsense\""), "{rejects}");
        let members = unpacked(name, &file(&scene, &format!("out/{name}")));
        assert_eq!(members[0].1, b"{\"text\":\"a b\"}\n{\"text\":\"c d\"}\n");
        assert_eq!((&*members[2].1, &*members[3].1), (&b"name,n\nboats,  7\n"[..], &b"e f\n"[..]));
        assert_eq!((&*members[4].1, &*members[5].1), (&b"// The boats\n{}\n"[..], &b"\n{\"text\":\"g h\"}\n"[..]));
        // Rows that are left out are not restored, and the others are.
        let ran = scene.run(&["restore", &format!("out/{name}"), "--report", "r.jsonl", "-o", "back"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{name}");
        let back = unpacked(name, &file(&scene, "back"));
        assert_eq!(back[0].1, b"{\"text\":\"a  b\"}\n{\"text\":\"c  d\"}\n");
        let mut want = unpacked(name, &archive);
        want[6].1.clear();
        assert_eq!(back[1..], want[1..], "{name}");
        // A row that was changed since is refused.
        let archive = both(&members.iter().map(|(n, data)| (n.as_str(), data.as_slice())).collect::<Vec<_>>());
        let (_, mut archive) = archive.into_iter().find(|(other, _)| *other == name).unwrap();
        if name == "m.tar" {
            let at = archive.windows(3).position(|window| window == b"g h").unwrap();
            archive[at] = b'x';
            scene.write("out/m.tar", archive);
            let ran = scene.run(&["restore", "out/m.tar", "--report", "r.jsonl"]);
            assert_eq!(ran.code, Some(3));
            assert!(
                ran.stderr.starts_with("unboil: out/m.tar:c.jsonl:2: the report has no document"),
                "{}",
                ran.stderr
            );
        }
    }
}

/// Records that turn out to be damaged after some were cleaned: what is left of them cannot be found.
#[test]
fn an_archive_with_damaged_records_has_no_output() {
    for (name, archive) in both(&[("a.txt", b"a  b\n"), ("b.json", b"[{\"text\":\"a  b\"} {\"text\":\"c\"}]")]) {
        let scene = Scene::new();
        scene.write(name, &archive);
        let ran = scene.run(&["clean", "-q", name, "-o", "out/"]);
        assert_eq!((ran.code, scene.path(format!("out/{name}")).exists()), (Some(3), false));
        let what = "b.json in the archive: it has no comma after element 1; repair it or leave it out";
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
    }
}

/// The attributes of each row, and nothing of the archive.
#[test]
fn attributes_of_rows_in_archives_are_written() {
    for (name, archive) in both(&[("a.jsonl", b"{\"id\":\"x\",\"text\":\"a\"}\n"), ("p.png", PNG), ("b.txt", b"b\n")]) {
        let scene = Scene::new();
        scene.write(name, &archive);
        let ran = scene.run(&["clean", "-q", name, "--output-form", "attributes"]);
        let want = format!("{{\"id\":\"x\",\"attributes\":{{}}}}\n{{\"id\":\"{name}:3\",\"attributes\":{{}}}}\n");
        assert_eq!((ran.code, ran.stdout), (Some(0), want), "{}", ran.stderr);
    }
}

#[test]
fn the_output_does_not_depend_on_the_number_of_threads() {
    let rows: String =
        (0..9_000).map(|n| format!("{{\"id\":{n},\"text\":\"The  boats came {n} times.\"}}\n")).collect();
    let members: [(&str, &[u8]); 3] =
        [("a.jsonl", rows.as_bytes()), ("b.txt", b"a  b\n"), ("c.jsonl", rows.as_bytes())];
    for (name, archive) in both(&members) {
        let scene = Scene::new();
        scene.write(name, &archive);
        let outputs = ["1", "4"].map(|threads| {
            let ran = scene.run(&["clean", "-q", "-j", threads, name, "-o", &format!("{threads}/")]);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            file(&scene, &format!("{threads}/{name}"))
        });
        assert!(outputs[0] == outputs[1], "{name}");
        assert_eq!(unpacked(name, &outputs[0])[2].1, rows.replace("  ", " ").as_bytes());
    }
}
