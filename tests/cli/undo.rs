//! `restore` gives back the bytes of the input, or the report said that it gives back the text only: for each format and each
//! encoding, and for the ways to spell a container that the format does not write itself.

use serde_json::Value;

use crate::scene::{Ran, Scene};
use crate::tools::TAR;

/// A page with something to remove and something to normalize.
const PAGE: &str =
    "Cafés in Liège, “ouvert” tous  les jours.\r\n\r\nLeave a Reply\r\nYour email address will not be published.\r\n";

/// The same without a letter that some encoding lacks.
fn page(encoding: &str) -> Vec<u8> {
    let wide = |units: &mut dyn Iterator<Item = u16>, big: bool| -> Vec<u8> {
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    match encoding {
        "utf-8" => PAGE.into(),
        "utf-8 with mark" => [b"\xEF\xBB\xBF", PAGE.as_bytes()].concat(),
        "utf-16le with mark" => [vec![0xFF, 0xFE], wide(&mut PAGE.encode_utf16(), false)].concat(),
        "utf-16be with mark" => [vec![0xFE, 0xFF], wide(&mut PAGE.encode_utf16(), true)].concat(),
        "utf-16le" => wide(&mut PAGE.encode_utf16(), false),
        "windows-1252" => encoding_rs::WINDOWS_1252.encode(PAGE).0.into_owned(),
        "windows-1251" => encoding_rs::WINDOWS_1251
            .encode("Паром отошёл от причала.\r\nОн пришёл  вечером.\r\n\r\nLeave a Reply\r\n")
            .0
            .into(),
        "shift_jis" => encoding_rs::SHIFT_JIS
            .encode("港の橋は閉鎖されています。\r\n船は夕方に  戻りました。\r\n\r\nLeave a Reply\r\n")
            .0
            .into(),
        "gbk" => encoding_rs::GBK.encode("码头今天关闭了。\r\n船在晚上  回来了。\r\n\r\nLeave a Reply\r\n").0.into(),
        // Bytes that are nothing: the text comes back, and the report says so.
        "damaged utf-8" => [PAGE.as_bytes(), b"The pier \xFF is closed.\r\n"].concat(),
        _ => panic!("{encoding}"),
    }
}

const ENCODINGS: [&str; 10] = [
    "utf-8",
    "utf-8 with mark",
    "utf-16le with mark",
    "utf-16be with mark",
    "utf-16le",
    "windows-1252",
    "windows-1251",
    "shift_jis",
    "gbk",
    "damaged utf-8",
];

/// A tar archive of these members, as GNU tar writes it.
pub(crate) fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_path(name).unwrap();
        header.set_mode(0o644);
        header.set_mtime(7);
        header.set_size(bytes.len() as u64);
        set_sum(&mut header);
        archive.extend_from_slice(header.as_bytes());
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(512), 0);
    }
    archive.resize(archive.len() + 1024, 0);
    // GNU tar fills a tape record.
    archive.resize(archive.len().next_multiple_of(10_240), 0);
    archive
}

/// The checksum as GNU tar writes it: six digits, a zero byte, a space.
fn set_sum(header: &mut tar::Header) {
    header.set_cksum();
    let sum = format!("{:06o}\0 ", header.cksum().unwrap());
    header.as_old_mut().cksum.copy_from_slice(sum.as_bytes());
}

fn warc_of(block: &[u8]) -> Vec<u8> {
    let digest = data_encoding::BASE32.encode(&<sha1::Sha1 as sha1::Digest>::digest(block));
    let header = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Block-Digest: sha1:{digest}\r\nX-Other:  as it was\r\n\
         content-length:  {}\r\nContent-Type: text/plain\r\n\r\n",
        block.len()
    );
    let info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na  b\r\n\r\n";
    [&info[..], header.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The documents of a report that did not fail.
fn documents(scene: &Scene) -> Vec<Value> {
    let records = scene.read("r.jsonl");
    let records = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.filter(|record| record["kind"] == "document" && record["status"] != "failed").collect()
}

/// Cleans a file, restores it, and checks what the report promises. Whether it promises bytes.
fn there_and_back(name: &str, bytes: &[u8]) -> bool {
    let scene = Scene::new();
    scene.write(format!("in/{name}"), bytes);
    let ran = scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]);
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    let clean = std::fs::read(scene.path(format!("out/{name}"))).unwrap();
    assert!(clean != bytes, "{name}: nothing was cleaned");
    let ran = scene.run(&["restore", "out", "--report", "r.jsonl", "-o", "back"]);
    assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
    let back = std::fs::read(scene.path(format!("back/{name}"))).unwrap();
    let promises = documents(&scene).iter().all(|document| document["restores"] == "bytes");
    assert!(!promises || back == bytes, "{name}: the report promises the bytes, and they do not come back");
    assert_eq!(ran.stderr.contains("cannot be restored"), !promises, "{name}: {}", ran.stderr);
    promises
}

#[test]
fn every_format_comes_back_in_every_encoding() {
    for encoding in ENCODINGS {
        let bytes = page(encoding);
        // Bytes that are nothing, and a guess between encodings of which some write them alike, bring back the text.
        let is_exact = encoding != "damaged utf-8";
        let promises = [
            there_and_back("a.txt", &bytes),
            there_and_back("a.tar", &tar_of(&[("a.txt", &bytes), ("b.png", b"\x89PNG\0  \0"), ("c.txt", b"clean\n")])),
            there_and_back("a.warc", &warc_of(&bytes)),
        ];
        assert_eq!(promises, [is_exact; 3], "{encoding}");
    }
    let text = PAGE.trim_end();
    let json = serde_json::to_string(text).unwrap();
    let rows = format!("{{\"text\":{json},\"n\":1.50}}\n{{\"text\":\"clean\"}}\n");
    assert!(there_and_back("a.jsonl", rows.as_bytes()));
    for array in
        [format!("[{{\"text\":{json}}},{{\"text\":\"c\"}}]"), format!("[\n  {{\n    \"text\": {json}\n  }}\n]\n")]
    {
        assert!(there_and_back("a.json", array.as_bytes()));
    }
    let quoted = text.replace('"', "\"\"");
    assert!(there_and_back("a.csv", format!("id,text\r\n7,\"{quoted}\"\r\n8,clean\r\n").as_bytes()));
    assert!(there_and_back("a.tsv", format!("id\ttext\n7\t\"{quoted}\"\n").as_bytes()));
}

#[test]
fn what_is_around_rows_comes_back() {
    let row = "{\"text\":\"a  b\"}";
    for rows in [
        format!("\u{FEFF}{row}\n"),
        format!("{row}\n\n  \n{row}\n\n"),
        format!("{row}\r\n{row}\r\n"),
        format!("{row}\n{row}"),
        format!("\n{row}\n\u{FEFF}{row}\n"),
    ] {
        assert!(there_and_back("a.jsonl", rows.as_bytes()), "{rows:?}");
    }
    for table in ["\u{FEFF}text,n\r\na  b,1", "text\n\"a  b\"\n\n\"c\"\n"] {
        assert!(there_and_back("a.csv", table.as_bytes()), "{table:?}");
    }
    let record = warc_of(b"The  pier.\n");
    let text = String::from_utf8(record.clone()).unwrap();
    for archive in [
        text.replace("\r\n\r\n", "\n\n").replace("\r\n", "\n"),
        text.clone() + "\r\n\r\n\n",
        text.strip_suffix("\r\n\r\n").unwrap().to_owned(),
        text.repeat(2),
    ] {
        assert!(there_and_back("a.warc", archive.as_bytes()), "{archive:?}");
    }
}

/// Another spelling of the same: the text comes back, and the report says that the bytes do not.
#[test]
fn what_is_spelled_in_another_way_is_said_to_come_back_as_text() {
    for rows in ["{\"text\":\"\\u0061  b\"}\n", "{\"text\":\"a  b\\ud800\"}\n", "{\"text\":\"a\\/b  c\"}\n"] {
        assert!(!there_and_back("a.jsonl", rows.as_bytes()), "{rows}");
    }
    assert!(!there_and_back("a.csv", b"text\n\"a\"  b\n"));
    let record = String::from_utf8(warc_of(b"The  pier.\n")).unwrap();
    for (from, to) in [("content-length:  11", "content-length:  0011"), ("sha1:", "md5:")] {
        assert!(!there_and_back("a.warc", record.replace(from, to).as_bytes()), "{to}");
    }
    // A digest that never was that of the block stays wrong, and so comes back.
    let digest = record.split_once("sha1:").unwrap().1.split_once('\r').unwrap().0;
    assert!(there_and_back("a.warc", record.replace(digest, "AAAA").as_bytes()));
    // A header that only a strange program writes.
    let mut archive = tar_of(&[("a.txt", b"The  pier.\n")]);
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&archive[..512]);
    header.as_old_mut().size.copy_from_slice(b"013\0\0\0\0\0\0\0\0\0");
    set_sum(&mut header);
    archive[..512].copy_from_slice(header.as_bytes());
    assert!(there_and_back("a.tar", &archive), "as many digits as before");
    archive[512 + 11] = b'x';
    assert!(!there_and_back("a.tar", &archive), "padding that is not zero");
}

/// Archives of GNU tar itself, in its formats, with long names.
#[test]
fn archives_of_tar_come_back() {
    if !TAR.is_there() {
        return;
    }
    for format in ["gnu", "pax", "ustar", "v7"] {
        let scene = Scene::new();
        scene.write("d/a.txt", encoding_rs::WINDOWS_1252.encode(PAGE).0);
        scene.write(format!("d/{}/b.txt", "long".repeat(18)), PAGE);
        assert_eq!(scene.shell(&format!("tar --format={format} -cf m.tar d")).code, Some(0));
        let archive = std::fs::read(scene.path("m.tar")).unwrap();
        assert!(there_and_back("m.tar", &archive), "{format}");
    }
}

/// A compressed archive is a member a record before and after.
#[test]
fn a_compressed_archive_comes_back_compressed() {
    let scene = Scene::new();
    scene.write("a.warc", warc_of(&page("windows-1252")));
    assert_eq!(
        scene.run(&["clean", "a.warc", "--compress", "gzip", "-o", "out/", "--report", "r.jsonl"]).code,
        Some(0)
    );
    let ran = scene.shell("\"$0\" restore out/a.warc.gz --report r.jsonl > b.gz && gzip -dc b.gz | cmp - a.warc");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{}", ran.stdout);
}

/// What restoring `changed` gives, where `name` was cleaned from `bytes`.
fn restored(name: &str, bytes: &[u8], change: impl Fn(Vec<u8>) -> Vec<u8>) -> Ran {
    let scene = Scene::new();
    scene.write(name, bytes);
    assert_eq!(scene.run(&["clean", name, "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
    let clean = std::fs::read(scene.path(format!("out/{name}"))).unwrap();
    scene.write(format!("out/{name}"), change(clean));
    let script =
        format!("\"$0\" restore out/{name} --report r.jsonl > back; code=$?; wc -c < back | tr -d ' \\n'; exit $code");
    scene.shell(&script)
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|window| window == from).expect("it is in there");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn a_container_with_a_changed_member_is_refused() {
    let text = b"The  pier is closed.\n";
    let unknown = "the report has no document with this text; the text was changed, or another run wrote it; give the \
                   report of the run that wrote it\n";
    for (name, bytes, place) in [
        ("m.tar", tar_of(&[("a.txt", text), ("b.txt", b"x  y\n")]), ":a.txt"),
        ("m.warc", warc_of(text), ":2"),
        ("m.jsonl", b"{\"text\":\"The  pier is closed.\"}\n".to_vec(), ":1"),
        ("m.csv", b"text\nThe  pier is closed.\n".to_vec(), ":2"),
    ] {
        let ran = restored(name, &bytes, |clean| replaced(&clean, b"closed", b"opened"));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "0"), "{name}: {}", ran.stderr);
        assert_eq!(ran.stderr, format!("unboil: out/{name}{place}: {unknown}"));
        // As it was written, it is restored.
        let ran = restored(name, &bytes, |clean| clean);
        assert_eq!((ran.code, ran.stdout), (Some(0), bytes.len().to_string()), "{name}: {}", ran.stderr);
    }
}

/// A member was taken out, added, or put in another place; what is no text may be anything.
#[test]
fn an_archive_is_restored_as_a_whole() {
    let members: [(&str, &[u8]); 4] =
        [("a.txt", b"a  b\n"), ("p.txt", b"\x89PNG\0\0\0\0\0\0\x01\0"), ("b.txt", b"c  d\n"), ("e.txt", b"e  f\n")];
    let archive = tar_of(&members);
    let clean = |text: &'static str| -> (&'static str, &'static [u8]) { (text, text.as_bytes()) };
    let cleaned = [("a.txt", clean("a b\n").1), members[1], ("b.txt", b"c d\n"), ("e.txt", b"e f\n")];
    let restored = |members: &[(&str, &[u8])]| restored("m.tar", &archive, |_| tar_of(members)).code;
    assert_eq!(restored(&cleaned), Some(0));
    assert_eq!(restored(&[cleaned[0], ("p.txt", b"\x89PNG\0\0\0\0\0\0\x02\0"), cleaned[2], cleaned[3]]), Some(0));
    assert_eq!(restored(&cleaned[..3]), Some(3), "the last is missing");
    assert_eq!(restored(&[cleaned[0], cleaned[1], cleaned[3]]), Some(3), "one is missing");
    assert_eq!(restored(&[cleaned[2], cleaned[1], cleaned[0], cleaned[3]]), Some(3), "two are exchanged");
    assert_eq!(restored(&[cleaned[0], cleaned[0], cleaned[1], cleaned[2], cleaned[3]]), Some(3), "one is added");
    assert_eq!(restored(&[cleaned[0], cleaned[1], ("b.txt", b"a b\n"), cleaned[3]]), Some(3), "one is another's");
}

/// Rows may be taken out, and files put one behind the other, as far as it is clear what each row was.
#[test]
fn rows_are_found_in_files_that_were_filtered_and_joined() {
    let scene = Scene::with(&[
        ("in/a.jsonl", "{\"text\":\"one  a\"}\n{\"text\":\"two  a\"}\n{\"text\":\"three  a\"}\n"),
        ("in/b.jsonl", "{\"text\":\"one  b\"}\n{\"text\":\"two\\tb\"}\n"),
        ("in/c.jsonl", "{\"text\":\"x\\ty\"}\n"),
        ("in/d.jsonl", "{\"text\":\"x  y\"}\n"),
    ]);
    assert_eq!(scene.run(&["clean", "in", "-o", "out", "--report", "r.jsonl"]).code, Some(0));
    let back = |path: &str| {
        let ran = scene.run(&["restore", path, "--report", "r.jsonl"]);
        (ran.code, ran.stdout, ran.stderr)
    };
    assert_eq!(scene.shell("grep -v two out/a.jsonl > a.jsonl; cat out/a.jsonl out/b.jsonl > all.jsonl").code, Some(0));
    assert_eq!(back("a.jsonl").1, "{\"text\":\"one  a\"}\n{\"text\":\"three  a\"}\n");
    assert_eq!(back("all.jsonl").1, scene.read("in/a.jsonl") + &scene.read("in/b.jsonl"));
    // The same clean rows were different ones, so the name must tell; that below another folder is enough.
    assert_eq!(back("out/c.jsonl").1, scene.read("in/c.jsonl"));
    assert_eq!(back("out/d.jsonl").1, scene.read("in/d.jsonl"));
    scene.write("other.jsonl", scene.read("out/d.jsonl"));
    let (code, stdout, stderr) = back("other.jsonl");
    assert_eq!((code, stdout.as_str()), (Some(3), ""));
    assert_eq!(
        stderr,
        "unboil: other.jsonl:1: the report has several inputs with this text: in/c.jsonl, in/d.jsonl; give the file the name it \
         had when it was written\n"
    );
}

/// The way from the text to the bytes is checked as well as the text.
#[test]
fn a_report_with_another_encoding_is_refused() {
    let cases: [(&[u8], &str, &str); 4] = [
        (b"Boats  came.\n", "\"bom\":0", "\"bom\":3"),
        (b"\xEF\xBB\xBFBoats  came.\n", "\"bom\":3", "\"bom\":0"),
        (b"Caf\xE9s in Li\xE8ge,  \x93ouvert\x94.\n", "windows-1252", "ISO-8859-15"),
        (b"Caf\xE9s in Li\xE8ge,  \x93ouvert\x94.\n", "windows-1252", "UTF-8"),
    ];
    for (bytes, from, to) in cases {
        let scene = Scene::new();
        scene.write("a.txt", bytes);
        assert_eq!(scene.run(&["clean", "a.txt", "-o", "out/", "--report", "r.jsonl"]).code, Some(0));
        let report = scene.read("r.jsonl");
        assert!(report.contains(from), "{report}");
        scene.write("x.jsonl", report.replace(from, to));
        let ran = scene.run(&["restore", "out/a.txt", "--report", "x.jsonl"]);
        let what = "the encoding does not lead back to the bytes that were read; the report was changed";
        assert_eq!((ran.code, ran.stderr), (Some(3), format!("unboil: out/a.txt: {what}\n")), "{to}");
        let ran = scene.shell("\"$0\" restore out/a.txt --report r.jsonl | cmp - a.txt");
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }
}

/// Old programs write zero bytes for the size of a folder; GNU tar reads 0.
#[test]
fn a_size_of_zero_bytes_is_none() {
    let mut archive = tar_of(&[("d", b""), ("d/a.txt", b"a  b\n")]);
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&archive[..512]);
    header.as_old_mut().size.fill(0);
    header.set_entry_type(tar::EntryType::Directory);
    set_sum(&mut header);
    archive[..512].copy_from_slice(header.as_bytes());
    assert!(there_and_back("a.tar", &archive));
    // A size that is no number is still one that cannot be read.
    header.as_old_mut().size.copy_from_slice(b"zzzzzzzzzzz\0");
    set_sum(&mut header);
    archive[..512].copy_from_slice(header.as_bytes());
    let scene = Scene::new();
    scene.write("a.tar", &archive);
    let ran = scene.run(&["clean", "a.tar"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (Some(3), "unboil: a.tar: cannot read: member 1 of the archive has no size\n")
    );
}

/// The header leaves two delimiters possible. With the doubled caption, its row has five parts between commas; without, as many as the
/// header, so that the comma would be taken for the delimiter of the output.
#[test]
fn a_table_is_restored_with_the_delimiter_that_it_was_read_with() {
    let caption = "The old boats, the sheep, and all the rope";
    let table = format!("text;a,b,c\n{caption} {caption};1\n");
    let scene = Scene::with(&[("t.csv", &table)]);
    let ran = scene.run(&["clean", "t.csv", "-o", "out/", "--report", "r.jsonl"]);
    assert_eq!((ran.code, scene.read("out/t.csv")), (Some(0), format!("text;a,b,c\n{caption};1\n")), "{}", ran.stderr);
    assert!(scene.read("r.jsonl").contains("\"delimiter\":\";\""), "{}", scene.read("r.jsonl"));
    let ran = scene.run(&["restore", "out/t.csv", "--report", "r.jsonl"]);
    assert_eq!((ran.code, ran.stdout), (Some(0), table), "{}", ran.stderr);
}
